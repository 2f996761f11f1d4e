"""Sentences that affirm and that deny what is asked."""

import pytest

from qa.answer.polarity import alike, opposite

ASKED = "Have they entered combat?"
AFFIRMED = "The men had already engaged in combat near the river."
DENIED = "The men have not yet engaged in full combat."


def test_a_denial_beside_a_claim() -> None:
    assert opposite(ASKED, AFFIRMED, DENIED)
    assert opposite(ASKED, DENIED, AFFIRMED)
    assert not alike(ASKED, AFFIRMED, DENIED)
    assert alike(ASKED, DENIED, "They never engaged in combat.")


@pytest.mark.parametrize(
    "other",
    [
        pytest.param("The bread is not baked.", id="of something else"),
        pytest.param("They will not wait for bread.", id="shares no verb"),
        pytest.param("The men engage in combat if they are ordered to.", id="under a condition"),
    ],
)
def test_what_neither_affirms_nor_denies(other: str) -> None:
    assert not opposite(ASKED, DENIED, other)
    assert not opposite(ASKED, AFFIRMED, other)


def test_that_nobody_did_it_is_a_denial() -> None:
    assert opposite(ASKED, AFFIRMED, "Nobody engaged in combat near the river.")
