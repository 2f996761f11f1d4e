"""OpenDocument (ODT, ODS, ODP) -> a Document, with notes and comments where they are referred to.

Headers and footers come last, each once. What was deleted is left out.
"""

from __future__ import annotations

from qa.errors import BadInput
from qa.load.counting import numeral
from qa.load.docx import margin_lines
from qa.load.odt_lists import Lists, ListStyles
from qa.load.office_body import Body
from qa.load.part import MIB
from qa.load.text_builder import TextBuilder
from qa.load.xml_stream import Attributes, parse_xml, simple_values, whole_number
from qa.load.zip_package import open_package
from qa.types import Document

_MARGINS = frozenset("header header-left header-first footer footer-left footer-first".split())


def read_odt(data: bytes) -> Document:
    """An OpenDocument file: headings, paragraphs, lists, tables, notes, comments, headers.

    Raises:
        BadInput: if it is damaged, locked or has no text.
    """
    with open_package(data) as package:
        manifest = "META-INF/manifest.xml"
        if manifest in package and b"encryption-data" in package.read(manifest, 4 * MIB):
            raise BadInput("encrypted: it needs a password")
        content = package.read("content.xml")
        styles = package.read("styles.xml") if "styles.xml" in package else b""
        properties = simple_values(package.read("meta.xml", MIB)) if "meta.xml" in package else {}
    return _document(content, styles, properties)


def read_flat_odt(data: bytes) -> Document:
    """The same as one XML file, such as .fodt.

    Raises:
        BadInput: if it is damaged or has no text.
    """
    return _document(data, data, simple_values(data))


def _document(content: bytes, styles: bytes, properties: dict[str, str]) -> Document:
    list_styles, margins = ListStyles(), _Margins()
    if styles:
        parse_xml(styles, list_styles.start, list_styles.end)
        parse_xml(styles, margins.start, margins.end, margins.text)
    if content is not styles:
        parse_xml(content, list_styles.start, list_styles.end)
    blocks = TextBuilder()
    body = _Odt(blocks, Lists(list_styles))
    parse_xml(content, body.start, body.end, body.text)
    for line in margins.lines():
        blocks.paragraph(line)
    author = properties.get("initial-creator", "") or properties.get("creator", "")
    language = properties.get("language", "")[:2].lower()
    return Document("", blocks.text(), properties.get("title", ""), author, language=language)


class _Odt(Body):
    skipped = frozenset(
        "tracked-changes forms sequence-decls binary-data script scripts number ruby-text"
        " event-listeners master-styles automatic-styles styles meta settings".split()
    )

    def __init__(self, blocks: TextBuilder, lists: Lists) -> None:
        super().__init__(blocks)
        self._lists = lists
        self._is_new = False  # whether an item has begun and nothing of it was read yet
        self._start: str | None = None  # the number that the item states itself
        self._in_index = 0
        self._frames: list[tuple[int, str]] = []  # the paragraphs around it, its class
        self._note: _Note | None = None
        self._counts = {"footnote": 0, "endnote": 0}
        self._is_sheet = False
        self._rows_repeated: list[int] = []
        self._notes_of_slide = 0

    def opened(self, tag: str, attributes: Attributes) -> None:
        if self._note:
            self._note.opened(tag)
            return
        match tag:
            case "p" | "h":
                self._open_paragraph(tag, attributes)
            case "note" | "annotation":
                self._note = _Note(tag, attributes.get("note-class", ""))
            case "s" | "line-break":
                self.write(" ")
            case "tab":
                self.write("\t" if self._in_index else " ")
            case "list":
                self._lists.open_list(attributes)
                self._is_new = False  # an item that only holds a list is not counted
            case "list-item":
                self._is_new, self._start = True, attributes.get("start-value")
            case "index-body":
                self._in_index += 1
            case "frame" | "custom-shape":
                self._frames.append((len(self.open), attributes.get("class", "")))
            case "title" | "desc" if self._frames and self._frames[-1][0] == len(self.open):
                self.skip_inside()
            case "notes":
                self._notes_of_slide += 1
            case "spreadsheet":
                self._is_sheet = True
            case "table":
                if self._is_sheet:
                    self.blocks.heading(attributes.get("name", ""), 2)
                self.open_table()
            case "table-row":
                self._rows_repeated.append(whole_number(attributes.get("number-rows-repeated"), 1))
                self.open_row()
            case "table-cell" | "covered-table-cell":
                self.open_cell()
                self.span_cell(
                    whole_number(attributes.get("number-columns-repeated"), 1),
                    covers=whole_number(attributes.get("number-columns-spanned"), 1) - 1,
                    continues=tag == "covered-table-cell",
                )

    def closed(self, tag: str) -> None:
        if self._note:
            if self._note.closed(tag):
                self._add_note(self._note)
                self._note = None
            return
        match tag:
            case "p" | "h":
                self.close_paragraph()
            case "list":
                self._lists.close_list()
                self._is_new = False
            case "list-item":
                self._is_new = False
            case "index-body":
                self._in_index -= 1
            case "frame" | "custom-shape" if self._frames:
                self._frames.pop()
            case "notes":
                self._notes_of_slide -= 1
            case "table":
                self.close_table()
            case "table-row" if self._rows_repeated:
                self.repeat_row(self._rows_repeated.pop())

    def text(self, words: str) -> None:
        if self._note:
            self._note.words.append(words)
        else:
            self.write(words)

    def _open_paragraph(self, tag: str, attributes: Attributes) -> None:
        paragraph = self.open_paragraph()
        paragraph.is_entry = self._in_index > 0
        frame_class = self._frames[-1][1] if self._frames else ""
        if self._notes_of_slide:
            paragraph.words.append("Notes: ")
        elif tag == "h":
            paragraph.level = max(whole_number(attributes.get("outline-level"), 1), 1)
            if self._is_new:
                paragraph.number = self._lists.next_item(self._start)
            elif attributes.get("is-list-header") != "true" and not self._lists.depth:
                paragraph.number = self._lists.next_heading(
                    paragraph.level,
                    attributes.get("start-value"),
                    restart=attributes.get("restart-numbering") == "true",
                )
        elif frame_class == "title":
            paragraph.level = 2
        elif self._is_new:
            paragraph.number = self._lists.next_item(self._start)
        self._is_new = False

    def _add_note(self, note: _Note) -> None:
        if note.tag == "annotation":
            by = f" by {note.author}" if note.author else ""
            self.note(f"Comment{by}{f', {note.date[:10]}' if note.date else ''}", note.line())
            return
        kind = "endnote" if note.kind == "endnote" else "footnote"
        self._counts[kind] += 1
        number = numeral(self._counts[kind], "lowerRoman" if kind == "endnote" else "decimal")
        self.note(f"{kind.capitalize()} {number}", note.line())


class _Note:
    """A note or a comment that is being read."""

    def __init__(self, tag: str, kind: str) -> None:
        self.tag, self.kind = tag, kind
        self.words: list[str] = []
        self.author = self.date = ""
        self._depth = 1

    def opened(self, tag: str) -> None:
        if tag in ("note", "annotation"):
            self._depth += 1
        elif tag in ("p", "h", "s", "tab", "line-break"):
            self.words.append(" ")
        elif tag in ("creator", "date", "note-citation"):
            self.words.clear()

    def closed(self, tag: str) -> bool:
        """Whether it ends here."""
        if tag in ("creator", "date", "note-citation", "creator-initials", "date-string"):
            if tag == "creator":
                self.author = self.line()[:100]
            elif tag == "date":
                self.date = self.line()
            self.words.clear()
        elif tag in ("note", "annotation"):
            self._depth -= 1
        return self._depth == 0

    def line(self) -> str:
        return " ".join("".join(self.words).split())


class _Margins:
    """The lines of the headers and footers of all kinds of pages, each once."""

    def __init__(self) -> None:
        self._lines: dict[str, None] = {}
        self._kind = ""
        self._words: list[str] | None = None

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag in _MARGINS:
            self._kind = tag.partition("-")[0].capitalize()
        elif tag == "p" and self._kind:
            self._words = []
        elif tag in ("tab", "s", "line-break") and self._words is not None:
            self._words.append(" ")

    def end(self, tag: str) -> None:
        if tag in _MARGINS:
            self._kind = ""
        elif tag == "p" and self._words is not None:
            for line in margin_lines(" ".join("".join(self._words).split())):
                self._lines[f"{self._kind}: {line}"] = None
            self._words = None

    def text(self, words: str) -> None:
        if self._words is not None:
            self._words.append(words)

    def lines(self) -> list[str]:
        """All lines, in the order of the file."""
        return list(self._lines)
