"""A conversation with a small library, and with the real models."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from talks import MILL

from qa.converse.conversation import Conversation
from qa.library import Library
from qa.types import Answer, Document, Hit, Paragraph


class Script:
    """Answers from a script; keeps what was searched and read."""

    def __init__(self, **answers: float) -> None:
        """The chance with which each question, with _ for spaces, is answered."""
        self.chances = {text.replace("_", " ") + "?": chance for text, chance in answers.items()}
        self.searched: list[str] = []
        self.read: list[str] = []

    def search(self, question: str, k: int = 5, **_: object) -> tuple[Hit, ...]:
        self.searched.append(question)
        return (Hit(1, 1.0, MILL, (), (self.chances.get(question, 0.0),)),)

    def answer(self, question: str, hits: Sequence[Hit], k: int = 5, **_: object) -> Answer:
        self.read.append(question)
        chance = self.chances.get(question, 0.0)
        return Answer(question, "words" if chance else "", (), (), tuple(hits), chance)

    def ask(self, question: str, k: int = 5, **_: object) -> Answer:
        return self.answer(question, self.search(question, k), k)

    def documents(self) -> tuple[Document, ...]:
        return (MILL.document,)

    def document(self, source: str) -> Document | None:
        return MILL.document

    def paragraphs(self, document: Document) -> tuple[Paragraph, ...]:
        return (MILL,)


def test_two_candidates_are_read_at_most() -> None:
    library = Script(Does_China_protest=0.9)
    conversation = Conversation(library)
    conversation.ask("Does China protest?")
    answer = conversation.ask("And South Korea?")
    assert (answer.question, answer.understood_as) == (
        "And South Korea?",
        "Does South Korea protest?",
    )
    assert len(library.read) <= 3


def test_a_question_is_taken_literally() -> None:
    library = Script(Does_China_protest=0.9, Why=0.4)
    conversation = Conversation(library)
    conversation.ask("Does China protest?")
    assert conversation.ask("Why?", alone=True).understood_as is None
    assert library.read[-1] == "Why?"


def test_a_question_that_may_stand_alone_is_read_as_asked_first() -> None:
    library = Script(Who_built_the_mill=0.9, Was_the_mill_insured=0.8)
    conversation = Conversation(library)
    conversation.ask("Who built the mill?")
    assert conversation.ask("Was the mill insured?").understood_as is None


def test_a_conversation_is_taken_up_again() -> None:
    first = Conversation(Script(Does_China_protest=0.9))
    first.ask("Does China protest?")
    again = Conversation(Script(Does_Japan_protest=0.9), first.turns)
    assert again.ask("And Japan?").understood_as == "Does Japan protest?"
    assert [turn.question for turn in again.turns] == ["Does China protest?", "And Japan?"]


def test_passages_are_shown_before_they_are_read() -> None:
    library, shown = Script(Does_China_protest=0.9), []
    Conversation(library).ask(
        "Does China protest?", found=lambda hits: shown.append((hits, tuple(library.read)))
    )
    ((hits, read_before),) = shown
    assert (len(hits), read_before) == (1, ())


@pytest.mark.model
def test_the_project_s_articles(real_index: Path) -> None:
    conversation = Library.open(real_index).conversation()
    conversation.ask("Who is Philips O’Brien?")
    answer = conversation.ask("Where does he work?")
    assert answer.understood_as == "Where does Philips O’Brien work?"
    assert "St. Andrews" in answer.text
    assert conversation.ask("How strong is the XI Corps?").understood_as is None
