"""Word's styles: whether a paragraph is a heading, and which list it belongs to.

The ids of the styles depend on Word's language; their names do not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa.load.xml_stream import Attributes, whole_number

_HEADING = re.compile(r"heading (\d)|(title)$", re.IGNORECASE)
_ENTRY = re.compile(r"toc \d|table of figures", re.IGNORECASE)
_DEEPEST = 12  # styles based on styles


@dataclass(slots=True)
class Style:
    """A style; what it does not set comes from the style that it is based on."""

    name: str = ""
    based_on: str = ""
    list: str | None = None
    depth: int | None = None
    outline: int | None = None


class Styles:
    """`start` and `end` read word/styles.xml."""

    def __init__(self) -> None:
        self._styles: dict[str, Style] = {}
        self._current = Style()
        self._default = ""

    def start(self, tag: str, attributes: Attributes) -> None:
        value = attributes.get("val", "")
        match tag:
            case "style":
                name = attributes.get("styleId", "")
                self._current = self._styles[name] = Style()
                if attributes.get("type") == "paragraph" and attributes.get("default") == "1":
                    self._default = name
            case "name":
                self._current.name = value
            case "basedOn":
                self._current.based_on = value
            case "numId":
                self._current.list = value
            case "ilvl":
                self._current.depth = whole_number(value, 0)
            case "outlineLvl":
                self._current.outline = whole_number(value, 9)

    def end(self, tag: str) -> None:
        if tag == "style":
            self._current = Style()  # what stands outside a style belongs to none

    def lists(self) -> dict[str, str]:
        """The list that each style sets itself."""
        return {name: style.list for name, style in self._styles.items() if style.list}

    def level(self, name: str) -> int:
        """The level of a heading style, from 1; 0 for any other style."""
        for _, style in self._chain(name):
            if match := _HEADING.match(style.name):
                return int(match[1] or 1)
            if style.outline is not None:
                return style.outline + 1 if style.outline < 9 else 0
        return 0

    def in_list(self, name: str) -> tuple[str | None, int | None, str]:
        """A style's list, its level in it, and the style in the chain that sets the list."""
        depth: int | None = None
        for at, style in self._chain(name):
            depth = style.depth if depth is None else depth
            if style.list is not None:
                return style.list, depth, at
        return None, depth, ""

    def is_bullet(self, name: str) -> bool:
        """Whether the style is one of Word's built-in bullet styles."""
        return any(style.name.lower().startswith("list bullet") for _, style in self._chain(name))

    def is_entry(self, name: str) -> bool:
        """Whether the style is for lines of a table of contents."""
        return any(_ENTRY.match(style.name) for _, style in self._chain(name))

    def _chain(self, name: str) -> list[tuple[str, Style]]:
        chain: list[tuple[str, Style]] = []
        name = name or self._default
        while (style := self._styles.get(name)) and len(chain) < _DEEPEST:
            chain.append((name, style))
            name = style.based_on
        return chain
