"""Where lines end for a reader: prose runs on, items of a list stand apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.text.punctuation import joined_lines


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a line that\nwas wrapped", "a line that was wrapped"),
        ("Bring:\n- a towel\n- shoes\n  that are dry", "Bring:\n- a towel\n- shoes   that are dry"),
        ("1. Ask.\n2. Sign\nthe log.", "1. Ask.\n2. Sign the log."),
        ("It was -\n5 degrees", "It was - 5 degrees"),
        ("(a) the lease\n(b) the keys", "(a) the lease\n(b) the keys"),
    ],
)
def test_items_stand_apart(text: str, shown: str) -> None:
    assert joined_lines(text) == shown


@given(st.text(alphabet="ab -*1.)\n", max_size=60))
def test_nothing_moves(text: str) -> None:
    shown = joined_lines(text)
    assert len(shown) == len(text)
    assert shown.replace("\n", " ") == text.replace("\n", " ")
