"""From what reader and retriever say of a span to the chance that it is the right answer.

A logistic regression on a few signals, fitted by benchmarks/calibrate.py on questions that the
reader was not trained on; docs/quality.md has its reliability.
"""

from math import exp

from qa.types import Hit
from qa.words import content_words, names, stem, stems

# In the order of `signals`; BIAS goes with none.
BIAS = -6.854
WEIGHTS = (0.128, 6.24, 0.473, 1.681)


def chance(signals: tuple[float, ...]) -> float:
    """The estimate, 0..1, that the answer is right."""
    return 1 / (1 + exp(-BIAS - sum(w * x for w, x in zip(WEIGHTS, signals, strict=True))))


def signals(question: str, hit: Hit, margin: float, verdict: float) -> tuple[float, ...]:
    """What the chance is made of: the reader's logit, the cosine of the nearest sentence, and the
    shares, 0..1, of the question's content words and of its names and numbers that are said.

    The fused score is left out, since it depends on how many passages there are. The logit is
    clipped: beyond some point a reader is only surer, not more often right.
    """
    said = stems(hit.paragraph.text) | stems(hit.paragraph.document.title)
    return (
        _clip(margin + verdict, 12.0),
        hit.similarity,
        _share(content_words(question), said),
        _share(names(question), said),
    )


def _clip(value: float, most: float) -> float:
    return max(-most, min(most, value))


def _share(asked: tuple[str, ...], said: frozenset[str]) -> float:
    return sum(stem(word) in said for word in asked) / len(asked) if asked else 1.0
