"""The row that a question names, judged cell by cell."""

from __future__ import annotations

from collections.abc import Sequence

from qa.read.judge import Candidate, Opinion
from qa.read.span_reader import SpanReading
from qa.read.table_rows import cell_readings, rows_apart
from qa.split.paragraphs import split
from qa.types import Document, Hit

TABLE = """| Train | Leaves | Arrives | Fare |
|---|---|---|---|
| Owl | 21:30 | 6:10 | 60 |
| Lark | 5:45 | 9:20 | 35 |
"""


class Likes:
    """A judge that likes statements with some words, and remembers what it was asked."""

    name = "likes"

    def __init__(self, words: str) -> None:
        self.words = words
        self.asked: list[str] = []

    def score(self, question: str, candidates: Sequence[Candidate]) -> list[Opinion]:
        self.asked += [one.sentence for one in candidates]
        return [Opinion(0.5, float(self.words in one.sentence), 0.5) for one in candidates]


def readings() -> list[SpanReading]:
    (paragraph,) = split(Document("trains.md", TABLE))
    hit = Hit(1, 1.0, paragraph)
    return [SpanReading(hit, sentence, 1.0, 1.0) for sentence in paragraph.sentences]


def test_the_other_rows_are_left_aside() -> None:
    named, others = rows_apart("What does the Lark cost?", readings())
    assert [one.row.statement(3, "Lark?").text for one in named] == ["Train Lark – Fare: 35."]
    assert [TABLE[one.span.start : one.span.end] for one in others if one] == [
        "|---|---|---|---|"
    ] or others == []


def test_without_a_named_row_or_for_a_list_all_are_read() -> None:
    for question in ("When is the first one?", "List the fares of the Owl"):
        named, others = rows_apart(question, readings())
        assert named == []
        assert len(others) == len(readings())


def test_the_judge_chooses_the_cell() -> None:
    question = "When does the Owl depart?"
    named, _ = rows_apart(question, readings())
    judge = Likes("Leaves")
    ((found, opinion),) = cell_readings(question, named, judge)  # type: ignore[arg-type]
    assert TABLE[found.span.start : found.span.end] == "21:30"
    assert opinion.right == 1.0
    assert judge.asked == [
        "Train Owl – Leaves: 21:30.",
        "Train Owl – Arrives: 6:10.",
        "Train Owl – Fare: 60.",
    ]


def test_the_column_that_is_named_needs_no_choice() -> None:
    question = "What is the fare of the Owl?"
    named, _ = rows_apart(question, readings())
    ((found, _),) = cell_readings(question, named, Likes("none"))  # type: ignore[arg-type]
    assert TABLE[found.span.start : found.span.end] == "60"
