"""On what two sentences are not the same, and what a text's sentences state."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.text.facts import conflicts, facts


@pytest.mark.parametrize(
    ("one", "other", "kinds"),
    [
        ("Revenue was 84.2 million.", "Revenue was 48.2 million.", ["number"]),
        ("Revenue was 2.5 million.", "Revenue was 2,500,000.", []),
        ("Some ten thousand soldiers came.", "Some 10,000 soldiers came.", []),
        ("Forty-one people came.", "41 people came.", []),
        ("Forty-one people came.", "40 people came.", ["number"]),
        ("Nine people came.", "People came.", []),
        ("It opens on 3 March 2025.", "It opens on March 4, 2025.", ["date"]),
        ("It opens on 3 March 2025.", "It opens on 2025-03-03.", []),
        ("It opens on 3 March 2025.", "It opens in spring.", []),
        ("It opened on 3 March.", "It opened on 4 March.", ["number"]),
        ("The bridge was built by Ada Miller.", "The bridge was built by Eva Stone.", ["name"]),
        ("The bridge was built by Ada Miller.", "The bridge was built by Miller.", []),
        ("Andrei Lankov, a professor, said so.", "Andrey Lankov, a professor, said so.", []),
        ("Repairs will take a year.", "The repairs will take a year.", []),
        ("The boat was found in the shed.", "The boat was not found in the shed.", ["not"]),
        ("They have engaged in combat.", "They haven't engaged in combat.", ["not"]),
        ("They haven’t engaged in combat.", "They have not engaged in combat.", []),
        ("He paid 40 crowns to Brandvik.", "He never paid 50 crowns to Aldous.",
         ["number", "name", "not"]),
        ("", "", []),
    ],
)  # fmt: skip
def test_conflicts(one: str, other: str, kinds: list[str]) -> None:
    assert [conflict.kind for conflict in conflicts(one, other)] == kinds
    turned = [(c.kind, c.other, c.one) for c in conflicts(other, one)]
    assert turned == [(c.kind, c.one, c.other) for c in conflicts(one, other)]


@given(st.text())
def test_no_text_conflicts_with_itself(text: str) -> None:
    assert conflicts(text, text) == ()


def test_a_conflict_says_what_each_says() -> None:
    [number] = conflicts("Net profit rose to 6 million.", "Net profit rose to 9 million.")
    assert (number.one, number.other) == ("6000000", "9000000")


def test_names_are_words_that_nowhere_stand_without_a_capital() -> None:
    sentences = [
        "Repairs of the Old Bridge over the Wend cost Ada Miller 1,106 crowns.",
        "Miller counted 7 cracks in the old bridge.",
        "Repairs end in 1964.",
    ]
    assert facts(sentences) == [
        {"wend", "ada", "miller", "1106"}, {"miller"}, {"1964"},
    ]  # fmt: skip
    assert facts([]) == []
