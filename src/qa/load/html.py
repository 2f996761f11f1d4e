"""A page of the web -> its content; what it says of itself is found by trafilatura."""

from __future__ import annotations

import logging
from copy import deepcopy

from qa.errors import MissingExtra
from qa.load.boilerplate import take_content
from qa.load.markup import add_tree, decode_page, parse_page
from qa.load.text_builder import Blocks
from qa.text.dates import find_date
from qa.text.sanitize import stated
from qa.types import Document

MOST_ELEMENTS = 30_000
"""Elements of a page above which all its text is taken, boilerplate too."""


def read_html(data: bytes) -> Document:
    """The article of a page: text, title, author, date, publisher, language; else all its text.

    Raises:
        BadInput: if there is no text in it.
        MissingExtra: without trafilatura.
    """
    try:
        import trafilatura.metadata
    except ImportError:
        raise MissingExtra("reading HTML needs pip install 'qa[html]'") from None
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it speaks of what we report
    page = decode_page(data)
    tree = parse_page(page)
    language = (tree.get("lang") or "").strip()[:2].lower()
    blocks = Blocks()
    if sum(1 for _ in tree.iter()) > MOST_ELEMENTS:
        add_tree(tree, blocks)
        return Document("", blocks.text(), stated(tree.findtext(".//title")), language=language)
    found = trafilatura.metadata.extract_metadata(
        deepcopy(tree),
        date_config={"original_date": True, "extensive_search": False, "max_date": "2100-01-01"},
        extensive=False,
    )
    content = take_content(tree)
    title = stated(found.title)
    if title and title not in "".join(content.itertext())[: 4 * len(title)]:
        blocks.heading(title)
    add_tree(content, blocks)
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
