"""How many cells of a terminal a character takes, with two kinds that no text holds.

A hidden character takes none. An edge of a table that fills the column before it is one private
character, which stands for the cells that fill and for the edge.
"""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import category

from rich.cells import get_character_cell_size

from qa.text.markup import HIDDEN

MOST = 999
"""Cells that one edge can fill."""
_FIRST = 0xF0000
_EDGES = ("│", "┼")
_FILLING = " ", "─"
_FILLED = re.compile(f"[{chr(_FIRST)}-{chr(_FIRST + len(_EDGES) * (MOST + 1) - 1)}]")
_EMOJI_STYLE = "\ufe0f"


def filled(edge: str, number: int) -> str:
    """The character for an edge, "│" or "┼", and so many cells before it."""
    return chr(_FIRST + _EDGES.index(edge) * (MOST + 1) + number)


def without_filled(text: str) -> str:
    """A text of a document, in which such characters mean nothing."""
    return _FILLED.sub("▯", text)


def expanded(text: str) -> str:
    """What is drawn for a part of a text: no hidden character, and all cells that are filled."""
    return _FILLED.sub(_expansion, text.replace(HIDDEN, ""))


def _expansion(match: re.Match[str]) -> str:
    edge, number = divmod(ord(match[0]) - _FIRST, MOST + 1)
    return _FILLING[edge] * number + _EDGES[edge]


@lru_cache(maxsize=8192)
def cells(character: str) -> int:
    """The cells that a character takes by itself."""
    if character == HIDDEN:
        return 0
    if _FILLED.match(character):
        return (ord(character) - _FIRST) % (MOST + 1) + 1
    if category(character) == "Mc":
        return 1  # more than some terminals give it, so that no line is too long anywhere
    # The emoji style makes some characters before it wider: leave one cell for it.
    return 1 if character == _EMOJI_STYLE else get_character_cell_size(character)
