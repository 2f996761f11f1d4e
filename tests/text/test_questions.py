"""The parts of a question and its quoted phrases."""

from __future__ import annotations

import pytest

from qa.text.questions import asks_for_author, parts, phrases


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Who runs the mill?", ("Who runs the mill?",)),
        (
            "Who runs the mill and who keeps the keys?",
            ("Who runs the mill", "who keeps the keys?"),
        ),
        ("Who runs the mill? When does it open?", ("Who runs the mill? When does it open?",)),
        (
            "Who runs the mill? When does the shop open?",
            ("Who runs the mill?", "When does the shop open?"),
        ),
        ("Who runs the mill and the shop?", ("Who runs the mill and the shop?",)),
        ("Is it red and why is it red?", ("Is it red and why is it red?",)),
    ],
)
def test_parts(question: str, expected: tuple[str, ...]) -> None:
    assert parts(question) == expected


def test_phrases() -> None:
    assert phrases('where is "strategic patience" and “old mill”') == (
        "strategic patience",
        "old mill",
    )
    assert phrases('an inch is 1" long') == ()


def test_asks_for_author() -> None:
    assert asks_for_author("Who wrote the article on the mill?")
    assert not asks_for_author("Who wrote to the mayor?")


@pytest.mark.parametrize("text", ["and who " * 50_000, '"' * 100_000, "who " * 100_000])
def test_hostile_questions(text: str) -> None:
    parts(text)
    phrases(text)
