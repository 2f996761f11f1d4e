"""The noun phrases of a question."""

import pytest

from qa.converse.question_parts import noun_phrases


@pytest.mark.parametrize(
    ("question", "phrases"),
    [
        pytest.param("How long can I take parental leave?", ["parental leave"], id="I take"),
        pytest.param("What does the crane lift?", ["crane"], id="a verb behind its subject"),
        pytest.param("What does a room in Oslo cost?", ["room", "Oslo"], id="a verb at the end"),
        pytest.param("Who runs rigging?", ["rigging"], id="who runs"),
        pytest.param("Which boat costs 9,500 crowns?", ["boat", "9,500 crowns"], id="which"),
        pytest.param("Was the production successful?", ["production"], id="a predicate"),
        pytest.param("What is Kim’s goal?", ["Kim’s", "goal"], id="an owner"),
        pytest.param("When do I have to announce it?", [], id="have to"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_noun_phrases(question: str, phrases: list[str]) -> None:
    assert [question[each.start : each.end] for each in noun_phrases(question)] == phrases


def test_what_is_asked_for_is_told_from_the_rest() -> None:
    boats, yard = noun_phrases("How many boats did the yard sell?")
    assert (boats.asked, yard.asked) == (True, False)
    assert "How many boats did the yard sell?"[yard.determined : yard.end] == "the yard"
