"""From what reader and retriever say of a span to the chance that it is the right answer.

A logistic regression on a few signals, fitted by benchmarks/calibrate.py on questions that the
reader was not trained on; docs/quality.md has its reliability.
"""

from dataclasses import dataclass
from math import exp

from qa.types import Hit, Span
from qa.words import content_words, names, stem, stems

CLIP = 12.0
"""Beyond it, a reader is only surer, not more often right."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """The regression: what is added for one more of each signal, and for none."""

    bias: float
    logit: float
    similarity: float
    names: float
    words: float
    relative: bool
    """Whether a passage's similarity counts less that of the most similar one."""

    def chance(self, signals: tuple[float, float, float, float]) -> float:
        """The estimate, 0..1, that the answer is right."""
        weights = (self.logit, self.similarity, self.names, self.words)
        return 1 / (1 + exp(-self.bias - sum(w * x for w, x in zip(weights, signals, strict=True))))


SEARCHED = Calibration(-0.793, 0.154, 6.692, 0.978, 0.0, relative=True)
"""For the best of some passages that were searched for, where three of four questions have an
answer in the documents. The words count nothing: among passages found by them, they tell whether
people ask in the documents' words, more than whether these answer."""
GIVEN = Calibration(-2.258, 0.158, 2.804, 1.564, -1.648, relative=False)
"""For a paragraph that comes with the question, as in SQuAD 2, where one of two has an answer and
the others were written to seem to."""


def signals(
    question: str, hit: Hit, span: Span, logit: float, nearest: float
) -> tuple[float, float, float, float]:
    """What a chance is made of.

    The reader's logit; how much more similar the passage is to the question than `nearest`; the
    share, 0..1, of the question's names and numbers that are said in the sentence of `span` or in
    the title; and that of its content words that are said in the passage or in the title.

    Args:
        nearest: the highest similarity of the passages searched, since how similar passages are
            at all tells the kind of text more than the answer; 0 where the paragraph was given.
    """
    document, sentence = hit.paragraph.document, hit.paragraph.sentence_at(span)
    title = stems(document.title)
    return (
        max(-CLIP, min(CLIP, logit)),
        hit.similarity - nearest,
        _share(names(question), title | stems(document.text[sentence.start : sentence.end])),
        _share(content_words(question), title | stems(hit.paragraph.text)),
    )


def _share(asked: tuple[str, ...], said: frozenset[str]) -> float:
    return sum(stem(word) in said for word in asked) / len(asked) if asked else 1.0
