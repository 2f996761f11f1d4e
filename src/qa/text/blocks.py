"""Marked-up text -> its blocks, and the lines of each that stand by themselves, as offsets.

Each row of a table and item of a list is a line; what is only broken at a margin is one.
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
    """Code, which keeps its line breaks, is one."""
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
        if max(at, start) >= min(to, end):
            continue
        if is_code:
            found += _code(text, max(at, start), min(to, end))
        else:
            found += _unfenced(text, Span(at, to), Span(start, end), marked=marked)
    return found


def _code(text: str, start: int, end: int) -> Iterator[Block]:
    """The lines between the first and the last that are not empty, with the indent of the first."""
    code = text[start:end]
    begin = len(code) - len(code.lstrip())
    begin = code.rfind("\n", 0, begin) + 1
    if code.strip():
        yield Block(Shape.CODE, (Span(start + begin, start + len(code.rstrip())),))


def _unfenced(text: str, part: Span, shown: Span, *, marked: bool) -> Iterator[Block]:
    """Prose and tables of a part of the text, as far as it is shown."""
    shape, lines, has_header = Shape.PROSE, list[Span](), False
    for match in _LINE.finditer(text, part.start, part.end):
        start, end = max(match.start(), shown.start), min(match.end(), shown.end)
        if start >= end or not text[start:end].strip():
            continue
        line = Span(start, end)
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
