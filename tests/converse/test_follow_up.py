"""What a question may mean after others."""

from dataclasses import replace

import pytest
from talks import cited, paragraph, turn

from qa.converse.follow_up import follow_up
from qa.converse.mentions import mentions
from qa.converse.said import Place, Said
from qa.converse.turn import Turn
from qa.types import Answer, Statement

WHO = turn("Who is Anna Berg?", "Anna Berg leads the mill")
BUILT = turn("Who built the mill?", "two brothers")
NOTHING = turn("What does wheat cost?")


@pytest.mark.parametrize(
    ("turns", "question", "meant"),
    [
        pytest.param([WHO], "Where does she live?", "Where does Anna Berg live?", id="she"),
        pytest.param([WHO], "What are her plans?", "What are Anna Berg’s plans?", id="her"),
        pytest.param([BUILT], "When did it burn down?", "When did the mill burn down", id="it"),
        pytest.param([BUILT], "Why?", "Why is it that two brothers built the mill?", id="why"),
        pytest.param(
            [BUILT], "Why is that?", "Why is it that two brothers built the mill?", id="why is that"
        ),
        pytest.param(
            [WHO, BUILT], "What is she like?", "What is Anna Berg like?", id="further back"
        ),
        pytest.param([NOTHING], "And rye?", "What does rye cost?", id="not answered"),
    ],
)
def test_it_leans(turns: list[Turn], question: str, meant: str) -> None:
    found = follow_up(question, turns)
    assert found is not None
    assert found.certain
    assert any(candidate.question.startswith(meant) for candidate in found.candidates)


def told(question: str, quote: str, sentence: str) -> Turn:
    """A turn that was answered with these words of a sentence."""
    place = paragraph(sentence, (len(sentence),), title="")
    citation = cited(quote, of=place)
    statement = Statement(sentence, (1,), quote)
    return Turn(question, Answer(question, quote, (statement,), (citation,), (), 0.9))


COUP = told(
    "What happened in 1932?",
    "Norland only just put down a coup",
    "In 1932 Norland only just put down a coup by its officers, said the Norlander Ada Roe.",
)
ROSE = told(
    "What happened in 1932?",
    "a circle of officers rose",
    "In 1932 a circle of officers rose against the government.",
)
WHO_MADE = told(
    "Who designed the new wing?",
    "the architect Jon Berg",
    "It was designed by the architect Jon Berg.",
)
SALE = told(
    "When is the book sale?",
    "on the last Sunday in May",
    "Books are sold on the last Sunday in May.",
)
DESK = told(
    "Who works at the desk in the hall?",
    "Ada Roe and Jon Berg",
    "Ada Roe and Jon Berg work at the desk in the hall.",
)
KEEPER = told("Who is the keeper?", "Ada Roe", "Ada Roe has kept the light since 2015.")
BUS = told("When does the book bus come to Tarby?", "on Mondays", "It comes to Tarby on Mondays.")


@pytest.mark.parametrize(
    ("before", "question", "meant"),
    [
        pytest.param(COUP, "Who organized it?", "Who organized the coup?", id="an event"),
        pytest.param(
            ROSE, "Who organized it?", "Who organized what happened in 1932?", id="what happened"
        ),
        pytest.param(WHO_MADE, "What did it cost?", "What did the new wing cost?", id="no person"),
        pytest.param(SALE, "Who organizes it?", "Who organizes the book sale?", id="no time"),
        pytest.param(DESK, "Where is it?", "Where is the desk", id="no two people"),
        pytest.param(BUS, "Who drives it?", "Who drives the book bus?", id="no place"),
        pytest.param(KEEPER, "Since when?", "Since when is Ada Roe the keeper?", id="whose role"),
        pytest.param(SALE, "When was that?", "When is the book sale?", id="when was that"),
    ],
)
def test_it_means_what_is_of_its_kind(before: Turn, question: str, meant: str) -> None:
    found = follow_up(question, [before])
    assert found is not None
    assert found.candidates[0].question.startswith(meant)


def test_a_fragment_may_go_with_the_question_that_its_topic_began_with() -> None:
    began = told("How long can I take parental leave?", "14 months", "It is 14 months.")
    last = turn("Who grants it?", understood_as="Who grants parental time?")
    found = follow_up("And unpaid leave?", [began, last])
    assert found is not None
    assert "How long can I take unpaid leave?" in [c.question for c in found.candidates]


@pytest.mark.parametrize(
    "question",
    [
        "Who is Karin Moe?",
        "How long is the warranty?",
        "And who leads the yard of Lund?",
        "What do people say of their mills?",
        "“that is it” in which text?",
    ],
)
def test_it_stands_alone(question: str) -> None:
    assert follow_up(question, [WHO, BUILT]) is None


def test_nothing_leans_at_the_beginning() -> None:
    assert follow_up("Why?", []) is None


def test_something_else_leaves_aside_what_was_answered() -> None:
    found = follow_up("What else did she do?", [WHO])
    assert found is not None
    assert found.candidates[0].question == "What else did Anna Berg do?"
    assert found.candidates[0].understood_as == (
        "What else did Anna Berg do, besides “Anna Berg leads the mill”?"
    )


def test_what_is_left_aside_is_never_whom_it_is_asked_of() -> None:
    baker = told("Who bakes the bread?", "Anna Berg", "Anna Berg bakes the bread at four.")
    found = follow_up("What else does she have to do?", [baker])
    assert found is not None
    meant = found.candidates[0].understood_as
    assert meant == (
        "What else does Anna Berg have to do, besides “Anna Berg bakes the bread at four”?"
    )
    again = Turn("What else does she have to do?", replace(baker.answer, understood_as=meant))
    assert again.standing == "What else does Anna Berg have to do?"


def test_a_question_with_its_own_choices_stands_alone() -> None:
    assert follow_up("Which is dearer, wheat or rye?", [WHO, BUILT]) is None
    assert follow_up("Which of them is older, the mill or the inn?", [WHO, BUILT]) is None


def test_a_definite_noun_may_be_meant_as_it_is_asked() -> None:
    found = follow_up("Was the mill insured?", [BUILT])
    assert found is not None
    assert not found.certain


def test_what_is_spoken_of_ends_with_a_noun() -> None:
    said = Said("They stopped only at the last moment.", Place.SENTENCE, 0)
    assert {mention.text for mention in mentions([said])} == {"the last moment"}
