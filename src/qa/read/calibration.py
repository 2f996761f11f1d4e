"""From what reader and retriever say of a span to the chance that it is the right answer.

A logistic regression on a few signals, fitted by benchmarks/calibrate.py on questions that the
reader was not trained on; docs/quality.md has its reliability.
"""

from dataclasses import dataclass
from math import exp

from qa.text.words import names, stem, stems
from qa.types import Hit, Span

CLIP = 12.0
"""Beyond it, a reader is only surer, not more often right."""

Signals = tuple[float, float, float, float]
"""Logit, logit at a closer look, similarity, share of names; see `signals`."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """The regression: what is added for one more of each signal, and for none."""

    bias: float
    logit: float
    closer: float
    similarity: float
    names: float
    relative: bool
    """Whether a passage's similarity counts less that of the most similar one."""

    def chance(self, signals: Signals) -> float:
        """The estimate, 0..1, that the answer is right."""
        weights = (self.logit, self.closer, self.similarity, self.names)
        return 1 / (1 + exp(-self.bias - sum(w * x for w, x in zip(weights, signals, strict=True))))


SEARCHED_PASSAGES = Calibration(-0.265, 0.082, 0.108, 7.813, 0.359, relative=True)
"""For the best of some passages that were searched for, where three of four questions have an
answer in the documents."""
GIVEN_PARAGRAPH = Calibration(-2.141, -0.042, 0.207, 1.946, 0.611, relative=False)
"""For a paragraph that comes with the question, as in SQuAD 2, where one of two has an answer and
the others were written to seem to."""


def signals(
    question: str, hit: Hit, span: Span, logits: tuple[float, float], nearest: float
) -> Signals:
    """What a chance is made of.

    The reader's logits of the passage and of a closer look at the sentence of `span`; how much
    more similar the passage is to the question than `nearest`; and the share, 0..1, of the
    question's names and numbers that are said in that sentence or in the title.

    Args:
        nearest: the highest similarity of the passages searched, since how similar passages are
            at all tells the kind of text more than the answer; 0 where the paragraph was given.
    """
    document, sentence = hit.paragraph.document, hit.paragraph.sentence_at(span)
    asked = names(question)
    said = stems(document.text[sentence.start : sentence.end]) | stems(document.title)
    share = sum(stem(name) in said for name in asked) / len(asked) if asked else 1.0
    passage, closer = (max(-CLIP, min(CLIP, logit)) for logit in logits)
    return passage, closer, hit.similarity - nearest, share
