"""The same word in other letters, the same number and the same day in another notation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.text.normalize import fold, plain_letters, plain_numbers, search_text
from qa.text.words import lower_words, stems, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1,250,000 euros", "1250000 euros"),
        (
            "1 250 000 euros".replace(" 250", "\u202f250").replace(" 000", "\u202f000"),
            "1250000 euros",
        ),
        ("1.250.000 euros", "1250000 euros"),
        ("1'250'000 euros", "1250000 euros"),
        ("\uff30\uff38\uff0d\uff13\uff13\uff10", "PX-330"),
        ("a \ufb02our mill", "a flour mill"),
        ("co\u00adoper\u200bative", "cooperative"),
    ],
)
def test_the_same_words(one: str, other: str) -> None:
    assert lower_words(one) == lower_words(other)


@pytest.mark.parametrize("decimal", ["1.250", "3,5", "12.5.1", "1,25", "10:30"])
def test_decimals_stay(decimal: str) -> None:
    assert plain_numbers(decimal) == decimal


@pytest.mark.parametrize(
    "day", ["17 June 2026", "June 17, 2026", "2026-06-17", "17.06.2026", "20260617", "17/06/2026"]
)
def test_a_day_is_said_in_every_notation(day: str) -> None:
    assert {"20260617", "june", "17", "2026"} <= stems(f"It rained on {day}.")
    assert {"20260617", "june", "17"} <= set(search_text(day).replace("\n", " ").lower().split())


def test_words_without_spaces_are_pairs_of_characters() -> None:
    assert [word for word, _ in words("北岸灯塔 x")] == ["北岸", "岸灯", "灯塔", "x"]
    assert search_text("北岸灯塔").split() == ["北岸", "岸灯", "灯塔"]


@given(st.text())
def test_the_place_of_a_word_is_where_it_stands(text: str) -> None:
    for word, span in words(text):
        assert 0 <= span.start < span.end <= len(text)
        assert fold(text[span.start : span.end]).lower().startswith(word[:1]) or word.isdigit()
    assert [word for word, _ in words(text)] == lower_words(text)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("\uff31\uff34\uff0d\uff17 costs \uff19\uff15 crowns", "QT-7 costs 95 crowns"),
        ("\U0001d407\U0001d428lt", "Holt"),
        ("10\u00b2 m\u2026 caf\u00e9 \ufb02our", "10\u00b2 m\u2026 caf\u00e9 \ufb02our"),
    ],
)
def test_plain_letters(text: str, plain: str) -> None:
    assert plain_letters(text) == plain


@given(st.text())
def test_plain_letters_keep_every_place(text: str) -> None:
    assert len(plain_letters(text)) == len(text)


@pytest.mark.parametrize("day", ["3 May 2022", "May 3, 2022", "3.5.2022", "20220503"])
def test_the_words_of_a_day_are_known_in_any_notation(day: str) -> None:
    assert stems("2022-05-03") <= stems(day)
