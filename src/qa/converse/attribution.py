"""Who says what a sentence of a document says, in the document's own words."""

import re
from collections.abc import Iterator, Sequence

from qa.text.saying import REPORTS
from qa.types import Citation, Paragraph, Span

_REPORTS = re.compile(rf"\b(?:{REPORTS}|according to|in the words of|sums up)\b")
_WORD = r"(?:(?:[A-Z]\.)+|[A-Z][\w’'-]*(?:\.(?=\s[A-Z]))?)"
_NAME = rf"{_WORD}(?:\s+(?:(?:of|the|for|and|de|van|von)\s+)*{_WORD})*"
_BEFORE = re.compile(
    rf"(?P<speaker>{_NAME}(?:\s+[a-z]{{4,}}){{0,2}}?|\b(?:[Aa]nalysts|[Ee]xperts|[Oo]fficials|[Oo]bservers)"
    rf"(?:\s+[a-z]+){{0,2}}?)(?:,[^,“”\"]{{2,90}},|\s*\([^)]*\))?"
    r"(?:\s+(?:also|has|have|had|then|later|now|once|nevertheless|still|reportedly|recently|himself|who))*\s*$"
)
_AFTER = re.compile(rf"^\s+(?:[a-z]+\s+){{0,3}}?(?P<speaker>{_NAME})")
_OPENING, _CLOSING = frozenset('“„«"'), frozenset('”»“"')
_NOT_SPEAKERS = frozenset(
    """
    He She They It We I You The A An But And However Still In On At For This That These Those There
    When While If As So Yet Then His Her Its Their What Who Although Since After Before Not Nobody
    """.split()
)
_BACK = 3
"""Paragraphs before a sentence in which its speaker is looked for."""


def speaker(citation: Citation, paragraphs: Sequence[Paragraph]) -> Citation | None:
    """The words that name who says the sentence that a citation lies in; None where none do.

    It is named in the sentence, or beside it where that quotes and names nobody, or further up
    where the sentence says only "he".

    Args:
        paragraphs: all of the document.
    """
    sentence = citation.sentence
    for paragraph, place in _around(citation, paragraphs):
        found = _named_in(paragraph, place)
        if found is not None:
            return Citation(1, paragraph, found)
        if place == sentence and not _is_reported(paragraph, sentence):
            return None
    return None


def _around(
    citation: Citation, paragraphs: Sequence[Paragraph]
) -> Iterator[tuple[Paragraph, Span]]:
    """The sentence, the next one if that only goes on after a quotation, then those before it."""
    paragraph, sentence = citation.paragraph, citation.sentence
    yield paragraph, sentence
    before = [s for s in paragraph.sentences if s.end <= sentence.start]
    after = [s for s in paragraph.sentences if s.start >= sentence.end][:1]
    if not before:
        yield from ((paragraph, s) for s in after)
    yield from ((paragraph, s) for s in reversed(before))
    if before:
        yield from ((paragraph, s) for s in after)
    for earlier in reversed(paragraphs[max(0, paragraph.ordinal - _BACK) : paragraph.ordinal]):
        yield from ((earlier, s) for s in reversed(earlier.sentences))


def _is_reported(paragraph: Paragraph, sentence: Span) -> bool:
    """Whether it quotes, or reports what somebody says."""
    within = slice(sentence.start - paragraph.start, sentence.end - paragraph.start)
    bare = _without_quotations(paragraph)[within]
    return "·" in bare or _REPORTS.search(bare) is not None


def _without_quotations(paragraph: Paragraph) -> str:
    """The paragraph with a dot for each character of its quotations; “ may close one too."""
    kept, is_open = [], False
    for character in paragraph.text:
        if is_open:
            is_open = character not in _CLOSING
            kept.append("·")
        else:
            is_open = character in _OPENING
            kept.append("·" if is_open else character)
    return "".join(kept)


def _named_in(paragraph: Paragraph, sentence: Span) -> Span | None:
    bare = _without_quotations(paragraph)[sentence.start - paragraph.start :]
    bare = bare[: sentence.end - sentence.start]
    for verb in _REPORTS.finditer(bare):
        match = None if verb[0].endswith(("to", "of")) else _BEFORE.search(bare[: verb.start()])
        start = 0
        if match is None or match["speaker"] in _NOT_SPEAKERS:
            match, start = _AFTER.search(bare[verb.end() :]), verb.end()
            if verb[0] in ("told", "tells") or match is None:
                continue
        if match["speaker"] in _NOT_SPEAKERS:
            continue
        begin = sentence.start + start + match.start("speaker")
        return Span(begin, sentence.start + start + match.end("speaker"))
    return None
