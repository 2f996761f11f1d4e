"""Takes running heads, running feet and page numbers off pages.

A running head stands on several pages at the same height, with the same words but for numbers; a
page number counts with the pages.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from qa.load.page_line import PageLine, Shape

_REPEATED = 3  # pages that show the same words at the same height
_EDGE = 3  # heights at the top and at the bottom of a page where its head and foot may be
_STEP = 3.0  # points: heights that differ by less are compared as one
_NUMBER = re.compile(
    r"[-–—\s|]*(?P<page>(?:page|seite|p\.)\s*)?(?P<number>\d{1,5}|[ivxlc]{1,7})"
    r"(?P<of>\s*(?:of|/|von)\s*\d{1,5})?[-–—\s|]*"
)
_HEADER_CELLS = 3  # pieces without numbers in one row: the header of a table that goes on

_Key = tuple[str, int]


def without_edges(pages: Sequence[Sequence[PageLine]]) -> list[list[PageLine]]:
    """The pieces of each page that are not at its edge on other pages too."""
    edges = [_edge_pieces(page) for page in pages]
    seen = Counter(
        key
        for page, edge in zip(pages, edges, strict=True)
        for key in {_key(page[i], shift) for i in edge for shift in (-1, 0, 1)}
    )
    first = _first_pages(pages, edges)
    offsets = Counter(
        number - at
        for at, (page, edge) in enumerate(zip(pages, edges, strict=True))
        for number in {_number(page[i].text) for i in edge} - {None}
        if number is not None
    )
    return [
        [
            piece
            for i, piece in enumerate(page)
            if not (
                i in edge
                and (
                    (seen[_key(piece)] >= _REPEATED and first.get(_key(piece)) != at)
                    or _is_page_number(piece, at, offsets, len(pages))
                )
            )
        ]
        for at, (page, edge) in enumerate(zip(pages, edges, strict=True))
    ]


def _edge_pieces(page: Sequence[PageLine]) -> frozenset[int]:
    """The numbers of the pieces at the highest and lowest heights of a page."""
    heights = sorted({round(piece.y) for piece in page if piece.shape is Shape.TEXT})
    ends = {*heights[:_EDGE], *heights[-_EDGE:]}
    return frozenset(i for i, piece in enumerate(page) if round(piece.y) in ends)


def _key(piece: PageLine, shift: int = 0) -> _Key:
    return re.sub(r"\d+", "#", piece.text[:200].lower()), round(piece.y / _STEP) + shift


def _first_pages(
    pages: Sequence[Sequence[PageLine]], edges: Sequence[frozenset[int]]
) -> dict[_Key, int]:
    """The first page of the header of a table that is repeated: there it is a part of the text."""
    first: dict[_Key, int] = {}
    for at, (page, edge) in enumerate(zip(pages, edges, strict=True)):
        rows: dict[int, list[PageLine]] = {}
        for i in edge:
            rows.setdefault(round(page[i].y), []).append(page[i])
        for row in rows.values():
            if len(row) >= _HEADER_CELLS and not any(map(_has_digit, row)):
                for piece in row:
                    first.setdefault(_key(piece), at)
    return first


def _has_digit(piece: PageLine) -> bool:
    return any(c.isdigit() for c in piece.text)


def _number(text: str) -> int | None:
    match = _NUMBER.fullmatch(text[:40].lower())
    return int(match["number"]) if match and match["number"].isdecimal() else None


def _is_page_number(piece: PageLine, at: int, offsets: Counter[int], count: int) -> bool:
    match = _NUMBER.fullmatch(piece.text[:40].lower())
    if match is None:
        return False
    if match["page"] or match["of"]:
        return True
    number = _number(piece.text)
    if number is None:  # a Roman one
        return count >= _REPEATED
    return number == at + 1 or (count >= _REPEATED and offsets[number - at] >= _REPEATED)
