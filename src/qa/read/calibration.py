"""From what reader and retriever say of a span to the chance that it is the right answer.

A logistic regression on a few signals, fitted by benchmarks/calibrate.py on questions that the
reader was not trained on; docs/quality.md has its reliability.
"""

from dataclasses import dataclass
from math import exp

from qa.types import Hit
from qa.words import content_words, names, stem, stems

CLIP = 12.0
"""Beyond it, a reader is only surer, not more often right."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """The regression: what is added for one more of each signal, and for none."""

    bias: float
    logit: float
    similarity: float
    words: float
    names: float
    relative: bool
    """Whether a passage's similarity counts less that of the most similar one."""

    def chance(self, signals: tuple[float, float, float, float]) -> float:
        """The estimate, 0..1, that the answer is right."""
        weights = (self.logit, self.similarity, self.words, self.names)
        return 1 / (1 + exp(-self.bias - sum(w * x for w, x in zip(weights, signals, strict=True))))


SEARCHED = Calibration(-2.07, 0.15, 8.41, 1.04, 0.94, relative=True)
"""For the best of some passages that were searched for, where three of four questions have an
answer in the documents."""
GIVEN = Calibration(-6.5, 0.17, 5.64, 1.0, 1.24, relative=False)
"""For a paragraph that comes with the question, as in SQuAD 2, where one of two has an answer and
the others were written to seem to."""


def signals(
    question: str, hit: Hit, logit: float, nearest: float
) -> tuple[float, float, float, float]:
    """What a chance is made of.

    The reader's logit, how much more similar the passage is to the question than `nearest`, and
    the shares, 0..1, of the question's content words and of its names and numbers that are said.

    Args:
        nearest: the highest similarity of the passages searched, since how similar passages are
            at all tells the kind of text more than the answer; 0 where the paragraph was given.
    """
    said = stems(hit.paragraph.text) | stems(hit.paragraph.document.title)
    return (
        max(-CLIP, min(CLIP, logit)),
        hit.similarity - nearest,
        _share(content_words(question), said),
        _share(names(question), said),
    )


def _share(asked: tuple[str, ...], said: frozenset[str]) -> float:
    return sum(stem(word) in said for word in asked) / len(asked) if asked else 1.0
