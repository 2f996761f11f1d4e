"""Markup that is all content (a chapter, an e-mail) -> text; also the encoding of a page."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from qa.errors import BadInput, MissingExtra
from qa.load.counting import numeral
from qa.load.markup_tables import Repeats, Table
from qa.load.text import decode
from qa.load.text_builder import TextBuilder

_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_HEAD = 4096  # bytes at the start in which a page names its encoding
_BLOCK_TAGS = frozenset(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption"
    " figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr legend li main menu nav ol optgroup p"
    " pre search section summary table tbody td tfoot th thead tr ul".split()
)
_SPACED = frozenset("br label meter mi mn mo mtext option output progress".split())
_LEFT_OUT = frozenset(
    "annotation annotation-xml audio button canvas head iframe noscript object script select"
    " style svg template textarea video".split()
)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_ENDS_ITEM = frozenset({"ol", "ul", "dl", "li", "dt", "dd", "table", *_HEADINGS})
_ENDS_TERM = _ENDS_ITEM - {"li", "dt", "dd"}
_FORMS = {
    "a": "lowerAlphabetic",
    "A": "upperAlphabetic",
    "i": "lowerRoman",
    "I": "upperRoman",
}
_TIME = re.compile(r"\d{1,2}[:.h]\d\d(?:[ ]?[ap]\.?m\.?)?", re.IGNORECASE)
_OPENS = re.compile(r"accordion|collapsible|faq", re.IGNORECASE)
_NOT_FOR_PAGES = frozenset(
    {"idna", "punycode", "raw_unicode_escape", "undefined", "unicode_escape", "utf-7"}
)


def decode_page(data: bytes, charset: str = "") -> str:
    """The text of a page, in the encoding that its sender or the page names, else guessed.

    Raises:
        BadInput: if it is empty or not text.
    """
    marked = data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    named = None if marked else _CHARSET.search(data[:_HEAD])
    for name in (charset, named[1].decode("ascii") if named else ""):
        try:
            return data.decode(text_encoding(name))
        except (LookupError, ValueError):
            continue  # unknown, not an encoding of text, or wrong
    return decode(data)


def text_encoding(name: str) -> str:
    """The codec for an encoding that a page or its sender names, as browsers understand it.

    Raises:
        LookupError: if there is no such encoding, or pages do not use it.
        ValueError: if the name holds NUL.
    """
    encoding = codecs.lookup(name).name
    # If the name of UTF-16 can be read in a page byte by byte, the page is not in UTF-16.
    if encoding in _NOT_FOR_PAGES or encoding.startswith(("utf-16", "utf-32")):
        raise LookupError(name)
    return "cp1252" if encoding == "iso8859-1" else encoding


def parse_page(page: str, extra: str = "html") -> Any:
    """The tree of a page, as an lxml element; nothing that it links to is fetched.

    `extra` names the optional dependencies to install where lxml is missing.

    Raises:
        BadInput: if it has no markup.
        MissingExtra: without lxml.
    """
    try:
        from lxml import etree, html
    except ImportError:
        raise MissingExtra(f"reading {extra.upper()} needs pip install 'qa[{extra}]'") from None
    parser = html.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        return html.document_fromstring(page.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError):
        raise BadInput("it contains no text") from None


def add_markup(
    page: str, builder: TextBuilder, extra: str = "html", *, quotes: bool = False
) -> None:
    """Add all text of a page to `builder`, without scripts and the like.

    `quotes` says that quotations are to be marked, as in a letter.

    Raises:
        BadInput: if it has no markup.
        MissingExtra: without lxml.
    """
    add_tree(parse_page(page, extra), builder, quotes=quotes)


def add_tree(tree: Any, builder: TextBuilder, *, quotes: bool = False) -> None:
    """Add all text of an element of lxml to the builder: headings, lists, tables, code."""
    from lxml import etree

    walk = _Walk(builder, quotes)
    left_out: Any = None
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if left_out is None:
            if event == "start" and (walk.leaves_out(tag, element) or tag == "pre"):
                left_out = element
                if tag == "pre":
                    walk.code(element)
            elif tag in _BLOCK_TAGS:
                (walk.open if event == "start" else walk.close)(tag, element)
            elif tag in _SPACED or "-" in tag:
                walk.words.append(" ")
            elif tag == "sup" and _is_note_mark(element):
                walk.words.append("[" if event == "start" else "]")
            if left_out is None and event == "start":
                walk.words.append(element.text or "")
        if event == "end":
            if element is left_out:
                left_out = None
            if left_out is None and element is not tree:
                walk.words.append(element.tail or "")
    walk.end()


@dataclass(slots=True)
class _List:
    """A list that is open."""

    tag: str
    number: int = 1
    step: int = 1
    type: str = "1"


class _Walk:
    """Hands the words between two edges of blocks to the builder, as what they stand in."""

    def __init__(self, builder: TextBuilder, quotes: bool) -> None:
        self._builder = builder
        self._quoted: int | None = 0 if quotes else None  # quotations that are open
        self.words: list[str] = []  # since the last edge of a block
        self._heading = 0
        self._over_heading = ""  # a time that stands over the heading of its section
        self._lists: list[_List] = []
        self._mark: str | None = None  # of the item that is open
        self._item: list[str] = []  # its paragraphs, until something else stands in it
        self._terms: list[str] = []
        self._in_term = False
        self._repeats = Repeats()
        self._tables: list[Table | None] = []  # None: only there for the layout

    def leaves_out(self, tag: str, element: Any) -> bool:
        """Whether an element is no text; the button that opens a section has its heading."""
        return tag in _LEFT_OUT and not (
            tag == "button"
            and (self._heading or self._in_term or _OPENS.search(element.get("class", "")))
        )

    def open(self, tag: str, element: Any) -> None:
        self.flush()
        if tag in _ENDS_ITEM:
            self._add_item()
        if tag in _ENDS_TERM:
            self._add_terms()
        if tag == "blockquote":
            self._quote(1)
        elif tag in ("ol", "ul", "dl"):
            self._lists.append(_list(tag, element))
        elif tag == "li":
            self._mark = self._next_mark(element)
        elif tag == "dt":
            self._in_term = True
        elif tag == "dd":
            self._mark = ""
        elif tag == "table":
            self._tables.append(None if _is_layout(element) else Table(self._repeats))
        elif tag in ("td", "th") and (table := self._table()):
            table.open_cell(element)
        elif tag == "caption" and self._table():
            self._tables.append(None)
        elif tag in _HEADINGS:
            self._heading = int(tag[1])

    def close(self, tag: str, element: Any) -> None:
        self.flush()
        if tag == "blockquote":
            self._quote(-1)
        elif tag in ("ol", "ul", "dl") and self._lists:
            self._add_terms()
            self._lists.pop()
        elif tag in ("li", "dd"):
            self._add_item()
            self._mark = None
            self._add_terms()
        elif tag == "dt":
            self._in_term = False
        elif tag == "table" and self._tables:
            if table := self._tables.pop():
                table.add_row(self._builder)
        elif tag in ("td", "th") and (table := self._table()):
            table.close_cell()
        elif tag == "tr" and (table := self._table()):
            table.add_row(self._builder)
        elif tag == "caption" and len(self._tables) > 1 and self._tables[-1] is None:
            self._tables.pop()
        elif tag in _HEADINGS:
            self._heading = 0

    def _quote(self, more: int) -> None:
        if self._quoted is not None:
            self._quoted += more
            self._builder.quote(self._quoted)

    def end(self) -> None:
        self.flush()
        self._add_time()
        self._add_item()
        self._add_terms()

    def code(self, element: Any) -> None:
        """A block whose lines are kept."""
        self.flush()
        self._add_time()
        self._add_item()
        self._add_terms()
        text = "".join(_lines(element))
        if table := self._table():
            table.add(text)
        else:
            self._builder.code(text)

    def flush(self) -> None:
        """Hands on the words so far, if there are any."""
        words = "".join(self.words)
        self.words.clear()
        if not words.strip():
            return
        if not self._heading:
            self._add_time()
        if table := self._table():
            table.add(words)
        elif self._heading:
            self._builder.heading(words, self._heading)
            self._add_time()
        elif self._in_term:
            self._terms.append(words)
        elif self._mark is not None:
            self._item.append(words)
        else:
            self._add_terms()
            if _TIME.fullmatch(words.strip()):
                self._over_heading = words
            else:
                self._builder.paragraph(words)

    def _add_time(self) -> None:
        self._builder.paragraph(self._over_heading)
        self._over_heading = ""

    def _add_item(self) -> None:
        if self._mark is not None and self._item:
            words = " ".join(self._item)
            term = ", ".join(" ".join(term.split()) for term in self._terms)
            self._builder.item(f"{term}: {words}" if term else words, number=self._mark)
            self._item.clear()
            self._terms.clear()
            self._mark = None

    def _add_terms(self) -> None:
        """Terms that no words define are added all the same."""
        if not self._in_term:
            for term in self._terms:
                self._builder.item(term)
            self._terms.clear()

    def _table(self) -> Table | None:
        return self._tables[-1] if self._tables else None

    def _next_mark(self, element: Any) -> str:
        if not self._lists or self._lists[-1].tag != "ol":
            return ""
        numbers = self._lists[-1]
        number = _integer(element.get("value"), numbers.number)
        numbers.number = number + numbers.step
        form = _FORMS.get(element.get("type") or numbers.type, "decimal")
        return f"{numeral(number, form)}."


def _list(tag: str, element: Any) -> _List:
    if tag != "ol":
        return _List(tag)
    backwards = "reversed" in element.attrib
    first = sum(1 for _ in element.iterchildren("li")) if backwards else 1
    start = _integer(element.get("start"), first)
    return _List(tag, start, -1 if backwards else 1, element.get("type") or "1")


def _integer(said: str | None, otherwise: int) -> int:
    return int(said) if said and re.fullmatch(r"\s*-?[0-9]{1,6}\s*", said) else otherwise


def _is_note_mark(element: Any) -> bool:
    """Whether it is the bare number of a footnote, which would become a part of the word."""
    links = [element.getparent(), *element.iterchildren("a")]
    words = "".join(element.itertext()).strip()
    return words.isalnum() and any(
        link is not None and link.tag == "a" and link.get("href", "").startswith("#")
        for link in links
    )


def _is_layout(table: Any) -> bool:
    """Whether a table only places things on the page."""
    if table.get("role") in ("presentation", "none"):
        return True
    return next(table.iterdescendants("table", *_HEADINGS), None) is not None


def _lines(element: Any) -> Iterator[str]:
    """The text of code; a break is a new line."""
    from lxml import etree

    for event, inner in etree.iterwalk(element, events=("start", "end")):
        if event == "start":
            yield "\n" if inner.tag == "br" else inner.text or ""
        elif inner is not element:
            yield inner.tail or ""
