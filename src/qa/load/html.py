"""A web page -> its article, without menus and advertisements, by trafilatura."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

from qa.errors import MissingExtra
from qa.load.markup import add_markup, decode_page, parse_page
from qa.load.text_builder import TextBuilder
from qa.text.dates import find_date
from qa.text.sanitize import metadata_value
from qa.types import Document

SLOW_ELEMENTS = 5_000
"""Elements of a page above which trafilatura makes a single attempt: comparing several takes a
minute on ten thousand lists in a row. The page of an article has one or two thousand."""
MOST_ELEMENTS = 30_000
"""Elements of a page above which all its text is used, since a single attempt takes seconds."""
_IN_A_LINE = frozenset({"code", "del", "hi", "ref"})  # in trafilatura's tags
_DEEPEST = 100  # elements inside elements of the extracted article, which is nearly flat


def read_html(data: bytes) -> Document:
    """The article of a page: text, title, author, date, publisher, language; else all its text.

    Raises:
        BadInput: if it has no text.
        MissingExtra: without trafilatura.
    """
    try:
        import trafilatura
    except ImportError:
        raise MissingExtra("reading HTML needs pip install 'qa[html]'") from None
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it logs what we report ourselves
    page = decode_page(data)
    tree = parse_page(page)
    language = (tree.get("lang") or "").strip()[:2].lower()
    elements = sum(1 for _ in tree.iter())
    article = None
    if elements <= MOST_ELEMENTS:
        article = trafilatura.bare_extraction(
            tree,
            fast=elements > SLOW_ELEMENTS,
            include_comments=False,
            with_metadata=True,
            date_extraction_params={"original_date": True, "extensive_search": False},
        )
    builder = TextBuilder()
    if not isinstance(article, trafilatura.settings.Document) or article.body is None:
        add_markup(page, builder)
        return Document(
            "", builder.text(), metadata_value(tree.findtext(".//title")), language=language
        )
    title = metadata_value(article.title)
    if title and title not in "".join(article.body.itertext())[: 4 * len(title)]:
        builder.heading(title)
    _add(article.body, builder, 0)
    date = metadata_value(article.date)
    parsed_date = find_date(date)
    return Document(
        source="",
        text=builder.text(),
        title=title,
        author=metadata_value(article.author).replace("; ", ", "),
        published=parsed_date.iso if parsed_date else date,
        publisher=metadata_value(article.sitename) or metadata_value(article.hostname),
        url=metadata_value(article.url),
        language=metadata_value(article.language)[:2] or language,
    )


def _add(parent: Any, builder: TextBuilder, depth: int) -> None:
    """Add the content of an element of the extracted article, in trafilatura's tags."""
    if parent.text and depth == 0:
        builder.paragraph(parent.text)
    for element in parent:
        words = _words(element)
        match element.tag:
            case "head":
                rend = element.get("rend") or "h2"
                builder.heading(words, int(rend[1]) if rend[1:].isdigit() else 2)
            case "list":
                for item in element.iter("item"):  # also the items of nested lists
                    builder.item("".join(_texts(item, "list")))
            case "table":
                for row in element.iter("row"):
                    builder.row([_words(cell) for cell in row.iter("cell")])
            case "quote" | "div" | "section" if len(element) and depth < _DEEPEST:
                builder.paragraph(element.text or "")
                _add(element, builder, depth + 1)
            case _:
                builder.paragraph(words)
        builder.paragraph(element.tail or "")


def _words(element: Any) -> str:
    """All text in an element, its lines and paragraphs separated by white space."""
    return "".join(_texts(element))


def _texts(element: Any, left_out: str = "") -> Iterator[str]:
    """The strings of an element's text, without those in tags that are left out."""
    yield element.text or ""
    for inner in element:
        separator = "" if inner.tag in _IN_A_LINE else " "
        yield separator
        if inner.tag != left_out:
            yield from _texts(inner, left_out)
        yield f"{separator}{inner.tail or ''}"
