"""The headings above a paragraph."""

from __future__ import annotations

import pytest

from qa.split.paragraphs import split
from qa.split.sections import heading_words
from qa.types import Document, Kind

ONE = "The mill stands on the left bank of the river."
TWO = "It was built by two brothers in the last century."


def sections(text: str, title: str = "") -> list[tuple[str, ...]]:
    return [p.section for p in split(Document("a.md", text, title)) if p.kind is Kind.BODY]


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        (f"# Setup\n\n{ONE}\n\n## Windows\n\n{TWO}", [("Setup",), ("Setup", "Windows")]),
        (f"## Windows\n\n{ONE}\n\n## macOS\n\n{TWO}", [("Windows",), ("macOS",)]),
        (f"# A\n\n### Deep\n\n{ONE}\n\n## B\n\n{TWO}", [("A", "Deep"), ("A", "B")]),
        (f"{ONE}\n\nLater\n=====\n\n{TWO}", [(), ("Later",)]),
        (
            f"Mill\n****\n\n{ONE}\n\nWheel\n~~~~~\n\n{TWO}",
            [("Mill",), ("Mill", "Wheel")],
        ),
        (f"{ONE}\nA sudden end\n{TWO}", [(), ("A sudden end",)]),
        (f"# **The [mill](http://x.y)** `now` #\n\n{ONE}", [("The mill now",)]),
    ],
)
def test_sections(text: str, paths: list[tuple[str, ...]]) -> None:
    assert sections(text) == paths


def test_the_title_is_no_part_of_the_path() -> None:
    assert sections(f"# The mill\n\n{ONE}\n\n## Wheel\n\n{TWO}", "The mill") == [(), ("Wheel",)]


def test_questions_that_stand_alone_are_headings_of_their_answers() -> None:
    text = f"{ONE}\n\nWhen does the mill open?\n\nAt seven.\n\nWho runs it?\n\nTwo brothers."
    assert sections(text) == [(), ("When does the mill open?",), ("Who runs it?",)]


def test_comments_in_a_row_are_no_headings() -> None:
    text = f"# first line of a comment\n# and its second line\nport = 8080\n\n{ONE}"
    assert set(sections(text)) == {()}


@pytest.mark.parametrize("heading", ["# " + "#" * 100_000, "# " + "[](" * 50_000, "a\n" + "=" * 99])
def test_hostile_headings(heading: str) -> None:
    assert len(heading_words(heading)) <= 150
