"""Tables with their columns one below the other, at no cost to offsets: see `cells`."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from qa.text.markup import HIDDEN, Drawn, Row
from qa.ui.drawing.cells import MOST, cells, filled, without_filled


def aligned(drawn: Drawn, width: int) -> str:
    """The drawn text with the columns filled up in those tables that fit into `width` cells then.

    It is as long as before.
    """
    text = without_filled(drawn.text)
    if not drawn.tables:
        return text
    characters = list(text)
    for table in drawn.tables:
        widths = _widths(text, table)
        if sum(widths) + len(widths) - 1 <= width:
            for row in table:
                _fill_up(row, widths, text, characters)
    return "".join(characters)


def _fill_up(row: Row, widths: Sequence[int], text: str, characters: list[str]) -> None:
    for (start, end), room in zip(_cells_of(row), widths, strict=False):
        missing = room - _width(text[start:end])
        if missing < 0:  # a rule that is longer than its column
            characters[start - missing : end] = characters[start : end + missing]
            characters[start : start - missing] = HIDDEN * -missing
        elif end < row.end:
            characters[end] = filled(text[end], min(missing, MOST))


def _cells_of(row: Row) -> list[tuple[int, int]]:
    edges = [row.start - 1, *row.edges, row.end]
    return [(before + 1, after) for before, after in pairwise(edges)]


def _widths(text: str, table: Sequence[Row]) -> list[int]:
    """The widest cell of each column; a rule takes what the others need."""
    widths: list[int] = []
    for row in table:
        for column, (start, end) in enumerate(_cells_of(row)):
            if column == len(widths):
                widths.append(0)
            if not row.is_rule:
                widths[column] = max(widths[column], _width(text[start:end]))
    return widths


def _width(text: str) -> int:
    return sum(map(cells, text))
