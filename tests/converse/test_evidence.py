"""Questions about the last answer: who said it, where it stands, how sure it is, more."""

from dataclasses import replace

import pytest
from talks import MILL, cited, paragraph, turn

from qa.converse.attribution import speaker
from qa.converse.conversation import Conversation
from qa.converse.evidence import About, asks_about_answer
from qa.converse.turn import Turn
from qa.types import Answer, Document, Hit, Paragraph


class Shelf:
    """The mill, which can be looked at and not asked."""

    def ask(self, question: str, k: int = 5, **_: object) -> Answer:
        raise AssertionError(question)

    def search(self, question: str, k: int = 5, **_: object) -> tuple[Hit, ...]:
        raise AssertionError(question)

    def answer(self, question: str, hits: object, k: int = 5, **_: object) -> Answer:
        raise AssertionError(question)

    def documents(self) -> tuple[Document, ...]:
        return (MILL.document,)

    def document(self, source: str) -> Document | None:
        return MILL.document

    def paragraphs(self, document: Document) -> tuple[Paragraph, ...]:
        return (MILL,)


NIGHT = turn("When do they grind?", "at night")
BUILT = turn("Who built the mill?", "two brothers")


def asked(question: str, *turns: Turn) -> Answer:
    return Conversation(Shelf(), turns).ask(question)


@pytest.mark.parametrize(
    ("question", "about"),
    [
        ("Who said that?", About.SPEAKER),
        ("says who", About.SPEAKER),
        ("In which article?", About.SOURCE),
        ("Which document is that from?", About.SOURCE),
        ("Where did you get that?", About.SOURCE),
        ("Are you sure?", About.CERTAINTY),
        ("Is that true?", About.CERTAINTY),
        ("And tell me more, please", About.MORE),
        ("Anything else?", About.MORE),
        ("Who said that the mill burned?", None),
        ("In which article is Berg named?", None),
        ("Tell me more about wheat", None),
    ],
)
def test_what_is_asked_about_the_answer(question: str, about: About | None) -> None:
    assert asks_about_answer(question) is about


def test_who_said_that() -> None:
    answer = asked("Who said that?", NIGHT)
    assert answer.text == "Berg"
    assert answer.citations[0].quote == "Berg"
    assert answer.understood_as is not None
    assert answer.understood_as.startswith("Who said “We grind at night")


def test_a_text_s_own_words_are_said_by_the_text() -> None:
    answer = asked("Who said that?", BUILT)
    assert answer.text == "The mill"
    assert answer.reason == "no speaker is named there: these are the text’s own words"


def test_where_it_stands() -> None:
    assert asked("In which article?", NIGHT).text == "The mill"


def test_how_sure_it_is() -> None:
    answer = asked("Are you sure?", BUILT)
    assert (answer.text, answer.confidence) == ("two brothers", 0.8)
    assert answer.reason == "1 document says so"


def test_more_is_what_was_not_shown_and_then_there_is_none() -> None:
    first = asked("Tell me more", BUILT)
    assert [s.text for s in first.statements] == [
        "It burned down in 1911.",
        "Anna Berg leads the mill.",
    ]
    second = asked("Tell me more", BUILT, Turn("Tell me more", first))
    assert not second.answered
    assert second.reason == "nothing further stands there that has not been shown"


@pytest.mark.parametrize("why", ["Why?", "why not", "How come?", "But why is that?"])
def test_why_after_a_refusal_gives_its_reason_again(why: str) -> None:
    refused = turn("Who sold the mill?")
    refused = Turn(refused.question, replace(refused.answer, reason="no sentence says so"))
    answer = asked(why, BUILT, refused)
    assert (answer.answered, answer.reason) == (False, "no sentence says so")
    assert answer.understood_as == "Who sold the mill?"
    assert asked(why, BUILT, refused, Turn(why, answer)).understood_as == "Who sold the mill?"


def test_nothing_was_answered_yet() -> None:
    assert asked("Who said that?", turn("What does wheat cost?")).reason == (
        "nothing has been answered yet that this could be about"
    )


SAID = (
    "Ms Lund, a miller from Voss, told us the truth. She added that rye is dear. "
    '“Wheat is dearer. Oats are not," explained Jon Aske. Rain fell all day.'
)


@pytest.mark.parametrize(
    ("quote", "name"),
    [
        pytest.param("the truth", "Ms Lund", id="before the verb, with an apposition"),
        pytest.param("rye is dear", "Ms Lund", id="she"),
        pytest.param("Oats are not", "Jon Aske", id="after the verb, in a longer quotation"),
        pytest.param("Rain", None, id="nobody"),
    ],
)
def test_speakers(quote: str, name: str | None) -> None:
    ends = (47, 75, 93, 128, len(SAID))
    said = paragraph(SAID, ends)
    found = speaker(cited(quote, of=said), [said])
    assert (found.quote if found else None) == name
