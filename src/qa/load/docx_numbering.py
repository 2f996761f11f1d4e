"""The numbers that Word draws before items and headings: "2.2", "(c)", "3.".

They are not in the text: word/numbering.xml defines how each level of a list counts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from qa.load.counting import numeral
from qa.load.xml_stream import Attributes, whole_number

_LEVELS = 9
_LONGEST_FORM = 60
_PLACE = re.compile(r"%([1-9])")


@dataclass(slots=True)
class _Level:
    start: int = 1
    format: str = "decimal"
    form: str = ""
    """What is drawn, "%1.%2" being the numbers of the first and second level."""
    restart: int | None = None
    """The level (from 1) after which it begins anew; None: any above it. 0: never."""
    style: str = ""
    legal: bool = False
    """Whether the numbers of the levels above are drawn as digits."""


@dataclass(slots=True)
class _Counts:
    levels: dict[int, _Level]
    values: list[int | None] = field(default_factory=lambda: [None] * _LEVELS)


class Numbering:
    """Counts as Word does. `start` and `end` read word/numbering.xml."""

    def __init__(self) -> None:
        self._abstract: dict[str, _Counts] = {}
        self._linked: dict[str, str] = {}  # an abstract list -> the style that has its levels
        self._lists: dict[str, str] = {}
        self._starts: dict[str, dict[int, int]] = {}  # by list: levels that begin anew with it
        self._levels: dict[str, dict[int, _Level]] = {}  # by list: levels that it overrides
        self._read: tuple[str, str] = ("", "")  # the abstract list and the list being read
        self._level: _Level | None = None
        self._at = 0

    def start(self, tag: str, attributes: Attributes) -> None:
        value = attributes.get("val", "")
        abstract, number = self._read
        match tag:
            case "abstractNum":
                self._read = (attributes.get("abstractNumId", ""), "")
                self._abstract[self._read[0]] = _Counts({})
            case "num":
                self._read = ("", attributes.get("numId", ""))
            case "abstractNumId" if number:
                self._lists[number] = value
            case "lvlOverride":
                self._at = _level(attributes.get("ilvl"))
            case "startOverride" if number:
                self._starts.setdefault(number, {})[self._at] = whole_number(value, 1)
            case "numStyleLink" if abstract:
                self._linked[abstract] = value
            case "lvl":
                self._at, self._level = _level(attributes.get("ilvl")), _Level()
                if number:
                    self._levels.setdefault(number, {})[self._at] = self._level
                elif abstract in self._abstract:
                    self._abstract[abstract].levels[self._at] = self._level
            case _ if self._level:
                _fill(self._level, tag, value)

    def end(self, tag: str) -> None:
        if tag == "lvl":
            self._level = None
        elif tag in ("abstractNum", "num"):
            self._read = ("", "")

    def link(self, styles: dict[str, str]) -> None:
        """Give lists that are defined by a style its levels. `styles`: list ids by style id."""
        for abstract, style in self._linked.items():
            other = self._abstract.get(self._lists.get(styles.get(style, ""), ""))
            if other and other.levels:
                self._abstract[abstract] = other

    def level_of_style(self, number: str, style: str) -> int:
        """The level of a list that belongs to a style."""
        counts = self._abstract.get(self._lists.get(number, ""))
        levels = counts.levels if counts else {}
        return next((at for at, level in levels.items() if level.style == style), 0)

    def next(self, number: str, level: int) -> str | None:
        """What is drawn before the next paragraph of a list; "" for a bullet or an unknown list.

        None where the list draws no mark.
        """
        counts = self._abstract.get(self._lists.get(number, ""))
        if counts is None:
            return ""
        overrides = self._levels.get(number, {})

        def at(i: int) -> _Level:
            return overrides.get(i) or counts.levels.get(i) or _Level()

        for i, first in self._starts.pop(number, {}).items():
            counts.values[i] = first - 1
        value = counts.values[level]
        counts.values[level] = at(level).start if value is None else value + 1
        for i in range(level + 1, _LEVELS):
            restart = at(i).restart
            if restart != 0 and (restart is None or level < restart):
                counts.values[i] = None
        here = at(level)
        if here.format == "bullet":
            return ""
        if here.format == "none" and not _PLACE.sub("", here.form).strip():
            return None

        def drawn(match: re.Match[str]) -> str:
            i = int(match[1]) - 1
            value = counts.values[i]
            form = "decimal" if here.legal else at(i).format
            return numeral(at(i).start if value is None else value, form)

        return _PLACE.sub(drawn, here.form).strip() or None


def _level(value: str | None) -> int:
    return min(max(whole_number(value, 0), 0), _LEVELS - 1)


def _fill(level: _Level, tag: str, value: str) -> None:
    match tag:
        case "start":
            level.start = whole_number(value, 1)
        case "numFmt":
            level.format = value
        case "lvlText":
            level.form = value[:_LONGEST_FORM]
        case "lvlRestart":
            level.restart = whole_number(value, 0)
        case "pStyle":
            level.style = value
        case "isLgl":
            level.legal = value not in ("0", "false", "off")
