"""Pronouns that lean on what was said before, and those that the question explains itself."""

import pytest

from qa.converse.leaning import Lean, pronouns


@pytest.mark.parametrize(
    ("question", "word", "lean"),
    [
        pytest.param("Where does he work?", "he", Lean.PERSON, id="subject"),
        pytest.param("Who commissioned it?", "it", Lean.THING, id="object"),
        pytest.param("What is known about her brother?", "her", Lean.PERSON, id="possessive"),
        pytest.param("How many games did they win?", "they", Lean.SEVERAL, id="several"),
        pytest.param("Where in Asia did they go?", "they", Lean.SEVERAL, id="a place is no one"),
        pytest.param("Did Kasa depose him?", "him", Lean.PERSON, id="not the subject itself"),
        pytest.param("Who gave that figure?", "that", Lean.WHAT_WAS_SAID, id="that figure"),
        pytest.param("Is it true?", "it", Lean.THING, id="it, true or not"),
        pytest.param("What if I lose it?", "it", Lean.THING, id="what if"),
    ],
)
def test_a_pronoun_that_nothing_explains(question: str, word: str, lean: Lean) -> None:
    (found,) = pronouns(question)
    assert question[found.span.start : found.span.end] == word
    assert found.lean is lean


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("What do soldiers say of their meals?", id="the subject"),
        pytest.param("Did the album reach its peak in May?", id="a thing as subject"),
        pytest.param("Why did Amos end her contract?", id="a name"),
        pytest.param("Which men lost their lives?", id="after which"),
        pytest.param("What team did Divac join before he left?", id="another clause"),
        pytest.param("Who are the officers that studied in Moscow?", id="a relative that"),
        pytest.param("How long does it take to charge the boat?", id="an empty it"),
        pytest.param("Is it true that rice is scarce?", id="it is true that"),
        pytest.param("How strong is the XI Corps?", id="no pronoun"),
        pytest.param("Which of them is older, the mill or the inn?", id="its own choices"),
        pytest.param("And which of these is taller: oak, elm or ash?", id="three choices"),
    ],
)
def test_a_pronoun_that_is_explained(question: str) -> None:
    assert pronouns(question) == ()


def test_choices_explain_no_other_pronoun() -> None:
    assert [p.lean for p in pronouns("Which did they prefer, tea or milk?")] == [Lean.SEVERAL]
    assert [p.lean for p in pronouns("Which of them burned down?")] == [Lean.SEVERAL]


def test_possessives_are_told_from_objects() -> None:
    assert [p.possessive for p in pronouns("What is her name?")] == [True]
    assert [p.possessive for p in pronouns("Who saw her?")] == [False]
