"""Titles made of first words, and those that a document has of its own."""

import pytest

from qa.text.titles import is_beginning

TEXT = "The ferry over the Lowe runs\nfrom May to October, and it takes no cars.\n"


@pytest.mark.parametrize(
    ("title", "beginning"),
    [
        pytest.param("The ferry over the Lowe runs from May …", True, id="over a line's end"),
        pytest.param("The ferry", True, id="of an index made before the mark"),
        pytest.param("The ferry to Holt …", False, id="a headline that was cut"),
        pytest.param("The ferry over the Lowe runs", False, id="a line of its own"),
        pytest.param("", False, id="none"),
    ],
)
def test_first_words_are_told_from_a_title(title: str, beginning: bool) -> None:
    assert is_beginning(title, TEXT) is beginning
