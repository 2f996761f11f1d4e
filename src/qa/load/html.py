"""A page of the web -> its article, without menus and advertisements, by trafilatura."""

from __future__ import annotations

import logging
from typing import Any

from qa.dates import find_date
from qa.errors import MissingExtra
from qa.load.blocks import Blocks
from qa.load.markup import add_markup, decode_page, parse_page
from qa.types import Document

SLOW_ELEMENTS = 5_000
"""Elements of a page above which trafilatura makes one attempt and compares no others: those take
a minute where ten thousand lists stand in a row. An article's page has one or two thousand."""
MOST_ELEMENTS = 30_000
"""Elements of a page above which all its text is taken; one attempt at so many takes seconds."""
_DEEPEST = 100  # elements inside elements of the extracted article, which is nearly flat
_LONGEST_VALUE = 300


def read_html(data: bytes) -> Document:
    """The article of a page: text, title, author, date, publisher, language; else all its text.

    Raises:
        BadInput: if there is no text in it.
        MissingExtra: without trafilatura.
    """
    try:
        import trafilatura
    except ImportError:
        raise MissingExtra("reading HTML needs pip install 'qa[html]'") from None
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it speaks of what we report
    page = decode_page(data)
    tree = parse_page(page)
    language = (tree.get("lang") or "").strip()[:2].lower()
    elements = sum(1 for _ in tree.iter())
    found = None
    if elements <= MOST_ELEMENTS:
        found = trafilatura.bare_extraction(
            tree,
            fast=elements > SLOW_ELEMENTS,
            include_comments=False,
            with_metadata=True,
            date_extraction_params={"original_date": True, "extensive_search": False},
        )
    blocks = Blocks()
    if not isinstance(found, trafilatura.settings.Document) or found.body is None:
        add_markup(page, blocks)
        return Document("", blocks.text(), _value(tree.findtext(".//title")), language=language)
    title = _value(found.title)
    if title and title not in "".join(found.body.itertext())[: 4 * len(title)]:
        blocks.heading(title)
    _add(found.body, blocks, 0)
    date = _value(found.date)
    iso = find_date(date)
    return Document(
        source="",
        text=blocks.text(),
        title=title,
        author=_value(found.author).replace("; ", ", "),
        published=iso.iso if iso else date,
        publisher=_value(found.sitename) or _value(found.hostname),
        url=_value(found.url),
        language=_value(found.language)[:2] or language,
    )


def _value(value: object) -> str:
    line = " ".join(value.split()) if isinstance(value, str) else ""
    return line if len(line) <= _LONGEST_VALUE else ""


def _add(parent: Any, blocks: Blocks, depth: int) -> None:
    """Add what is in an element of the extracted article, in trafilatura's own tags."""
    if parent.text and depth == 0:
        blocks.paragraph(parent.text)
    for element in parent:
        words = _words(element)
        match element.tag:
            case "head":
                rend = element.get("rend") or "h2"
                blocks.heading(words, int(rend[1]) if rend[1:].isdigit() else 2)
            case "list":
                for item in element.iter("item"):
                    blocks.item(_words(item))
            case "table":
                for row in element.iter("row"):
                    blocks.row([_words(cell) for cell in row.iter("cell")])
            case "quote" | "div" | "section" if len(element) and depth < _DEEPEST:
                blocks.paragraph(element.text or "")
                _add(element, blocks, depth + 1)
            case _:
                blocks.paragraph(words)
        blocks.paragraph(element.tail or "")


def _words(element: Any) -> str:
    """All text in an element; a line break in it is white space."""
    for line_break in element.iter("lb"):
        line_break.text = " "
    return "".join(element.itertext())
