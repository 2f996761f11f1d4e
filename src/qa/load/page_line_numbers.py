"""Takes the line numbers of drafts, pleadings and listings off pages.

They stand in a column of their own beside all text, count by ones or fives, and the lines that they
number are not items: most go on from the line before, or are code.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from qa.load.page_line import PageLine, Shape

_LEAST = 8  # numbers in a column on one page
_LEAST_FIVES = 4
_STEPS = (1, 5)
_SLACK = 2.0  # points: edges and baselines that differ by less are one
_BESIDE = 0.7  # of the numbers: those with exactly one piece of text on their line
_CAPITALS = 0.5  # of the lines: with more that begin with a capital they may be items

_Edge = tuple[str, int]
"""The side on which the numbers are aligned, and where, in units of `_SLACK`."""


def without_line_numbers(pages: Sequence[Sequence[PageLine]]) -> list[list[PageLine]]:
    """The pieces of each page that are not line numbers."""
    columns = [_columns(page) for page in pages]
    edges = {
        edge
        for page, by_edge in zip(pages, columns, strict=True)
        for edge, numbers in by_edge.items()
        if _counts_lines(page, numbers)
    }
    bodies: list[list[PageLine]] = []
    for page, by_edge in zip(pages, columns, strict=True):
        dropped = {
            id(number)
            for edge, numbers in by_edge.items()
            if edge in edges and _step(numbers) and _stands_outside(page, numbers)
            for number in numbers
        }
        bodies.append([piece for piece in page if id(piece) not in dropped])
    return bodies


def _columns(page: Sequence[PageLine]) -> dict[_Edge, list[PageLine]]:
    """The bare numbers of a page by the edge at which they are aligned, from the top down."""
    columns: dict[_Edge, list[PageLine]] = defaultdict(list)
    for piece in sorted(page, key=lambda piece: -piece.y):
        if piece.shape is Shape.TEXT and len(piece.text) <= 5 and piece.text.isdecimal():
            columns["left", round(piece.left / _SLACK)].append(piece)
            columns["right", round(piece.right / _SLACK)].append(piece)
    return columns


def _step(numbers: Sequence[PageLine]) -> int:
    """By how much the numbers count, 1 or 5; 0 if they do not. A lone number counts by one."""
    steps = {int(below.text) - int(above.text) for above, below in pairwise(numbers)} or {1}
    return steps.pop() if len(steps) == 1 and steps <= set(_STEPS) else 0


def _counts_lines(page: Sequence[PageLine], numbers: Sequence[PageLine]) -> bool:
    """Whether a column of numbers counts the lines of running text, or of code."""
    step = _step(numbers)
    if not step or len(numbers) < (_LEAST if step == 1 else _LEAST_FIVES):
        return False
    if not _stands_outside(page, numbers):
        return False
    beside = defaultdict(list)
    for piece in page:
        if not piece.text.isdecimal():
            beside[round(piece.y / _SLACK)].append(piece)
    lines = [
        [piece for shift in (-1, 0, 1) for piece in beside[round(number.y / _SLACK) + shift]]
        for number in numbers
    ]
    alone = [line[0].text for line in lines if len(line) == 1]
    capitals = sum(text[0].isupper() for text in alone)
    return len(alone) >= _BESIDE * len(numbers) and capitals <= _CAPITALS * len(alone)


def _stands_outside(page: Sequence[PageLine], numbers: Sequence[PageLine]) -> bool:
    """Whether all text at the height of the numbers is to the right of them, or to the left."""
    top, bottom = numbers[0].y + _SLACK, numbers[-1].y - _SLACK
    ids = {id(number) for number in numbers}
    others = [piece for piece in page if bottom <= piece.y <= top and id(piece) not in ids]
    left, right = min(n.left for n in numbers), max(n.right for n in numbers)
    return all(piece.left >= right for piece in others) or all(
        piece.right <= left for piece in others
    )
