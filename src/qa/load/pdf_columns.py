"""Pieces of lines on a page -> its lines in reading order, one column after the other.

Columns are parted by gaps that no line crosses; a line that does, such as a title or a caption,
ends the columns above it. What stands in one row of a column is put together again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from qa.load.page_line import PageLine, Shape
from qa.load.page_tables import set_rows

_MOST_PIECES = 5_000  # on a page; its columns are not looked for when it has more
_DEPTH = 8  # columns in parts of columns
_CANDIDATES = 8  # places of a page where a column may begin
_LEAST_LINES = 3  # of a column
_LETTERS = 15  # of a line of running text in a column; cells of tables are mostly shorter
_FULL = 0.6  # of the widest line of a column: the width of most of its lines
_SHARE = 0.6  # of the letters of a column: those in such lines
_SAME_ROW = 0.4  # of the type size: baselines that differ by less are one
_SLACK = 1.0  # points


def in_reading_order(pieces: Sequence[PageLine]) -> list[PageLine]:
    """The lines of a page whose lines were cut at their wide gaps; what stands aside comes last."""
    text = [piece for piece in pieces if piece.shape is not Shape.ASIDE]
    aside = [piece for piece in pieces if piece.shape is Shape.ASIDE]
    columns = [text] if len(text) > _MOST_PIECES else _columns(_by_rows(text), _ranks(text), _DEPTH)
    lines: list[PageLine] = []
    for number, column in enumerate(columns):
        margin = max((piece.right for piece in column), default=0.0)
        rows = [list(row) for row in _rows(column)]
        lines += [replace(line, column=number, margin=margin) for line in set_rows(rows)]
    return [*lines, *(replace(piece, column=len(columns), margin=piece.right) for piece in aside)]


def _ranks(pieces: Sequence[PageLine]) -> dict[int, int]:
    """When each piece is drawn."""
    return {id(piece): rank for rank, piece in enumerate(pieces)}


def _rows(pieces: Sequence[PageLine]) -> Iterator[list[PageLine]]:
    """Neighbouring pieces of one baseline."""
    row: list[PageLine] = []
    for piece in pieces:
        if row and (
            abs(piece.y - row[-1].y) > _SAME_ROW * max(piece.size, row[-1].size)
            or piece.left < row[-1].right - piece.size
        ):
            yield row
            row = []
        row.append(piece)
    if row:
        yield row


def _by_rows(pieces: Sequence[PageLine]) -> list[PageLine]:
    """The pieces from the top of the page to its bottom, and from left to right in a row."""
    ordered: list[PageLine] = []
    row: list[PageLine] = []
    for piece in sorted(pieces, key=lambda piece: -piece.y):
        if row and row[0].y - piece.y > _SAME_ROW * max(piece.size, row[0].size):
            ordered += sorted(row, key=lambda piece: piece.left)
            row = []
        row.append(piece)
    return ordered + sorted(row, key=lambda piece: piece.left)


def _columns(
    pieces: Sequence[PageLine], ranks: dict[int, int], depth: int
) -> list[Sequence[PageLine]]:
    """The pieces of each column in the order in which the columns are read."""
    best = _best_cut(pieces, ranks) if depth and len(pieces) >= 2 * _LEAST_LINES else None
    if best is None:
        return [pieces] if pieces else []
    x, start, stop = best
    part = pieces[start:stop]
    left = [piece for piece in part if piece.right <= x + _SLACK]
    right = [piece for piece in part if piece.right > x + _SLACK]
    return [
        columns
        for side in (pieces[:start], left, right, pieces[stop:])
        for columns in _columns(side, ranks, depth - 1)
    ]


def _best_cut(pieces: Sequence[PageLine], ranks: dict[int, int]) -> tuple[float, int, int] | None:
    """Where the second of two columns begins, and the range of the pieces that are in either."""
    best: tuple[float, int, int] | None = None
    most = 0
    for x in _candidates(pieces):
        start = 0
        for stop in range(len(pieces) + 1):
            crosses = stop < len(pieces) and (
                pieces[stop].left < x - _SLACK and pieces[stop].right > x + _SLACK
            )
            if stop < len(pieces) and not crosses:
                continue
            if stop - start > most and _are_columns(pieces[start:stop], x, ranks):
                best, most = (x, start, stop), stop - start
            start = stop + 1
    return best


def _candidates(pieces: Sequence[PageLine]) -> list[float]:
    """Places at which several pieces begin, with other pieces to their left."""
    begins = Counter(int(piece.left // 4) for piece in pieces)
    first = min(begins)
    common = [(begins[x] + begins[x + 1], x) for x in begins if x > first + 2]
    places = sorted(common, reverse=True)[: 2 * _CANDIDATES]
    chosen = [x for count, x in places if count >= _LEAST_LINES]
    return [4.0 * x for x in chosen[:_CANDIDATES]]


def _are_columns(pieces: Sequence[PageLine], x: float, ranks: dict[int, int]) -> bool:
    """Whether the pieces left and right of a place are two columns of text side by side."""
    left = [piece for piece in pieces if piece.right <= x + _SLACK]
    right = [piece for piece in pieces if piece.right > x + _SLACK]
    if min(len(left), len(right)) < _LEAST_LINES:
        return False
    if any(all(piece.shape is Shape.ENTRY for piece in side) for side in (left, right)):
        return False  # fields of a form beside their labels
    top = min(left[0].y, right[0].y) + _SLACK
    bottom = max(left[-1].y, right[-1].y) - _SLACK
    left = [piece for piece in left if bottom <= piece.y <= top]
    right = [piece for piece in right if bottom <= piece.y <= top]
    if min(len(left), len(right)) < _LEAST_LINES:
        return False
    if _is_running(left) and _is_running(right):
        return True
    # Short lines are columns too when one side was drawn after the other.
    sides = sorted([(ranks[id(p)], 0) for p in left] + [(ranks[id(p)], 1) for p in right])
    changes = sum(1 for _ in groupby(side for _, side in sides)) - 1
    return changes == 1 and all(
        sum(len(piece.text) > 3 for piece in side) >= _LEAST_LINES for side in (left, right)
    )


def _is_running(side: Sequence[PageLine]) -> bool:
    """Whether most letters are in long lines that fill their column."""
    widest = max(piece.right - piece.left for piece in side)
    full = [
        len(piece.text)
        for piece in side
        if len(piece.text) >= _LETTERS and piece.right - piece.left >= _FULL * widest
    ]
    total = sum(len(piece.text) for piece in side)
    return len(full) >= _LEAST_LINES and sum(full) >= _SHARE * total
