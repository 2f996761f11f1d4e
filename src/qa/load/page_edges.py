"""Takes running heads, running feet and page numbers off pages.

A running head stands on several pages at the same height, with the same words; a number in it may
count with the pages. Other numbers, as in tables, are text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from qa.load.page_line import PageLine, Shape

_REPEATED = 3  # pages that show the same words at the same height
_EDGE = 3  # heights at the top and at the bottom of a page where its head and foot may be
_STEP = 3.0  # points: heights that differ by less are compared as one
_LONGEST = 200  # characters that are compared
_PAGE_NUMBER = re.compile(
    r"[-–—\s|]*(?P<page>(?:page|seite|p\.)\s*)?(?:(?P<number>\d{1,5})|[ivxlc]{1,7})"
    r"(?P<of>\s*(?:of|/|von)\s*\d{1,5})?[-–—\s|]*"
)
_DIGITS = re.compile(r"\d{1,9}")
_HEADER_CELLS = 3  # pieces without numbers in one row: the header of a table that goes on

_Key = tuple[str, int]
_Rows = dict[int, list[PageLine]]


def without_edges(pages: Sequence[Sequence[PageLine]]) -> list[list[PageLine]]:
    """The pieces of each page that are not at its edge on other pages too."""
    edges = [_edge_rows(page) for page in pages]
    seen = Counter(
        (words, height + shift)
        for at, rows in enumerate(edges)
        for words, height in {key for row in rows.values() for p in row for key in _keys(p, at)}
        for shift in (-1, 0, 1)
    )
    header_pages: dict[_Key, int] = {}
    bodies: list[list[PageLine]] = []
    for at, (page, rows) in enumerate(zip(pages, edges, strict=True)):
        dropped: set[int] = set()
        for height, row in rows.items():
            keys = [list(_keys(piece, at)) for piece in row]
            repeated = [any(seen[key] >= _REPEATED for key in of_piece) for of_piece in keys]
            if _is_table_header(row) and header_pages.setdefault(keys[0][0], at) == at:
                continue
            is_outermost = height in (max(rows), min(rows))
            if len(row) == 1 and is_outermost and _is_page_number(row[0].text, at, len(pages)):
                repeated = [True]
            dropped.update(
                id(piece) for piece, is_edge in zip(row, repeated, strict=True) if is_edge
            )
        bodies.append([piece for piece in page if id(piece) not in dropped])
    return bodies


def _edge_rows(page: Sequence[PageLine]) -> _Rows:
    """The pieces at the highest and lowest heights of a page."""
    heights = sorted({round(piece.y) for piece in page if piece.shape is Shape.TEXT})
    rows: _Rows = {height: [] for height in (*heights[:_EDGE], *heights[-_EDGE:])}
    for piece in page:
        if piece.shape is Shape.TEXT and round(piece.y) in rows:
            rows[round(piece.y)].append(piece)
    return rows


def _keys(piece: PageLine, at: int) -> Iterator[_Key]:
    """What is compared over pages: its words, with its numbers as they are or as they count."""
    height = round(piece.y / _STEP)
    words = piece.text[:_LONGEST].lower()
    yield words, height
    numbers = list(_DIGITS.finditer(words))
    if not numbers:
        return
    for number in {numbers[0].span(), numbers[-1].span()}:
        offset = int(words[slice(*number)]) - at
        yield f"{words[: number[0]]}#{offset}#{words[number[1] :]}", height
    if len(numbers) > 1:
        yield _DIGITS.sub(lambda number: f"#{int(number[0]) - at}#", words), height


def _is_table_header(row: Sequence[PageLine]) -> bool:
    return len(row) >= _HEADER_CELLS and not any(c.isdigit() for p in row for c in p.text)


def _is_page_number(text: str, at: int, count: int) -> bool:
    """Whether the only words in an outermost row are the number of the page."""
    match = _PAGE_NUMBER.fullmatch(text[:40].lower())
    if match is None:
        return False
    if match["page"] or match["of"]:
        return True
    return int(match["number"]) == at + 1 if match["number"] else count >= _REPEATED
