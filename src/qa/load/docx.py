"""Word's DOCX -> a Document: the body, with the notes and comments where they are referred to.

Headers and footers come last, each once. What was deleted is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.load.docx_notes import KINDS, Notes
from qa.load.docx_numbering import Numbering
from qa.load.docx_parts import Parts
from qa.load.docx_styles import Styles
from qa.load.office_body import Body
from qa.load.part import Skip
from qa.load.text_builder import TextBuilder
from qa.load.xml_stream import Attributes, parse_xml, whole_number
from qa.load.zip_package import open_package
from qa.types import Document

_LONGEST_PAGES = 60  # characters of "Page 3 of 12", with what stands around it
_PAGES = re.compile(r"\W*(?:page\W*)?\d*(?:\W*(?:of|/)\W*\d*)?\W*", re.IGNORECASE)


def read_docx(data: bytes, skip: Skip = lambda name, reason: None) -> Document:
    """A Word file: paragraphs, headings, lists, tables, notes, comments, headers and footers.

    Raises:
        BadInput: if it is damaged, locked or has no text.
    """
    with open_package(data) as package:
        main = package.main_part("word/document.xml")
        parts = Parts(package, main, skip)
        styles, numbering, notes = Styles(), Numbering(), Notes()
        for name in parts.named("styles"):
            parse_xml(package.read(name), styles.start, styles.end)
        for name in parts.named("numbering"):
            parse_xml(package.read(name), numbering.start, numbering.end)
        numbering.link(styles.lists())
        for kind in KINDS:
            for name in parts.named(f"{kind}s"):
                notes.read(kind, package.read(name))
        blocks = TextBuilder()
        body = _Docx(blocks, styles, numbering, notes, parts)
        parse_xml(package.read(main), body.start, body.end, body.text)
        for label, words in notes.rest():
            body.note(label, words)
        body.after_block()
        for kind in ("header", "footer"):
            for line in _margins(parts, kind, styles):
                blocks.paragraph(f"{kind.capitalize()}: {line}")
        parts.report_rest()
        properties = package.properties()
    language = properties.get("language", "")[:2].lower()
    return Document(
        "",
        blocks.text(),
        properties.get("title", ""),
        properties.get("creator", ""),
        language=language,
    )


def margin_lines(text: str) -> Iterator[str]:
    """The lines of a header or footer, without those that only number the pages."""
    for line in text.splitlines():
        if line.strip() and not (len(line) <= _LONGEST_PAGES and _PAGES.fullmatch(line)):
            yield line.lstrip("# ")


def _margins(parts: Parts, kind: str, styles: Styles) -> list[str]:
    """The lines of all headers or footers, each once."""
    lines: dict[str, None] = {}
    for name in parts.named(kind):
        blocks = TextBuilder()
        body = _Docx(blocks, styles, Numbering(), Notes(), parts)
        parse_xml(parts.package.read(name), body.start, body.end, body.text)
        if blocks.has_text():
            lines.update(dict.fromkeys(margin_lines(blocks.text())))
    return list(lines)


class _Docx(Body):
    # The fallback repeats in old tags the choice before it. A change of properties holds the
    # former ones; `rt` is the pronunciation of the word before it.
    skipped = frozenset(
        "Fallback moveFrom del rt pPrChange rPrChange sectPrChange tblPrChange trPrChange"
        " tcPrChange numberingChange".split()
    )

    def __init__(
        self, blocks: TextBuilder, styles: Styles, numbering: Numbering, notes: Notes, parts: Parts
    ) -> None:
        super().__init__(blocks)
        self._styles, self._numbering, self._notes_of, self._parts = styles, numbering, notes, parts
        self._properties: _Properties | None = None
        self._in_text = False
        self._drawings: list[str] = []

    def opened(self, tag: str, attributes: Attributes) -> None:
        value = attributes.get("val", "")
        if self._properties:
            self._properties.take(tag, value)
            return
        match tag:
            case "p":
                self.open_paragraph()
            case "pPr" if self.open:
                self._properties = _Properties()
            case "t":
                self._in_text = True
            case "tab" | "ptab" if self.open:
                self.write("\t" if self.open[-1].is_entry else " ")
            case "br" | "cr":
                self.write(" ")
            case "noBreakHyphen":
                self.write("-")
            case "tbl":
                self.open_table()
            case "tr":
                self.open_row()
            case "tc":
                self.open_cell()
            case "gridSpan":
                self.span_cell(whole_number(value, 1))
            case "vMerge" if value != "restart":
                self.span_cell(continues=True)
            case "footnoteReference" | "endnoteReference" | "commentReference":
                kind = tag.removesuffix("Reference")
                self.note(*self._notes_of.take(kind, attributes.get("id", "")))
            case "chart" | "relIds" | "altChunk":
                self._drawings.append(attributes.get("dm") or attributes.get("id", ""))
                if not self.open:
                    self.after_block()

    def closed(self, tag: str) -> None:
        match tag:
            case "pPr" if self._properties:
                self._settle(self._properties)
                self._properties = None
            case "p":
                self.close_paragraph()
            case "t":
                self._in_text = False
            case "tbl":
                self.close_table()

    def text(self, words: str) -> None:
        if self._in_text:
            self.write(words)

    def after_block(self) -> None:
        super().after_block()
        for name in self._drawings:
            self._parts.draw(name, self.blocks)
        self._drawings.clear()

    def _settle(self, properties: _Properties) -> None:
        """Decide what the paragraph is, and count it where it is numbered."""
        paragraph, style = self.open[-1], properties.style
        if properties.outline is None:
            paragraph.level = self._styles.level(style)
        else:
            paragraph.level = properties.outline + 1 if properties.outline < 9 else 0
        paragraph.is_entry = self._styles.is_entry(style)
        style_list, depth, list_style = self._styles.in_list(style)
        number = style_list if properties.list is None else properties.list
        if number == "0":
            return
        if number is None:
            is_item = properties.depth is not None or self._styles.is_bullet(style)
            paragraph.number = "" if is_item else None
            return
        if properties.depth is not None:
            depth = properties.depth
        elif depth is None:
            depth = self._numbering.level_of_style(number, list_style)
        paragraph.number = self._numbering.next(number, depth)


class _Properties:
    """The properties that a paragraph states itself."""

    def __init__(self) -> None:
        self.style = ""
        self.list: str | None = None
        self.depth: int | None = None
        self.outline: int | None = None

    def take(self, tag: str, value: str) -> None:
        match tag:
            case "pStyle":
                self.style = value
            case "numId":
                self.list = value
            case "ilvl":
                self.depth = min(max(whole_number(value, 0), 0), 8)
            case "outlineLvl":
                self.outline = max(whole_number(value, 9), 0)
