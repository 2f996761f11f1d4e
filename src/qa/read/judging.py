"""A light reader finds spans in all passages; a stronger judge reads the best of them again and
says which answers, and whether any does.

The reader knows where in a passage the answer would stand, the judge whether it is one. The chance
is a logistic regression on both and on what retrieval says, fitted by benchmarks/fit_judging.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log

from qa.read.calibration import SEARCHED_PASSAGES, Calibration, signals
from qa.read.judge import Candidate, Judge, Opinion
from qa.read.span_reader import SpanReader, SpanReading, bylines_apart
from qa.types import Finding, Hit

JUDGED = 6
"""Findings that are judged, at most: the time an answer may take allows so many."""
ANSWERS = 0.35
"""The least chance of an answer: keeps .93 of the right ones and refuses .73 of the questions that
nothing answers (benchmarks/fit_judging.py)."""
LEAST, MOST = 1e-4, 1 - 1e-4
"""Beyond these limits an opinion is more certain, but not more often right."""
HEADINGS = 3
"""Headings above a passage that are read, the lowest ones."""

Signals = tuple[float, float, float, float, float, float]
"""The reader's logit, similarity, share of names; of the judge, as logits, states, right, whole."""


@dataclass(frozen=True, slots=True)
class JudgedCalibration:
    """The regression: the weight of each signal, and the constant term."""

    bias: float
    reader: float
    similarity: float
    names: float
    states: float
    right: float
    whole: float
    relative: bool
    """Whether similarity is the difference from the most similar passage, not the cosine itself."""

    def chance(self, signals: Signals) -> float:
        """The estimate, 0..1, that the answer is right."""
        weights = (
            self.reader, self.similarity, self.names, self.states, self.right, self.whole
        )  # fmt: skip
        return 1 / (1 + exp(-self.bias - sum(w * x for w, x in zip(weights, signals, strict=True))))


JUDGED_SEARCHED = JudgedCalibration(0.443, 0.081, 9.087, 0.475, 0.727, 0.0, 0.0, relative=True)
"""For passages found by search. `right` and `whole` added nothing to `states`."""
JUDGED_GIVEN = JudgedCalibration(-0.5, 0.1, 2.0, 0.2, 0.5, 0.5, 0.0, relative=False)
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
        # Findings that were not judged never rank above those that were.
        lowest = min((finding.score for finding in findings), default=1.0)
        findings += [
            Finding(reading.hit, reading.span, min(score, lowest), reading.logit)
            for reading, score in passed_over
        ]
        return tuple(sorted([*authors, *findings], key=lambda f: (-f.score, f.hit.rank)))

    def judged(
        self, question: str, hits: Sequence[Hit], most: int = JUDGED
    ) -> tuple[list[JudgedReading], list[tuple[SpanReading, float]]]:
        """The best findings in these hits, judged, and the others with the reader's own chance."""
        similarities = [hit.similarity for hit in hits]
        nearest = max(similarities, default=0.0) if self._calibration.relative else 0.0
        scored = []
        for reading in self._reader.readings(question, hits):
            logits = (reading.logit, reading.logit)
            reader_signals = signals(question, reading.hit, reading.span, logits, nearest)
            scored.append((reading, reader_signals, self._light.chance(reader_signals)))
        scored.sort(key=lambda one: (-one[2], one[0].hit.rank))
        best, others = scored[:most], scored[most:]
        opinions = self._judge.score(question, [candidate_of(reading) for reading, _, _ in best])
        judged = []
        for (reading, (logit, _, similarity, names), _), opinion in zip(
            best, opinions, strict=True
        ):
            judge_signals = (_logit(opinion.states), _logit(opinion.right), _logit(opinion.whole))
            judged.append(
                JudgedReading(reading, opinion, (logit, similarity, names, *judge_signals))
            )
        return judged, [(reading, chance) for reading, _, chance in others]


def candidate_of(reading: SpanReading) -> Candidate:
    """What the judge reads of a finding."""
    paragraph = reading.hit.paragraph
    above = (paragraph.document.title, *paragraph.section[-HEADINGS:])
    return Candidate.of(paragraph, reading.span, " > ".join(filter(None, above)))


def _logit(chance: float) -> float:
    bounded = max(LEAST, min(MOST, chance))
    return log(bounded / (1 - bounded))
