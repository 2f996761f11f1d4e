"""What a text's sentences state."""

import pytest

from qa.text.facts import facts


@pytest.mark.parametrize(
    ("sentence", "numbers"),
    [
        ("Revenue was 84.2 million.", {"84200000"}),
        ("Revenue was 2.5 million.", {"2500000"}),
        ("Revenue was 2,500,000.", {"2500000"}),
        ("Some ten thousand soldiers came.", {"10000"}),
        ("The debt is two trillion.", {"2000000000000"}),
        ("Forty-one people came.", {"41"}),
        ("Nine people came.", set()),
    ],
)
def test_numbers_are_alike_in_words_and_digits(sentence: str, numbers: set[str]) -> None:
    assert facts([sentence]) == [numbers]


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
