"""Reads each question with its paragraph given, as `qa ask` reads a passage, and counts.

The models are those of `qa ask`. Finding the passage is left out, so calibration and threshold are
others, and the answer is the short one also where `qa ask` would give its whole sentence.
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
much as a right answer. `qa ask` answers sooner: what is doubtful stands beside its source."""
BATCH = 32
"""Paragraphs that are embedded together with their questions, which bounds the memory."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was found for a question."""

    given: SquadQuestion
    span: Span | None
    """The best answer in the paragraph, however poor; None if the reader found nothing."""
    score: float
    """0..1: the estimate that it answers the question."""

    @property
    def forced(self) -> str:
        """The words of the best answer."""
        return self.given.context[self.span.start : self.span.end] if self.span else ""

    @property
    def answered(self) -> bool:
        return self.span is not None and self.score >= THRESHOLD

    @property
    def answer(self) -> str:
        """The words of the best answer, where it is likely enough to be given; else ""."""
        return self.forced if self.answered else ""

    @property
    def no_answer(self) -> float:
        """0..1: the chance that there is no answer, or another than the best one found."""
        return 1 - self.score


@dataclass(frozen=True, slots=True)
class ReadingReport:
    """Figures over questions whose paragraph was given; shares are 0..1, None over nothing."""

    questions: int
    answerable: int
    unanswerable: int
    exact: float | None
    """Exact match over all, refusing below the threshold; a right refusal counts 1. So for F1."""
    f1: float | None
    answerable_exact: float | None
    """The same over the answerable alone."""
    answerable_f1: float | None
    forced_exact: float | None
    """Over the answerable, if nothing were refused."""
    forced_f1: float | None
    best_f1: float | None
    """F1 over all at the threshold that is best for these very questions: not to be reached on
    others."""
    best_threshold: float
    threshold: float
    """At which an answer is given."""
    answerability_auc: float | None
    """The chance that an answerable question has a higher score than an unanswerable one."""
    answerability_f1: float | None
    """Of answering as a guess that there is an answer."""
    refused_precision: float | None
    """Share of the refused that have no answer."""
    refused_recall: float | None
    """Share of those without an answer that are refused."""
    refused_f1: float | None
    highlight_precision: float | None
    """Characters of the answers given that are in the nearest right answer; of answerable ones
    that were answered and have a place for an answer."""
    highlight_recall: float | None
    """Characters of the nearest right answer that are in the answer given; 0 where refused."""
    highlight_f1: float | None
    calibration_error: float | None
    """Mean distance of the score from the share of exact matches, in bins; nothing refused."""
    calibration_error_f1: float | None
    """The same with F1 instead of exact match."""
    risk_area: float | None
    """Mean share of wrong answers (no exact match) over all coverages, the surest first."""
    risk_at_50: float | None
    """Share of wrong answers among the surest half of the questions."""
    risk_at_80: float | None
    risk_at_100: float | None
    seconds: float
    """Of embedding and reading."""
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
    places: dict[tuple[str, str], list[int]] = {}
    for at, question in enumerate(questions):
        places.setdefault((question.title, question.context), []).append(at)
    groups, done = list(places.items()), 0
    found: dict[int, Outcome] = {}
    for first in range(0, len(groups), BATCH):
        batch = groups[first : first + BATCH]
        texts = [Document(title or "paragraph", text, title) for (title, text), _ in batch]
        asked = [questions[at].question for _, members in batch for at in members]
        vectors = iter(embedder.embed_questions(asked))
        for pieces, (_, members) in zip(embed(texts, embedder), batch, strict=True):
            for at in members:
                if progress:
                    progress(done, len(questions))
                findings = reader.read(questions[at].question, hits(pieces, next(vectors)))
                found[at] = _outcome(questions[at], findings)
                done += 1
    if progress:
        progress(done, len(questions))
    return tuple(found[at] for at in range(len(questions)))


def evaluate_reading(
    questions: Sequence[SquadQuestion],
    embedder: Embedder,
    reader: Reader,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[ReadingReport, tuple[Outcome, ...]]:
    """Reads at least one question, and counts."""
    started = time.perf_counter()
    outcomes = read_each(questions, embedder, reader, progress)
    return report(outcomes, time.perf_counter() - started), outcomes


def report(outcomes: Sequence[Outcome], seconds: float) -> ReadingReport:
    """The figures of at least one question."""
    golds = [[gold.text for gold in one.given.answers] for one in outcomes]
    pairs = list(zip(outcomes, golds, strict=True))
    able = [bool(gold) for gold in golds]
    scores = [one.score for one in outcomes]
    forced_exact = [figures.exact_match(one.forced, gold) for one, gold in pairs]
    forced_f1 = [figures.token_f1(one.forced, gold) for one, gold in pairs]
    exact = [figures.exact_match(one.answer, gold) for one, gold in pairs]
    f1 = [figures.token_f1(one.answer, gold) for one, gold in pairs]
    # A best answer to what has none is wrong, also the empty one of a reader that found nothing.
    right, near = (
        [float(a and value) for a, value in zip(able, values, strict=True)]
        for values in (forced_exact, forced_f1)
    )
    best = figures.best_threshold(scores, forced_f1, [float(not a) for a in able])
    refused = figures.detection([not one.answered for one in outcomes], [not a for a in able])
    overlaps = [found for one in outcomes if (found := _overlap(one)) is not None]
    return ReadingReport(
        questions=len(outcomes),
        answerable=sum(able),
        unanswerable=len(able) - sum(able),
        exact=figures.mean(exact),
        f1=figures.mean(f1),
        answerable_exact=_where(able, exact),
        answerable_f1=_where(able, f1),
        forced_exact=_where(able, forced_exact),
        forced_f1=_where(able, forced_f1),
        best_f1=best.mean,
        best_threshold=best.threshold,
        threshold=THRESHOLD,
        answerability_auc=figures.auc(scores, able),
        answerability_f1=figures.detection([one.answered for one in outcomes], able).f1,
        refused_precision=refused.precision,
        refused_recall=refused.recall,
        refused_f1=refused.f1,
        **figures.highlights(overlaps),
        calibration_error_f1=figures.calibration_error(figures.reliability(scores, near)),
        **figures.trust(scores, right, len(outcomes)),
        seconds=seconds,
    )


def _outcome(given: SquadQuestion, findings: Sequence[Finding]) -> Outcome:
    if not findings:
        return Outcome(given, None, 0.0)
    return Outcome(given, findings[0].span, findings[0].score)


def _overlap(outcome: Outcome) -> Overlap | None:
    """Of the answer given with the right one that it is nearest to; None if none has a place."""
    marked = [Place("", outcome.span)] if outcome.span and outcome.answered else []
    found = [
        figures.overlap(marked, [_piece(gold, gold.span)])
        for gold in outcome.given.answers
        if gold.span is not None
    ]
    return max(found, key=lambda one: one.f1, default=None)


def _piece(gold: Gold, span: Span) -> Piece:
    return Piece(len(gold.text), (Place("", span),))


def _where(truths: Sequence[bool], values: Sequence[float]) -> float | None:
    return figures.mean(value for truth, value in zip(truths, values, strict=True) if truth)
