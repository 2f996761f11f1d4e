"""Misspelt words become those of the documents; all other words stay as they were written."""

from collections.abc import Callable
from pathlib import Path

import pytest

from qa.indexing.results import Summary
from qa.store.spelling import _errors, corrections
from qa.store.store import Store

TEXT = (
    "The harbour master of Orlinsk spoke on Tuesday. The government of Orlinsk paid for the crane."
    "\n\nThe president praised the crane. A song was sung, and the code kranq stood on a sign."
    "\n\nA barley loaf and a barrel stood there. Sheds and sheep were seen once each.\n"
)


@pytest.fixture
def correct(tmp_path: Path, build: Callable[..., Summary]) -> Callable[..., list[tuple[str, str]]]:
    (tmp_path / "a.txt").write_text(TEXT)
    build(tmp_path / "a.txt")
    store = Store.open(tmp_path / "index")

    def run(question: str, *well_spelt: str) -> list[tuple[str, str]]:
        with store.snapshot():
            found = corrections(store.database, question, well_spelt.__contains__)
        return [(question[span.start : span.end], word) for span, word in found]

    return run


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Who spoke in Orlnisk?", [("Orlnisk", "Orlinsk")]),
        ("what did orlinks pay?", [("orlinks", "Orlinsk")]),
        ("the harbor master", [("harbor", "harbour")]),
        ("the goverment and its carne", [("goverment", "government"), ("carne", "crane")]),
        ("the presidnet", [("presidnet", "president")]),
        ("Who spoke in Orlinsk?", []),
        ('"Orlnisk"', []),
        ("ORLNISK, orlnisk_2, orlnisk/x, orlnisk7", []),
        ("tze", []),
        ("Who is Mr Sonng?", []),
        ("Who is Mr Zyxwvut?", []),
        ("shed or shee? shevd", []),
    ],
)
def test_corrections(
    question: str,
    expected: list[tuple[str, str]],
    correct: Callable[..., list[tuple[str, str]]],
) -> None:
    assert correct(question) == expected


def test_a_word_that_is_well_spelt_stays(correct: Callable[..., list[tuple[str, str]]]) -> None:
    assert correct("loaff") == [("loaff", "loaf")]
    assert correct("loaff", "loaff") == []


@pytest.mark.parametrize(
    ("one", "other", "errors"),
    [("abcd", "abcd", 0), ("abcd", "abdc", 1), ("abcd", "acd", 1), ("abcd", "axcyd", 2)],
)
def test_errors(one: str, other: str, errors: int) -> None:
    assert _errors(one, other, 2) == _errors(other, one, 2) == errors
    assert _errors(one, "somethingelse", 2) > 2


def test_a_question_without_end(correct: Callable[..., list[tuple[str, str]]]) -> None:
    assert correct("qwxyz " * 1_500) == []
    assert correct("q" * 10_000) == []
