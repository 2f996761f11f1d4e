"""The windows of a long paragraph: whole sentences within a limit of tokens."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from texts import TEXTS

from qa.split.paragraphs import split
from qa.split.sentences import find_sentences
from qa.split.windows import windows
from qa.types import Document, Kind, Paragraph, Span


def count_words(text: str) -> int:
    return len(text.split())


def body_of(text: str) -> Paragraph:
    """The text as one paragraph of body."""
    return Paragraph(
        Document("a.txt", text, "A"), 0, 0, len(text), Kind.BODY, find_sentences(text, 0, len(text))
    )


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        pytest.param("One two. Three four.", 4, ["One two. Three four."], id="fits"),
        pytest.param(
            "It fell. We saw. Rain came. All left.",
            6,
            ["It fell. We saw. Rain came.", "Rain came. All left."],
            id="one-sentence-shared",
        ),
        pytest.param(
            "It fell down. We saw it. Rain came too.",
            3,
            ["It fell down.", "We saw it.", "Rain came too."],
            id="no-room",
        ),
        pytest.param("a b c d e f g", 3, ["a b c", "d e f", "g"], id="cut-at-white-space"),
        pytest.param(
            "It fell. We saw it go down and left. Rain came.",
            3,
            ["It fell.", "We saw it", "go down and", "left. Rain came."],
            id="mixed",
        ),
    ],
)
def test_windows(text: str, limit: int, expected: list[str]) -> None:
    found = windows(body_of(text), count_words, limit)
    assert [text[span.start : span.end] for span in found] == expected


def test_a_window_is_cut_anywhere_where_there_is_no_white_space() -> None:
    text = "桥" * 25
    assert windows(body_of(text), len, 10) == (Span(0, 10), Span(10, 20), Span(20, 25))


def test_a_limit_below_one_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1 token, got 0"):
        windows(body_of("A b."), count_words, 0)


@given(TEXTS, st.integers(1, 30), st.sampled_from([len, count_words]))
def test_windows_cover_the_paragraph_within_the_limit(
    text: str, limit: int, count_tokens: Callable[[str], int]
) -> None:
    for paragraph in split(Document("a.txt", text, "A")):
        position = paragraph.start
        for window in windows(paragraph, count_tokens, limit):
            assert paragraph.start <= window.start < window.end <= paragraph.end
            assert count_tokens(text[window.start : window.end]) <= limit
            assert text[position : window.start].strip() == ""
            assert window.end > position
            position = window.end
        assert position == paragraph.end


def test_tokens_are_counted_once_a_sentence() -> None:
    counted = 0

    def count(text: str) -> int:
        nonlocal counted
        counted += len(text)
        return count_words(text)

    text = "The river rose again. " * 2_000
    windows(body_of(text), count, 100)
    assert counted <= 3 * len(text)


@pytest.mark.parametrize("unit", ["It fell. ", "“ a", "桥在。", "a", "![", "(a. ", "1. ", "U.S. "])
def test_a_paragraph_of_a_megabyte_is_split(unit: str) -> None:
    # In time that grows with the square of the length, this would take hours.
    text = unit * (1_000_000 // len(unit))
    found = windows(body_of(text), count_words, 200)
    assert found[-1].end == len(text.rstrip())
