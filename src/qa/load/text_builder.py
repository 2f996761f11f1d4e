"""Paragraphs, headings, items and rows of a converted format -> text that the splitter reads.

Blank lines stand between blocks, headings get Markdown's marks, items and rows a line each.
"""

from __future__ import annotations

import re
from enum import Enum, auto

from qa.errors import BadInput

LONGEST_VALUE = 300
"""Characters of a title, a name or a date that a file states of itself."""
_UNWRITABLE = re.compile("[\0\ud800-\udfff]")
_MARKED = re.compile(r"[-*+•‣◦·▪–]\s+")


def tidy(text: str) -> str:
    """The text with newlines as \\n and U+FFFD for what no UTF-8 text or C string can hold."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNWRITABLE.sub("\ufffd", text)


def stated(value: object) -> str:
    """What a file states of itself, on one line; "" for what is no text, or far too long."""
    line = " ".join(tidy(value).split()) if isinstance(value, str) else ""
    return line if len(line) <= LONGEST_VALUE else ""


class _Shape(Enum):
    PARAGRAPH = auto()
    ITEM = auto()
    ROW = auto()


class Blocks:
    """Takes the blocks in order, each with white space as it comes; empty ones are left out."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._last: _Shape | None = None

    def heading(self, words: str, level: int = 1) -> None:
        """A heading; the level is 1 for the title of the whole."""
        if line := _line(words):
            self._add(f"{'#' * min(max(level, 1), 6)} {line}", _Shape.PARAGRAPH)

    def paragraph(self, words: str) -> None:
        """A paragraph, line breaks in it being white space."""
        self._add(_line(words), _Shape.PARAGRAPH)

    def item(self, words: str) -> None:
        """An item of a list, on one line; a mark that it already has is replaced."""
        if line := _MARKED.sub("", _line(words), count=1):
            self._add(f"- {line}", _Shape.ITEM)

    def row(self, cells: list[str]) -> None:
        """A row of a table; one of a single cell is a paragraph, as in a table made for layout."""
        lines = [_line(cell) for cell in cells]
        if sum(map(bool, lines)) > 1:
            self._add(f"| {' | '.join(lines)} |", _Shape.ROW)
        else:
            self.paragraph(" ".join(lines))

    def text(self) -> str:
        """All of it.

        Raises:
            BadInput: if there is no text.
        """
        if not self._parts:
            raise BadInput("no text in it")
        return "".join([*self._parts, "\n"])

    def _add(self, line: str, shape: _Shape) -> None:
        if not line:
            return
        if self._parts:
            close = shape is self._last and shape is not _Shape.PARAGRAPH
            self._parts.append("\n" if close else "\n\n")
        self._parts.append(line)
        self._last = shape


def _line(words: str) -> str:
    return " ".join(tidy(words).split())
