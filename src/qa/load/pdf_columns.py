"""Pieces of lines on a page -> its lines in reading order, one column after the other.

Where pieces of one baseline leave the same gap on several lines, each side is a column. A line
across the gap, such as a title, ends the columns above it. Other pieces are put together again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from qa.load.page_layout import PageLine

_ROWS = 4  # lines that leave the same gap
_LETTERS = 15  # of a piece in a column of running text, on average; cells of tables are shorter
_GRID = 4  # points: where gaps are compared


def in_reading_order(pieces: Sequence[PageLine]) -> list[PageLine]:
    """The lines of a page whose lines were cut at their wide gaps."""
    gap = _gutter(pieces)
    if gap is None:
        return _together(pieces)
    out: list[PageLine] = []
    left: list[PageLine] = []
    right: list[PageLine] = []
    for piece in sorted(pieces, key=lambda piece: (-round(piece.y), piece.left)):
        if piece.right <= gap + _GRID:
            left.append(piece)
        elif piece.left >= gap - _GRID:
            right.append(piece)
        else:
            out += [*_together(left), *_together(right), piece]
            left, right = [], []
    return [*out, *_together(left), *_together(right)]


def with_notes(lines: Sequence[PageLine], notes: Sequence[PageLine]) -> list[PageLine]:
    """The lines with each field's value after the label on its line; notes at the end."""
    out = list(lines)
    for note in notes:
        beside = [
            i
            for i, line in enumerate(out)
            if abs(line.y - note.y) < note.size and line.right <= note.left + _GRID
        ]
        if beside and not note.text.startswith("Note: "):
            at = max(beside, key=lambda i: out[i].right)
            label = out[at]
            out[at] = replace(label, text=f"{label.text} {note.text}", right=note.right)
        else:
            out.append(note)
    return out


def _gutter(pieces: Sequence[PageLine]) -> float | None:
    """The middle of the gap between two columns, in points; None where there are none."""
    ordered = sorted(pieces, key=lambda piece: (round(piece.y), piece.left))
    seen: Counter[int] = Counter()
    sizes: Counter[int] = Counter()
    for one, other in pairwise(ordered):
        if round(one.y) == round(other.y) and other.left - one.right > 0.8 * one.size:
            low, high = int(one.right // _GRID) + 1, int(other.left // _GRID)
            for place in range(max(0, low), min(high, low + 500) + 1):
                seen[place] += 1
                sizes[place] += min(len(one.text), len(other.text))
    good = [p for p, n in seen.items() if n >= _ROWS and sizes[p] >= _LETTERS * n]
    if not good:
        return None
    most = max(seen[place] for place in good)
    best = sorted(place for place in good if seen[place] == most)
    return float(best[len(best) // 2] * _GRID)


def _together(pieces: Sequence[PageLine]) -> list[PageLine]:
    """Neighbouring pieces of one baseline as one line."""
    out: list[PageLine] = []
    for piece in pieces:
        if out and abs(out[-1].y - piece.y) < 1 and piece.left >= out[-1].right:
            before = out[-1]
            text = f"{before.text} {piece.text}"
            size = max(before.size, piece.size)
            out[-1] = replace(before, text=text, right=piece.right, size=size)
        else:
            out.append(piece)
    return out
