"""Content words, stems, and a full-text query that no question can break out of."""

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.store.full_text import full_text_query
from qa.text.words import content_stems, content_words, stems, words


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How many troops were sent to Kursk?", ("troops", "sent", "kursk")),
        ("Who is who?", ("who", "is")),
        ("What did the U.S. track?", ("u.s.", "track")),
        ("Were 10,000 or 2.5 sent at 10:30?", ("10000", "2.5", "sent", "10:30")),
        ("Kim's plan", ("kim", "plan")),
        ("???", ()),
    ],
)
def test_content_words(question: str, expected: tuple[str, ...]) -> None:
    assert content_words(question) == expected


def test_content_stems_leave_out_the_words_that_tell_nothing() -> None:
    assert content_stems("Which lamps are in the U.S.?") == {"lamp", "us"}
    assert content_stems("Who is it?") == {"who", "is", "it"}


def test_words_know_their_places() -> None:
    text = "Ünlü U.S. 2.5"
    assert [text[span.start : span.end] for _, span in words(text)] == ["Ünlü", "U.S.", "2.5"]


def test_stems_join_the_forms_of_a_word() -> None:
    assert stems("deployed soldiers") & stems("deploying a soldier") >= {"deploy", "soldier"}


@given(st.text())
def test_a_question_never_becomes_query_syntax(question: str) -> None:
    sql = sqlite3.connect(":memory:")
    sql.execute("CREATE VIRTUAL TABLE t USING fts5 (text)")
    query = full_text_query(question)
    for word in query:
        sql.execute("SELECT rowid FROM t WHERE t MATCH ?", (word,)).fetchall()
    sql.close()


def test_operators_are_words() -> None:
    assert full_text_query('wheat AND "rye" NOT barley* col:x -oats NEAR') == (
        '"wheat"', '"rye"', '"barley"', '"col"', '"x"', '"oats"', '"near"',
    )  # fmt: skip
