"""A web page -> its content; trafilatura finds its title, author, date and publisher."""

from __future__ import annotations

import logging
from copy import deepcopy

from qa.errors import MissingExtra
from qa.load.boilerplate import take_content
from qa.load.markup import add_tree, decode_page, parse_page
from qa.load.text_builder import TextBuilder
from qa.text.dates import find_date
from qa.text.sanitize import metadata_value
from qa.types import Document

MOST_ELEMENTS = 30_000
"""Elements of a page above which all its text is used, boilerplate too."""


def read_html(data: bytes) -> Document:
    """The article of a page: text, title, author, date, publisher, language; else all its text.

    Raises:
        BadInput: if it has no text.
        MissingExtra: without trafilatura.
    """
    try:
        import trafilatura.metadata
    except ImportError:
        raise MissingExtra("reading HTML needs pip install 'qa[html]'") from None
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it logs what we report ourselves
    page = decode_page(data)
    tree = parse_page(page)
    language = (tree.get("lang") or "").strip()[:2].lower()
    builder = TextBuilder()
    if sum(1 for _ in tree.iter()) > MOST_ELEMENTS:
        add_tree(tree, builder)
        return Document(
            "", builder.text(), metadata_value(tree.findtext(".//title")), language=language
        )
    facts = trafilatura.metadata.extract_metadata(
        deepcopy(tree),
        date_config={"original_date": True, "extensive_search": False, "max_date": "2100-01-01"},
        extensive=False,
    )
    content = take_content(tree)
    title = metadata_value(facts.title)
    if title and title not in "".join(content.itertext())[: 4 * len(title)]:
        builder.heading(title)
    add_tree(content, builder)
    date = metadata_value(facts.date)
    parsed_date = find_date(date)
    return Document(
        source="",
        text=builder.text(),
        title=title,
        author=metadata_value(facts.author).replace("; ", ", "),
        published=parsed_date.iso if parsed_date else date,
        publisher=metadata_value(facts.sitename) or metadata_value(facts.hostname),
        url=metadata_value(facts.url),
        language=metadata_value(facts.language)[:2] or language,
    )
