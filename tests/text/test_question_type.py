"""What a question asks for, from its words alone."""

import pytest

from qa.text.question_type import Want, asked_names, wanted, wanted_kind


@pytest.mark.parametrize(
    ("question", "want"),
    [
        ("When was the bridge closed?", Want.PHRASE),
        ("How many came?", Want.PHRASE),
        ("Which countries sent troops?", Want.PHRASE),
        ("Why was it closed?", Want.SENTENCE),
        ("What did Kirby say about it?", Want.SENTENCE),
        ("Is it open?", Want.SENTENCE),
        ("List all bridges", Want.SEVERAL),
        ("What are the names of the units?", Want.SEVERAL),
        ("What is the difference between the two reports?", Want.SEVERAL),
        ("How do the figures of Kyiv differ from those of Seoul?", Want.SEVERAL),
        ("", Want.PHRASE),
    ],
)
def test_how_much_is_wanted(question: str, want: Want) -> None:
    assert wanted(question) is want


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("When was she born?", "date"),
        ("In what year did it open?", "date"),
        ("In which city does he live?", "place"),
        ("To whom did he write?", "name"),
        ("How much did it cost?", "number"),
        ("Why?", "reason"),
        ("What is it?", ""),
    ],
)
def test_which_kind_is_wanted(question: str, kind: str) -> None:
    assert wanted_kind(question) == kind


def test_names_are_whole_and_as_written() -> None:
    asked = "Did Rachel Lee of the RAND Corporation tell the US, or Rachel Lee, us?"
    assert asked_names(asked) == ("Rachel Lee", "RAND Corporation", "US")
    assert asked_names("Kursk?") == ()
