"""The simplest reader: no model of its own, whole sentences by meaning and by words.

A sentence counts by its cosine with the question, which the hit knows, and by the question's words
that it and its passage say.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

from qa.text.words import content_words, stem, stems
from qa.types import Finding, Hit, Kind, Span

HITS_READ = 5
"""Hits that are read."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of a hit that may answer."""

    hit: Hit
    sentence: Span
    text: str
    cosine: float
    """With the question."""


class SentenceReader:
    """Takes the sentences nearest to the question.

    A sentence's score is a logistic regression on three signals: its cosine with the question,
    the part of the question's content words that it and its passage say, and whether it has a
    number where the question asks for one.
    """

    # Fitted by benchmarks/fit_sentence_reader.py, which prints how well it separates; but for the
    # bias, 1.1 more than fitted, since nearly all that paraphrases its article was refused.
    BIAS, COSINE, SAID, PASSAGE_SAID, NUMBER = -9.04, 7.54, 4.22, 1.98, 0.44

    def read(self, question: str, hits: Sequence[Hit]) -> tuple[Finding, ...]:
        candidates = candidates_of(hits[:HITS_READ])
        scores = self.score(signals(question, candidates))
        findings = [
            Finding(c.hit, c.sentence, score) for c, score in zip(candidates, scores, strict=True)
        ]
        return tuple(sorted(findings, key=lambda f: (-f.score, f.hit.rank, f.span.start)))

    def score(self, rows: Sequence[tuple[float, float, float, float]]) -> list[float]:
        weights = (self.COSINE, self.SAID, self.PASSAGE_SAID, self.NUMBER)
        return [
            1 / (1 + exp(-self.BIAS - sum(w * x for w, x in zip(weights, row, strict=True))))
            for row in rows
        ]


def signals(
    question: str, candidates: Sequence[Candidate]
) -> list[tuple[float, float, float, float]]:
    """For each candidate the four numbers that its score is made of, each 0..1 or a cosine."""
    wanted = frozenset(stem(word) for word in content_words(question))
    wants_number = bool(_ASKS_FOR_NUMBER.search(question))
    hits = {c.hit.rank: c.hit for c in candidates}
    said_by_passage = {
        rank: len(wanted & (stems(hit.paragraph.text) | stems(hit.paragraph.document.title)))
        for rank, hit in hits.items()
    }
    return [
        (
            c.cosine,
            len(wanted & stems(c.text)) / max(1, len(wanted)),
            said_by_passage[c.hit.rank] / max(1, len(wanted)),
            float(wants_number and _NUMBER.search(c.text) is not None),
        )
        for c in candidates
    ]


_ASKS_FOR_NUMBER = re.compile(
    r"\bhow (?:many|much|old|long|far|big|large|tall|high|often)\b|\bwhen\b"
    r"|\b(?:what|which|in what|in which) (?:year|date|day|number|percentage|age)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?"
    r"|thousands?|millions?|billions?|half|twice|January|February|March|April|May|June|July"
    r"|August|September|October|November|December|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b",
    re.IGNORECASE,
)


def candidates_of(hits: Sequence[Hit]) -> list[Candidate]:
    """All sentences of these hits."""
    return [
        Candidate(hit, sentence, hit.paragraph.document.text[sentence.start : sentence.end], near)
        for hit in hits
        for sentence, near in _sentences(hit)
    ]


def _sentences(hit: Hit) -> list[tuple[Span, float]]:
    if hit.paragraph.kind is Kind.BODY:
        return list(zip(hit.paragraph.sentences, hit.similarities, strict=True))
    # Only a byline that was asked for comes here; it answers.
    return [(Span(hit.paragraph.start, hit.paragraph.end), 1.0)]
