"""A line of a page: its words, where it stands, and how it looks.

The readers of PDF make lines, `qa.load.page_layout` makes the text of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto


class Shape(Enum):
    """How a line relates to its neighbours."""

    TEXT = auto()
    """Perhaps a part of a paragraph."""
    ROW = auto()
    """A row of a table, with its cells between bars."""
    ENTRY = auto()
    """Complete in itself: an entry of a table of contents, a field of a form."""
    ASIDE = auto()
    """Not a part of the running text: a note, or words along the margin."""


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line of a page, or a piece of one; positions and sizes are in points."""

    text: str
    left: float
    right: float
    y: float
    """The height of its baseline above the bottom of the page."""
    size: float
    bold: bool = False
    shape: Shape = Shape.TEXT
    column: int = 0
    """The number of its column on the page, in reading order; a line across columns has its own."""
    margin: float = 0.0
    """The right edge of its column."""
