"""Marked-up text -> the text to show in its place, character for character, and how parts look.

Marks that a reader need not see become HIDDEN, which takes no cell; bullets, bars and rules become
the signs that print has for them. Nothing moves, so every offset stays true.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from qa.types import Span

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
    r"|(?P<tag></?(?:a|abbr|b|code|del|em|i|ins|kbd|mark|s|small|span|strong|sub|sup|u)\b[^<>\n]{0,300}>)"
    r"|&(?P<entity>amp|lt|gt|quot|nbsp|#39);"
    r"|(?P<ticks>`{1,3})(?P<code>[^`\n]{1,400})(?P=ticks)"
    r"|(?P<strong>\*\*|__)(?=\S)(?P<bold>[^*\n]{1,400}?)(?<=\S)(?P=strong)"
    r"|(?<![\w*])(?P<emphasis>[*_])(?=[^\s*_])(?P<italic>[^*_\n]{1,400}?)(?<=\S)(?P=emphasis)"
    r"(?![\w*])"
    r"|(?P<opening>!?\[)(?P<label>[^\[\]\n]{0,300})(?P<target>\]\([^()\n]{0,500}\))"
)
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "nbsp": " ", "#39": "'"}
_CELL_EDGE = re.compile(r"(?<!\\)\|")
_OUTER_EDGE = re.compile(r"^\| ?| ?(?<!\\)\|[ \t]*$")
_DELIMITERS = re.compile(r"[\s|:-]+")


class Look(StrEnum):
    """How a part is meant to look."""

    CODE = "code"
    STRONG = "strong"
    EMPHASIS = "emphasis"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: `text[start:end]`, with its edges inside."""

    start: int
    end: int
    edges: tuple[int, ...]
    is_rule: bool
    """Whether it only stands between the header and the rows."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """What is drawn instead of a text: as long as it, line for line."""

    text: str
    looks: tuple[tuple[Span, Look], ...] = ()
    tables: tuple[tuple[Row, ...], ...] = ()
    """Rows that follow each other."""


def as_written(text: str) -> Drawn:
    """The text itself."""
    return Drawn(text)


def shown(text: str, start: int = 0, end: int | None = None) -> str:
    """A part of a text that is Markdown, as it is meant to look, without what is hidden."""
    return _drawn_lately(text).text[start:end].replace(HIDDEN, "")


@lru_cache(maxsize=64)
def _drawn_lately(text: str) -> Drawn:
    return drawn(text)


def drawn(text: str) -> Drawn:
    """The text, which is Markdown, as it is meant to look."""
    if len(text) > LONGEST:
        return as_written(text)
    characters, looks = list(text), list[tuple[Span, Look]]()
    tables: list[list[Row]] = []
    for start, end, is_code in fenced_parts(text):
        if is_code:
            looks.append((Span(start, end), Look.CODE))
            continue
        for match in _LINES.finditer(text, start, end):
            if match.lastgroup != "row":
                _draw_line(match, characters)
                continue
            if not tables or tables[-1][-1].end != match.start() - 1:
                tables.append([])
            tables[-1].append(_draw_row(match, characters))
        for match in _INLINE.finditer(text, start, end):
            _draw_inline(match, characters, looks)
    for fence in _FENCE.finditer(text):
        _hide(characters, *fence.span())
    return Drawn("".join(characters), tuple(looks), tuple(map(tuple, tables)))


def fenced_parts(text: str) -> Iterator[tuple[int, int, bool]]:
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


def is_rule(row: str) -> bool:
    """Whether a row of a table only stands between the header and the rows."""
    return bool(_DELIMITERS.fullmatch(row)) and "-" in row


def cells(row: str) -> list[str]:
    """The cells of a row as they are written, or of a part of one."""
    inner = _CELL_EDGE.split(row.strip())
    first, last = row.lstrip().startswith("|"), not inner[-1] and len(inner) > 1
    return [cell.strip() for cell in inner[first : len(inner) - last]]


def _draw_row(match: re.Match[str], characters: list[str]) -> Row:
    """A row of a table: lines between the cells, and none around it."""
    (start, end), row = match.span("row"), match["row"]
    edges = [start + edge.start() for edge in _CELL_EDGE.finditer(row)]
    ruled = is_rule(row)
    if ruled:
        characters[start:end] = "─" * (end - start)
    for edge in edges:
        characters[edge] = "┼" if ruled else "│"
    for outer in _OUTER_EDGE.finditer(row):
        _hide(characters, start + outer.start(), start + outer.end())
    return Row(start, end, tuple(edge for edge in edges if characters[edge] != HIDDEN), ruled)


def _draw_inline(
    match: re.Match[str], characters: list[str], looks: list[tuple[Span, Look]]
) -> None:
    if match["entity"]:
        _hide(characters, *match.span())
        characters[match.start()] = _ENTITIES[match["entity"]]
        return
    for alone in ("escape", "tag"):
        if match[alone]:
            _hide(characters, *match.span(alone))
            return
    inner, look = next((name, look) for name, look in _LOOKS.items() if match[name] is not None)
    start, end = match.span(inner)
    _hide(characters, match.start(), start)
    _hide(characters, end, match.end())
    if look is not None and start < end:
        looks.append((Span(start, end), look))


_LOOKS = {
    "code": Look.CODE,
    "bold": Look.STRONG,
    "italic": Look.EMPHASIS,
    "label": None,
}
"""By the group of `_INLINE` that is seen: how it looks."""


def _hide(characters: list[str], start: int, end: int) -> None:
    characters[start:end] = HIDDEN * (end - start)
