"""Marked ranges of a text -> runs to draw; pure, and knows neither colours nor screens.

Ranges nest (a quote in its sentence): a run carries every level that covers it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import islice

from qa.text.words import STOP_WORDS, content_words, stem, words
from qa.types import Citation, Span


class Level(IntEnum):
    """Why a range is marked, from the softest mark to the strongest."""

    CODE = -3
    STRONG = -2
    EMPHASIS = -1
    PARAGRAPH = 0
    SENTENCE = 1
    OTHER = 2
    """Another citation of the same answer."""
    WORD = 3
    """A word of the question, where it explains the match."""
    QUOTE = 4
    """The exact words of the citation in view."""
    FOUND = 5
    """A match of the words to find in the document."""
    FOUND_HERE = 6
    """The match in view."""


Levels = frozenset[Level]
NOTHING: Levels = frozenset()


@dataclass(frozen=True, slots=True)
class Mark:
    """A half-open range of characters at a level."""

    start: int
    end: int
    level: Level


@dataclass(frozen=True, slots=True)
class Run:
    """Characters in one style; the runs of a range cover it without gaps."""

    start: int
    end: int
    levels: Levels


class Runs:
    """Nested marks, flattened once, so that any line of the text is cut into runs quickly."""

    def __init__(self, marks: Iterable[Mark] = ()) -> None:
        edges: list[tuple[int, int, Level]] = []
        for mark in marks:
            if mark.start < mark.end:
                edges.append((mark.start, 1, mark.level))
                edges.append((mark.end, -1, mark.level))
        edges.sort()
        self._starts: list[int] = []
        self._levels: list[Levels] = []
        open_marks: Counter[Level] = Counter()
        for position, step, level in edges:
            open_marks[level] += step
            levels = frozenset(each for each, count in open_marks.items() if count > 0)
            if self._starts and self._starts[-1] == position:
                self._levels[-1] = levels
            else:
                self._starts.append(position)
                self._levels.append(levels)

    def cut(self, start: int, end: int) -> Iterator[Run]:
        """The runs of `start..end`, in order, together exactly that range."""
        index = bisect_right(self._starts, start) - 1
        while start < end:
            levels = self._levels[index] if index >= 0 else NOTHING
            index += 1
            until = self._starts[index] if index < len(self._starts) else end
            until = min(until, end)
            if until > start:
                yield Run(start, until, levels)
                start = until


def marks_for(
    citations: Sequence[Citation], current: Citation | None, question: str
) -> tuple[Mark, ...]:
    """All marks of one document, given the citations in it and the one in view."""
    marks = [
        Mark(each.span.start, each.span.end, Level.OTHER) for each in citations if each != current
    ]
    if current is None:
        return tuple(marks)
    paragraph, sentence, span = current.paragraph, current.sentence, current.span
    marks.append(Mark(paragraph.start, paragraph.end, Level.PARAGRAPH))
    marks.append(Mark(sentence.start, sentence.end, Level.SENTENCE))
    marks.append(Mark(span.start, span.end, Level.QUOTE))
    marks.extend(
        Mark(word.start, word.end, Level.WORD)
        for word in question_words(
            paragraph.document.text, paragraph.start, paragraph.end, question
        )
    )
    return tuple(marks)


def question_words(text: str, start: int, end: int, question: str) -> tuple[Span, ...]:
    """The words in `text[start:end]` that share a stem with a content word of the question."""
    wanted = {stem(word) for word in content_words(question)}
    return tuple(
        Span(start + place.start, start + place.end)
        for word, place in words(text[start:end])
        if word not in STOP_WORDS and stem(word) in wanted
    )


def find_all(text: str, wanted: str, most: int = 10_000) -> tuple[Span, ...]:
    """The first places where `wanted` occurs; case matters only if it has a capital."""
    if not wanted.strip():
        return ()
    flags = re.IGNORECASE if wanted == wanted.lower() else 0
    # White space in `wanted` matches any white space: a line may break there.
    pattern = r"\s+".join(map(re.escape, wanted.split()))
    matches = islice(re.finditer(pattern, text, flags), most)
    return tuple(Span(*match.span()) for match in matches)
