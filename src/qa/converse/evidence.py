"""Questions about the last answer itself: who said it, where it stands, how sure it is, and more.

They are answered from the answer's citations and what stands around them; nothing is read anew.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import StrEnum

from qa.converse.attribution import speaker
from qa.converse.citing import text_of
from qa.converse.turn import Asked, Turn
from qa.text.words import content_words, stems
from qa.types import Answer, Citation, Kind, Paragraph, Span, Statement

MOST = 3
"""Statements of an answer."""
_LONGEST = 90
"""Characters of a sentence that are repeated in a question."""


class About(StrEnum):
    """What is asked about the last answer."""

    SPEAKER = "speaker"
    SOURCE = "source"
    CERTAINTY = "certainty"
    MORE = "more"


_LEAD = r"^\W*(?:(?:and|but|so|ok(?:ay)?|well|hm+|oh|please|can you|could you)\b[,\s]*)*"
_END = r"(?:,? please| then| though)?\W*$"
_THAT = r"(?:that|this|it|so)"
_TEXT = r"(?:article|document|file|report|text|page|source|paper|story)s?"
_SAYS = "said|says|told|claims?|claimed|wrote|thinks|believes|states?|stated|reported"
_PHRASINGS = {
    About.SPEAKER: (
        rf"who (?:{_SAYS}) {_THAT}",
        r"says who",
        r"according to whom?",
        rf"who is {_THAT} from",
        rf"whose (?:words|opinion|claim|view|quote) (?:is|are|was|were) (?:these|those|{_THAT})",
    ),
    About.SOURCE: (
        rf"(?:in|from) (?:which|what) {_TEXT}(?: .*\b{_THAT})?",
        rf"(?:which|what) {_TEXT} (?:is|was|does|do|did|has) {_THAT}(?: (?:come )?from| in| say)?",
        rf"(?:which|what) {_TEXT} (?:says?|said|mentions?) {_THAT}",
        rf"where (?:did|do|have) you (?:get|got|find|found|read|take|see)(?: {_THAT})?(?: from)?",
        rf"where (?:does|did) {_THAT} (?:come from|stand)",
        rf"where is {_THAT} (?:from|taken from|written|said)",
        rf"(?:what(?: is|[’']s) )?(?:the|your) source(?: (?:of|for) {_THAT})?",
        r"sources?",
    ),
    About.CERTAINTY: (
        rf"(?:are|r) you (?:(?:really|quite|very) )?(?:sure|certain)(?: (?:of|about) {_THAT})?",
        rf"(?:is|was) {_THAT} (?:(?:really|actually) )?(?:true|right|correct|certain|so|sure)",
        rf"how (?:sure|certain) (?:are you|is {_THAT})",
        rf"how do you know(?: {_THAT})?",
        r"really",
    ),
    About.MORE: (
        rf"(?:tell|give|show) (?:me|us) more(?: details?)?(?: (?:about|on|of) {_THAT})?",
        r"(?:some |any )?more(?: details?)?(?: on this| about it| about that)?",
        r"(?:any|some)thing else",
        r"what else(?: (?:is there|do you know|does it say|can you (?:tell me|say)))?",
        rf"elaborate(?: on {_THAT})?",
        r"go on|continue|details",
    ),
}
_QUESTIONS = tuple(
    (about, re.compile(f"{_LEAD}(?:{'|'.join(phrasings)}){_END}", re.IGNORECASE))
    for about, phrasings in _PHRASINGS.items()
)
_WHY = re.compile(
    rf"{_LEAD}(?:why|how come)(?: not| so)?(?: (?:is|was) {_THAT}(?: so)?)?{_END}", re.IGNORECASE
)


def asks_about_answer(question: str) -> About | None:
    """What a question asks about the last answer; None for any other question."""
    for about, words in _QUESTIONS:
        if words.match(question):
            return about
    return None


def is_about_answer(turn: Turn) -> bool:
    """Whether a turn was about the answer before it, and no question to the documents."""
    return turn.answer.understood_as is not None and asks_about_answer(turn.question) is not None


def why_refused(question: str, turns: Sequence[Turn]) -> Answer | None:
    """The reason again why the last question was not answered, where a bare "why" follows it;
    None for any other question."""
    last = turns[-1]
    if last.answer.answered or not last.answer.reason or not _WHY.match(question):
        return None
    return replace(last.answer, question=question, understood_as=last.standing)


def answer_about(about: About, question: str, turns: Sequence[Turn], library: Asked) -> Answer:
    """The answer to a question about the last answer of these turns."""
    last = _last_answered(turns, after_more=about is not About.MORE)
    if last is None:
        reason = "nothing has been answered yet that this could be about"
        return Answer(question, "", (), (), (), 0.0, reason=reason)
    answered = {
        About.SPEAKER: _speaker,
        About.SOURCE: _source,
        About.CERTAINTY: _certainty,
        About.MORE: _more,
    }[about](last, turns, library)
    return replace(answered, question=question)


def _last_answered(turns: Sequence[Turn], *, after_more: bool) -> Turn | None:
    """The last turn that cites something, with those that told more or without."""
    kinds = (None, About.MORE) if after_more else (None,)
    for turn in reversed(turns):
        kind = asks_about_answer(turn.question) if turn.answer.understood_as else None
        if turn.answer.citations and kind in kinds:
            return turn
    return None


def _speaker(last: Turn, turns: Sequence[Turn], library: Asked) -> Answer:
    """The name that the cited sentences are given to, else the text itself."""
    answer = last.answer
    asked = f"Who said “{_shortened(answer.statements[0].text)}”?"
    document = answer.citations[0].paragraph.document
    found = [speaker(c, library.paragraphs(c.paragraph.document)) for c in answer.citations]
    named = [citation for citation in found if citation is not None]
    if not named:
        text = document.author or document.name
        reason = "no speaker is named there: these are the text’s own words"
        return replace(answer, text=text, reason=reason, groups=(), understood_as=asked)
    citations = _numbered(_once(named))
    statements = tuple(_statement(citation) for citation in citations[:MOST])
    return replace(
        answer,
        text=citations[0].quote,
        statements=statements,
        citations=citations[:MOST],
        reason="",
        groups=(),
        understood_as=asked,
    )


def _source(last: Turn, turns: Sequence[Turn], library: Asked) -> Answer:
    """The documents that are cited, with what they say."""
    answer = last.answer
    documents = dict.fromkeys(c.paragraph.document.name for c in answer.citations)
    return replace(
        answer,
        text="; ".join(documents),
        reason="",
        groups=(),
        understood_as=f"Where does it say “{_shortened(answer.statements[0].text)}”?",
    )


def _certainty(last: Turn, turns: Sequence[Turn], library: Asked) -> Answer:
    """The same answer, with the further sentences that give it too."""
    answer = last.answer
    wanted = stems(" ".join(content_words(answer.text)))
    cited = {(c.paragraph.document.source, c.sentence.start) for c in answer.citations}
    further = [
        Citation(0, hit.paragraph, sentence)
        for hit in answer.passages
        for sentence in hit.paragraph.sentences
        if (hit.paragraph.document.source, sentence.start) not in cited
        and wanted <= stems(text_of(hit.paragraph, sentence))
    ]
    citations = (*answer.citations, *_numbered(further[:MOST], len(answer.citations) + 1))
    sources = len({c.paragraph.document.source for c in citations})
    said = "1 document says so" if sources == 1 else f"{sources} documents say so"
    return replace(
        answer,
        statements=(*answer.statements, *map(_statement, citations[len(answer.citations) :])),
        citations=citations,
        reason="the documents differ" if answer.sources_differ else said,
        understood_as=f"Is “{_shortened(answer.text)}” the answer to “{last.standing}”?",
    )


def _more(last: Turn, turns: Sequence[Turn], library: Asked) -> Answer:
    """What stands after the sentences shown, then the next passages."""
    answer = last.answer
    shown = {
        (c.paragraph.document.source, sentence.start)
        for turn in turns
        for c in turn.answer.citations
        for sentence in c.paragraph.sentences
        if sentence.start < c.sentence.end and c.sentence.start < sentence.end
    }
    fresh = [
        Citation(0, paragraph, sentence)
        for paragraph, sentence in _following(answer, library)
        if (paragraph.document.source, sentence.start) not in shown
    ]
    citations = _numbered(_once(fresh)[:MOST])
    understood_as = f"What else do the documents say to “{last.standing}”?"
    if not citations:
        reason = "nothing further stands there that has not been shown"
        return Answer("", "", (), (), answer.passages, 0.0, reason=reason)
    statements = tuple(map(_statement, citations))
    return replace(
        answer,
        text=statements[0].text,
        statements=statements,
        citations=citations,
        reason="",
        groups=(),
        understood_as=understood_as,
    )


def _following(answer: Answer, library: Asked) -> Iterator[tuple[Paragraph, Span]]:
    """Sentences after the first one cited and in the next paragraph, then of other passages."""
    first = answer.citations[0]
    paragraphs = library.paragraphs(first.paragraph.document)
    here = first.paragraph
    yield from ((here, s) for s in here.sentences if s.start >= first.sentence.end)
    for paragraph in paragraphs[here.ordinal + 1 : here.ordinal + 2]:
        if paragraph.kind is Kind.BODY:
            yield from ((paragraph, sentence) for sentence in paragraph.sentences)
    for hit in answer.passages:
        places = hit.highlights or hit.paragraph.sentences[:1]
        yield from ((hit.paragraph, hit.paragraph.sentence_at(place)) for place in places)


def _once(citations: Sequence[Citation]) -> list[Citation]:
    places = {(c.paragraph.document.source, c.sentence.start): c for c in reversed(citations)}
    return list(reversed(places.values()))


def _numbered(citations: Sequence[Citation], first: int = 1) -> tuple[Citation, ...]:
    return tuple(replace(c, number=number) for number, c in enumerate(citations, start=first))


def _statement(citation: Citation) -> Statement:
    return Statement(citation.sentence_text, (citation.number,), citation.quote)


def _shortened(text: str) -> str:
    text = " ".join(text.split()).strip('“”„«»" ')
    return text if len(text) <= _LONGEST else text[:_LONGEST].rsplit(" ", 1)[0] + " …"
