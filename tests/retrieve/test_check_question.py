"""A question has a letter or digit, and every character of it is one."""

import pytest

from qa.errors import BadInput
from qa.library import Library
from qa.retrieve.retriever import LONGEST_QUESTION, check_question


@pytest.mark.parametrize("question", ["Who?", "  7 ", "岸", "क्या", "né", "A\nB"])
def test_questions(question: str) -> None:
    assert check_question(question) == question.strip()


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ("", "is empty: ask something"),
        (" \n\t ", "is empty: ask something"),
        ("???", "no letter or digit: ask something"),
        ("— “…” !", "no letter or digit: ask something"),
        ("🌉", "no letter or digit: ask something"),
        ("Who runs the caf\udce9?", "no UTF-8"),
        ("\ud83d", "no UTF-8"),
        ("x" * (LONGEST_QUESTION + 1), "ask in at most"),
    ],
)
def test_what_is_no_question(question: str, message: str, library: Library) -> None:
    hits = library.search("bridge")
    for ask in (
        check_question,
        library.search,
        library.ask,
        lambda text: library.search_many(["bridge", text]),
        lambda text: library.answer(text, hits),
    ):
        with pytest.raises(BadInput, match=message) as raised:
            ask(question)
        assert "\n" not in str(raised.value)
