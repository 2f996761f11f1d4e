"""What office text formats share: paragraphs inside paragraphs, tables, notes.

A format reports the tags that open and close; this orders its paragraphs, rows and notes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from qa.load.text_builder import TextBuilder

_MOST_SPAN = 200  # columns of a cell
_MOST_REPEATED = 100  # rows stored once with a repeat count
_LAYOUT_PARTS, _LAYOUT_SIZE = (
    4,
    600,
)  # paragraphs and characters of a cell that only lays out a page
_PAGE_NUMBER = re.compile(r"\w{1,6}")


@dataclass(slots=True)
class Open:
    """A paragraph that is being read."""

    words: list[str] = field(default_factory=list)
    level: int = 0
    """Of a heading, from 1; 0 for other text."""
    number: str | None = None
    """What is drawn before an item, "" for a bullet; None if it is not an item."""
    is_entry: bool = False
    """Whether it is a line of a table of contents."""
    notes: list[str] = field(default_factory=list)
    inside: list[Open] = field(default_factory=list)
    """The paragraphs of text boxes in it, which are added after it."""

    def line(self) -> str:
        """Its words with its number."""
        return f"{self.number or ''} {''.join(self.words)}".strip()


@dataclass(slots=True)
class _Cell:
    parts: list[Open] = field(default_factory=list)
    columns: int = 1
    """How many columns it spans."""
    covers: int = 0
    """How many of the following cells it covers."""
    continues: bool = False
    """Whether it is the lower or right part of another cell."""

    def line(self) -> str:
        return " ".join(part.line() for part in self.parts)

    def is_layout(self) -> bool:
        return len(self.parts) >= _LAYOUT_PARTS and len(self.line()) > _LAYOUT_SIZE


class Body:
    """Receives the tags that open and close in a document, and adds its blocks."""

    skipped: frozenset[str] = frozenset()
    """Tags whose content is not text of the document."""

    def __init__(self, blocks: TextBuilder) -> None:
        self.blocks = blocks
        self.open: list[Open] = []
        self._skipping = 0
        self._rows: list[list[_Cell]] = []
        self._tables = 0  # the text of a table inside a cell goes into the cell's line
        self._notes: list[str] = []

    # What a parser calls.

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if self._skipping or tag in self.skipped:
            self._skipping += 1
        else:
            self.opened(tag, attributes)

    def end(self, tag: str) -> None:
        if self._skipping:
            self._skipping -= 1
        else:
            self.closed(tag)

    def opened(self, tag: str, attributes: dict[str, str]) -> None:
        raise NotImplementedError

    def closed(self, tag: str) -> None:
        raise NotImplementedError

    # What a format calls.

    def skip_inside(self) -> None:
        """Leave out what is in the tag that has just opened."""
        self._skipping += 1

    def write(self, words: str) -> None:
        """Add words to the innermost paragraph."""
        if self.open and not self._skipping:
            self.open[-1].words.append(words)

    def note(self, kind: str, words: str) -> None:
        """Add a footnote or a comment after the paragraph that refers to it."""
        words = " ".join(words.split())
        if words:
            (self.open[-1].notes if self.open else self._notes).append(f"{kind}: {words}")

    def open_paragraph(self) -> Open:
        self.open.append(Open())
        return self.open[-1]

    def close_paragraph(self) -> None:
        if not self.open:
            return
        paragraph = self.open.pop()
        if self.open:
            self.open[-1].inside.append(paragraph)
            return
        for part in _with_inner(paragraph):
            self._notes += part.notes
            if not self._tables:
                self._emit(part)
            elif self._rows and self._rows[-1]:
                self._rows[-1][-1].parts.append(part)
        if not self._tables:
            self.after_block()

    def open_table(self) -> None:
        self._tables += 1
        if self._tables == 1:
            self._rows = []

    def open_row(self) -> None:
        if self._tables == 1:
            self._rows.append([])

    def repeat_row(self, times: int) -> None:
        """Repeat the row that ends here."""
        if self._tables == 1 and self._rows and any(cell.parts for cell in self._rows[-1]):
            self._rows += self._rows[-1:] * (min(times, _MOST_REPEATED) - 1)

    def open_cell(self) -> None:
        if self._tables == 1 and self._rows:
            self._rows[-1].append(_Cell())

    def span_cell(self, columns: int = 1, *, covers: int = 0, continues: bool = False) -> None:
        """Set the extent of the innermost cell; see `_Cell`."""
        if self._tables == 1 and self._rows and self._rows[-1]:
            cell = self._rows[-1][-1]
            cell.columns = max(cell.columns, min(columns, _MOST_SPAN))
            cell.covers = max(cell.covers, covers)
            cell.continues = cell.continues or continues

    def close_table(self) -> None:
        self._tables = max(self._tables - 1, 0)
        if self._tables:
            return
        rows, self._rows = self._rows, []
        lines: list[list[str]] = []
        for row in rows:
            if any(cell.is_layout() for cell in row):
                self.blocks.table(_narrow(lines))
                lines = []
                for cell in row:
                    for part in cell.parts:
                        self._emit(part)
            else:
                lines.append(_cells(row, lines[-1] if lines else []))
        self.blocks.table(_narrow(lines))
        self.after_block()

    def after_block(self) -> None:
        """Add the notes of the paragraph or table that was just added."""
        for line in self._notes:
            self.blocks.paragraph(line)
        self._notes.clear()

    def _emit(self, part: Open) -> None:
        words = "".join(part.words)
        if part.level:
            self.blocks.heading(part.line(), part.level)
        elif part.is_entry:
            entry, tab, page = part.line().rpartition("\t")
            led = bool(tab) and _PAGE_NUMBER.fullmatch(page.strip()) is not None
            self.blocks.paragraph(f"{entry.rstrip()} ..... {page}" if led else part.line())
        elif part.number is not None:
            self.blocks.item(words, number=part.number)
        else:
            self.blocks.paragraph(words)


def _with_inner(paragraph: Open) -> list[Open]:
    """A paragraph, and after it those of the text boxes in it, at any depth."""
    paragraphs: list[Open] = []
    waiting = [paragraph]
    while waiting:
        one = waiting.pop()
        paragraphs.append(one)
        waiting += reversed(one.inside)
    return paragraphs


def _cells(row: list[_Cell], above: list[str]) -> list[str]:
    """The words of a row by columns; what spans several columns or rows is repeated in each."""
    cells: list[str] = []
    alone = sum(bool(cell.line()) for cell in row) == 1
    covered, covering = 0, ""
    for cell in row:
        words = cell.line()
        if cell.continues and not words:
            if covered:
                covered, words = covered - 1, "" if alone else covering
            elif len(cells) < len(above):
                words = above[len(cells)]
        else:
            covered, covering = cell.covers, words
        cells.append(words)
        cells += ["" if alone else words] * (cell.columns - 1)
    return cells


def _narrow(rows: list[list[str]]) -> list[list[str]]:
    """The rows without the trailing columns that are empty in every row."""
    width = max((at for row in rows for at, cell in enumerate(row, 1) if cell), default=0)
    return [row[:width] for row in rows]
