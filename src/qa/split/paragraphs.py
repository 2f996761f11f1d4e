"""A document's paragraphs and sentences, and the windows in which a long paragraph is embedded.

The only place, with `sentences`, where offsets are made: characters of the document's text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain, pairwise

from qa.split.outline import Block, outline
from qa.split.sentences import find_sentences
from qa.types import Document, Kind, Paragraph, Span

_ITEM_LINE = re.compile(r"\n\s*(?=(?:[-*+•‣◦·▪]|\(?\d{1,3}[.)])[ \t])")
_ANY_LINE = re.compile(r"\n(?![^\S\n]*[a-z])")

LONGEST = 10_000
"""Characters of a paragraph: three pages. A text without a line break, as of a talk, becomes
several: a passage is something to be read, and what one costs is bounded."""


def split(document: Document) -> tuple[Paragraph, ...]:
    """The paragraphs and fragments of a document in order; those of the body with sentences."""
    parts = (part for block in outline(document.text) for part in _parts(document.text, block))
    return tuple(
        Paragraph(document, ordinal, part.start, part.end, part.kind, sentences)
        for ordinal, (part, sentences) in enumerate(parts)
    )


def windows(
    paragraph: Paragraph, count_tokens: Callable[[str], int], limit: int
) -> tuple[Span, ...]:
    """The paragraph cut into pieces of whole sentences, each of at most `limit` tokens.

    One piece when it fits; else neighbours share a sentence where that fits. A sentence above the
    limit is cut at white space, or anywhere if it has none. `count_tokens` may not find more
    tokens in a text than in its parts, cut at white space.

    Raises:
        ValueError: if `limit` is less than 1.
    """
    if limit < 1:
        raise ValueError(f"a window needs a limit of at least 1 token, got {limit}")
    if count_tokens(paragraph.text) <= limit:
        return (Span(paragraph.start, paragraph.end),)
    units = list(_units(paragraph, count_tokens, limit))
    found: list[Span] = []
    first = 0
    while first < len(units):
        stop, tokens = first + 1, units[first][1]
        while stop < len(units) and tokens + units[stop][1] <= limit:
            tokens += units[stop][1]
            stop += 1
        found.append(Span(units[first][0].start, units[stop - 1][0].end))
        if stop == len(units):
            break
        shares = stop - 1 > first and units[stop - 1][1] + units[stop][1] <= limit
        first = stop - 1 if shares else stop
    return tuple(found)


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
        end = _at_space(text, start, start + LONGEST, sentence.end)
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


def _units(
    paragraph: Paragraph, count_tokens: Callable[[str], int], limit: int
) -> Iterator[tuple[Span, int]]:
    """The sentences, or pieces of the overlong ones, each with its number of tokens."""
    text = paragraph.document.text
    sentences = paragraph.sentences or (Span(paragraph.start, paragraph.end),)
    stops = [*(sentence.start for sentence in sentences[1:]), paragraph.end]
    for sentence, stop in zip(sentences, stops, strict=True):
        tokens = count_tokens(text[sentence.start : stop])
        if tokens <= limit:
            yield sentence, tokens
        else:
            yield from _cut(text, sentence, tokens, count_tokens, limit)


def _cut(
    text: str, sentence: Span, tokens: int, count_tokens: Callable[[str], int], limit: int
) -> Iterator[tuple[Span, int]]:
    """Pieces of a sentence of more than `limit` tokens, as long as a guess of their size allows."""
    size = max(1, (sentence.end - sentence.start) * limit // tokens)
    start = sentence.start
    while start < sentence.end:
        end = _at_space(text, start, min(start + size, sentence.end), sentence.end)
        while end > start + 1 and (tokens := count_tokens(text[start:end])) > limit:
            smaller = start + max(1, (end - start) * limit // tokens)
            end = _at_space(text, start, min(smaller, end - 1), sentence.end)
        piece = Span(start, end)
        start = end
        while start < sentence.end and text[start].isspace():
            start += 1
        # With the white space after it, as a window may hold the next piece too.
        yield piece, count_tokens(text[piece.start : start])


def _at_space(text: str, start: int, end: int, stop: int) -> int:
    """The last end of a word in `text[start:end]`, or `end` if that is inside the only word."""
    if end == stop or text[end].isspace():
        return start + len(text[start:end].rstrip())
    words = text[start:end].rsplit(None, 1)
    return start + len(words[0]) if len(words) == 2 else end
