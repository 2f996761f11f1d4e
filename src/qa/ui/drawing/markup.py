"""Marked-up text -> the text to draw in its place, character for character, and how parts look.

Marks that a reader need not see become HIDDEN, which takes no cell; bullets, bars and rules become
the signs that print has for them. Nothing moves, so every offset stays true.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from qa.ui.drawing.highlight import Level, Mark, Runs

HIDDEN = "\u2060"
"""Drawn as nothing; `sanitize.clean` leaves none in a text."""
LONGEST = 1_000_000
"""Characters; a longer text is drawn as it is written, since it must open at once."""

_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})[^\n]*$", re.MULTILINE)
_LINES = re.compile(
    r"^(?P<indent>[ \t]*)(?:"
    r"(?P<heading>#{1,6}[ \t]+)|(?P<rule>[-=_*][-=_* \t]{2,}$)|(?P<bullet>[-*+](?=[ \t]))"
    r"|(?P<quoted>(?:>[ \t]?)+)|(?P<row>\|[^\n]*$))",
    re.MULTILINE,
)
_INLINE = re.compile(
    r"(?P<escape>\\)(?=[\\`*_{}\[\]()#+.!|<>~-])"
    r"|(?P<ticks>`{1,3})(?P<code>[^`\n]{1,400})(?P=ticks)"
    r"|(?P<strong>\*\*|__)(?=\S)(?P<bold>[^*\n]{1,400}?)(?<=\S)(?P=strong)"
    r"|(?<![\w*])(?P<emphasis>[*_])(?=[^\s*_])(?P<italic>[^*_\n]{1,400}?)(?<=\S)(?P=emphasis)"
    r"(?![\w*])"
    r"|(?P<opening>!?\[)(?P<label>[^\[\]\n]{0,300})(?P<target>\]\([^()\n]{0,500}\))"
)
_CELL_EDGE = re.compile(r"(?<!\\)\|")
_DELIMITERS = re.compile(r"[\s|:-]+")


@dataclass(frozen=True, slots=True)
class Drawn:
    """What is drawn instead of a text: as long as it, line for line."""

    text: str
    looks: Runs
    """Where it is code, strong or emphasised."""


def as_written(text: str) -> Drawn:
    """The text itself."""
    return Drawn(text, Runs())


def drawn(text: str) -> Drawn:
    """The text, which is Markdown, as it is meant to look."""
    if len(text) > LONGEST:
        return as_written(text)
    characters, looks = list(text), list[Mark]()
    for start, end, is_code in _parts(text):
        if is_code:
            looks.append(Mark(start, end, Level.CODE))
            continue
        for match in _LINES.finditer(text, start, end):
            _draw_line(match, characters)
        for match in _INLINE.finditer(text, start, end):
            _draw_inline(match, characters, looks)
    for fence in _FENCE.finditer(text):
        _hide(characters, *fence.span())
    return Drawn("".join(characters), Runs(looks))


def _parts(text: str) -> Iterator[tuple[int, int, bool]]:
    """The parts of a text between fences, in order, each with whether it is code."""
    start, opened = 0, ""
    for fence in _FENCE.finditer(text):
        if opened and not (fence[1].startswith(opened) and fence[0].strip() == fence[1]):
            continue
        if fence.start() > start:
            yield start, fence.start(), bool(opened)
        start, opened = fence.end(), "" if opened else fence[1]
    if start < len(text):
        yield start, len(text), bool(opened)


def _draw_line(match: re.Match[str], characters: list[str]) -> None:
    start, end = match.span(match.lastgroup or 0)
    match match.lastgroup:
        case "heading":
            _hide(characters, start, end)
        case "rule":
            characters[start:end] = "─" * (end - start)
        case "bullet":
            characters[start] = "•"
        case "quoted":
            characters[start:end] = match["quoted"].replace(">", "▎")
        case "row":
            row = match["row"]
            is_rule = _DELIMITERS.fullmatch(row) and "-" in row
            sign = "┼" if is_rule else "│"
            for edge in _CELL_EDGE.finditer(row):
                characters[start + edge.start()] = sign
            if is_rule:
                for n, character in enumerate(row, start):
                    if character in "-: ":
                        characters[n] = "─"


def _draw_inline(match: re.Match[str], characters: list[str], looks: list[Mark]) -> None:
    if match["escape"]:
        _hide(characters, *match.span("escape"))
        return
    inner, level = next((name, level) for name, level in _LEVELS.items() if match[name] is not None)
    start, end = match.span(inner)
    _hide(characters, match.start(), start)
    _hide(characters, end, match.end())
    if level is not None and start < end:
        looks.append(Mark(start, end, level))


_LEVELS = {
    "code": Level.CODE,
    "bold": Level.STRONG,
    "italic": Level.EMPHASIS,
    "label": None,
}
"""By the group of `_INLINE` that is seen: how it looks."""


def _hide(characters: list[str], start: int, end: int) -> None:
    characters[start:end] = HIDDEN * (end - start)
