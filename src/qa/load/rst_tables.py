"""The tables of reStructuredText -> rows of cells: drawn as a grid, by borders, as CSV or a list.

A row whose cells take several lines becomes one; no word of a table is lost to a bad drawing.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator

from qa.load.markup_lines import indent_of

_BORDER = re.compile(r"=+(?: +=+)+$")
_RUN = re.compile(r"=+|-+")
_CELL_BORDER = re.compile(r"[+|]?[-=+]{3,}[+|]?")
_ROW_MARK = re.compile(r"[*+-] [*+-](?: |$)")


def is_border(line: str) -> bool:
    """Whether the line, stripped, is a border of a simple table."""
    return line.startswith("=") and _BORDER.match(line) is not None


def grid_rows(lines: list[str]) -> Iterator[list[str]]:
    """The rows of a table that is drawn with "+---+" and "|"."""
    row: list[str] = []
    for line in lines:
        if line.startswith("+") or _CELL_BORDER.search(line):
            if row:
                yield row
            row = []
            line = _CELL_BORDER.sub("|", line)
            if not line.strip("| "):
                continue
        row = _joined(row, line.strip("|").split("|"))
    if row:
        yield row


def _joined(row: list[str], cells: list[str]) -> list[str]:
    """The row with the next line of its cells; what does not fit goes into the last cell."""
    if not row:
        return [cell.strip() for cell in cells]
    if len(cells) > len(row):
        return [*row[:-1], " ".join([row[-1], *(cell.strip() for cell in cells)])]
    texts = [*(cell.strip() for cell in cells), *[""] * (len(row) - len(cells))]
    return [f"{above} {below}".strip() for above, below in zip(row, texts, strict=True)]


def simple_rows(lines: list[str]) -> Iterator[list[str]]:
    """The rows of a table whose columns are given by borders of "=="."""
    starts = [run.start() for run in _RUN.finditer(lines[0])]
    starts[0] = 0
    row: list[str] = []
    for line in lines:
        if not line.strip() or not line.strip("=- "):
            if row:
                yield row
            row = []
            continue
        ends = [*starts[1:], len(line)]
        cells = [line[start:end].strip() for start, end in zip(starts, ends, strict=True)]
        if row and not cells[0]:
            row = [f"{above} {below}".strip() for above, below in zip(row, cells, strict=True)]
            continue
        if row:
            yield row
        row = cells
    if row:
        yield row


def csv_rows(lines: list[str]) -> Iterator[list[str]]:
    """The rows of a csv-table."""
    try:
        yield from csv.reader([line.strip() for line in lines if line.strip()])
    except csv.Error:
        yield from ([line.strip()] for line in lines)


def list_rows(lines: list[str]) -> Iterator[list[str]]:
    """The rows of a list-table, in which each row is an item that holds the items of its cells."""
    row: list[str] = []
    indent = 0
    for line in lines:
        words = line.strip()
        if mark := _ROW_MARK.match(words):
            if row:
                yield row
            row, indent = [words[mark.end() :]], indent_of(line) + 2
        elif words[:2] in ("* ", "- ", "+ ") or (words in ("*", "-", "+") and row):
            if indent_of(line) == indent or not row:
                row.append(words[2:])
            else:
                row[-1] += f" {words}"
        elif words:
            row = [*row[:-1], f"{row[-1]} {words}"] if row else [words]
    if row:
        yield row
