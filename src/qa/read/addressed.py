"""Findings that need no reading: the question names the place, and what stands there answers it.

"What does clause 2.2 say?", "What is step 3 of changing the filter?", "What did I do on 4 May?"
have no word of their answer, so a reader cannot tell it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from qa.read.candidates import heading_of
from qa.text.pointers import asked_day, entry_of, pointed_at, pointer
from qa.text.question_type import wanted_kind
from qa.text.words import stems
from qa.types import Finding, Hit, Kind, Paragraph, Span

CHANCE, LOGIT = 0.9, 12.0
"""Chance and logit of what stands at a named place, set by hand, where the document or a heading
says all other words of the question; less where it says only some."""
LEAST_SAID = 0.5
"""The least part of these words that they have to say."""


def addressed(question: str, hits: Sequence[Hit]) -> list[Finding]:
    """What stands where the question points, at the place that fits its other words best; none if
    it asks for a fact, which is read as any other."""
    if wanted_kind(question):
        return []
    found = list(_at_pointer(question, hits) or _on_day(question, hits))
    found.sort(key=lambda one: (-one.score, one.hit.paragraph.ordinal))
    return found[:1]


def _at_pointer(question: str, hits: Sequence[Hit]) -> list[Finding]:
    place = pointer(question)
    if place is None:
        return []
    return _findings(question, hits, place.words, lambda one: pointed_at(place, one))


def _on_day(question: str, hits: Sequence[Hit]) -> list[Finding]:
    day = asked_day(question)
    if day is None:
        return []
    return _findings(question, hits, day.words, lambda one: entry_of(day, one))


def _findings(
    question: str,
    hits: Sequence[Hit],
    words: frozenset[str],
    place_in: Callable[[Paragraph], Span | None],
) -> list[Finding]:
    found = []
    for hit in hits:
        span = None if hit.paragraph.kind is Kind.FRONT_MATTER else place_in(hit.paragraph)
        if span is None:
            continue
        share = len(words & _over(question, hit, span)) / len(words) if words else 1.0
        if share >= LEAST_SAID:
            found.append(Finding(hit, span, CHANCE * share, LOGIT))
    return found


def _over(question: str, hit: Hit, span: Span) -> frozenset[str]:
    """Stems of what stands over a place: folders, title, headings, what its list begins with."""
    paragraph = hit.paragraph
    first = paragraph.sentence_at(Span(paragraph.start, paragraph.start + 1))
    opening = paragraph.document.text[paragraph.start : min(span.start, first.end)]
    return stems("\n".join((heading_of(question, paragraph), paragraph.document.source, opening)))
