"""What is not judged, though it has the question's words."""

from __future__ import annotations

import pytest

from qa.read.passed_over import tells_nothing, without_siblings
from qa.read.span_reader import SpanReading
from qa.types import Document, Hit, Paragraph, Span

PUMPS = ("The KX-20 pump lifts 40 l", "The KX-10 pump lifts 15 l", "All pumps lift more than 9 l")


def _hit(text: str, rank: int = 1) -> Hit:
    whole = (Span(0, len(text)),)
    paragraph = Paragraph(Document(f"{rank}.txt", text, "Pumps"), 0, 0, len(text), sentences=whole)
    return Hit(rank, 1.0, paragraph, (), (0.5,))


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("How much does the KX-10 lift?", [2, 3]),
        ("How much does the kx-10 lift?", [2, 3]),
        ("How much does the KX-30 lift?", [1, 2, 3]),
        ("How much does a pump lift?", [1, 2, 3]),
    ],
)
def test_a_sibling_is_left_out_where_the_asked_one_is_spoken_of(
    question: str, kept: list[int]
) -> None:
    hits = [_hit(text, rank) for rank, text in enumerate(PUMPS, 1)]
    assert [hit.rank for hit in without_siblings(question, hits)] == kept


@pytest.mark.parametrize(
    ("question", "sentence", "span", "expected"),
    [
        ("When did the pump fail?", "When did the old pump fail?", "old pump", True),
        ("When did the pump fail?", "Who mended it on Sunday?", "Sunday", False),
        ("When did the pump fail?", "The pump failed on Sunday.", "Sunday", False),
        ("Who mended the pump?", "From: Ada Lowe To: Tom Birk", "Ada Lowe", True),
        ("Who wrote the letter on the pump?", "From: Ada Lowe To: Tom Birk", "Ada Lowe", False),
        ("What did Ada Lowe write?", "From: Ada Lowe To: Tom Birk", "Ada Lowe", True),
        ("What broke on 9 August 2014?", "On 3 May 2014 a valve broke.", "valve", True),
        ("What broke on 9 August 2014?", "On 2014-08-09 a valve broke.", "valve", False),
    ],
)
def test_a_sentence_that_tells_nothing(
    question: str, sentence: str, span: str, expected: bool
) -> None:
    start = sentence.index(span)
    reading = SpanReading(_hit(sentence), Span(start, start + len(span)), 1.0, 0.0)
    assert tells_nothing(question, reading) is expected
