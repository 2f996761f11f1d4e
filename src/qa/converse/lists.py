"""Lists of documents: all, the newest, those of an author or a time; who wrote them and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qa.converse.citing import Place, joined, listing, opening, told
from qa.converse.periods import period
from qa.converse.references import by as of_author
from qa.converse.references import meant
from qa.converse.requests import Request, Wish
from qa.converse.scope import Scope
from qa.store.catalogue import DocumentFacts
from qa.text.counted import counted
from qa.text.words import lower_words, says
from qa.types import Answer, Document, Kind, Paragraph

SHOWN = 10
"""Documents that are named in a list; of the others it says how many there are."""
NEWEST = 5
"""Documents named as the newest ones."""


def listed(question: str, request: Request, scope: Scope) -> Answer | None:
    """What is here, and how many there are."""
    if request.which:
        found, folder = meant(request.which, scope), ""
    else:
        found, folder = _of_kind(question, scope.catalogue())
    if not found:
        return None
    remark = f"In {folder}/, by title" if folder else "By title"
    answer = _list(question, found, scope, f"{remark}, or else by first sentence.")
    return replace(answer, text=answer.citations[0].quote) if request.which else answer


def newest(question: str, request: Request, scope: Scope) -> Answer | None:
    """The documents published last, or first."""
    everything, _ = _of_kind(question, scope.catalogue())
    dated = [facts for facts in everything if facts.published[:4].isdigit()]
    if not everything:
        return None
    if not dated:
        return told(question, f"None of the {counted(len(everything))} says when it was published.")
    late = request.wish is Wish.NEWEST
    dated.sort(key=lambda facts: facts.published, reverse=late)
    undated = len(everything) - len(dated)
    remark = f"The {'newest' if late else 'oldest'} first"
    remark += f"; {counted(undated)} without a date." if undated else "."
    places = _openings(dated[:NEWEST], scope)
    return listing(question, "", places, remark) if places else None


def since(question: str, request: Request, scope: Scope) -> Answer | None:
    """What was published since a day; None where the words are no time."""
    when = _period(request.subject, scope)
    if not when:
        return None
    return _at(question, f"published>={when}", f"since {request.subject}", scope)


def by(question: str, request: Request, scope: Scope) -> Answer | None:
    """The documents of an author, a publisher or a time."""
    everything = scope.catalogue()
    if found := of_author(request.subject, everything):
        return _list(question, found, scope, f"By or from {request.subject}.")
    if when := _period(request.subject, scope):
        return _at(question, f"published={when}", f"from {request.subject}", scope)
    words = request.subject.split()
    is_name = 1 < len(words) <= 4 and all(word[0].isupper() for word in words)
    if not is_name or " by " not in question:  # "what did Ada Berg write" may be of a text's Berg
        return None
    known = sorted({facts.author for facts in everything if facts.author})
    remark = f"None of the {counted(len(everything))} is by {request.subject}."
    return told(question, f"{remark} Authors: {joined(known[:SHOWN])}." if known else remark)


def authors(question: str, request: Request, scope: Scope) -> Answer | None:
    """Who wrote these documents; None where a single one does not say so."""
    documents = meant(request.which, scope)
    signed = [facts for facts in documents if facts.author]
    if not signed:
        if len(documents) < 2:
            return None
        return told(question, f"None of the {counted(len(documents))} names its author.")
    places = [
        place
        for document in scope.documents(signed[:SHOWN])
        if (place := _byline(document, scope.asked.paragraphs(document), document.author))
    ]
    names = list(dict.fromkeys(facts.author for facts in signed))
    remark = f"{len(signed):,} of {counted(len(documents))} with an author."
    return listing(question, joined(names[:SHOWN]), places, remark) if places else None


def dates(question: str, request: Request, scope: Scope) -> Answer | None:
    """When these documents were published; None where a single one does not say so."""
    documents = meant(request.which, scope)
    dated = sorted((f for f in documents if f.published), key=lambda facts: facts.published)
    if not dated:
        if len(documents) < 2:
            return None
        return told(question, f"None of the {counted(len(documents))} says when it was published.")
    first, last = dated[0].published, dated[-1].published
    remark = f"{len(dated):,} of {counted(len(documents))} with a date."
    places = _openings(dated[:SHOWN], scope)
    text = first if first == last else f"{first} to {last}"
    return listing(question, text, places, remark) if places else None


def _of_kind(
    question: str, everything: tuple[DocumentFacts, ...]
) -> tuple[tuple[DocumentFacts, ...], str]:
    """The documents of the folder that the question names ("how many recipes do you have?"), and
    that folder; all, and "", where it names none."""
    for word in lower_words(question):
        if among := tuple(f for f in everything if word in f.source.lower().split("/")[:-1]):
            return among, word
    return everything, ""


def _at(question: str, condition: str, words: str, scope: Scope) -> Answer:
    found = sorted(scope.catalogue(condition), key=lambda facts: facts.published, reverse=True)
    if found:
        return _list(question, found, scope, f"{words[0].upper()}{words[1:]}, the newest first.")
    everything = scope.catalogue()
    undated = sum(not facts.published for facts in everything)
    remark = f"None of the {counted(len(everything))} has a date {words}"
    return told(question, f"{remark}; {undated:,} without a date." if undated else f"{remark}.")


def _period(words: str, scope: Scope) -> str:
    return period(words, [facts.published for facts in scope.catalogue()])


def _list(question: str, found: Sequence[DocumentFacts], scope: Scope, remark: str) -> Answer:
    places = _openings(found[:SHOWN], scope)
    if len(found) > SHOWN:
        remark = f"{remark} The first {SHOWN} of {len(found):,}:"
    if not places:
        return told(question, f"{counted(len(found)).capitalize()}, without any text.")
    return listing(question, counted(len(found)), places, remark)


def _openings(found: Sequence[DocumentFacts], scope: Scope) -> list[Place]:
    documents = scope.documents(found)
    openings = (opening(document, scope.asked.paragraphs(document)) for document in documents)
    return [place for place in openings if place is not None]


def _byline(document: Document, paragraphs: Sequence[Paragraph], author: str) -> Place | None:
    """Where the author is named, else what names the document."""
    for paragraph in paragraphs:
        if paragraph.kind in (Kind.BYLINE, Kind.FRONT_MATTER):
            for sentence in paragraph.sentences:
                if says(document.text[sentence.start : sentence.end], author):
                    return paragraph, sentence
    return opening(document, paragraphs)
