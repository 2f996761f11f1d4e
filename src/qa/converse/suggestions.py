"""Questions that these documents do answer: before the first question, and after an answer.

They are made of the documents' own sentences (`question_making`), and each is asked before it is
offered: it counts only where it is answered, from the document that it was made from. That takes
as long as asking it, so they come one by one.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from qa.converse.question_making import Candidate, Form, candidates
from qa.converse.turn import Asked, Turn
from qa.text.words import content_words, stem
from qa.types import Answer, Document, Verdict

MOST = 5
"""Questions offered before the first one."""
NEXT = 3
"""Questions offered after an answer."""
SECONDS = 10.0
"""After which no further question is tried."""
LOOKED_AT = 12
"""Documents from which questions are made at a time."""
PARAGRAPHS = 200
"""Of a document."""
SOON = 6
"""Paragraphs after a heading or question of the text in which its answer has to stand."""
ALIKE = 0.6
"""Two questions that share this part of their words are one."""


def suggestions(
    asked: Asked, *, beginning: str = "", most: int = MOST, seconds: float = SECONDS
) -> Iterator[str]:
    """Questions to begin with, from as many documents as can be, found one by one.

    Args:
        beginning: with which they begin, such as "How many"; "" for any.
        seconds: after these no further one is tried.
    """
    stop = time.monotonic() + seconds
    tried = _of_all(asked, beginning.lower(), stop)
    yield from _answered(asked, tried, (), most, stop)


def next_questions(
    asked: Asked, turns: Sequence[Turn], *, most: int = NEXT, seconds: float = SECONDS
) -> Iterator[str]:
    """Questions to ask after the last turn, from the documents that answered it, found one by one;
    those first that stand near the answer."""
    answer = turns[-1].answer if turns else None
    if answer is None or not answer.citations:
        return
    near: list[list[Candidate]] = []
    for source in dict.fromkeys(c.paragraph.document.source for c in answer.citations):
        if document := asked.document(source):
            places = [c.span.start for c in answer.citations if c.paragraph.document == document]
            made = _of_document(asked, document)
            made.sort(key=lambda one: min((abs(one.span.start - p) for p in places), default=0))
            near.append([one for one in made if not _is_said(one, answer)])
    before = [turn.question for turn in turns]
    yield from _answered(asked, _varied(near), before, most, time.monotonic() + seconds)


def _answered(
    asked: Asked, tried: Iterable[Candidate], before: Sequence[str], most: int, stop: float
) -> Iterator[str]:
    """Those that are answered from the document that they were made from, until `stop`."""
    known = [_stems(question) for question in before]
    found = 0
    for one in tried:
        if found >= most or time.monotonic() > stop:
            return
        words = _stems(one.question)
        if any(len(words & other) >= ALIKE * min(len(words), len(other)) for other in known):
            continue
        if _answers(asked.ask(one.question), one):
            known.append(words)
            found += 1
            yield one.question


def _answers(answer: Answer, one: Candidate) -> bool:
    """Whether the answer is sure and cites the sentence that the question was made from; what a
    text itself asks is answered soon after."""
    source, ordinal = one.paragraph.document.source, one.paragraph.ordinal
    cited = [c for c in answer.citations if c.paragraph.document.source == source]
    if one.form is Form.ASKED:
        cited = [c for c in cited if 0 <= c.paragraph.ordinal - ordinal <= SOON]
    else:
        cited = [c for c in cited if c.sentence.start <= one.span.start < c.sentence.end]
    return answer.verdict is Verdict.ANSWERED and bool(cited)


def _of_all(asked: Asked, beginning: str, stop: float) -> Iterator[Candidate]:
    """Candidates from some documents at equal distances, then from as many others, and so on."""
    sources = [facts.source for facts in asked.catalogue.facts()]
    step = max(1, len(sources) // LOOKED_AT)
    spread = [source for first in range(step) for source in sources[first::step]]
    for first in range(0, len(spread), LOOKED_AT):
        if time.monotonic() > stop:
            return
        documents = (asked.document(source) for source in spread[first : first + LOOKED_AT])
        made = [_of_document(asked, document) for document in documents if document is not None]
        yield from _varied(
            [[one for one in each if one.question.lower().startswith(beginning)] for each in made]
        )


def _of_document(asked: Asked, document: Document) -> list[Candidate]:
    return list(candidates(asked.paragraphs(document)[:PARAGRAPHS]))


def _varied(groups: Sequence[Sequence[Candidate]]) -> Iterator[Candidate]:
    """One of each group in turn, of the form that was taken least; else in the order they have."""
    waiting = [list(group) for group in groups]
    taken: Counter[Form] = Counter()
    while any(waiting):
        for group in filter(None, waiting):
            least = min(taken[one.form] for one in group)
            one = next(one for one in group if taken[one.form] == least)
            taken[one.form] += 1
            group.remove(one)
            yield one


def _is_said(one: Candidate, answer: Answer) -> bool:
    """Whether the answer shows the sentence already that would answer this question."""
    return any(c.sentence.start <= one.span.start < c.sentence.end for c in answer.citations)


def _stems(question: str) -> frozenset[str]:
    return frozenset(stem(word) for word in content_words(question))
