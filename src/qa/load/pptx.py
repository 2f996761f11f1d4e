"""PowerPoint's PPTX -> a Document: each slide's title as a heading, then its text and notes.

Slides come in the order in which they are shown; what is the same on all of them is left out.
"""

from __future__ import annotations

import re

from qa.load.counting import numeral
from qa.load.drawing import try_drawing
from qa.load.office_body import Body
from qa.load.part import Skip
from qa.load.text_builder import TextBuilder
from qa.load.xml_stream import Attributes, parse_xml, whole_number
from qa.load.zip_package import Package, Relation, open_package
from qa.types import Document

_TITLES = frozenset({"title", "ctrTitle"})
_MARGINS = frozenset({"dt", "ftr", "hdr", "sldNum", "sldImg"})
_LISTS = frozenset({"body", "obj"})
_DEEPEST_LEVEL = 8
_LAST_NUMBER = re.compile(r"(\d{1,9})\D*$", re.ASCII)
_STYLES = {"alphaLc": "lowerLetter", "alphaUc": "upperLetter", "romanLc": "lowerRoman",
           "romanUc": "upperRoman"}  # fmt: skip
_UNNAMED = "PowerPoint Presentation"  # what the program writes for a title where none is given


def read_pptx(data: bytes, tell: Skip = lambda name, reason: None) -> Document:
    """A PowerPoint file: slides with titles, lists, tables, diagrams, charts and speaker notes.

    Raises:
        BadInput: if it is damaged, locked or has no text.
    """
    with open_package(data) as package:
        main = package.main_part("ppt/presentation.xml")
        blocks, notes_read = TextBuilder(), set[str]()
        for number, name in enumerate(_slides(package, main), 1):
            _add_slide(package, name, number, blocks, notes_read, tell)
        about = package.properties()
    title = about.get("title", "")
    language = about.get("language", "")[:2].lower()
    return Document(
        "",
        blocks.text(),
        "" if title == _UNNAMED else title,
        about.get("creator", ""),
        language=language,
    )


def _slides(package: Package, main: str) -> list[str]:
    """The parts with the slides, each once, in the order of the presentation."""
    targets = {one.id: one.target for one in package.relations(main) if one.kind == "slide"}
    shown: list[str] = []

    def start(tag: str, attributes: Attributes) -> None:
        if tag == "sldId":
            shown.append(attributes.get("id", ""))

    parse_xml(package.read(main), start)
    if not all(relation in targets for relation in shown):
        return list(dict.fromkeys(sorted(targets.values(), key=_number_in)))
    return list(dict.fromkeys(targets[relation] for relation in shown))


def _number_in(name: str) -> int:
    match = _LAST_NUMBER.search(name)
    return int(match[1]) if match else 0


def _add_slide(
    package: Package,
    name: str,
    number: int,
    blocks: TextBuilder,
    notes_read: set[str],
    tell: Skip,
) -> None:
    data, relations = package.read(name), package.relations(name)
    title, words = _Title(), TextBuilder()
    parse_xml(data, title.start, title.end, title.text)
    slide = _Slide(words)
    parse_xml(data, slide.start, slide.end, slide.text)
    for drawn in dict.fromkeys(slide.drawings):
        _add_drawn(package, drawn, relations, words, tell)
    for one in relations:
        if one.kind == "notesSlide" and one.target in package and one.target not in notes_read:
            notes_read.add(one.target)
            notes = _Slide(words, are_notes=True)
            parse_xml(package.read(one.target), notes.start, notes.end, notes.text)
    if title.line() or words.has_text():
        blocks.heading(title.line() or f"Slide {number}", 2)
    if words.has_text():
        blocks.markdown(words.text())


def _add_drawn(
    package: Package, drawn: str, relations: list[Relation], words: TextBuilder, tell: Skip
) -> None:
    for one in relations:
        if one.id == drawn and one.kind in ("chart", "diagramData") and one.target in package:
            if reason := try_drawing(package, one.target, words):
                tell(one.target, reason)
            return


class _Title:
    """The words in the title of a slide, which can stand anywhere among its shapes."""

    def __init__(self) -> None:
        self._words: list[str] = []
        self._in_title = self._in_text = False

    def start(self, tag: str, attributes: Attributes) -> None:
        match tag:
            case "sp":
                self._in_title = False
            case "ph":
                self._in_title = attributes.get("type", "") in _TITLES
            case "t":
                self._in_text = self._in_title
            case "p" | "br":
                self._words.append(" ")

    def end(self, tag: str) -> None:
        match tag:
            case "sp":
                self._in_title = False
            case "t":
                self._in_text = False

    def text(self, words: str) -> None:
        if self._in_text:
            self._words.append(words)

    def line(self) -> str:
        return " ".join("".join(self._words).split())


class _Slide(Body):
    # The fallback repeats in old tags what the choice before it says in new ones.
    skipped = frozenset({"Fallback", "timing", "extLst"})

    def __init__(self, blocks: TextBuilder, *, are_notes: bool = False) -> None:
        super().__init__(blocks)
        self.drawings: list[str] = []
        """The relations of its charts and diagrams."""
        self._are_notes = are_notes
        self._kind = ""  # of the place that a shape fills
        self._in_text = False
        self._level = 0
        self._counts: dict[int, int] = {}  # the last number of each level of a list

    def opened(self, tag: str, attributes: Attributes) -> None:
        match tag:
            case "sp" | "graphicFrame":
                self._kind = ""
                self._counts.clear()
                self.blocks.gap()
            case "ph":
                self._kind = attributes.get("type", "obj")
            case "p":
                self._open_line()
            case "pPr" if self.open:
                self._level = min(max(whole_number(attributes.get("lvl"), 0), 0), _DEEPEST_LEVEL)
            case "buNone" if self.open:
                self.open[-1].number = None
            case "buChar" | "buBlip" if self.open and not self._are_notes:
                self.open[-1].number = ""
            case "buAutoNum" if self.open and not self._are_notes:
                self._number(attributes)
            case "t":
                self._in_text = True
            case "br":
                self.write(" ")
            case "tbl":
                self.open_table()
            case "tr":
                self.open_row()
            case "tc":
                self.open_cell()
                columns = whole_number(attributes.get("gridSpan"), 1)
                is_covered = attributes.get("hMerge") in ("1", "true")
                is_below = attributes.get("vMerge") in ("1", "true")
                self.span_cell(covers=columns - 1, continues=is_covered or is_below)
            case "chart" | "relIds":
                self.drawings.append(attributes.get("dm") or attributes.get("id", ""))

    def closed(self, tag: str) -> None:
        match tag:
            case "p":
                if self._are_notes and self.open and any(map(str.strip, self.open[-1].words)):
                    self.open[-1].words.insert(0, "Notes: ")
                self.close_paragraph()
            case "t":
                self._in_text = False
            case "sp":
                self._kind = ""
            case "tbl":
                self.close_table()

    def text(self, words: str) -> None:
        if self._in_text:
            self.write(words)

    def _open_line(self) -> None:
        is_left_out = self._kind in _MARGINS or self._kind in _TITLES
        if is_left_out or (self._are_notes and self._kind not in _LISTS):
            self.skip_inside()
            return
        paragraph = self.open_paragraph()
        self._level = 0
        if self._kind in _LISTS and not self._are_notes:
            paragraph.number = ""

    def _number(self, attributes: Attributes) -> None:
        """Count a numbered line; the lists under it begin anew."""
        for level in [level for level in self._counts if level > self._level]:
            del self._counts[level]
        first = whole_number(attributes.get("startAt"), 1)
        number = self._counts[self._level] = self._counts.get(self._level, first - 1) + 1
        style = attributes.get("type", "")
        shape = next((_STYLES[one] for one in _STYLES if style.startswith(one)), "decimal")
        before = "(" if style.endswith("ParenBoth") else ""
        after = ")" if "Paren" in style else "." if style.endswith("Period") else ""
        self.open[-1].number = f"{before}{numeral(number, shape)}{after}"
