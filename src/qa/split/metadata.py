"""A text's title, author, date and origin, where the text itself says them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa.split.kinds import byline_names
from qa.split.outline import Block, outline
from qa.text.dates import find_date
from qa.text.sanitize import LONGEST_VALUE, stated
from qa.types import Document, Kind

_TOP = 10  # blocks from the start in which a byline or a date belongs to the whole article
_END = 4  # blocks from the end in which a byline does
_LONGEST_YAML = 20_000
_MARKS = re.compile(r"^#{1,6}\s*|\s*#+$|\n[=-]+$")
_LINK = re.compile(r"!?\[([^\[\]]{0,300})\]\([^()]{0,1000}\)")


@dataclass(frozen=True, slots=True)
class Metadata:
    """What was found; "" for what was not. `published` is ISO 8601 where it could be read."""

    title: str = ""
    author: str = ""
    published: str = ""
    publisher: str = ""
    url: str = ""
    language: str = ""


def find_metadata(text: str, blocks: Sequence[Block]) -> Metadata:
    """Title, author and date from the YAML block, else from the lines around the body.

    Args:
        blocks: the outline of the text.
    """
    stated = Metadata()
    if blocks and blocks[0].kind is Kind.FRONT_MATTER:
        stated = _front_matter(text[blocks[0].start : blocks[0].end])
    return replace(
        stated,
        title=stated.title or _title(text, blocks),
        author=stated.author or _author(text, blocks),
        published=stated.published or _published(text, blocks),
    )


def _front_matter(block: str) -> Metadata:
    import yaml  # type: ignore[import-untyped,unused-ignore]

    if len(block) > _LONGEST_YAML:
        return Metadata()
    try:
        # The loader that knows only strings, lists and mappings: nothing to construct, no surprise.
        values = yaml.load("\n".join(block.split("\n")[1:-1]), Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError):
        return Metadata()
    if not isinstance(values, dict):
        return Metadata()
    named = {str(key).lower(): _value(value) for key, value in values.items()}

    def first(*names: str) -> str:
        return next((named[name] for name in names if named.get(name)), "")

    date = first("date", "published", "pubdate", "publish_date")
    found = find_date(date)
    return Metadata(
        title=first("title"),
        author=first("author", "authors", "byline"),
        published=found.iso if found else date,
        publisher=first("publisher", "site", "sitename", "outlet", "newspaper"),
        url=first("url", "link", "source_url", "source"),
        language=first("language", "lang")[:2].lower(),
    )


def _value(value: object) -> str:
    """A scalar or a list of scalars as a line; "" for anything else."""
    values = value if isinstance(value, list) else [value]
    parts = [part for part in values if isinstance(part, str)]
    if len(parts) < len(values):
        return ""
    line = stated(", ".join(part for part in parts if part))
    return "" if line in ("~", "null") else line


def _title(text: str, blocks: Sequence[Block]) -> str:
    """The first heading before any body, a Markdown heading of the first level before others."""
    headings = []
    for block in blocks:
        if block.kind is Kind.BODY:
            break
        if block.kind is Kind.HEADING:
            headings.append(text[block.start : block.end])
    headings.sort(key=lambda words: not words.startswith("# "))
    titles = (_LINK.sub(r"\1", _MARKS.sub("", words)).strip(" \t\n*_`#") for words in headings)
    return next((" ".join(title.split())[:LONGEST_VALUE] for title in titles if title), "")


def _author(text: str, blocks: Sequence[Block]) -> str:
    around = [*blocks[:_TOP], *blocks[max(_TOP, len(blocks) - _END) :]]
    bylines = (text[b.start : b.end] for b in around if b.kind is Kind.BYLINE)
    return next((names for line in bylines if (names := byline_names(line.strip("*_ ")))), "")


def _published(text: str, blocks: Sequence[Block]) -> str:
    for block in blocks[:_TOP]:
        if block.kind in (Kind.LABEL, Kind.BYLINE, Kind.HEADING) and (
            found := find_date(text[block.start : block.end])
        ):
            return found.iso
    return ""


def described(document: Document, blocks: Sequence[Block] | None = None) -> Document:
    """The document with what its text says of itself, where its format did not say it.

    Args:
        blocks: the outline of its text, where that is known already.
    """
    text = document.text
    found = find_metadata(text, outline(text) if blocks is None else blocks)
    return replace(
        document,
        title=document.title or found.title,
        author=document.author or found.author,
        published=document.published or found.published,
        publisher=document.publisher or found.publisher,
        url=document.url or found.url,
        language=document.language or found.language,
    )
