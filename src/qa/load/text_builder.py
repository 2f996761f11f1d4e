"""Paragraphs, headings, items and rows of a converted format -> text that `qa.split` understands.

Blank lines separate them, headings get Markdown's marks, items and rows a line each.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import Enum, auto

from qa.errors import BadInput
from qa.text.sanitize import tidy

_TICKS = re.compile(r"`{3,}")
_MARKED = re.compile(r"[-*+•‣◦·▪–]\s+")


class _Shape(Enum):
    PARAGRAPH = auto()
    ITEM = auto()
    ROW = auto()
    PAIR = auto()


class TextBuilder:
    """Builds a text from paragraphs, headings, items and rows added in order.

    White space in them does not matter, and empty ones are left out.
    """

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._last: _Shape | None = None
        self._quoted = 0

    def quote(self, depth: int) -> None:
        """Mark what comes next as quoted so many times; 0 ends a quotation."""
        self._quoted = max(0, depth)
        self._last = None

    def heading(self, words: str, level: int = 1) -> None:
        """Add a heading; the level is 1 for the title of the document."""
        if line := _line(words):
            self._add(f"{'#' * min(max(level, 1), 6)} {line}", _Shape.PARAGRAPH)

    def paragraph(self, words: str) -> None:
        """Add a paragraph; line breaks in it are white space."""
        self._add(_line(words), _Shape.PARAGRAPH)

    def item(self, words: str, *, number: str = "") -> None:
        """Add an item of a list, on one line after its number; a bullet is replaced."""
        if line := _MARKED.sub("", _line(words), count=1):
            self._add(f"{_line(number) or '-'} {line}", _Shape.ITEM)

    def gap(self) -> None:
        """Leave a blank line before what comes next, also between items or rows."""
        self._last = None

    def code(self, lines: str, language: str = "") -> None:
        """Add code, or another text whose lines are kept, between fences."""
        kept = [tidy(line).rstrip() for line in lines.expandtabs(4).splitlines()]
        while kept and not kept[0]:
            del kept[0]
        while kept and not kept[-1]:
            del kept[-1]
        if kept:
            longest = max(map(len, _TICKS.findall("\n".join(kept))), default=2)
            fence = "`" * (longest + 1)
            self._add("\n".join([fence + language, *kept, fence]), _Shape.PARAGRAPH)

    def markdown(self, text: str) -> None:
        """Add Markdown as it stands."""
        self._add(tidy(text).strip("\n").rstrip(), _Shape.PARAGRAPH)

    def row(self, cells: list[str], *, is_header: bool = False) -> None:
        """Add a row of a table; a single cell becomes a paragraph, as in tables used for layout.

        Under a header comes Markdown's rule, which tells it from rows that give answers.
        """
        lines = [_line(cell) for cell in cells]
        if sum(map(bool, lines)) > 1:
            self._add(f"| {' | '.join(lines)} |", _Shape.ROW)
            if is_header:
                self._rule(len(lines))
        else:
            self.paragraph(" ".join(lines))

    def pair(self, key: str, value: str) -> None:
        """Add a name and its value, on one line."""
        if line := _line(value):
            self._add(f"{_line(key)}: {line}", _Shape.PAIR)

    def table(self, rows: Iterable[Sequence[str]], *, has_header: bool = False) -> None:
        """Add a separate table; lines of a single cell above its first row are its caption.

        `has_header` says that the first row is a header, even where only one cell is filled.
        """
        self._last = None
        begun = has_header
        for row in rows:
            cells = [_line(cell).replace("|", r"\|") for cell in row]
            filled = sum(map(bool, cells))
            begun = begun or filled > 1
            if begun and filled:
                self._add(f"| {' | '.join(cells)} |", _Shape.ROW)
                if has_header:
                    self._rule(len(cells))
                has_header = False
            else:
                self.paragraph(" ".join(cells))
        self._last = None

    def _rule(self, columns: int) -> None:
        self._add(f"|{'---|' * columns}", _Shape.ROW)

    def has_text(self) -> bool:
        """Whether anything was added."""
        return bool(self._parts)

    def text(self) -> str:
        """The whole text.

        Raises:
            BadInput: if there is no text.
        """
        if not self._parts:
            raise BadInput("it contains no text")
        return "".join([*self._parts, "\n"])

    def _add(self, line: str, shape: _Shape) -> None:
        if not line:
            return
        if self._quoted:
            line = "\n".join(f"{'>' * self._quoted} {one}" for one in line.split("\n"))
        if self._parts:
            close = shape is self._last and shape is not _Shape.PARAGRAPH
            self._parts.append("\n" if close else "\n\n")
        self._parts.append(line)
        self._last = shape


def _line(words: str) -> str:
    return " ".join(tidy(words).split())
