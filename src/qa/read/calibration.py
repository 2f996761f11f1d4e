"""From what reader and retriever say of a span to the chance that it is the right answer.

A logistic regression on a few signals, fitted by benchmarks/calibrate.py on questions that the
reader was not trained on; docs/quality.md has its reliability.
"""

from dataclasses import dataclass
from math import exp

from qa.types import Hit, Span
from qa.words import names, stem, stems

CLIP = 12.0
"""Beyond it, a reader is only surer, not more often right."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """The regression: what is added for one more of each signal, and for none."""

    bias: float
    logit: float
    similarity: float
    names: float
    relative: bool
    """Whether a passage's similarity counts less that of the most similar one."""

    def chance(self, signals: tuple[float, float, float]) -> float:
        """The estimate, 0..1, that the answer is right."""
        weights = (self.logit, self.similarity, self.names)
        return 1 / (1 + exp(-self.bias - sum(w * x for w, x in zip(weights, signals, strict=True))))


SEARCHED = Calibration(-0.793, 0.154, 6.692, 0.978, relative=True)
"""For the best of some passages that were searched for, where three of four questions have an
answer in the documents."""
GIVEN = Calibration(-3.243, 0.128, 2.44, 1.524, relative=False)
"""For a paragraph that comes with the question, as in SQuAD 2, where one of two has an answer and
the others were written to seem to."""


def signals(
    question: str, hit: Hit, span: Span, logit: float, nearest: float
) -> tuple[float, float, float]:
    """What a chance is made of.

    The reader's logit; how much more similar the passage is to the question than `nearest`; and
    the share, 0..1, of the question's names and numbers that are said in the sentence of `span`
    or in the title.

    Args:
        nearest: the highest similarity of the passages searched, since how similar passages are
            at all tells the kind of text more than the answer; 0 where the paragraph was given.
    """
    document, sentence = hit.paragraph.document, hit.paragraph.sentence_at(span)
    asked = names(question)
    said = stems(document.text[sentence.start : sentence.end]) | stems(document.title)
    share = sum(stem(name) in said for name in asked) / len(asked) if asked else 1.0
    return max(-CLIP, min(CLIP, logit)), hit.similarity - nearest, share
