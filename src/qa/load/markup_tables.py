"""Rows of a table in markup: a cell that spans rows or columns is repeated in each of them."""

from __future__ import annotations

from typing import Any

from qa.load.text_builder import TextBuilder

MOST_COLUMNS = 200
_MOST_ROWS = 1_000


class Repeats:
    """How many characters the cells of a page may still be repeated in: a few bytes can ask for
    millions of cells."""

    def __init__(self, characters: int = 1_000_000) -> None:
        self._left = characters

    def take(self, words: str) -> bool:
        self._left -= len(words) + 3
        return self._left >= 0


class Table:
    """Takes the cells of a table as they come, and gives each row when it ends."""

    def __init__(self, repeats: Repeats) -> None:
        self._repeats = repeats
        self._cells: list[str] = []
        self._spanning: dict[int, tuple[str, int]] = {}  # by column: words, rows to come
        self._words: list[str] = []
        self._columns = self._rows = 1
        self._given = 0  # cells of the row, repeated ones not counted
        self._values = 0  # cells of the row that are no header
        self._is_first = True

    def open_cell(self, cell: Any) -> None:
        if self._words:  # of no cell
            self.close_cell()
        self._values += cell.tag != "th"
        self._columns = _number(cell.get("colspan"), MOST_COLUMNS)
        self._rows = _number(cell.get("rowspan"), _MOST_ROWS)

    def add(self, words: str) -> None:
        self._words.append(words)

    def close_cell(self) -> None:
        self._fill()
        words = " ".join(" ".join(self._words).split())
        self._words.clear()
        self._given += 1
        for repeated in range(self._columns):
            if repeated and (len(self._cells) >= MOST_COLUMNS or not self._repeats.take(words)):
                break
            if self._rows > 1:
                self._spanning[len(self._cells)] = (words, self._rows)
            self._cells.append(words)
        self._columns = self._rows = 1

    def add_row(self, builder: TextBuilder) -> None:
        """Hands on the row that ends here."""
        if self._words:
            self.close_cell()
        is_header = self._is_first and not self._values
        cells = self._row()
        self._is_first = self._is_first and not cells
        self._values = 0
        builder.row(cells, is_header=is_header)

    def _row(self) -> list[str]:
        spanned = self._given == 1 and len(set(self._cells)) == 1  # a heading over all columns
        self._fill()
        cells, self._cells, self._given = self._cells, [], 0
        if spanned and len(set(cells)) == 1:
            del cells[1:]
        self._spanning = {
            column: (words, rows - 1)
            for column, (words, rows) in self._spanning.items()
            if rows > 1
        }
        return cells

    def _fill(self) -> None:
        """What spans the rows above stands in this row too."""
        while (column := len(self._cells)) in self._spanning:
            words = self._spanning[column][0]
            if not self._repeats.take(words):
                self._spanning.clear()
                break
            self._cells.append(words)


def _number(said: str | None, most: int) -> int:
    said = (said or "").strip()
    return (
        min(max(int(said), 1), most) if said.isascii() and said.isdigit() and len(said) < 6 else 1
    )
