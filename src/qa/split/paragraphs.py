"""A document's paragraphs and sentences, and the windows in which a long paragraph is embedded.

The only place, with `sentences`, where offsets are made: characters of the document's text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, pairwise

from qa.split.outline import Block, outline
from qa.split.pieces import ITEM_MARK
from qa.split.sections import sections
from qa.split.sentences import find_sentences
from qa.split.windows import at_space
from qa.types import Document, Kind, Paragraph, Span

_ITEM_LINE = re.compile(rf"\n\s*(?={ITEM_MARK}[ \t])")
_ANY_LINE = re.compile(r"\n(?![^\S\n]*[a-z])")

LONGEST = 10_000
"""Characters of a paragraph: three pages. A text without a line break, as of a talk, becomes
several: a passage is something to be read, and what one costs is bounded."""


def split(document: Document, blocks: Sequence[Block] | None = None) -> tuple[Paragraph, ...]:
    """The paragraphs and fragments of a document in order; those of the body with sentences.

    Args:
        blocks: the outline of its text, where that is known already.
    """
    text = document.text
    blocks = outline(text) if blocks is None else blocks
    parts = (part for block in blocks for part in _parts(text, block))
    return tuple(
        Paragraph(document, ordinal, part.start, part.end, part.kind, sentences)
        for ordinal, (part, sentences) in enumerate(parts)
    )


def _parts(text: str, block: Block) -> Iterator[tuple[Block, tuple[Span, ...]]]:
    """The block and its sentences; of one that is too long, parts of whole sentences."""
    sentences = _sentences(text, block) if block.kind is Kind.BODY else ()
    if not sentences or block.end - block.start <= LONGEST:
        yield block, sentences
        return
    start, some = block.start, list[Span]()
    for sentence in chain.from_iterable(_bounded(text, sentence) for sentence in sentences):
        if some and sentence.end - start > LONGEST:
            yield replace(block, start=start, end=some[-1].end), tuple(some)
            start, some = sentence.start, []
        some.append(sentence)
    yield replace(block, start=start), tuple(some)


def _bounded(text: str, sentence: Span) -> Iterator[Span]:
    """The sentence, in pieces where it is longer than any is."""
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
    # In a list a line break ends an item only before the next mark; elsewhere any can end a line,
    # save before a small letter, where a line was wrapped.
    is_list = _ITEM_LINE.search("\n" + text[block.start : block.end]) is not None
    breaks = (_ITEM_LINE if is_list else _ANY_LINE).finditer(text, block.start, block.end)
    cuts = [block.start, *(found.start() for found in breaks), block.end]
    return tuple(
        sentence for start, end in pairwise(cuts) for sentence in find_sentences(text, start, end)
    )
