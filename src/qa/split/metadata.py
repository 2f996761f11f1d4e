"""The title, author, date and origin of a text, where the text itself states them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from qa.split.kinds import byline_names
from qa.split.outline import Block, outline
from qa.split.sections import heading_words
from qa.text.dates import find_date, is_date_line, leading_day
from qa.text.language import language_of
from qa.text.sanitize import LONGEST_VALUE, metadata_value
from qa.text.titles import CUT, is_telling, name_of
from qa.types import Document, Kind

_TOP = 10  # blocks from the start in which a byline or a date belongs to the whole article
_END = 4  # blocks from the end in which a byline does
_TITLE_WORDS = 8  # of a title made from the beginning of a text
_LONGEST_YAML = 20_000
_DATE_KEYS = (
    *("date", "published", "pubdate", "publish_date"),
    *("created", "created_at", "date_created", "modified", "updated"),
)
"""Keys of front matter that say the day of a text, the likeliest first."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a text states; "" for what it does not. `published` is ISO 8601 if parsable."""

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
    front_matter = Metadata()
    if blocks and blocks[0].kind is Kind.FRONT_MATTER:
        front_matter = _front_matter(text[blocks[0].start : blocks[0].end])
    entries = _entries(text, blocks)
    others = [block for block in blocks if block not in entries]
    return replace(
        front_matter,
        title=front_matter.title or _title(text, others),
        author=front_matter.author or _author(text, blocks),
        published=front_matter.published or _published(text, others),
    )


def _entries(text: str, blocks: Sequence[Block]) -> frozenset[Block]:
    """The days over the entries of a journal, which has no one date; none where there is one."""
    days = {
        block: day
        for block, following in pairwise(blocks)
        if block.kind in (Kind.HEADING, Kind.LABEL)
        and following.kind is Kind.BODY
        and (day := leading_day(heading_words(text[block.start : block.end])))
    }
    return frozenset(days) if len(set(days.values())) > 1 else frozenset()


def _front_matter(yaml_block: str) -> Metadata:
    import yaml  # type: ignore[import-untyped,unused-ignore]

    if len(yaml_block) > _LONGEST_YAML:
        return Metadata()
    try:
        # This loader makes only strings, lists and mappings, and runs no code.
        values = yaml.load("\n".join(yaml_block.split("\n")[1:-1]), Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError):
        return Metadata()
    if not isinstance(values, dict):
        return Metadata()
    named = {str(key).lower(): _value(value) for key, value in values.items()}

    def first(*names: str) -> str:
        return next((named[name] for name in names if named.get(name)), "")

    date = first(*_DATE_KEYS)
    parsed_date = find_date(date)
    return Metadata(
        title=first("title"),
        author=first("author", "authors", "byline"),
        published=parsed_date.iso if parsed_date else date,
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
    line = metadata_value(", ".join(part for part in parts if part))
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
    return next((title for words in headings if (title := heading_words(words))), "")


def _author(text: str, blocks: Sequence[Block]) -> str:
    around = [*blocks[:_TOP], *blocks[max(_TOP, len(blocks) - _END) :]]
    bylines = (text[b.start : b.end] for b in around if b.kind is Kind.BYLINE)
    return next((names for line in bylines if (names := byline_names(line.strip("*_ ")))), "")


def _published(text: str, blocks: Sequence[Block]) -> str:
    for block in blocks[:_TOP]:
        words = text[block.start : block.end]
        if block.kind is Kind.BODY:  # "Date: 6 May 2024" among other such lines
            lines = words.split("\n", _TOP)[:_TOP] if block.lines and not block.rows else []
            words = next(filter(is_date_line, lines), "")
        elif block.kind not in (Kind.LABEL, Kind.BYLINE, Kind.HEADING):
            continue
        if date := find_date(words):
            return date.iso
    return ""


def described(document: Document, blocks: Sequence[Block] | None = None) -> Document:
    """The document with metadata from its text, where its format did not state it.

    Args:
        blocks: the outline of its text, if it is already available.
    """
    text = document.text
    blocks = outline(text) if blocks is None else blocks
    metadata = find_metadata(text, blocks)
    stated = document.title if is_telling(document.title) else ""
    return replace(
        document,
        title=stated or metadata.title or name_of(document.source) or _first_words(text, blocks),
        author=document.author or metadata.author,
        published=document.published or metadata.published or _day_of(document.source),
        publisher=document.publisher or metadata.publisher,
        url=document.url or metadata.url,
        language=document.language or metadata.language or language_of(text),
    )


def _day_of(source: str) -> str:
    """The day in the name of a file, as in "2024-09-20 Board meeting.md"; "" without one."""
    date = find_date(source.rsplit("/", 1)[-1])
    return date.iso if date else ""


def _first_words(text: str, blocks: Sequence[Block]) -> str:
    """The beginning of the first text of any length, for a document without another name."""
    bodies = (text[b.start : min(b.end, b.start + 500)] for b in blocks if b.kind is Kind.BODY)
    words = heading_words(next(bodies, "")).split()
    title = " ".join(words[:_TITLE_WORDS])[: LONGEST_VALUE - len(CUT)]
    return title if title == " ".join(words) else title + CUT
