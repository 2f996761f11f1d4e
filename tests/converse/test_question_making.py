"""Sentences and headings turned into questions."""

import pytest

from qa.converse.question_making import candidates
from qa.types import Document, Kind, Paragraph, Span


def made(text: str, kind: Kind = Kind.BODY, whole: str = "") -> list[str]:
    document = Document("a.md", f"{text}\n{whole}")
    paragraph = Paragraph(document, 0, 0, len(text), kind, (Span(0, len(text)),))
    return [one.question for one in candidates([paragraph])]


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("The bridge was closed on Monday, 4 November.", "When was the bridge closed?"),
        ("The harvest is late because a frost came.", "Why is the harvest late?"),
        (
            "About 300 people used to cross the bridge every hour.",
            "How many people used to cross the bridge every hour?",
        ),
        (
            "He said that more than 12,000 soldiers have been sent to the coast.",
            "How many soldiers have been sent to the coast?",
        ),
        ("The town has three harbours on the lake.", "How many harbours does the town have?"),
        (
            "“We wait,” said Tove Lind, an engineer of the town.",
            "Who is Tove Lind?",
        ),
        ("A ferry is a boat that carries people.", "What is a ferry?"),
        ("In 1992, the old town burned down.", "What happened in 1992?"),
        ("The health office is located in the old school.", "Where is the health office located?"),
        ("Growers fear that the frost will come back in May.", "What do growers fear?"),
        ("So why was the bridge closed?", "Why was the bridge closed?"),
    ],
)
def test_sentences(sentence: str, question: str) -> None:
    assert made(sentence) == [question]


@pytest.mark.parametrize(
    "sentence",
    [
        "It was closed on Monday.",  # what is "it"?
        "He has three daughters.",
        "If the bridge is closed because of frost, walk.",
        "Some 40 percent of them are late.",
        "In the year before, nobody came.",
        "Twin Cities, the paper, wrote so.",
        "This is a boat.",
    ],
)
def test_what_leans_on_other_sentences_is_left_out(sentence: str) -> None:
    assert made(sentence) == []


@pytest.mark.parametrize(
    ("heading", "questions"),
    [
        ("## How to Request your Leave", ["How do I request my leave?"]),
        ("3. Who can take part in it?", []),
        ("Who can take part in the vote?", ["Who can take part in the vote?"]),
        ("What about lunch?", []),
        ("Travel", []),
    ],
)
def test_headings(heading: str, questions: list[str]) -> None:
    assert made(heading, Kind.HEADING, "You request leave. He can request leave.") == questions


def test_a_name_keeps_its_capital_and_a_word_loses_it() -> None:
    assert made("Wend is a river in the north.", whole="near Wend") == ["What is Wend?"]
    assert made("Repairs were stopped on Monday.") == ["When were repairs stopped?"]
