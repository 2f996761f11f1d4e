"""Questions that are offered: each is answered from the document that it was made from."""

import pytest

from qa.converse.suggestions import next_questions, suggestions
from qa.converse.turn import Turn
from qa.library import Library
from qa.types import Verdict


def test_suggestions_are_answered_and_the_same_each_time(town: Library) -> None:
    found = list(suggestions(town, seconds=60))
    assert found
    assert len(found) <= 5
    assert found == list(suggestions(town, seconds=60))
    assert all(town.ask(question).verdict is Verdict.ANSWERED for question in found)


def test_suggestions_can_begin_as_asked(town: Library) -> None:
    found = list(suggestions(town, beginning="How many", seconds=60))
    assert all(question.startswith("How many") for question in found)


def test_no_time_no_suggestions(town: Library) -> None:
    assert not list(suggestions(town, seconds=-1))


def test_next_questions_come_from_the_documents_of_the_answer(town: Library) -> None:
    turn = Turn("Summarise the second one", town.ask("Summarise the second one"))
    for question in next_questions(town, [turn], seconds=60):
        answer = town.ask(question)
        assert "b-harvest.md" in {c.paragraph.document.source for c in answer.citations}
    assert not list(next_questions(town, []))
    assert not list(next_questions(town, [Turn("hello", town.ask("hello"))]))


def test_what_was_asked_is_not_offered_again(town: Library) -> None:
    first = next(suggestions(town, seconds=60))
    turn = Turn(first, town.ask(first))
    assert first not in list(next_questions(town, [turn], seconds=60))


def test_a_library_keeps_its_suggestions(town: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    found = list(town.suggestions())
    monkeypatch.setattr(town, "ask", None)  # what is kept needs no asking
    assert list(town.suggestions()) == found
