"""Excel's XLSX -> a Document: each sheet's name as a heading, and its rows as a table.

Numbers are written as their cells show them, formulas as the values that were last counted.
"""

from __future__ import annotations

import re

from qa.errors import BadInput
from qa.load.part import MOST_TEXT
from qa.load.text_builder import TextBuilder
from qa.load.xlsx_formats import CellFormats
from qa.load.xml_stream import Attributes, parse_xml, whole_number
from qa.load.zip_package import Package, open_package
from qa.types import Document

_MOST_CELLS = 1_000_000
"""Cells with something in them, of all sheets."""
_MOST_ROOM = 4_000_000  # cells of a table with its empty ones
_MOST_MERGED = 2_000_000  # rows and cells that are looked at for merged ones
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_PLACE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})", re.IGNORECASE)

_Rows = dict[int, dict[int, str]]
"""The words of each cell, by row and column, both from 1."""
_Range = tuple[int, int, int, int]
"""First row and column, last row and column."""


def read_xlsx(data: bytes) -> Document:
    """An Excel file: all sheets in their order, hidden ones too.

    Raises:
        BadInput: if it is damaged, locked, too large or has no text.
    """
    with open_package(data) as package:
        main = package.main_part("xl/workbook.xml")
        book = _Book()
        parse_xml(package.read(main), book.start)
        relations = package.relations(main)
        strings, formats = _Strings(), CellFormats()
        named = {one.kind: one.target for one in relations}
        for name in _there(package, named.get("sharedStrings"), "xl/sharedStrings.xml"):
            parse_xml(package.read(name), strings.start, strings.end, strings.text)
        for name in _there(package, named.get("styles"), "xl/styles.xml"):
            parse_xml(package.read(name), formats.start, formats.end)
        targets = {one.id: one.target for one in relations if one.kind == "worksheet"}
        blocks, room = TextBuilder(), _Room()
        for title, relation in book.sheets:
            # Taken out, so that a sheet that is named twice is read once.
            if name := targets.pop(relation, ""):
                sheet = _Sheet(strings.lines, formats, room, from_1904=book.from_1904)
                parse_xml(package.read(name), sheet.start, sheet.end, sheet.text)
                _add_sheet(blocks, title, sheet.settled_rows())
        about = package.properties()
    language = about.get("language", "")[:2].lower()
    return Document(
        "", blocks.text(), about.get("title", ""), about.get("creator", ""), language=language
    )


def _there(package: Package, name: str | None, usual: str) -> list[str]:
    """The name of the part that is there, of the one that is stated and the usual one."""
    return [one for one in (name, usual) if one and one in package][:1]


def _add_sheet(blocks: TextBuilder, title: str, rows: _Rows) -> None:
    if not rows:
        return
    blocks.heading(title, 2)
    columns = sorted({column for cells in rows.values() for column in cells})
    is_sparse = len(columns) * len(rows) > _MOST_ROOM
    blocks.table(
        [*cells.values()] if is_sparse else [cells.get(column, "") for column in columns]
        for _, cells in sorted(rows.items())
    )


class _Book:
    def __init__(self) -> None:
        self.sheets: list[tuple[str, str]] = []
        """The name of each sheet, and its relation."""
        self.from_1904 = False

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag == "sheet":
            self.sheets.append((attributes.get("name", ""), attributes.get("id", "")))
        elif tag == "workbookPr":
            self.from_1904 = attributes.get("date1904") in ("1", "true")


class _Strings:
    """The strings that cells refer to by number."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._words: list[str] = []
        self._in_text = False
        self._spoken = 0  # how the word before is pronounced, in Japanese

    def start(self, tag: str, attributes: Attributes) -> None:
        match tag:
            case "si":
                self._words.clear()
            case "rPh":
                self._spoken += 1
            case "t":
                self._in_text = not self._spoken

    def end(self, tag: str) -> None:
        match tag:
            case "si":
                self.lines.append("".join(self._words))
            case "rPh":
                self._spoken -= 1
            case "t":
                self._in_text = False

    def text(self, words: str) -> None:
        if self._in_text:
            self._words.append(words)


class _Room:
    """What all sheets together may hold; a long string can be in many cells."""

    def __init__(self) -> None:
        self._cells = self._size = 0

    def take(self, words: str) -> None:
        """Raises:
        BadInput: if there are too many cells, or their text is too long.
        """
        self._cells += 1
        self._size += len(words)
        if self._cells > _MOST_CELLS:
            raise BadInput(f"more than {_MOST_CELLS:,} cells: save its sheets as CSV")
        if self._size > MOST_TEXT:
            raise BadInput("its cells hold too much text for one document: save its sheets as CSV")


class _Sheet:
    def __init__(
        self, strings: list[str], formats: CellFormats, room: _Room, *, from_1904: bool
    ) -> None:
        self._strings, self._formats, self._room = strings, formats, room
        self._from_1904 = from_1904
        self._rows: _Rows = {}
        self._merged: list[_Range] = []
        self._row = self._column = 0
        self._kind = self._style = ""
        self._words: list[str] = []
        self._in_value = False
        self._spoken = 0

    def start(self, tag: str, attributes: Attributes) -> None:
        match tag:
            case "row":
                self._row = whole_number(attributes.get("r"), self._row + 1, _LAST_ROW)
                self._column = 0
            case "c":
                place = _place(attributes.get("r", ""))
                self._column = place[1] if place else self._column + 1
                self._kind, self._style = attributes.get("t", ""), attributes.get("s", "")
                self._words.clear()
            case "rPh":
                self._spoken += 1
            case "v" | "t":
                self._in_value = not self._spoken
            case "mergeCell":
                first, _, last = attributes.get("ref", "").partition(":")
                corners = (_place(first), _place(last))
                if corners[0] and corners[1]:
                    self._merged.append((*corners[0], *corners[1]))

    def end(self, tag: str) -> None:
        match tag:
            case "c":
                words = self._shown("".join(self._words)).strip()
                if words and self._column <= _LAST_COLUMN:
                    self._room.take(words)
                    self._rows.setdefault(self._row, {})[self._column] = words
            case "rPh":
                self._spoken -= 1
            case "v" | "t":
                self._in_value = False

    def text(self, words: str) -> None:
        if self._in_value:
            self._words.append(words)

    def settled_rows(self) -> _Rows:
        """The rows without what merged cells cover, which Excel may keep but does not show."""
        looked_at = 0
        for top, left, bottom, right in self._merged:
            looked_at += max(bottom - top + 1, 1)
            for row in range(top, bottom + 1):
                if looked_at > _MOST_MERGED:
                    return self._rows
                cells = self._rows.get(row, {})
                looked_at += len(cells)
                covered = [
                    column
                    for column in cells
                    if left <= column <= right and (row, column) != (top, left)
                ]
                for column in covered:
                    del cells[column]
        return {row: cells for row, cells in self._rows.items() if cells}

    def _shown(self, value: str) -> str:
        match self._kind:
            case "s":
                at = whole_number(value.strip(), -1)
                return self._strings[at] if 0 <= at < len(self._strings) else ""
            case "b":
                return {"1": "TRUE", "0": "FALSE"}.get(value.strip(), value)
            case "d":
                return value.strip().removesuffix("T00:00:00")
            case "" | "n":
                return self._formats.show(value.strip(), self._style, from_1904=self._from_1904)
        return value


def _place(name: str) -> tuple[int, int] | None:
    """The row and column of a cell, such as "B7"; None where it is no name of a cell."""
    match = _PLACE.fullmatch(name)
    if not match:
        return None
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]), column
