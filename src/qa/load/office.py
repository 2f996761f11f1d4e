"""DOCX and ODT -> Documents: the XML of a zip, read as a stream of tags.

Tags are identified by their local names. No entity is expanded, no other file is opened.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from xml.parsers import expat

from qa.errors import BadInput
from qa.load.archives import open_zip, read_member
from qa.load.part import MIB, MOST_TEXT
from qa.load.text_builder import TextBuilder
from qa.text.sanitize import LONGEST_VALUE
from qa.types import Document

_DEEPEST = 5_000  # nested tags; word processors write dozens
_HEADING = re.compile(r"heading (\d)|(title)$", re.IGNORECASE)

Attributes = dict[str, str]


def read_docx(data: bytes) -> Document:
    """A Word file: paragraphs, headings, lists and tables, without tracked deletions."""
    with open_zip(io.BytesIO(data)) as archive:
        names = set(archive.namelist())
        styles = _Styles()
        if "word/styles.xml" in names:
            parse_xml(read_member(archive, "word/styles.xml", MOST_TEXT), styles.start)
        body = _Docx(styles.levels)
        parse_xml(
            read_member(archive, "word/document.xml", MOST_TEXT), body.start, body.end, body.text
        )
        properties = {}
        if "docProps/core.xml" in names:
            properties = simple_values(read_member(archive, "docProps/core.xml", MIB))
    return _document(body.builder, properties, properties.get("creator", ""))


def read_odt(data: bytes) -> Document:
    """An OpenDocument text: paragraphs, headings, lists and tables, without comments."""
    with open_zip(io.BytesIO(data)) as archive:
        body = _Odt()
        parse_xml(read_member(archive, "content.xml", MOST_TEXT), body.start, body.end, body.text)
        properties = {}
        if "meta.xml" in archive.namelist():
            properties = simple_values(read_member(archive, "meta.xml", MIB))
    author = properties.get("initial-creator", "") or properties.get("creator", "")
    return _document(body.builder, properties, author)


def _document(builder: TextBuilder, properties: dict[str, str], author: str) -> Document:
    language = properties.get("language", "")[:2].lower()
    return Document("", builder.text(), properties.get("title", ""), author, language=language)


def parse_xml(
    data: bytes,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] = lambda tag: None,
    text: Callable[[str], None] = lambda words: None,
) -> None:
    """Call a function for each tag and text of an XML file, with the local names of tags.

    Raises:
        BadInput: if it is not well formed, nested too deeply, or declares entities.
    """
    depth = 0

    def opened(tag: str, attributes: Attributes) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise BadInput("nested too deeply")
        start(_local(tag), {_local(name): value for name, value in attributes.items()})

    def closed(tag: str) -> None:
        nonlocal depth
        depth -= 1
        end(_local(tag))

    def refuse(*declared: object) -> None:
        raise BadInput("its XML declares entities, which are refused for safety")

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = opened
    parser.EndElementHandler = closed
    parser.CharacterDataHandler = text
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise BadInput(f"damaged: its XML is not well-formed at line {error.lineno}") from None


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def simple_values(data: bytes) -> dict[str, str]:
    """The text of each tag by its local name, the first where there are several."""
    values: dict[str, str] = {}
    words: list[str] = []

    def start(tag: str, attributes: Attributes) -> None:
        words.clear()

    def end(tag: str) -> None:
        values.setdefault(tag, " ".join("".join(words).split())[:LONGEST_VALUE])
        words.clear()

    parse_xml(data, start, end, words.append)
    return values


class _Styles:
    """The levels of heading styles by style id; the ids depend on the language of Word."""

    def __init__(self) -> None:
        self.levels: dict[str, int] = {}
        self._style = ""

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag == "style":
            self._style = attributes.get("styleId", "")
        elif tag == "name" and (match := _HEADING.match(attributes.get("val", ""))):
            self.levels[self._style] = int(match[1] or 1)


class _Body:
    """What both formats share: a stack of open paragraphs, skipped regions, a row of cells."""

    skipped: frozenset[str] = frozenset()

    def __init__(self) -> None:
        self.builder = TextBuilder()
        self._open: list[list[str]] = []  # paragraphs nest: a text box stands inside one
        self._cells: list[list[str]] | None = None
        self._rows = 0  # open rows; the text of a nested table goes into the outer cell
        self._skipping = 0

    def start(self, tag: str, attributes: Attributes) -> None:
        if self._skipping or tag in self.skipped:
            self._skipping += 1
        else:
            self.opened(tag, attributes)

    def end(self, tag: str) -> None:
        if self._skipping:
            self._skipping -= 1
        else:
            self.closed(tag)

    def opened(self, tag: str, attributes: Attributes) -> None:
        raise NotImplementedError

    def closed(self, tag: str) -> None:
        raise NotImplementedError

    def text(self, words: str) -> None:
        raise NotImplementedError

    def write(self, words: str) -> None:
        if self._open and not self._skipping:
            self._open[-1].append(words)

    def finish(self, emit: Callable[[str], None]) -> None:
        """Close the innermost paragraph: add it to its cell, or else pass it to `emit`."""
        words = "".join(self._open.pop()) if self._open else ""
        if self._cells is None:
            emit(words)
        elif self._cells:
            self._cells[-1].append(words)

    def open_row(self) -> None:
        self._rows += 1
        if self._rows == 1:
            self._cells = []

    def open_cell(self) -> None:
        if self._rows == 1 and self._cells is not None:
            self._cells.append([])

    def close_row(self) -> None:
        self._rows -= 1
        if self._rows == 0:
            cells, self._cells = self._cells or [], None
            self.builder.row([" ".join(cell) for cell in cells])


class _Docx(_Body):
    # A fallback repeats in older markup what the choice before it says in newer markup.
    skipped = frozenset({"Fallback", "moveFrom"})

    def __init__(self, levels: dict[str, int]) -> None:
        super().__init__()
        self._levels = levels
        self._level = 0
        self._item = False
        self._in_text = False

    def opened(self, tag: str, attributes: Attributes) -> None:
        match tag:
            case "p":
                self._open.append([])
                self._level, self._item = 0, False
            case "pStyle":
                self._level = self._levels.get(attributes.get("val", ""), 0)
            case "numPr":
                self._item = True
            case "t":
                self._in_text = True
            case "tab" | "br" | "cr":
                self.write(" ")
            case "noBreakHyphen":
                self.write("-")
            case "tr":
                self.open_row()
            case "tc":
                self.open_cell()

    def closed(self, tag: str) -> None:
        match tag:
            case "p":
                self.finish(self._emit)
            case "t":
                self._in_text = False
            case "tr":
                self.close_row()

    def text(self, words: str) -> None:
        if self._in_text:
            self.write(words)

    def _emit(self, words: str) -> None:
        if self._level:
            self.builder.heading(words, self._level)
        elif self._item:
            self.builder.item(words)
        else:
            self.builder.paragraph(words)
        self._level, self._item = 0, False


class _Odt(_Body):
    skipped = frozenset({"annotation", "tracked-changes", "note", "forms", "sequence-decls"})

    def __init__(self) -> None:
        super().__init__()
        self._level = 0
        self._items = 0

    def opened(self, tag: str, attributes: Attributes) -> None:
        match tag:
            case "p" | "h":
                self._open.append([])
                level = attributes.get("outline-level", "1")
                self._level = int(level) if tag == "h" and level.isdecimal() else 0
            case "list-item":
                self._items += 1
            case "s" | "tab" | "line-break":
                self.write(" ")
            case "table-row":
                self.open_row()
            case "table-cell" | "covered-table-cell":
                self.open_cell()

    def closed(self, tag: str) -> None:
        match tag:
            case "p" | "h":
                self.finish(self._emit)
            case "list-item":
                self._items -= 1
            case "table-row":
                self.close_row()

    def text(self, words: str) -> None:
        self.write(words)

    def _emit(self, words: str) -> None:
        if self._level:
            self.builder.heading(words, self._level)
        elif self._items:
            self.builder.item(words)
        else:
            self.builder.paragraph(words)
