"""A document's paragraphs and fragments, with their sentences.

Offsets are made here, in `windows` and in `sentences` only: characters of the document's text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, pairwise

from qa.split.outline import Block, outline
from qa.split.sentences import find_sentences
from qa.split.windows import at_space
from qa.types import Document, Kind, Paragraph, Span

_ITEM_LINE = re.compile(r"\n\s*(?=(?:[-*+•‣◦·▪]|\(?\d{1,3}[.)])[ \t])")
_ANY_LINE = re.compile(r"\n(?![^\S\n]*[a-z])")

LONGEST = 10_000
"""Characters of a paragraph: three pages. A longer one, as in a transcript without line breaks,
becomes several, so that a passage is short enough to read and its cost is limited."""


def split(document: Document, blocks: Sequence[Block] | None = None) -> tuple[Paragraph, ...]:
    """The paragraphs and fragments of a document in order; those of the body with sentences.

    Args:
        blocks: the outline of its text, if it is already available.
    """
    text = document.text
    blocks = outline(text) if blocks is None else blocks
    bounded = (part for block in blocks for part in _bounded_blocks(text, block))
    return tuple(
        Paragraph(document, ordinal, part.start, part.end, part.kind, sentences)
        for ordinal, (part, sentences) in enumerate(bounded)
    )


def _bounded_blocks(text: str, block: Block) -> Iterator[tuple[Block, tuple[Span, ...]]]:
    """The block with its sentences; if it is too long, several blocks of whole sentences."""
    sentences = _sentences(text, block) if block.kind is Kind.BODY else ()
    if not sentences or block.end - block.start <= LONGEST:
        yield block, sentences
        return
    start, inside = block.start, list[Span]()
    for sentence in chain.from_iterable(
        _bounded_sentences(text, sentence) for sentence in sentences
    ):
        if inside and sentence.end - start > LONGEST:
            yield replace(block, start=start, end=inside[-1].end), tuple(inside)
            start, inside = sentence.start, []
        inside.append(sentence)
    yield replace(block, start=start), tuple(inside)


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
