"""How well a reader answers questions whose paragraph is given, read as `qa ask` reads a passage.

The models are those of `qa ask`. Because no passage is searched for, calibration and threshold
differ, and the answer is always the short one, where `qa ask` may give a whole sentence.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from qa.embed.embedder import Embedder
from qa.evaluate import figures
from qa.evaluate.figures import Bin, Overlap, Piece, Place, Point
from qa.evaluate.passages import embed, hits
from qa.evaluate.squad import Gold, SquadQuestion
from qa.read.reader import Reader
from qa.types import Document, Finding, Span

THRESHOLD = 0.5
"""An answer is given when it is more likely right than wrong, since here a right refusal counts as
much as a right answer. `qa ask` has a lower threshold: it shows doubtful answers, with sources."""
BATCH = 32
"""Paragraphs embedded together with their questions; this limits the memory used."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The best answer found to a question, and its score."""

    given: SquadQuestion
    span: Span | None
    """The best answer in the paragraph, however poor; None if the reader found nothing."""
    score: float
    """0..1: the estimate that it answers the question."""

    @property
    def forced(self) -> str:
        """The text of the best answer, even if it is too unlikely to be given."""
        return self.given.context[self.span.start : self.span.end] if self.span else ""

    @property
    def answered(self) -> bool:
        return self.span is not None and self.score >= THRESHOLD

    @property
    def answer(self) -> str:
        """The text of the best answer if it is likely enough to be given, else ""."""
        return self.forced if self.answered else ""

    @property
    def no_answer(self) -> float:
        """0..1: the chance that there is no answer, or that the best one found is wrong."""
        return 1 - self.score


@dataclass(frozen=True, slots=True)
class ReadingReport:
    """Figures over all questions; shares are 0..1, or None where there is nothing to count."""

    questions: int
    answerable: int
    unanswerable: int
    exact: float | None
    """Exact match over all; below the threshold a question is refused, and a right refusal
    counts 1. The same for F1."""
    f1: float | None
    answerable_exact: float | None
    """The same over the answerable alone."""
    answerable_f1: float | None
    forced_exact: float | None
    """Over the answerable, with nothing refused."""
    forced_f1: float | None
    best_f1: float | None
    """F1 over all at the threshold that is best for these questions; it is too optimistic for
    others."""
    best_threshold: float
    threshold: float
    """The score from which an answer is given."""
    answerability_auc: float | None
    """The chance that an answerable question has a higher score than an unanswerable one."""
    answerability_f1: float | None
    """F1 of the decision to answer, as a prediction that there is an answer."""
    refused_precision: float | None
    """Share of the refused that have no answer."""
    refused_recall: float | None
    """Share of those without an answer that are refused."""
    refused_f1: float | None
    highlight_precision: float | None
    """Share of the characters of an answer that are in the nearest right answer; over answerable
    questions that were answered and whose right answer has a place."""
    highlight_recall: float | None
    """Share of the characters of the nearest right answer that are in the answer given; 0 where
    refused."""
    highlight_f1: float | None
    calibration_error: float | None
    """Mean distance, in bins, between score and share of exact matches; nothing refused."""
    calibration_error_f1: float | None
    """The same with F1 instead of exact match."""
    risk_area: float | None
    """Mean share of wrong answers (no exact match) over all coverages, highest scores first."""
    risk_at_50: float | None
    """Share of wrong answers among the half of the questions with the highest scores."""
    risk_at_80: float | None
    risk_at_100: float | None
    seconds: float
    """Time of embedding and reading."""
    reliability: tuple[Bin, ...]
    risk_coverage: tuple[Point, ...]


def read_each(
    questions: Sequence[SquadQuestion],
    embedder: Embedder,
    reader: Reader,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Outcome, ...]:
    """The best answer to each question in its own paragraph, in the order of `questions`.

    Each paragraph is embedded once.
    """
    by_paragraph: dict[tuple[str, str], list[int]] = {}
    for index, question in enumerate(questions):
        by_paragraph.setdefault((question.title, question.context), []).append(index)
    groups, done = list(by_paragraph.items()), 0
    outcomes: dict[int, Outcome] = {}
    for first in range(0, len(groups), BATCH):
        batch = groups[first : first + BATCH]
        texts = [Document(title or "paragraph", text, title) for (title, text), _ in batch]
        texts_of_questions = [
            questions[index].question for _, members in batch for index in members
        ]
        vectors = iter(embedder.embed_questions(texts_of_questions))
        for pieces, (_, members) in zip(embed(texts, embedder), batch, strict=True):
            for index in members:
                if progress:
                    progress(done, len(questions))
                findings = reader.read(questions[index].question, hits(pieces, next(vectors)))
                outcomes[index] = _outcome(questions[index], findings)
                done += 1
    if progress:
        progress(done, len(questions))
    return tuple(outcomes[index] for index in range(len(questions)))


def evaluate_reading(
    questions: Sequence[SquadQuestion],
    embedder: Embedder,
    reader: Reader,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[ReadingReport, tuple[Outcome, ...]]:
    """Reads all questions (at least one) and computes the figures."""
    started = time.perf_counter()
    outcomes = read_each(questions, embedder, reader, progress)
    return report(outcomes, time.perf_counter() - started), outcomes


def report(outcomes: Sequence[Outcome], seconds: float) -> ReadingReport:
    """The figures over the outcomes, at least one."""
    golds = [[gold.text for gold in outcome.given.answers] for outcome in outcomes]
    pairs = list(zip(outcomes, golds, strict=True))
    answerable = [bool(gold) for gold in golds]
    scores = [outcome.score for outcome in outcomes]
    forced_exact = [figures.exact_match(outcome.forced, gold) for outcome, gold in pairs]
    forced_f1 = [figures.token_f1(outcome.forced, gold) for outcome, gold in pairs]
    exact = [figures.exact_match(outcome.answer, gold) for outcome, gold in pairs]
    f1 = [figures.token_f1(outcome.answer, gold) for outcome, gold in pairs]
    # Any answer to an unanswerable question is wrong, even the empty one where nothing was found.
    right_exact, right_f1 = (
        [
            float(is_answerable and value)
            for is_answerable, value in zip(answerable, values, strict=True)
        ]
        for values in (forced_exact, forced_f1)
    )
    best = figures.best_threshold(
        scores, forced_f1, [float(not is_answerable) for is_answerable in answerable]
    )
    refused = figures.detection(
        [not outcome.answered for outcome in outcomes],
        [not is_answerable for is_answerable in answerable],
    )
    overlaps = [overlap for outcome in outcomes if (overlap := _overlap(outcome)) is not None]
    return ReadingReport(
        questions=len(outcomes),
        answerable=sum(answerable),
        unanswerable=len(answerable) - sum(answerable),
        exact=figures.mean(exact),
        f1=figures.mean(f1),
        answerable_exact=_mean_where(answerable, exact),
        answerable_f1=_mean_where(answerable, f1),
        forced_exact=_mean_where(answerable, forced_exact),
        forced_f1=_mean_where(answerable, forced_f1),
        best_f1=best.mean,
        best_threshold=best.threshold,
        threshold=THRESHOLD,
        answerability_auc=figures.auc(scores, answerable),
        answerability_f1=figures.detection(
            [outcome.answered for outcome in outcomes], answerable
        ).f1,
        refused_precision=refused.precision,
        refused_recall=refused.recall,
        refused_f1=refused.f1,
        **figures.highlights(overlaps),
        calibration_error_f1=figures.calibration_error(figures.reliability(scores, right_f1)),
        **figures.trust(scores, right_exact, len(outcomes)),
        seconds=seconds,
    )


def _outcome(given: SquadQuestion, findings: Sequence[Finding]) -> Outcome:
    if not findings:
        return Outcome(given, None, 0.0)
    return Outcome(given, findings[0].span, findings[0].score)


def _overlap(outcome: Outcome) -> Overlap | None:
    """Of the answer given with the nearest right answer; None if no right answer has a place."""
    marked = [Place("", outcome.span)] if outcome.span and outcome.answered else []
    overlaps = [
        figures.overlap(marked, [_piece(gold, gold.span)])
        for gold in outcome.given.answers
        if gold.span is not None
    ]
    return max(overlaps, key=lambda overlap: overlap.f1, default=None)


def _piece(gold: Gold, span: Span) -> Piece:
    return Piece(len(gold.text), (Place("", span),))


def _mean_where(truths: Sequence[bool], values: Sequence[float]) -> float | None:
    return figures.mean(value for truth, value in zip(truths, values, strict=True) if truth)
