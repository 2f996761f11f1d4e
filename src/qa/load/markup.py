"""Markup that is all content (a chapter, an e-mail) -> text; also the encoding of a page."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from typing import Any

from qa.errors import BadInput, MissingExtra
from qa.load.text import decode
from qa.load.text_builder import TextBuilder

_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_HEAD = 4096  # bytes at the start in which a page names its encoding
_BLOCK_TAGS = frozenset(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption"
    " figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table"
    " tbody td tfoot th thead tr ul".split()
)
_LEFT_OUT = frozenset(
    "audio button canvas head iframe math noscript object script select style svg template"
    " textarea video".split()
)
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


def add_markup(page: str, builder: TextBuilder, extra: str = "html") -> None:
    """Add all text of a page to `builder`, without scripts and the like.

    Raises:
        BadInput: if it has no markup.
        MissingExtra: without lxml.
    """
    tree = parse_page(page, extra)
    from lxml import etree

    words: list[str] = []
    cells: list[str] = []
    inside: list[str] = []

    def flush(emit: Callable[[str], None]) -> None:
        emit("".join(words))
        words.clear()

    def emitter() -> Callable[[str], None]:
        if "tr" in inside:  # a cell outside a row would never be added
            return cells.append
        if inside and inside[-1][0] == "h" and inside[-1][1:].isdigit():
            level = int(inside[-1][1:])
            return lambda line: builder.heading(line, level)
        return builder.item if "li" in inside else builder.paragraph

    skipping = 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag in _LEFT_OUT:
            skipping += 1 if event == "start" else -1
        elif not skipping and tag in _BLOCK_TAGS:
            flush(emitter())
            if event == "start":
                inside.append(tag)
            else:
                inside.pop()
                if tag == "tr":
                    builder.row([cell for cell in cells if cell.strip()])
                    cells.clear()
        elif tag == "br":
            words.append(" ")
        if not skipping:
            words.append((element.text if event == "start" else element.tail) or "")
    flush(builder.paragraph)
