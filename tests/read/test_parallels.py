"""Of values side by side in a sentence the judge chooses one."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from qa.read.judge import Candidate, Opinion
from qa.read.parallels import likeliest_spans, parallels
from qa.read.span_reader import SpanReading
from qa.types import Document, Hit, Paragraph, Span

FARES = "Adults pay 12 crowns, children 5 crowns, and the crossing takes 40 minutes."


def reading(text: str, marked: str) -> SpanReading:
    at = text.index(marked)
    whole = Span(0, len(text))
    paragraph = Paragraph(Document("a.txt", text), 0, 0, len(text), sentences=(whole,))
    return SpanReading(Hit(1, 1.0, paragraph), Span(at, at + len(marked)), 1.0, 1.0)


class Likes:
    """A judge that likes one answer."""

    name = "likes"

    def __init__(self, answer: str) -> None:
        self.answer = answer

    def score(self, question: str, candidates: Sequence[Candidate]) -> list[Opinion]:
        marked = [one.sentence[one.start : one.end] for one in candidates]
        return [Opinion(0.5, 0.9 if words == self.answer else 0.4, 0.5) for words in marked]


@pytest.mark.parametrize(
    ("question", "text", "marked", "expected"),
    [
        ("How much do children pay?", FARES, "12 crowns", ["5 crowns"]),
        ("How long does it take?", FARES, "40 minutes", []),
        ("When does it open?", "It opens at 7:15 in May and at 9:30 in June.", "May",
         ["7:15", "9:30"]),
        ("Who pays?", FARES, "children", []),
        ("How many?", "1 2 3 4 5 6", "2", []),
    ],
)  # fmt: skip
def test_the_other_values_of_a_sentence(
    question: str, text: str, marked: str, expected: list[str]
) -> None:
    spans = parallels(question, reading(text, marked))
    assert [text[span.start : span.end] for span in spans] == expected


@pytest.mark.parametrize(("liked", "expected"), [("5 crowns", "5 crowns"), ("none", "12 crowns")])
def test_the_value_that_the_judge_likes_better(liked: str, expected: str) -> None:
    judge = Likes(liked)
    (found,), (opinion,) = likeliest_spans(
        "How much do children pay?",
        [reading(FARES, "12 crowns")],
        judge,  # type: ignore[arg-type]
    )
    assert FARES[found.span.start : found.span.end] == expected
    assert opinion.right == pytest.approx(0.9 if liked == expected else 0.4)
