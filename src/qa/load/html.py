"""A page of the web -> its article, without menus and advertisements, by trafilatura."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

from qa.errors import MissingExtra
from qa.load.markup import add_markup, decode_page, parse_page
from qa.load.text_builder import TextBuilder
from qa.text.dates import find_date
from qa.text.sanitize import stated
from qa.types import Document

SLOW_ELEMENTS = 5_000
"""Elements of a page above which trafilatura makes one attempt and compares no others: those take
a minute where ten thousand lists stand in a row. An article's page has one or two thousand."""
MOST_ELEMENTS = 30_000
"""Elements of a page above which all its text is taken; one attempt at so many takes seconds."""
_IN_A_LINE = frozenset({"code", "del", "hi", "ref"})  # in trafilatura's tags
_DEEPEST = 100  # elements inside elements of the extracted article, which is nearly flat


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
    blocks = TextBuilder()
    if not isinstance(found, trafilatura.settings.Document) or found.body is None:
        add_markup(page, blocks)
        return Document("", blocks.text(), stated(tree.findtext(".//title")), language=language)
    title = stated(found.title)
    if title and title not in "".join(found.body.itertext())[: 4 * len(title)]:
        blocks.heading(title)
    _add(found.body, blocks, 0)
    date = stated(found.date)
    iso = find_date(date)
    return Document(
        source="",
        text=blocks.text(),
        title=title,
        author=stated(found.author).replace("; ", ", "),
        published=iso.iso if iso else date,
        publisher=stated(found.sitename) or stated(found.hostname),
        url=stated(found.url),
        language=stated(found.language)[:2] or language,
    )


def _add(parent: Any, blocks: TextBuilder, depth: int) -> None:
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
                for item in element.iter("item"):  # those of a list in an item come by themselves
                    blocks.item("".join(_texts(item, "list")))
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
    """All text in an element; what are lines or paragraphs in it is parted by white space."""
    return "".join(_texts(element))


def _texts(element: Any, left_out: str = "") -> Iterator[str]:
    """The pieces of an element's text, without those in tags that are left out."""
    yield element.text or ""
    for inner in element:
        apart = "" if inner.tag in _IN_A_LINE else " "
        yield apart
        if inner.tag != left_out:
            yield from _texts(inner, left_out)
        yield f"{apart}{inner.tail or ''}"
