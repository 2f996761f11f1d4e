"""Rows of a column, cut at wide gaps -> its lines: rows of tables with bars, all others joined.

A table is only seen where it is sure: cells of several rows that stand under each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from qa.load.page_line import PageLine, Shape

_LEAST_ROWS = 3
_SINGLE = 2  # rows of one cell between others, as where a cell has several lines
_MARK = re.compile(
    r"[•‣◦·▪–*-]|\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,5})[.)]|\[\d{1,3}\]|\d{1,2}(?:\.\d+)+"
)
_LEADERS = re.compile(r"(?:[.·…_]\s?){4,}\s*\w{0,7}$|(?:\s\.){3,}\s*\w{0,7}$")
_CONTENTS = re.compile(r"(?:table of )?contents|index|inhalt(?:sverzeichnis)?", re.I)
_MOST_COLUMNS = 30
_LONG_CELL = 60  # letters; where most cells are longer, the text was only set with wide spaces

Row = Sequence[PageLine]


def set_rows(rows: Sequence[Row]) -> Iterator[PageLine]:
    """The lines of a column from the pieces of its rows."""
    i = 0
    before = ""
    while i < len(rows):
        stop = _end_of_run(rows, i)
        lines = list(_table(rows[i:stop], before)) if stop - i >= 2 else []
        if not lines:
            # No later row of the run can begin a table that this one does not.
            stop = max(stop, i + 1)
            lines = [_joined(row) for row in rows[i:stop]]
        yield from lines
        before = lines[-1].text
        i = stop


def is_entry(text: str) -> bool:
    """Whether a line is an entry of a table of contents: dots lead to a number."""
    return _LEADERS.search(text[-120:]) is not None


def _end_of_run(rows: Sequence[Row], i: int) -> int:
    """Where the rows with several cells end that begin here, single ones between them included."""
    stop = last = i
    while stop < len(rows) and stop - last <= _SINGLE:
        if len(rows[stop]) > 1 and not is_entry(rows[stop][-1].text):
            last = stop + 1
        elif stop == i:
            break
        stop += 1
    return last


def _joined(row: Row) -> PageLine:
    """The pieces of a row as one line."""
    first = row[0]
    text = " ".join(piece.text for piece in row)
    is_field = any(piece.shape is Shape.ENTRY for piece in row)
    shape = Shape.ENTRY if is_field or is_entry(text) else first.shape
    if len(row) == 1 and shape is first.shape:
        return first
    return replace(
        first,
        text=text,
        right=row[-1].right,
        size=max(row, key=lambda piece: len(piece.text)).size,
        bold=all(piece.bold for piece in row),
        shape=shape,
    )


def _table(rows: Sequence[Row], before: str) -> Iterator[PageLine]:
    """The lines of a table, or of pairs in two columns; nothing where it is neither."""
    separators = _separators(rows)
    count = len(separators) + 1
    several = sum(len(row) > 1 for row in rows)
    if not 2 <= count <= _MOST_COLUMNS or several < (_LEAST_ROWS if count == 2 else 2):
        return
    table: list[tuple[PageLine, list[str]]] = []
    doubled = 0
    for row in rows:
        cells = [""] * count
        for piece in row:
            at = sum(piece.left >= x for x in separators)
            doubled += bool(cells[at])
            cells[at] = f"{cells[at]} {piece.text}".strip()
        if table and not cells[0] and sum(map(bool, cells)) <= max(1, count // 2):
            above = table[-1][1]
            above[:] = [f"{a} {b}".strip() for a, b in zip(above, cells, strict=True)]
        else:
            table.append((_joined(row), cells))
    filled = [cell for _, cells in table for cell in cells if cell]
    long = sum(len(cell) > _LONG_CELL for cell in filled)
    if doubled > len(rows) // 5 or 2 * long > len(filled) or len(table) < 2:
        return
    if all(_MARK.fullmatch(cells[0]) for _, cells in table if cells[0]):
        return  # a list
    yield from _set_table(table, count, before)


def _set_table(
    table: Sequence[tuple[PageLine, list[str]]], count: int, before: str
) -> Iterator[PageLine]:
    labels = sum(line.shape is Shape.ENTRY or cells[0].endswith(":") for line, cells in table)
    numbered = all(cells[-1].isdigit() for _, cells in table)
    for line, cells in table:
        if count == 2 and 2 * labels > len(table):
            yield replace(line, text=" ".join(filter(None, cells)), shape=Shape.ENTRY)
        elif numbered and _CONTENTS.fullmatch(before.strip(" #:")):
            text = f"{' '.join(filter(None, cells[:-1]))} .... {cells[-1]}"
            yield replace(line, text=text, shape=Shape.ENTRY)
        else:
            yield replace(line, text=f"| {' | '.join(cells)} |", shape=Shape.ROW)


def _separators(rows: Sequence[Row]) -> list[float]:
    """The places between the columns of a table, which next to no cell covers."""
    several = [row for row in rows if len(row) > 1]
    few = max(1 if len(several) > 3 else 0, len(several) // 10)
    ends = sorted(
        [(piece.left, 1) for row in several for piece in row]
        + [(max(piece.right, piece.left), -1) for row in several for piece in row]
    )
    places: list[float] = []
    covered = 0
    since: float | None = None
    for x, step in ends:
        was_clear = covered <= few
        covered += step
        if was_clear and covered > few and since is not None and x - since > 3:
            places.append((x + since) / 2)
        if covered <= few and not was_clear:
            since = x
    return places
