"""What a model reads: question and passage in windows of tokens, and the spans in them.

A passage is read under its headings. The spans that may answer are those short enough, within one
cell of a table.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from qa.text.context import around_turns, marking_lines
from qa.text.normalize import in_notation_of, plain_letters
from qa.text.question_type import asks_when
from qa.text.table_cells import BETWEEN_CELLS
from qa.types import Hit, Paragraph, Span

if TYPE_CHECKING:
    from tokenizers import Tokenizer

LONGEST_QUESTION = 64
"""Tokens; the end of a longer question is not read."""
LONGEST_ANSWER = 30
"""Tokens of an answer, at most: a phrase or a clause."""
LONGEST_PASSAGE = 4000
"""Characters; of a longer passage, only those around its highlight are read."""
LONGEST_LEAD = 200
"""Characters of the headings, and of the table's header, that are read before a passage."""
OVERLAP = 96
"""Tokens shared by neighbouring windows of a long passage; at most half a window."""

Floats = NDArray[np.float32]
_HEADER_RULE = re.compile(r"[^\n]{1,500}\|[^\n]{0,500}\n[ \t]*\|?[ \t]*:?-[-| :\t]*(?:\n|$)")
"""The names of a table's columns with the rule under them, which give no answer."""
_ONLY_MARKS = re.compile(r"[|*_`#>]+")
"""Marks between cells and of emphasis, which are no part of an answer."""


@dataclass(frozen=True, slots=True)
class Window:
    """A part of a passage, tokenised together with the question before it."""

    hit: Hit
    ids: list[int]
    types: list[int]
    first: int
    """Position in `ids` of the passage's first token."""
    offsets: list[tuple[int, int]]
    """Of the passage's tokens, in characters of the document; empty for a token of white space."""
    cells: NDArray[np.int64] | None = None
    """In which cell of a table each of these tokens stands; None where there are no cells."""


def windows(tokenizer: "Tokenizer", longest: int, question: str, hit: Hit) -> list[Window]:
    """What a model reads of one hit: one window, or several that overlap.

    Args:
        longest: tokens that the model reads, question and marks included.
    """
    text, readable = hit.paragraph.document.text, _readable(hit)
    rule = _HEADER_RULE.match(text, readable.start, readable.end)
    first_visible = rule.end() if rule else readable.start
    lead = lead_of(hit.paragraph)
    shift = readable.start - len(lead)
    hidden = around_turns(hit.paragraph, stamps=not asks_when(question)) + marking_lines(
        hit.paragraph
    )
    passage = plain_letters(lead + text[readable.start : readable.end])
    encoding = tokenizer.encode(plain_letters(in_notation_of(question, passage)), passage)
    # Special tokens belong to neither text; type ids do not tell, since RoBERTa's are all 0.
    sequence_ids: list[int | None] = encoding.sequence_ids
    if 1 not in sequence_ids:
        return []
    first = sequence_ids.index(1)
    last = first + sequence_ids.count(1)
    question_end = next((i for i in range(first, 0, -1) if sequence_ids[i - 1] == 0), first)
    longest_question = min(LONGEST_QUESTION - 1, longest // 4)
    before, after = (
        [*range(min(question_end, longest_question)), *range(question_end, first)],
        range(last, len(sequence_ids)),
    )
    room = longest - len(before) - len(after)
    overlap = min(OVERLAP, room // 2)
    found = []
    for at in range(first, max(first + 1, last - overlap), room - overlap):
        body = range(at, min(at + room, last))
        places = [
            _visible_place(text, first_visible, start + shift, end + shift)
            for start, end in (encoding.offsets[i] for i in body)
        ]
        places = [
            (start, start) if any(s.start <= start < s.end for s in hidden) else (start, end)
            for start, end in places
        ]
        if any(a < b for a, b in places):
            positions = [*before, *body, *after]
            ids, types = (
                [values[i] for i in positions] for values in (encoding.ids, encoding.type_ids)
            )
            cells = cells_of(text, readable, places)
            found.append(Window(hit, ids, types, len(before), places, cells))
    return found


def best_span(window: Window, start: Floats, end: Floats) -> tuple[Span, float]:
    """The span with the highest sum of logits among those that are allowed, and that sum."""
    sums = _sums(window, start, end)
    return _highest(window, sums, range(len(sums)))


def best_spans(window: Window, start: Floats, end: Floats) -> Iterator[tuple[Span, float]]:
    """The same for each sentence of the passage that the window reaches."""
    sums = _sums(window, start, end)
    starts = [sentence.start for sentence in window.hit.paragraph.sentences]
    sentence_of = np.searchsorted(starts, [place for place, _ in window.offsets], side="right")
    visible = [n for n in range(len(sums)) if window.offsets[n][0] < window.offsets[n][1]]
    for _, tokens in groupby(visible, key=lambda n: int(sentence_of[n])):
        inside = list(tokens)
        yield _highest(window, sums, range(inside[0], inside[-1] + 1))


def _sums(window: Window, start: Floats, end: Floats) -> Floats:
    """By first and last token the sum of their logits; minus infinity for no possible answer."""
    inside = slice(window.first, window.first + len(window.offsets))
    sums = start[inside, None] + end[None, inside]
    visible = np.array([a < b for a, b in window.offsets])
    allowed = np.tril(np.triu(visible[:, None] & visible), LONGEST_ANSWER - 1)
    if window.cells is not None:
        allowed = allowed & (window.cells[:, None] == window.cells)
    return np.where(allowed, sums, -np.inf)


def _highest(window: Window, sums: Floats, tokens: range) -> tuple[Span, float]:
    """The best span among some tokens, and its sum."""
    part = sums[tokens.start : tokens.stop, tokens.start : tokens.stop]
    first, last = divmod(int(np.argmax(part)), len(tokens))
    places = window.offsets[tokens.start : tokens.stop]
    return Span(places[first][0], places[last][1]), float(part[first, last])


def _readable(hit: Hit) -> Span:
    """What to read of a passage: all of it, or of a very long one the part near its highlight."""
    paragraph = hit.paragraph
    middle = hit.citation.span.start
    start = max(
        paragraph.start, min(middle - LONGEST_PASSAGE // 2, paragraph.end - LONGEST_PASSAGE)
    )
    return Span(start, min(paragraph.end, start + LONGEST_PASSAGE))


def _visible_place(text: str, first: int, start: int, end: int) -> tuple[int, int]:
    """A token's place in the document without white space, which some tokenizers include.

    Empty for what stands before `first`, which is read but is no part of the passage, and for
    marks.
    """
    if start < first:
        return start, start
    piece = text[start:end]
    begin = start + len(piece) - len(piece.lstrip())
    bare = piece.strip()
    return begin, begin if _ONLY_MARKS.fullmatch(bare) else begin + len(bare)


def cells_of(
    text: str, readable: Span, places: Sequence[tuple[int, int]]
) -> NDArray[np.int64] | None:
    """The number of the cell in which each token lies; an answer never crosses to the next."""
    ends = [match.end() for match in BETWEEN_CELLS.finditer(text, readable.start, readable.end)]
    if not ends:
        return None
    return np.searchsorted(ends, [start for start, _ in places], side="right")


def lead_of(paragraph: Paragraph) -> str:
    """What stands over a passage and is read before it: headings, and the header of a table."""
    header, text = paragraph.header, paragraph.document.text
    columns = text[header.start : header.end][:LONGEST_LEAD] + "\n" if header else ""
    path = " › ".join(paragraph.section)[-LONGEST_LEAD:]
    return (f"{path}\n" if path else "") + columns
