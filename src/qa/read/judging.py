"""A light reader finds a span in every sentence; a stronger judge reads the best of them again
and says which answers, and whether any does.

The reader knows where in a sentence the answer would stand, the judge whether it is one. The chance
is a logistic regression on both and on what retrieval says, fitted by benchmarks/fit_judging.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import exp, log

from qa.read.calibration import CLIP, SEARCHED_PASSAGES, Calibration, signals
from qa.read.calibration import Signals as ReaderSignals
from qa.read.judge import Candidate, Judge, Opinion
from qa.read.span_reader import SpanReader, SpanReading, bylines_apart
from qa.text.forms import has_form, list_around
from qa.text.question_type import compared, defined_subject, wants_list
from qa.text.words import content_words, stem, stems
from qa.types import Finding, Hit, Kind, Span

JUDGED = 10
"""Findings that are judged, at most: the time an answer may take allows so many."""
ANSWERS = 0.33
"""The least chance of an answer. At .35, of the questions of benchmarks/fit_judging.py .95 of the
right answers are kept and .81 of those that nothing answers are refused; .33 keeps a few more."""
LEAST, MOST = 1e-4, 1 - 1e-4
"""Beyond these limits an opinion is more certain, but not more often right."""
HEADINGS = 3
"""Headings above a passage that are read, the lowest ones."""

Signals = tuple[float, float, float, float]
"""The reader's logit, similarity, topic, the judge's logit; see `JudgedCalibration`."""


@dataclass(frozen=True, slots=True)
class JudgedCalibration:
    """The regression: the weight of each signal, and the constant term."""

    bias: float
    reader: float
    """Of the reader's logit of the span."""
    similarity: float
    """Of the passage's similarity to the question."""
    topic: float
    """Of how much more of the question's words stand over the passage, in its title and headings,
    than over the average one: what every document's title says tells nothing."""
    states: float
    """Of the judge's logit that the sentence states the answer."""
    relative: bool
    """Whether similarity is the difference from the most similar passage, not the cosine itself."""

    def chance(self, signals: Signals) -> float:
        """The estimate, 0..1, that the answer is right."""
        weights = (self.reader, self.similarity, self.topic, self.states)
        return 1 / (1 + exp(-self.bias - sum(w * x for w, x in zip(weights, signals, strict=True))))


JUDGED_SEARCHED = JudgedCalibration(0.56, 0.078, 6.024, 2.579, 0.762, relative=True)
"""For passages found by search."""
JUDGED_GIVEN = JudgedCalibration(-0.5, 0.1, 2.0, 0.0, 1.0, relative=False)
"""For a paragraph that comes with the question."""


@dataclass(frozen=True, slots=True)
class JudgedReading:
    """A finding of the reader with the signals of its chance."""

    reading: SpanReading
    opinion: Opinion
    signals: Signals


class JudgingReader:
    """A `Reader`: a `SpanReader` whose best findings a judge decides on."""

    def __init__(
        self,
        reader: SpanReader,
        judge: Judge,
        light: Calibration = SEARCHED_PASSAGES,
    ) -> None:
        """`light`: the reader's own calibration, which decides what is worth judging."""
        self.languages = reader.languages
        self.threshold = ANSWERS
        self.name = f"{reader.name} and {judge.name}"
        self._reader = reader
        self._judge = judge
        self._light = light
        self._calibration = JUDGED_SEARCHED if light.relative else JUDGED_GIVEN

    def read(self, question: str, hits: Sequence[Hit]) -> tuple[Finding, ...]:
        authors, others = bylines_apart(question, hits)
        judged, passed_over = self.judged(question, others)
        findings = [
            Finding(
                one.reading.hit,
                one.reading.span,
                self._calibration.chance(one.signals),
                one.reading.logit,
            )
            for one in judged
        ]
        # A passage of which nothing was judged never ranks above those that were.
        lowest = min((finding.score for finding in findings), default=1.0)
        seen = {finding.hit.rank for finding in findings}
        for reading, score in passed_over:
            if reading.hit.rank not in seen:
                seen.add(reading.hit.rank)
                least = min(score, lowest)
                findings.append(Finding(reading.hit, reading.span, least, reading.logit))
        return tuple(sorted([*authors, *findings], key=lambda f: (-f.score, f.hit.rank)))

    def judged(
        self, question: str, hits: Sequence[Hit], most: int = JUDGED
    ) -> tuple[list[JudgedReading], list[tuple[SpanReading, float]]]:
        """The best sentences of these hits, judged, and the others with the reader's own chance."""
        # A title or a label repeats the question's words and answers nothing.
        bodies = [hit.similarity for hit in hits if hit.paragraph.kind is Kind.BODY]
        nearest = max(bodies or [hit.similarity for hit in hits], default=0.0)
        scored = [
            (reading, self._light.chance(self._light_signals(question, reading, nearest)))
            for reading in _lists_joined(question, self._reader.sentence_readings(question, hits))
        ]
        scored.sort(key=lambda one: (-one[1], one[0].hit.rank, one[0].span.start))
        if defined_subject(question) or compared(question):
            scored.sort(key=lambda one: not has_form(question, one[0].hit.paragraph, one[0].span))
        best, others = [reading for reading, _ in scored[:most]], scored[most:]
        opinions = self._judge.score(question, [candidate_of(reading) for reading in best])
        topics = _topics(question, hits)
        level = nearest if self._calibration.relative else 0.0
        judged = []
        for reading, opinion in zip(best, opinions, strict=True):
            logit = max(-CLIP, min(CLIP, reading.logit))
            similarity = reading.hit.similarity - level
            states = _logit(opinion.states)
            known = (logit, similarity, topics[reading.hit.rank], states)
            judged.append(JudgedReading(reading, opinion, known))
        return judged, others

    def _light_signals(self, question: str, reading: SpanReading, nearest: float) -> ReaderSignals:
        level = nearest if self._light.relative else 0.0
        logits = (reading.logit, reading.logit)
        return signals(question, reading.hit, reading.span, logits, level)


def _lists_joined(question: str, readings: Sequence[SpanReading]) -> list[SpanReading]:
    """The readings; where a list answers the question, one for each list instead of its items."""
    if not wants_list(question):
        return list(readings)
    best: dict[tuple[int, Span], SpanReading] = {}
    for reading in readings:
        span = list_around(reading.hit.paragraph, reading.span) or reading.span
        place = reading.hit.rank, span
        if place not in best or reading.logit > best[place].logit:
            best[place] = replace(reading, span=span)
    return list(best.values())


def _topics(question: str, hits: Sequence[Hit]) -> dict[int, float]:
    """By rank of the hit: the share of the question's words over it, less the mean share."""
    asked = frozenset(stem(word) for word in content_words(question))
    shares = {}
    for hit in hits:
        over = stems("\n".join((hit.paragraph.document.title, *hit.paragraph.section)))
        shares[hit.rank] = len(asked & over) / max(1, len(asked))
    mean = sum(shares.values()) / max(1, len(shares))
    return {rank: share - mean for rank, share in shares.items()}


def candidate_of(reading: SpanReading) -> Candidate:
    """What the judge reads of a finding."""
    paragraph = reading.hit.paragraph
    above = (paragraph.document.title, *paragraph.section[-HEADINGS:])
    return Candidate.of(paragraph, reading.span, " > ".join(filter(None, above)))


def _logit(chance: float) -> float:
    bounded = max(LEAST, min(MOST, chance))
    return log(bounded / (1 - bounded))
