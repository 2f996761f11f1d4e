"""Turns the scores of reader and retriever into the chance that an answer is right.

A logistic regression on four signals, fitted by benchmarks/calibrate.py on questions that the
reader was not trained on; docs/quality.md shows how reliable it is.
"""

from dataclasses import dataclass
from math import exp

from qa.text.words import names, stem, stems
from qa.types import Hit, Span

CLIP = 12.0
"""Logits are limited to this, either way: beyond it a reader is more certain, but not more often
right."""

Signals = tuple[float, float, float, float]
"""Logit, logit at a closer look, similarity, share of names; see `signals`."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """The coefficients of the regression: its intercept, and the weight of each signal."""

    bias: float
    logit: float
    closer: float
    similarity: float
    names: float
    relative: bool
    """Whether similarity is the difference from the most similar passage, not the cosine itself."""

    def chance(self, signals: Signals) -> float:
        """The estimate, 0..1, that the answer is right."""
        weights = (self.logit, self.closer, self.similarity, self.names)
        return 1 / (1 + exp(-self.bias - sum(w * x for w, x in zip(weights, signals, strict=True))))


SEARCHED_PASSAGES = Calibration(-0.265, 0.082, 0.108, 7.813, 0.359, relative=True)
"""For passages found by search; fitted where three of four questions have an answer in the
documents."""
GIVEN_PARAGRAPH = Calibration(-2.141, -0.042, 0.207, 1.946, 0.611, relative=False)
"""For a paragraph that comes with the question, as in SQuAD 2, where one of two questions has an
answer and the others were written to look as if they had."""


def signals(
    question: str, hit: Hit, span: Span, logits: tuple[float, float], nearest: float
) -> Signals:
    """The signals from which the chance is computed.

    The reader's logits for the passage and for a closer look at the sentence around `span`; the
    passage's similarity to the question, minus `nearest`; and the share, 0..1, of the question's
    names and numbers that occur in that sentence, in the headings above it or in the title.

    Args:
        nearest: the highest similarity among the passages found, because the level of similarity
            depends on the kind of text more than on the answer; 0 where the paragraph was given.
    """
    document, sentence = hit.paragraph.document, hit.paragraph.sentence_at(span)
    question_names = names(question)
    over = "\n".join((document.title, *hit.paragraph.section))
    text_stems = stems(document.text[sentence.start : sentence.end]) | stems(over)
    share = (
        sum(stem(name) in text_stems for name in question_names) / len(question_names)
        if question_names
        else 1.0
    )
    passage, closer = (max(-CLIP, min(CLIP, logit)) for logit in logits)
    return passage, closer, hit.similarity - nearest, share
