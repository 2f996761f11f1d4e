"""A list, a definition, a reason: which place of a text has the form that a question asks for."""

import pytest

from qa.split.paragraphs import split
from qa.text.forms import has_form
from qa.text.question_type import compared
from qa.types import Document, Span

MILL = """# Mill pond

A pool above the weir, kept full in summer.

The sluice was shut because the wheel had split. Nobody mended it.

To drain it:

1. Open the sluice.
2. Lift the grate.

Bring these:

- a rake
- two buckets
"""


@pytest.mark.parametrize(
    ("question", "words", "has"),
    [
        ("What is a mill pond?", "A pool", True),
        ("What is a mill pond?", "Nobody", False),
        ("What is a weir?", "A pool", False),
        ("Why was the sluice shut?", "The sluice was", True),
        ("Why was the sluice shut?", "Nobody", False),
        ("How do I drain the pond?", "Lift", True),
        ("How do I drain the pond?", "rake", False),
        ("What do I need?", "rake", True),
        ("Who shut the sluice?", "The sluice was", False),
    ],
)
def test_the_form_that_is_asked_for(question: str, words: str, has: bool) -> None:
    at = MILL.index(words)
    document = Document("mill.md", MILL, "Mill pond")
    paragraph = next(p for p in split(document) if p.start <= at < p.end)
    assert has_form(question, paragraph, Span(at, at + len(words))) is has


@pytest.mark.parametrize(
    ("question", "things"),
    [
        ("What is the difference between a weir and a dam?", ("a weir", "a dam")),
        ("Compare oats to rye", ("oats", "rye")),
        ("How does a barge differ from a punt?", ("a barge", "a punt")),
        ("Where is the weir?", ()),
    ],
)
def test_what_is_compared(question: str, things: tuple[str, ...]) -> None:
    assert compared(question) == things
