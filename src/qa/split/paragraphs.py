"""A document's paragraphs and fragments, with their sentences.

Offsets are made here, in `windows` and in `sentences` only: characters of the document's text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

from qa.split.outline import Block, outline
from qa.split.sections import sections
from qa.split.sentences import find_sentences
from qa.split.tables import table_parts
from qa.split.windows import at_space
from qa.text.punctuation import ITEM_MARK
from qa.text.table_cells import lines_of
from qa.types import Document, Kind, Paragraph, Span

_ITEM_LINE = re.compile(rf"\n[^\S\n]*(?={ITEM_MARK}[ \t])")
_TABLE = re.compile(r"\W*(?:table|exhibit|schedule)\b\W*[\dIVX]", re.IGNORECASE)
_LONGEST_CAPTION = 300
_ANY_LINE = re.compile(r"\n(?![^\S\n]*[a-z])")

LONGEST = 10_000
"""Characters of a paragraph: three pages. A longer one, as in a transcript without line breaks,
becomes several, so that a passage is short enough to read and its cost is limited."""


def split(document: Document, blocks: Sequence[Block] | None = None) -> tuple[Paragraph, ...]:
    """The paragraphs and fragments of a document in order, with their sentences.

    Args:
        blocks: the outline of its text, if it is already available.
    """
    text = document.text
    blocks = outline(text) if blocks is None else blocks
    parts = (
        (part, section)
        for before, block, section in zip(
            (None, *blocks), blocks, sections(text, blocks, document.title), strict=False
        )
        for part in _parts(text, block, _caption(text, before, block))
    )
    return tuple(
        Paragraph(
            document, ordinal, part.start, part.end, part.kind, part.sentences, section, part.header
        )
        for ordinal, (part, section) in enumerate(parts)
    )


@dataclass(frozen=True, slots=True)
class _Part:
    """A block or a part of one that becomes a paragraph."""

    start: int
    end: int
    kind: Kind
    sentences: tuple[Span, ...]
    header: Span | None = None


def _parts(text: str, block: Block, caption: Span | None) -> Iterator[_Part]:
    """The block with its sentences; if it is too long, several parts of whole sentences."""
    if block.kind is Kind.CONTENTS:
        yield _Part(block.start, block.end, block.kind, ())
        return
    if block.rows:
        for table in table_parts(text, list(lines_of(text, block.start, block.end)), caption):
            rows = tuple(chain.from_iterable(_bounded_sentences(text, row) for row in table.rows))
            for start, end, inside in _bounded(rows, rows[0].start, rows[-1].end):
                yield _Part(start, end, block.kind, inside, table.header)
        return
    sentences = _sentences(text, block)
    for start, end, inside in _bounded(sentences, block.start, block.end, text):
        yield _Part(start, end, block.kind, inside)


def _bounded(
    sentences: Sequence[Span], start: int, end: int, text: str = ""
) -> Iterator[tuple[int, int, tuple[Span, ...]]]:
    """Ranges of at most `LONGEST` characters, each with its sentences."""
    if end - start <= LONGEST:
        yield start, end, tuple(sentences)
        return
    inside: list[Span] = []
    for sentence in chain.from_iterable(_bounded_sentences(text, s) for s in sentences):
        if inside and sentence.end - start > LONGEST:
            yield start, inside[-1].end, tuple(inside)
            start, inside = sentence.start, []
        inside.append(sentence)
    yield start, end, tuple(inside)


def _caption(text: str, before: Block | None, block: Block) -> Span | None:
    """The block directly above a table that introduces it."""
    if before is None or not block.rows or block.kind is not Kind.BODY:
        return None
    words = text[before.start : before.end]
    if before.rows or before.kind is Kind.HEADING or len(words) > _LONGEST_CAPTION:
        return None
    if before.kind is Kind.CAPTION or words.endswith((":", "：")) or _TABLE.match(words):
        return Span(before.start, before.end)
    return None


def _bounded_sentences(text: str, sentence: Span) -> Iterator[Span]:
    """The sentence; several of them where it is longer than a paragraph may be."""
    start = sentence.start
    while sentence.end - start > LONGEST:
        end = at_space(text, start, start + LONGEST, sentence.end)
        yield Span(start, end)
        start = end
        while text[start].isspace():
            start += 1
    yield Span(start, sentence.end)


def _sentences(text: str, block: Block) -> tuple[Span, ...]:
    if not block.lines:
        return find_sentences(text, block.start, block.end)
    # In a list a line break ends a sentence only before the next bullet; elsewhere any does, except
    # before a lower-case letter, where a line was wrapped.
    is_list = _ITEM_LINE.search("\n" + text[block.start : block.end]) is not None
    breaks = (_ITEM_LINE if is_list else _ANY_LINE).finditer(text, block.start, block.end)
    cuts = [block.start, *(line_break.start() for line_break in breaks), block.end]
    return tuple(
        sentence for start, end in pairwise(cuts) for sentence in find_sentences(text, start, end)
    )
