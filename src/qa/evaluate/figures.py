"""Figures that say how good answers are: pure functions over words, numbers and places.

Shares are 0..1. None is the figure of nothing: a mean, a precision or an area over no question.
"""

import re
import string
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from qa.types import Span

BINS = 10
"""Of equal width, in a table of reliability."""
COVERAGE_STEPS = range(5, 101, 5)
"""Coverages, in per cent, at which a curve of risk is given."""

_ARTICLE = re.compile(r"\b(?:a|an|the)\b")
_NO_PUNCTUATION = str.maketrans("", "", string.punctuation)


@dataclass(frozen=True, slots=True)
class Detection:
    """How well something is told from the rest."""

    precision: float | None
    recall: float | None
    f1: float | None


@dataclass(frozen=True, slots=True)
class Bin:
    """The answers whose confidence is at least `low` and below `high` (1 is in the last)."""

    low: float
    high: float
    count: int
    confidence: float | None
    """Their mean confidence."""
    right: float | None
    """How right they are on average."""


@dataclass(frozen=True, slots=True)
class Point:
    """If only the surest questions were answered, that share of them all."""

    coverage: float
    risk: float
    """Mean loss of the answers then given."""
    threshold: float
    """The least confidence among them."""


@dataclass(frozen=True, slots=True)
class Best:
    """The mean at the threshold that makes it highest."""

    mean: float
    threshold: float


@dataclass(frozen=True, slots=True)
class Place:
    """Characters of a document."""

    source: str
    span: Span


@dataclass(frozen=True, slots=True)
class Piece:
    """A text that should be marked, and every place where it stands; one of them is enough."""

    size: int
    """In characters; what it weighs among the other pieces."""
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Overlap:
    """Characters that are marked against those that should be."""

    precision: float | None
    """Share of the marked that should be; None where nothing is marked."""
    recall: float
    f1: float


def tokens(text: str) -> list[str]:
    """Words in lower case, without punctuation and English articles.

    The normalisation of SQuAD: Rajpurkar et al. 2016, arXiv:1606.05250.
    """
    return _ARTICLE.sub(" ", text.lower().translate(_NO_PUNCTUATION)).split()


def exact_match(text: str, answers: Iterable[str]) -> float:
    """1 if the text is one of the answers, normalised; without answers, if it is empty.

    As SQuAD 2.0 counts: Rajpurkar et al. 2018, arXiv:1806.03822.
    """
    return float(tokens(text) in _normalised(answers))


def token_f1(text: str, answers: Iterable[str]) -> float:
    """F1, 0..1, of the normalised words shared with the nearest answer; see `exact_match`."""
    said = tokens(text)
    return max(_shared(said, answer) for answer in _normalised(answers))


def auc(scores: Sequence[float], truth: Sequence[bool]) -> float | None:
    """The chance that a true one has a higher score than a false one, a tie counted as half.

    The area under the ROC curve by the statistic of Mann and Whitney (Hanley and McNeil 1982).
    """
    values, is_true = np.asarray(scores, dtype=float), np.asarray(truth, dtype=bool)
    true, false = values[is_true], np.sort(values[~is_true])
    if not len(true) or not len(false):
        return None
    below, upto = (np.searchsorted(false, true, side=side) for side in ("left", "right"))
    return float((below + upto).mean() / (2 * len(false)))


def detection(said: Sequence[bool], truth: Sequence[bool]) -> Detection:
    """Precision, recall and F1 of `said` as a guess at `truth`."""
    both = sum(s and t for s, t in zip(said, truth, strict=True))
    guessed, wanted = sum(said), sum(truth)
    return Detection(
        both / guessed if guessed else None,
        both / wanted if wanted else None,
        2 * both / (guessed + wanted) if guessed + wanted else None,
    )


def best_threshold(
    scores: Sequence[float], answered: Sequence[float], refused: Sequence[float]
) -> Best:
    """The threshold, and the mean it gives, if what scores at least that much is answered.

    Args:
        scores: at least one.
        answered, refused: what each question is worth if it is answered, and if not.
    """
    values = np.asarray(scores, dtype=float)
    order = np.argsort(-values, kind="stable")
    gains = (np.asarray(answered, dtype=float) - np.asarray(refused, dtype=float))[order]
    sums = np.concatenate([[0.0], np.cumsum(gains)]) + sum(refused)
    thresholds = np.concatenate([[np.nextafter(values.max(), np.inf)], values[order]])
    # Equal scores are answered all or none: of each, only the last sum is one that can be had.
    possible = np.append(thresholds[1:] != thresholds[:-1], True)
    at = int(np.argmax(np.where(possible, sums, -np.inf)))
    return Best(float(sums[at] / len(values)), float(thresholds[at]))


def reliability(
    confidences: Sequence[float], right: Sequence[float], bins: int = BINS
) -> tuple[Bin, ...]:
    """How right answers of like confidence are, in bins of equal width; empty ones too.

    Args:
        confidences: 0..1.
        right: 0..1, as true and false, or F1.
    """
    sure, good = np.asarray(confidences, dtype=float), np.asarray(right, dtype=float)
    edges = [n / bins for n in range(bins + 1)]
    # Compared with the edges and not multiplied out, so that 0.3 is where `low` says 0.3.
    which = np.clip(np.searchsorted(edges, sure, side="right") - 1, 0, bins - 1)
    return tuple(
        Bin(
            edges[n],
            edges[n + 1],
            int((which == n).sum()),
            mean(sure[which == n]),
            mean(good[which == n]),
        )
        for n in range(bins)
    )


def calibration_error(bins: Sequence[Bin]) -> float | None:
    """Mean distance of confidence and rightness over the bins, weighted by their counts.

    Expected calibration error: Naeini et al. 2015; Guo et al. 2017, arXiv:1706.04599.
    """
    total = sum(one.count for one in bins)
    apart = (
        one.count * abs(one.confidence - one.right)
        for one in bins
        if one.confidence is not None and one.right is not None
    )
    return sum(apart) / total if total else None


def risks(confidences: Sequence[float], losses: Sequence[float]) -> list[float]:
    """The mean loss of the surest answer, of the two surest, and so on to all.

    Geifman and El-Yaniv 2017, arXiv:1705.08500. Where confidences are equal, what is to be
    expected of their order; so the order in which they are given does not matter.
    """
    sure, loss = np.asarray(confidences, dtype=float), np.asarray(losses, dtype=float)
    order = np.argsort(-sure, kind="stable")
    _, block, sizes = np.unique(-sure[order], return_inverse=True, return_counts=True)
    even = (np.bincount(block, weights=loss[order], minlength=len(sizes)) / sizes)[block]
    curve: list[float] = (np.cumsum(even) / np.arange(1, len(even) + 1)).tolist()
    return curve


def risk_coverage(
    confidences: Sequence[float], losses: Sequence[float], questions: int
) -> tuple[Point, ...]:
    """The curve at every twentieth of all questions, as far as there are answers.

    Args:
        confidences, losses: of the answers.
        questions: how many were asked, refused ones too.
    """
    curve, sure = risks(confidences, losses), sorted(confidences, reverse=True)
    counts = [(step / 100, -(-step * questions // 100)) for step in COVERAGE_STEPS]
    return tuple(
        Point(coverage, curve[n - 1], sure[n - 1]) for coverage, n in counts if 0 < n <= len(curve)
    )


def trust(confidences: Sequence[float], right: Sequence[float], questions: int) -> dict[str, Any]:
    """What both reports say of confidence, by the names of their fields; see `risk_coverage`."""
    losses = [1 - one for one in right]
    points = risk_coverage(confidences, losses, questions)
    at = {round(100 * point.coverage): point.risk for point in points}
    bins = reliability(confidences, right)
    return {
        "calibration_error": calibration_error(bins),
        "risk_area": mean(risks(confidences, losses)),
        **{f"risk_at_{share}": at.get(share) for share in (50, 80, 100)},
        "reliability": bins,
        "risk_coverage": points,
    }


def overlap(marked: Iterable[Place], pieces: Sequence[Piece]) -> Overlap:
    """Precision, recall and F1, in characters, of what is marked; each character counts once.

    Args:
        pieces: at least one.
    """
    dark = _characters(marked)
    places = [[_characters([place]) for place in piece.places] for piece in pieces]
    right = frozenset[tuple[str, int]]().union(*(own for one in places for own in one))
    covered = sum(
        piece.size * max((len(own & dark) / len(own) for own in one), default=0.0)
        for piece, one in zip(pieces, places, strict=True)
    )
    recall = covered / sum(piece.size for piece in pieces)
    if not dark:
        return Overlap(None, recall, 0.0)
    precision = len(dark & right) / len(dark)
    both = precision + recall
    return Overlap(precision, recall, 2 * precision * recall / both if both else 0.0)


def highlights(overlaps: Sequence[Overlap]) -> dict[str, Any]:
    """Means over questions, by the names of the reports' fields.

    A question where nothing is marked has no precision; its recall and F1 are 0.
    """
    return {
        "highlight_precision": mean([o.precision for o in overlaps if o.precision is not None]),
        "highlight_recall": mean([o.recall for o in overlaps]),
        "highlight_f1": mean([o.f1 for o in overlaps]),
    }


def mean(values: Iterable[float]) -> float | None:
    counted = [float(value) for value in values]
    return sum(counted) / len(counted) if counted else None


def _normalised(answers: Iterable[str]) -> list[list[str]]:
    # An answer of which nothing is left, such as "The", would match a refusal.
    return [words for answer in answers if (words := tokens(answer))] or [[]]


def _shared(said: list[str], answer: list[str]) -> float:
    if not said or not answer:
        return float(said == answer)
    both = sum((Counter(said) & Counter(answer)).values())
    return 2 * both / (len(said) + len(answer))


def _characters(places: Iterable[Place]) -> frozenset[tuple[str, int]]:
    return frozenset(
        (place.source, n) for place in places for n in range(place.span.start, place.span.end)
    )
