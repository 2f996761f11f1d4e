"""Marked-up text -> its blocks, and the lines of each that stand by themselves, as offsets.

Rows of a table, lines of code and items of a list are lines; what is only broken at a margin is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from qa.text.markup import fenced_parts, is_rule
from qa.text.punctuation import ITEM_MARK
from qa.types import Span

_ITEM = re.compile(rf"[ \t]*{ITEM_MARK}\s")
_LINE = re.compile(r"[^\n]+")


class Shape(Enum):
    """What the lines of a block are."""

    PROSE = auto()
    TABLE = auto()
    CODE = auto()


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of one shape that follow each other; fences and the rules of tables are left out."""

    shape: Shape
    lines: tuple[Span, ...]
    has_header: bool = False
    """Whether the first row of a table stands above a rule."""


def blocks(text: str, start: int, end: int, *, marked: bool = True) -> list[Block]:
    """The blocks of `text[start:end]`, none of them empty.

    Args:
        text: around the part, so that it is known whether this begins in code or in a row.
        marked: whether the text is Markdown; otherwise all of it is prose.
    """
    parts = fenced_parts(text) if marked else [(0, len(text), False)]
    found: list[Block] = []
    for at, to, is_code in parts:
        if at >= end or to <= start:
            continue
        if is_code:
            found += _code(text, max(at, start), min(to, end))
        else:
            found += _unfenced(text, Span(at, to), Span(start, end), marked=marked)
    return found


def _code(text: str, start: int, end: int) -> Iterator[Block]:
    lines, at = list[Span](), start
    for line in text[start:end].split("\n"):
        lines.append(Span(at, at + len(line)))
        at += len(line) + 1
    while lines and not text[lines[0].start : lines[0].end].strip():
        del lines[0]
    while lines and not text[lines[-1].start : lines[-1].end].strip():
        del lines[-1]
    if lines:
        yield Block(Shape.CODE, tuple(lines))


def _unfenced(text: str, part: Span, shown: Span, *, marked: bool) -> Iterator[Block]:
    """Prose and tables of a part of the text, as far as it is shown."""
    shape, lines, has_header = Shape.PROSE, list[Span](), False
    for match in _LINE.finditer(text, part.start, part.end):
        line = Span(max(match.start(), shown.start), min(match.end(), shown.end))
        if not text[line.start : line.end].strip():
            continue
        is_row = marked and match[0].lstrip().startswith("|")
        if lines and is_row != (shape is Shape.TABLE):
            yield Block(shape, tuple(lines), has_header)
            lines, has_header = [], False
        shape = Shape.TABLE if is_row else Shape.PROSE
        if is_row and is_rule(match[0]):
            has_header = has_header or len(lines) == 1
        elif is_row or not lines or _ITEM.match(match[0]):
            lines.append(line)
        else:
            lines[-1] = Span(lines[-1].start, line.end)
    if lines:
        yield Block(shape, tuple(lines), has_header)
