"""Figures of how good answers are: pure functions of words, numbers and places.

Shares are 0..1. A figure is None where there is nothing to count: a mean, a precision or an area
over no questions.
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
"""Bins of equal width in a table of reliability."""
COVERAGE_STEPS = range(5, 101, 5)
"""Coverages, in per cent, at which a risk curve is sampled."""

_ARTICLE = re.compile(r"\b(?:a|an|the)\b")
_NO_PUNCTUATION = str.maketrans("", "", string.punctuation)


@dataclass(frozen=True, slots=True)
class Detection:
    """How well a prediction of yes or no matches the truth."""

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
    """A point of a risk curve: only the most confident answers are given."""

    coverage: float
    """Share of all questions that are answered."""
    risk: float
    """Mean loss of the answers given."""
    threshold: float
    """The least confidence among them."""


@dataclass(frozen=True, slots=True)
class Best:
    """The highest mean, and the threshold that gives it."""

    mean: float
    threshold: float


@dataclass(frozen=True, slots=True)
class Place:
    """Characters of a document."""

    source: str
    span: Span


@dataclass(frozen=True, slots=True)
class Piece:
    """A text that should be marked, and all its places; marking one of them is enough."""

    size: int
    """In characters; its weight among the pieces."""
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Overlap:
    """The characters that are marked, compared with those that should be."""

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
    """F1, 0..1, of the normalised words, against the answer that gives most; see `exact_match`."""
    words = tokens(text)
    return max(_words_f1(words, answer) for answer in _normalised(answers))


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


def detection(predicted: Sequence[bool], truth: Sequence[bool]) -> Detection:
    """Precision, recall and F1 of `predicted` against `truth`."""
    true_positives = sum(p and t for p, t in zip(predicted, truth, strict=True))
    predictions, positives = sum(predicted), sum(truth)
    return Detection(
        true_positives / predictions if predictions else None,
        true_positives / positives if positives else None,
        2 * true_positives / (predictions + positives) if predictions + positives else None,
    )


def best_threshold(
    scores: Sequence[float], answered: Sequence[float], refused: Sequence[float]
) -> Best:
    """The threshold with the highest mean, where a question is answered if it scores at least that.

    Args:
        scores: at least one.
        answered, refused: what each question is worth if it is answered, and if not.
    """
    values = np.asarray(scores, dtype=float)
    order = np.argsort(-values, kind="stable")
    gains = (np.asarray(answered, dtype=float) - np.asarray(refused, dtype=float))[order]
    sums = np.concatenate([[0.0], np.cumsum(gains)]) + sum(refused)
    thresholds = np.concatenate([[np.nextafter(values.max(), np.inf)], values[order]])
    # Equal scores are answered all or none, so only the last sum of each score is possible.
    possible = np.append(thresholds[1:] != thresholds[:-1], True)
    at = int(np.argmax(np.where(possible, sums, -np.inf)))
    return Best(float(sums[at] / len(values)), float(thresholds[at]))


def reliability(
    confidences: Sequence[float], right: Sequence[float], bins: int = BINS
) -> tuple[Bin, ...]:
    """How right answers of similar confidence are, in bins of equal width, empty ones included.

    Args:
        confidences: 0..1.
        right: 0..1, for example exact match or F1.
    """
    confidence_of, right_of = np.asarray(confidences, dtype=float), np.asarray(right, dtype=float)
    edges = [n / bins for n in range(bins + 1)]
    # Compared with the edges, not computed by multiplication, so that 0.3 is in the bin from 0.3.
    bin_of = np.clip(np.searchsorted(edges, confidence_of, side="right") - 1, 0, bins - 1)
    return tuple(
        Bin(
            edges[n],
            edges[n + 1],
            int((bin_of == n).sum()),
            mean(confidence_of[bin_of == n]),
            mean(right_of[bin_of == n]),
        )
        for n in range(bins)
    )


def calibration_error(bins: Sequence[Bin]) -> float | None:
    """Mean distance between confidence and rightness over the bins, weighted by their counts.

    Expected calibration error: Naeini et al. 2015; Guo et al. 2017, arXiv:1706.04599.
    """
    total = sum(each.count for each in bins)
    distances = (
        each.count * abs(each.confidence - each.right)
        for each in bins
        if each.confidence is not None and each.right is not None
    )
    return sum(distances) / total if total else None


def risks(confidences: Sequence[float], losses: Sequence[float]) -> list[float]:
    """The mean loss of the most confident answer, of the two most confident, and so on to all.

    Geifman and El-Yaniv 2017, arXiv:1705.08500. Answers of equal confidence count with their mean
    loss, so the order in which they are given does not matter.
    """
    confidence_of, loss_of = np.asarray(confidences, dtype=float), np.asarray(losses, dtype=float)
    order = np.argsort(-confidence_of, kind="stable")
    _, block, sizes = np.unique(-confidence_of[order], return_inverse=True, return_counts=True)
    evened = (np.bincount(block, weights=loss_of[order], minlength=len(sizes)) / sizes)[block]
    curve: list[float] = (np.cumsum(evened) / np.arange(1, len(evened) + 1)).tolist()
    return curve


def risk_coverage(
    confidences: Sequence[float], losses: Sequence[float], questions: int
) -> tuple[Point, ...]:
    """The risk curve at every twentieth of all questions, as far as there are answers.

    Args:
        confidences, losses: of the answers.
        questions: how many were asked, including those refused.
    """
    curve, descending = risks(confidences, losses), sorted(confidences, reverse=True)
    counts = [(step / 100, -(-step * questions // 100)) for step in COVERAGE_STEPS]
    return tuple(
        Point(coverage, curve[n - 1], descending[n - 1])
        for coverage, n in counts
        if 0 < n <= len(curve)
    )


def trust(confidences: Sequence[float], right: Sequence[float], questions: int) -> dict[str, Any]:
    """The fields about confidence that both reports have, by name; see `risk_coverage`."""
    losses = [1 - value for value in right]
    points = risk_coverage(confidences, losses, questions)
    risk_at = {round(100 * point.coverage): point.risk for point in points}
    bins = reliability(confidences, right)
    return {
        "calibration_error": calibration_error(bins),
        "risk_area": mean(risks(confidences, losses)),
        **{f"risk_at_{share}": risk_at.get(share) for share in (50, 80, 100)},
        "reliability": bins,
        "risk_coverage": points,
    }


def overlap(marked: Iterable[Place], pieces: Sequence[Piece]) -> Overlap:
    """Precision, recall and F1 of the characters marked; each character counts once.

    Args:
        pieces: at least one.
    """
    marked_characters = _characters(marked)
    places = [[_characters([place]) for place in piece.places] for piece in pieces]
    right_characters = frozenset[tuple[str, int]]().union(
        *(characters for of_piece in places for characters in of_piece)
    )
    covered = sum(
        piece.size
        * max(
            (len(characters & marked_characters) / len(characters) for characters in of_piece),
            default=0.0,
        )
        for piece, of_piece in zip(pieces, places, strict=True)
    )
    recall = covered / sum(piece.size for piece in pieces)
    if not marked_characters:
        return Overlap(None, recall, 0.0)
    precision = len(marked_characters & right_characters) / len(marked_characters)
    total = precision + recall
    return Overlap(precision, recall, 2 * precision * recall / total if total else 0.0)


def highlights(overlaps: Sequence[Overlap]) -> dict[str, Any]:
    """The fields about highlights that both reports have, by name: means over questions.

    A question where nothing is marked has no precision; its recall and F1 are 0.
    """
    return {
        "highlight_precision": mean([o.precision for o in overlaps if o.precision is not None]),
        "highlight_recall": mean([o.recall for o in overlaps]),
        "highlight_f1": mean([o.f1 for o in overlaps]),
    }


def mean(values: Iterable[float]) -> float | None:
    numbers = [float(value) for value in values]
    return sum(numbers) / len(numbers) if numbers else None


def _normalised(answers: Iterable[str]) -> list[list[str]]:
    # An answer without words after normalising, such as "The", would match a refusal.
    return [words for answer in answers if (words := tokens(answer))] or [[]]


def _words_f1(words: list[str], answer: list[str]) -> float:
    if not words or not answer:
        return float(words == answer)
    shared = sum((Counter(words) & Counter(answer)).values())
    return 2 * shared / (len(words) + len(answer))


def _characters(places: Iterable[Place]) -> frozenset[tuple[str, int]]:
    return frozenset(
        (place.source, n) for place in places for n in range(place.span.start, place.span.end)
    )
