"""Runs carry the levels that cover them; places come from offsets."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ui_fakes import BRIDGE, BRIDGE_DOCUMENT, CROSSING, HOW_MANY

from qa.types import Citation, Document, Paragraph, Span
from qa.ui.drawing.highlight import (
    NOTHING,
    Level,
    Mark,
    Runs,
    find_all,
    marks_for,
    question_words,
)

MARKS = st.lists(
    st.builds(
        lambda start, length, level: Mark(start, start + length, level),
        st.integers(0, 60),
        st.integers(0, 30),
        st.sampled_from(Level),
    ),
    max_size=8,
)


@given(marks=MARKS, start=st.integers(0, 80), length=st.integers(0, 40))
def test_runs_cover_the_line_and_carry_the_levels_of_every_character(
    marks: list[Mark], start: int, length: int
) -> None:
    runs = list(Runs(marks).cut(start, start + length))
    if length:
        assert (runs[0].start, runs[-1].end) == (start, start + length)
    assert all(left.end == right.start for left, right in pairwise(runs))
    for run in runs:
        assert run.start < run.end
        for position in range(run.start, run.end):
            assert run.levels == {m.level for m in marks if m.start <= position < m.end}


def test_no_marks_make_one_plain_run() -> None:
    (run,) = Runs().cut(3, 9)
    assert (run.start, run.end, run.levels) == (3, 9, NOTHING)


def test_a_citation_marks_paragraph_sentence_quote_words_and_its_neighbours() -> None:
    first, _, third = CROSSING
    marks = marks_for((first, third), first, HOW_MANY)
    text = BRIDGE_DOCUMENT.text
    words = {level: [text[m.start : m.end] for m in marks if m.level is level] for level in Level}
    assert words[Level.QUOTE] == ["9,000 people"]
    assert words[Level.SENTENCE] == ["Some 9,000 people cross the bridge on a working day."]
    assert words[Level.PARAGRAPH] == [BRIDGE[5].text]
    assert words[Level.OTHER] == ["every ten minutes"]
    assert words[Level.WORD] == ["people", "cross", "bridge"]


def test_a_sentence_that_stands_twice_is_marked_where_it_was_cited() -> None:
    text = "It rained. Then it was dry. It rained."
    document = Document("w.txt", text, "w")
    spans = (Span(0, 10), Span(11, 27), Span(28, 38))
    paragraph = Paragraph(document, 0, 0, len(text), sentences=spans)
    second = Citation(1, paragraph, spans[2])
    (quote,) = [m for m in marks_for((second,), second, "") if m.level is Level.QUOTE]
    assert (quote.start, quote.end) == (28, 38)


def test_a_quote_over_two_sentences_takes_both() -> None:
    paragraph = BRIDGE[2]
    first, second = paragraph.sentences
    across = Citation(1, paragraph, Span(first.end - 3, second.start + 3))
    assert across.sentence == Span(first.start, second.end)


@pytest.mark.parametrize(
    ("question", "found"),
    [
        pytest.param("who was crossing bridges", ["bridge", "cross"], id="other endings"),
        pytest.param("how many are there on it", [], id="function words tell nothing"),
        pytest.param("", [], id="no question"),
    ],
)
def test_words_of_the_question(question: str, found: list[str]) -> None:
    text = "They cross the bridge on it."
    spans = question_words(text, 0, len(text), question)
    assert sorted(text[s.start : s.end] for s in spans) == found


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        pytest.param("bridge", ["bridge", "Bridge"], id="capitals do not matter"),
        pytest.param("Bridge", ["Bridge"], id="unless they are asked for"),
        pytest.param("a bridge", ["a\nbridge"], id="over a line end"),
        pytest.param("[b]", ["[b]"], id="no pattern is read into it"),
        pytest.param("  ", [], id="nothing"),
    ],
)
def test_find(wanted: str, found: list[str]) -> None:
    text = "a\nbridge, the Bridge [b]"
    assert [text[s.start : s.end] for s in find_all(text, wanted)] == found
