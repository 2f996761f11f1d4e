"""The simplest reader: whole sentences, chosen without a model of its own.

A sentence is scored by its cosine with the question, which comes with the hit, and by how many of
the question's words occur in it and in its passage.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

from qa.text.words import content_stems, stems
from qa.types import Finding, Hit, Span

HITS_READ = 5
"""Only the best hits are read, this many."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of a hit that may answer."""

    hit: Hit
    sentence: Span
    text: str
    cosine: float
    """With the question."""


class SentenceReader:
    """Answers with the sentences nearest to the question.

    A sentence's score is a logistic regression on four signals: its cosine with the question, the
    share of the question's content words in the sentence and in its passage, and whether it has
    a number where the question asks for one.
    """

    languages = ("en",)

    # Fitted by benchmarks/fit_sentence_reader.py, which prints how well it separates. Only the bias
    # is 1.1 higher than fitted: nearly every question that paraphrases its article was refused.
    BIAS, COSINE, IN_SENTENCE, IN_PASSAGE, NUMBER = -9.04, 7.54, 4.22, 1.98, 0.44

    def read(self, question: str, hits: Sequence[Hit]) -> tuple[Finding, ...]:
        candidates = candidates_of(hits[:HITS_READ])
        scores = self.score(signals(question, candidates))
        findings = [
            Finding(c.hit, c.sentence, score) for c, score in zip(candidates, scores, strict=True)
        ]
        return tuple(sorted(findings, key=lambda f: (-f.score, f.hit.rank, f.span.start)))

    def score(self, rows: Sequence[tuple[float, float, float, float]]) -> list[float]:
        weights = (self.COSINE, self.IN_SENTENCE, self.IN_PASSAGE, self.NUMBER)
        return [
            1 / (1 + exp(-self.BIAS - sum(w * x for w, x in zip(weights, row, strict=True))))
            for row in rows
        ]


def signals(
    question: str, candidates: Sequence[Candidate]
) -> list[tuple[float, float, float, float]]:
    """For each candidate the four signals of its score, each 0..1 or a cosine."""
    asked_stems = content_stems(question)
    wants_number = bool(_ASKS_FOR_NUMBER.search(question))
    hits = {c.hit.rank: c.hit for c in candidates}
    stems_in_passage = {
        rank: len(asked_stems & (stems(hit.paragraph.text) | stems(hit.paragraph.document.title)))
        for rank, hit in hits.items()
    }
    return [
        (
            c.cosine,
            len(asked_stems & stems(c.text)) / max(1, len(asked_stems)),
            stems_in_passage[c.hit.rank] / max(1, len(asked_stems)),
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
        Candidate(hit, sentence, hit.paragraph.document.text[sentence.start : sentence.end], cosine)
        for hit in hits
        for sentence, cosine in _sentences(hit)
    ]


def _sentences(hit: Hit) -> list[tuple[Span, float]]:
    return list(zip(hit.paragraph.sentences, hit.similarities, strict=True))
