"""The rows of a table or of other text in lines: its header, and parts that are not too long.

A table is what `outline` marks as rows: lines with "|" between their cells, or cells in columns
with gaps between them. Code and front matter are rows too, without a header.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qa.text.table_cells import is_rule, names_columns
from qa.types import Span

MOST_ROWS = 10
"""Rows of a table in one paragraph: a passage that a person reads at a glance."""
MOST_LINES = 24
"""Lines of code, of a log or of front matter in one paragraph."""
_CELLS = re.compile(r"[ \t]*\|[ \t]*|[ \t]*\t[ \t]*| {3,}")
_LONGEST_ROW = 1000


@dataclass(frozen=True, slots=True)
class TablePart:
    """Rows that follow each other, and the header above them where it is not among them."""

    rows: tuple[Span, ...]
    header: Span | None = None


def table_parts(text: str, rows: Sequence[Span], caption: Span | None) -> Iterator[TablePart]:
    """A table or other lines in parts of limited length, each with its header.

    Args:
        rows: the lines, in order.
        caption: what stands directly above and introduces the table.
    """
    is_table = all(len(_cells(text, row)) > 1 or is_rule(text, row) for row in rows[:50])
    header = _header(text, rows) if is_table else None
    most = MOST_ROWS + (len(header) if header else 0) if is_table else MOST_LINES
    above = caption
    for first in range(0, len(rows), most):
        yield TablePart(tuple(rows[first : first + most]), above)
        if header:
            above = Span(caption.start if caption else header[0].start, header[-1].end)


def _header(text: str, rows: Sequence[Span]) -> tuple[Span, ...]:
    """The rows that name the columns: those above a delimiter, or a first row without numbers."""
    for n, row in enumerate(rows[:4]):
        if n and is_rule(text, row):
            return tuple(rows[: n + 1])
    cells = _cells(text, rows[0])
    return (rows[0],) if len(rows) > 1 and names_columns(cells) else ()


def _cells(text: str, row: Span) -> list[str]:
    line = text[row.start : min(row.end, row.start + _LONGEST_ROW)].strip("| \t")
    return [cell for cell in _CELLS.split(line) if cell]
