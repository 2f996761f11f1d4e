"""A light reader finds a span in every sentence; a stronger judge reads the best of them again
and says which answers, and whether any does.

The reader knows where in a sentence the answer would stand, the judge whether it is one. The chance
is a logistic regression on both and on what retrieval says, fitted by benchmarks/fit_judging.py.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import exp, log

from qa.read.addressed import addressed
from qa.read.calibration import CLIP, SEARCHED_PASSAGES, Calibration, signals
from qa.read.calibration import Signals as ReaderSignals
from qa.read.judge import Judge, Opinion
from qa.read.parallels import likeliest_spans
from qa.read.passed_over import tells_nothing, without_siblings
from qa.read.span_reader import SpanReader, SpanReading, bylines_apart
from qa.read.table_rows import cell_readings, rows_apart
from qa.text.context import said_over
from qa.text.forms import has_form, list_around
from qa.text.question_type import compared, defined_subject, wants_list
from qa.text.table_cells import cell_at
from qa.text.words import content_stems, stems
from qa.types import Finding, Hit, Kind, Span

JUDGED = 10
"""Findings that are judged, at most: the time an answer may take allows so many."""
ANSWERS = 0.38
"""The least chance of an answer. Here, of the questions of benchmarks/fit_judging.py .92 of the
right answers are kept and .73 of those that nothing answers are refused."""
LEAST, MOST = 1e-4, 1 - 1e-4
"""Beyond these limits an opinion is more certain, but not more often right."""
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


JUDGED_SEARCHED = JudgedCalibration(0.545, 0.115, 4.648, 1.505, 0.559, relative=True)
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
                one.opinion.right,
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
        placed = [*authors, *addressed(question, others)]
        return tuple(sorted([*placed, *findings], key=lambda f: (-f.score, f.hit.rank)))

    def judged(
        self, question: str, hits: Sequence[Hit], most: int = JUDGED
    ) -> tuple[list[JudgedReading], list[tuple[SpanReading, float]]]:
        """The best sentences of these hits, judged, and the others with the reader's own chance."""
        # A title or a label repeats the question's words and answers nothing.
        bodies = [hit.similarity for hit in hits if hit.paragraph.kind is Kind.BODY]
        nearest = max(bodies or [hit.similarity for hit in hits], default=0.0)
        readings = self._reader.sentence_readings(question, without_siblings(question, hits))
        rows, readings = rows_apart(question, readings)
        told = [one for one in readings if not tells_nothing(question, one)]
        scored = [
            (reading, self._light.chance(self._light_signals(question, reading, nearest)))
            for reading in _lists_joined(question, told)
        ]
        scored.sort(key=lambda one: (-one[1], one[0].hit.rank, one[0].span.start))
        if defined_subject(question) or compared(question):
            scored.sort(key=lambda one: not has_form(question, one[0].hit.paragraph, one[0].span))
        cells = cell_readings(question, rows, self._judge)
        most -= len(cells)
        best, others = [reading for reading, _ in scored[:most]], scored[most:]
        best, opinions = likeliest_spans(question, best, self._judge)
        topics = _Topics(question, hits)
        level = nearest if self._calibration.relative else 0.0
        judged = []
        for reading, opinion in (*cells, *zip(best, opinions, strict=True)):
            logit = max(-CLIP, min(CLIP, reading.logit))
            similarity = reading.hit.similarity - level
            states = _logit(opinion.states)
            known = (logit, similarity, topics.of(reading), states)
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


class _Topics:
    """How much of the question stands over a finding, less than over the average passage."""

    def __init__(self, question: str, hits: Sequence[Hit]) -> None:
        self._question = question
        self._asked = content_stems(question)
        self._mean = sum(self._share(hit) for hit in hits) / max(1, len(hits))
        self._turns: dict[int, dict[Span, float]] = {}

    def of(self, reading: SpanReading) -> float:
        """The share of the question's words over it.

        Row and column stand over a cell of a table, and over an answer in an interview its
        question; what this lacks beside another question of the passage counts against it.
        """
        hit, sentence = reading.hit, reading.sentence
        if found := cell_at(hit.paragraph, reading.span):
            row, cell = found
            stated = row.statement(cell, self._question)
            return self._share(hit, stated.text[: stated.start]) - self._mean
        if hit.rank not in self._turns:
            self._turns[hit.rank] = dict(self._answers(hit))
        answers = self._turns[hit.rank]
        share = answers.get(sentence, self._share(hit))
        if sentence in answers:
            share -= max(answers.values()) - share
        return share - self._mean

    def _answers(self, hit: Hit) -> Iterator[tuple[Span, float]]:
        """The sentences that follow a question, with the share over each."""
        for sentence in hit.paragraph.sentences:
            asked, instead = said_over(hit.paragraph, sentence)
            if asked:
                # "And Dobson?" takes the place of what the question before asked about.
                other = content_stems(instead) - self._asked
                lacks = len(other) / max(1, len(self._asked)) if instead else 0.0
                yield sentence, self._share(hit, asked) - lacks

    def _share(self, hit: Hit, before: str = "") -> float:
        paragraph = hit.paragraph
        over = stems("\n".join((paragraph.document.title, *paragraph.section, before)))
        return len(self._asked & over) / max(1, len(self._asked))


def _logit(chance: float) -> float:
    bounded = max(LEAST, min(MOST, chance))
    return log(bounded / (1 - bounded))
