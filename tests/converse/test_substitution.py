"""A fragment in the place of something alike."""

import pytest

from qa.converse.substitution import put_into


@pytest.mark.parametrize(
    ("words", "before", "meant"),
    [
        ("South Korea", "How does China react?", "How does South Korea react?"),
        ("Putin’s", "What is Kim’s goal?", "What is Putin’s goal?"),
        (
            "at the start of 2024",
            "What did Kim do in 2021?",
            "What did Kim do at the start of 2024?",
        ),
        ("2024", "How many boats were sold in 2023?", "How many boats were sold in 2024?"),
        ("in Oslo", "How much may a hotel cost?", "How much may a hotel cost in Oslo?"),
        ("apprentices", "How much leave do people have?", "How much leave do apprentices have?"),
        ("the rowers", "How many sailors came?", "How many rowers came?"),
        (
            "the soldiers",
            "What weakness do the weapons have?",
            "What weakness do the soldiers have?",
        ),
        (
            "unpaid leave",
            "How long can I take parental leave?",
            "How long can I take unpaid leave?",
        ),
        ("South Korea", "How many troops were sent?", "How many troops were sent (South Korea)?"),
        ("films", "How long can I keep a book?", "How long can I keep films?"),
        ("the other one", "Who teaches in the course?", "Who teaches in the other course?"),
        ("children", "Why can't the dog come in?", "Why can't children come in?"),
        ("the soldiers", "Is Japan worried?", "Are the soldiers worried?"),
        ("my card", "What if I lose it?", "What if I lose my card?"),
        ("to Tarby", "When does the bus come to Aldern?", "When does the bus come to Tarby?"),
        ("the year after", "Was there a bonus in 2022?", "Was there a bonus in 2023?"),
        ("elsewhere", "What does a room in Oslo cost?", "What does a room elsewhere cost?"),
        ("according to Kyiv", "How many men came?", "How many men came according to Kyiv?"),
        ("Norway", "What could be lost?", "What could be lost (Norway)?"),
    ],
)
def test_it_takes_the_place_of_something_alike(words: str, before: str, meant: str) -> None:
    assert put_into(words, before)[0].question == meant
