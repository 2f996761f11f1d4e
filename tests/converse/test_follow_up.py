"""What a question may mean after others."""

import pytest
from talks import turn

from qa.converse.follow_up import follow_up
from qa.converse.mentions import Place, Said, mentions
from qa.converse.turn import Turn

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


def test_a_definite_noun_may_be_meant_as_it_is_asked() -> None:
    found = follow_up("Was the mill insured?", [BUILT])
    assert found is not None
    assert not found.certain


def test_what_is_spoken_of_ends_with_a_noun() -> None:
    said = Said("They stopped only at the last moment.", Place.SENTENCE, 0)
    assert {mention.text for mention in mentions([said])} == {"the last moment"}
