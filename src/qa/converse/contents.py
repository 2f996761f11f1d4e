"""What documents contain: their key sentences, what they say of a subject, whom they quote, their
headings; and where the last answer stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from qa.converse.citing import (
    Place,
    joined,
    listing,
    named,
    opening,
    text_of,
    told,
    without_marks,
)
from qa.converse.key_sentences import key_sentences
from qa.converse.lists import SHOWN
from qa.converse.references import meant, of_kind
from qa.converse.requests import Request
from qa.converse.scope import Scope
from qa.converse.speakers import speakers
from qa.store.catalogue import SentenceVectors
from qa.text.counted import counted
from qa.text.saying import SAYING
from qa.text.words import content_words, stem, stems
from qa.types import Answer, Document, Hit, Kind, Paragraph, Span

SUMMARY = 5
"""Key sentences of one document; several share `SHOWN`."""
SAID = 4
"""Sentences on a subject."""
READ_FOR_SPEAKERS = 300
"""Paragraphs with a verb of saying that are looked at."""
HEADINGS = 30
_IT = re.compile(r"\b(?:it|this|that)\b", re.IGNORECASE)


def summary(question: str, request: Request, scope: Scope) -> Answer | None:
    """The key sentences of the documents meant; None where no document is."""
    found = meant(request.which or _last_document(question, scope), scope)
    if not request.which:
        found = of_kind(question, found)
    documents = scope.documents(found[:SHOWN])
    if not documents:
        return None
    each = SUMMARY if len(documents) == 1 else max(1, SHOWN // len(documents) - 1)
    picked: list[Place] = []
    vectors: list[np.ndarray] = []
    for document in documents:
        sentences = scope.asked.catalogue.sentence_vectors(document)
        chosen = key_sentences(sentences, each)
        picked += chosen or _openings(document, scope.asked.paragraphs(document))
        vectors += _vectors_of(chosen, sentences)
    if not picked:
        return None
    if len(found) == 1:
        return listing(question, "", picked, f"The key sentences of {named(documents[0])}.")
    remark = "A key sentence of each." if each == 1 else f"{each} key sentences of each."
    count = counted(len(found))
    remark = f"{count}. {remark}" + (f" The first {SHOWN}:" if len(found) > SHOWN else "")
    text = _most_central(picked, vectors) if len(vectors) == len(picked) else ""
    return listing(question, text, picked, remark)


def mentioning(question: str, request: Request, scope: Scope) -> Answer | None:
    """Which documents say it, with the first sentence of each that does."""
    everything = scope.catalogue()
    if not everything:
        return None
    count, found = scope.mentions(request.subject, SHOWN)
    of_all = counted(len(everything))
    if not count:
        remark = f"None of the {of_all} says “{request.subject}” in these words."
        return told(question, remark, scope.search(request.subject, 3))
    wanted = stems(" ".join(content_words(request.subject)))
    places = [(m.paragraph, _fullest(m.paragraph, wanted)) for m in found]
    remark = f"{count:,} of {of_all} {'says' if count == 1 else 'say'} “{request.subject}”"
    remark += f"; the first {SHOWN}, those first that say it most:" if count > SHOWN else "."
    return listing(question, counted(count), places, remark)


def saying(question: str, request: Request, scope: Scope) -> Answer | None:
    """What these documents say about a subject; None where none is meant."""
    found = meant(request.which, scope)
    if not found:
        return None
    if not request.subject:
        return summary(question, request, scope)
    hits = scope.search(request.subject, 2 * SAID, found)
    wanted = {stem(word) for word in content_words(request.subject)}
    on_it = [hit for hit in hits if _speaks_of(hit, wanted)][:SAID]
    names = joined([named(document) for document in scope.documents(found[:3])])
    if not on_it:
        return told(question, f"“{request.subject}” is not said in {names}.", hits[:3])
    remark = f"About “{request.subject}”" + (f", in {names}." if len(found) <= 3 else ".")
    places = [(hit.paragraph, hit.citation.span) for hit in on_it]
    return replace(listing(question, "", places, remark), passages=tuple(on_it))


def quoted(question: str, request: Request, scope: Scope) -> Answer | None:
    """Who is quoted, or whose words are reported; None where no document is meant."""
    found = meant(request.which, scope)
    if not found:
        return None
    people = speakers(scope.saying((*SAYING, "according"), READ_FOR_SPEAKERS, found))[: 2 * SHOWN]
    if not people:
        return told(question, f"Nobody is quoted by name in the {counted(len(found))}.")
    places = [(person.paragraph, person.span) for person in people]
    remark = f"{counted(len(people), 'voice')}, those first who are quoted word for word."
    return listing(question, joined([person.name for person in people]), places, remark)


def sections(question: str, request: Request, scope: Scope) -> Answer | None:
    """The headings of a document; None where no single one is meant."""
    found = meant(request.which or "it", scope)
    if len(found) != 1:
        return None
    documents = scope.documents(found)
    paragraphs = [p for document in documents for p in scope.asked.paragraphs(document)]
    headings = [p for p in paragraphs if p.kind is Kind.HEADING]
    if not headings:
        return told(question, f"{named(documents[0])} has no headings.")
    places = [(p, without_marks(p, Span(p.start, p.end))) for p in headings]
    remark = f"The headings of {named(documents[0])}"
    remark += f"; the first {HEADINGS}:" if len(places) > HEADINGS else "."
    return listing(question, counted(len(places), "heading"), places[:HEADINGS], remark)


def origin(question: str, request: Request, scope: Scope) -> Answer | None:
    """The last answer again, with its places in words."""
    answer = next((t.answer for t in reversed(scope.earlier) if t.answer.citations), None)
    if answer is None:
        return told(
            question,
            "Nothing has been answered yet: with an answer comes the place of each sentence.",
        )
    where = dict.fromkeys(_place(c.paragraph) for c in answer.citations[:3])
    return replace(
        answer, question=question, remark=f"From {'; '.join(where)}.", understood_as=None,
        corrections=(), seconds=0.0,
    )  # fmt: skip


def _last_document(question: str, scope: Scope) -> str:
    """ "it", where the question has that word and the last answer is of one document; else ""."""
    cited = {c.paragraph.document.source for t in scope.earlier[-1:] for c in t.answer.citations}
    return "it" if len(cited) == 1 and _IT.search(question) else ""


def _place(paragraph: Paragraph) -> str:
    document = paragraph.document
    name = named(document)
    file = f" ({document.source})" if name != document.source else ""
    page = f", page {paragraph.page}" if paragraph.page else ""
    return f"{name}{file}{page}, paragraph {paragraph.number}"


def _openings(document: Document, paragraphs: Sequence[Paragraph]) -> list[Place]:
    place = opening(document, paragraphs)
    return [place] if place else []


def _vectors_of(chosen: Sequence[Place], sentences: SentenceVectors) -> list[np.ndarray]:
    at = {(p.ordinal, span): n for n, (p, span) in enumerate(sentences.places)}
    return [sentences.vectors[at[p.ordinal, span]] for p, span in chosen]


def _most_central(picked: Sequence[Place], vectors: Sequence[np.ndarray]) -> str:
    """The sentence that is nearest to all of those picked."""
    rows = np.array(vectors)
    return text_of(*picked[int(np.argmax(rows @ rows.mean(axis=0)))])


def _fullest(paragraph: Paragraph, wanted: frozenset[str]) -> Span:
    """The first sentence that has most of these stems."""
    whole = [Span(paragraph.start, paragraph.end)]
    return max(
        paragraph.sentences or whole, key=lambda s: len(wanted & stems(text_of(paragraph, s)))
    )


def _speaks_of(hit: Hit, wanted: set[str]) -> bool:
    """Whether the passage has half of the words of a subject."""
    said = stems(hit.paragraph.with_context)
    return 2 * len(wanted & said) >= len(wanted)
