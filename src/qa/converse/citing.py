"""Places in documents -> an `Answer` that lists them: each a sentence, or what names a document."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.text.titles import is_beginning
from qa.types import Answer, Citation, Document, Hit, Kind, Paragraph, Span, Statement

Place = tuple[Paragraph, Span]
"""Words in a paragraph; the whole sentence around them becomes the statement."""

_HEADING = re.compile(r"[^\s#=*].*[^\s#=*]", re.DOTALL)
_NEAR_THE_TOP = 12
"""Paragraphs of a document among which its title is looked for."""
_LEAST_WORDS = 4
"""Of a sentence that can stand for its document."""


def listing(question: str, text: str, places: Sequence[Place], remark: str) -> Answer:
    """An answer that is certain: a statement for each place.

    Args:
        text: its short form, "5 documents" or a name; "" for that of the first place.
    """
    citations = tuple(Citation(n, *place) for n, place in enumerate(places, start=1))
    statements = tuple(
        Statement(text_of(one.paragraph, _whole(one)), (one.number,), one.quote)
        for one in citations
    )
    short = text or citations[0].quote
    return Answer(question, short, statements, citations, (), 1.0, remark=remark)


def told(
    question: str,
    remark: str,
    passages: Sequence[Hit] = (),
    suggestions: Sequence[str] = (),
) -> Answer:
    """Words of qa itself, where the documents have none that answer."""
    return Answer(
        question, "", (), (), tuple(passages), 0.0, remark=remark, suggestions=tuple(suggestions)
    )


def has_title(document: Document) -> bool:
    """Whether it has a title of its own, and not the first words of its text for want of one."""
    return bool(document.title) and not is_beginning(document.title, document.text)


def opening(document: Document, paragraphs: Sequence[Paragraph]) -> Place | None:
    """What names a document in its own words: its title where that is in the text, else its first
    sentence; None for a document without text."""
    top = [p for p in paragraphs if p.kind is not Kind.CONTENTS]
    if has_title(document):
        title = " ".join(document.title.split())
        for paragraph in top[:_NEAR_THE_TOP]:
            for sentence in paragraph.sentences or (Span(paragraph.start, paragraph.end),):
                words = text_of(paragraph, sentence)
                if document.title in words:
                    start = sentence.start + words.index(document.title)
                    return paragraph, Span(start, start + len(document.title))
                if title in " ".join(words.split()):
                    return paragraph, without_marks(paragraph, sentence)
    body = [p for p in top if p.kind is Kind.BODY and p.sentences]
    sentences = [(p, s) for p in body[:_NEAR_THE_TOP] for s in p.sentences]
    telling = (one for one in sentences if len(text_of(*one).split()) >= _LEAST_WORDS)
    return next(telling, None) or next(
        ((p, p.sentences[0] if p.sentences else Span(p.start, p.end)) for p in top), None
    )


def text_of(paragraph: Paragraph, span: Span) -> str:
    """The words of a place."""
    return paragraph.document.text[span.start : span.end]


def without_marks(paragraph: Paragraph, span: Span) -> Span:
    """A heading without the marks that make it one: "## Frost" -> "Frost"."""
    words = _HEADING.search(text_of(paragraph, span))
    return Span(span.start + words.start(), span.start + words.end()) if words else span


def named(document: Document) -> str:
    """A document as it is called in a remark: by its title, or its first words, or its file."""
    if not document.title:
        return document.source
    return f"“{document.title}”" if has_title(document) else f"“{document.title.rstrip(' ,;:')} …”"


def joined(parts: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))


def _whole(citation: Citation) -> Span:
    """What a statement shows: the sentence, but of a heading or a field the words cited."""
    in_part = citation.paragraph.kind in (Kind.HEADING, Kind.FRONT_MATTER)
    return citation.span if in_part else citation.sentence
