"""Templates: options, choices, repetition, words for others, slots; and lines as they are said."""

import pytest

from qa.converse.phrasing import matched, spoken_line


@pytest.mark.parametrize(
    ("template", "line", "slots"),
    [
        ("how many [old] apples", "How many apples?", {}),
        ("how many [old] apples", "how many old apples", {}),
        ("(is|are) there apples", "are there apples", {}),
        ("[(very)* old] (apples|pears)", "very very old pears", {}),
        ("[(very)* old] (apples|pears)", "apples", {}),
        ("articles? about SUBJECT", "Article about the frost", {"subject": "the frost "}),
        ("sum up WHICH", "sum up the last one", {"which": "the last one "}),
        ("what is DOCUMENTS", "What's docs?", {}),
        ("(THE)* WORKS", "all of these letters", {}),
    ],
)
def test_templates(template: str, line: str, slots: dict[str, str]) -> None:
    match = matched(template, spoken_line(line))
    assert match is not None
    assert match.groupdict() == slots


@pytest.mark.parametrize(
    ("template", "line"),
    [
        ("how many [old] apples", "how many apples are red"),
        ("how many [old] apples", "and how many green apples"),
        ("(is|are) there apples", "there apples"),
        ("[old] apples", "old"),
    ],
)
def test_only_whole_lines_count(template: str, line: str) -> None:
    assert matched(template, spoken_line(line)) is None


@pytest.mark.parametrize(
    ("line", "spoken"),
    [
        ("  What’s   here?! ", "What is here "),
        ("please, can you tell me what they're about?", "what they are about "),
        ("Summarise it for me please", "Summarise it "),
        ("please", "please "),
        ("", ""),
    ],
)
def test_a_line_as_it_is_compared(line: str, spoken: str) -> None:
    assert spoken_line(line) == spoken


def test_with_courtesy_only_the_marks_go() -> None:
    assert spoken_line("Thanks, please.", courtesy=True) == "Thanks please "
