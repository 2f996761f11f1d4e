"""What is read with a sentence: the question that it follows, the opening of its list."""

from __future__ import annotations

from time import monotonic

from qa.split.paragraphs import split
from qa.text.context import (
    around_turns,
    before,
    marking_lines,
    questions_before,
    said_over,
)
from qa.types import Document, Paragraph, Span

TALK = """(10:00) Ruth: How many oars has the red boat?
(10:01) Abe: Four.
(10:02) Ruth: And the white one?
(10:03) Abe: Six.
(10:04) Ruth: Who brings the rope?
(10:05) Abe: I do.
"""


def talk() -> Paragraph:
    (paragraph,) = split(Document("talk.txt", TALK))
    return paragraph


def sentence(paragraph: Paragraph, words: str) -> Span:
    at = paragraph.document.text.index(words)
    return paragraph.sentence_at(Span(at, at + 1))


def test_a_turn_follows_the_question_and_the_one_that_it_leans_on() -> None:
    paragraph = talk()
    asked = questions_before(paragraph, sentence(paragraph, "Six"))
    assert [TALK[span.start : span.end] for span in asked] == [
        "Ruth: How many oars has the red boat?",
        "Ruth: And the white one?",
    ]
    assert questions_before(paragraph, sentence(paragraph, "Ruth: And")) == ()


def test_what_a_short_question_asks_instead() -> None:
    paragraph = talk()
    assert said_over(paragraph, sentence(paragraph, "Four"))[1] == ""
    assert said_over(paragraph, sentence(paragraph, "Six"))[1] == "And the white one?"


def test_neither_time_nor_speaker_answers_but_who_says_i() -> None:
    paragraph = talk()
    hidden = {TALK[span.start : span.end] for span in around_turns(paragraph, stamps=False)}
    assert hidden == {"(10:01) Abe: ", "(10:03) Abe: ", "(10:05) "}
    assert len(around_turns(paragraph, stamps=True)) == 6


def test_an_item_is_read_after_the_opening_of_its_list() -> None:
    text = "The cook needs:\n\n- flour\n- two eggs\n- salt\n"
    (paragraph,) = split(Document("a.md", text))
    assert before(paragraph, sentence(paragraph, "two eggs")) == "The cook needs:"


def test_a_line_with_a_key_is_read_alone() -> None:
    text = "Owner: Ines Falk\nBerth: C7\nBuilt: 1966\n"
    (paragraph,) = split(Document("a.md", text))
    assert before(paragraph, sentence(paragraph, "Berth")) == ""


def test_prose_is_read_after_the_sentence_before() -> None:
    text = "The mill was built in 1790 by two brothers. It burnt down a year later."
    (paragraph,) = split(Document("a.md", text))
    assert before(paragraph, sentence(paragraph, "It burnt")).startswith("The mill was built")


def test_fences_and_rules_only_mark() -> None:
    text = "Set it:\n\n```ini\nlevel = 4 - 2\n```\n\n| a | b |\n|---|---|\n| c - | d |"
    lines = marking_lines(Paragraph(Document("a.md", text), 0, 0, len(text)))
    assert [text[s.start : s.end] for s in lines] == ["```ini", "```", "|---|---|"]


def test_a_long_indent_takes_no_time() -> None:
    text, start = " " * 100_000 + "x", monotonic()
    assert marking_lines(Paragraph(Document("a.md", text), 0, 0, len(text))) == ()
    assert monotonic() - start < 1
