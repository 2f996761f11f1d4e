"""Arguments of programs: what is taken, what is refused and how that is said."""

from typing import Any

import pytest

from qa.doors.parameters import Kind, Parameter, checked, from_texts, schema_of
from qa.errors import BadInput

PARAMETERS = (
    Parameter("question", "What to ask.", required=True),
    Parameter("k", "How many.", Kind.NUMBER, default=5, least=1, most=50),
    Parameter("start", "Where.", Kind.NUMBER),
    Parameter("where", "Which.", Kind.TEXTS, default=(), most=2),
)


def test_what_is_left_out_has_its_default() -> None:
    assert checked(PARAMETERS, {"question": "Why?", "k": None}) == {
        "question": "Why?",
        "k": 5,
        "start": None,
        "where": (),
    }


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ([], "the arguments have to be an object"),
        ({}, "question is missing: it has to be a text"),
        ({"question": ["Why?"]}, "question has to be a text"),
        ({"question": "Why?", "k": 0}, "k has to be a whole number, 1 to 50"),
        ({"question": "Why?", "k": 51}, "k has to be a whole number, 1 to 50"),
        ({"question": "Why?", "k": True}, "k has to be a whole number, 1 to 50"),
        ({"question": "Why?", "k": 2.0}, "k has to be a whole number, 1 to 50"),
        ({"question": "Why?", "start": -1}, "start has to be a whole number of at least 0"),
        ({"question": "Why?", "where": "a=b"}, "where has to be a list of texts, at most 2"),
        ({"question": "Why?", "where": [1]}, "where has to be a list of texts, at most 2"),
        ({"question": "Why?", "where": ["a"] * 3}, "where has to be a list of texts, at most 2"),
        ({"question": "Why?", "index": "/etc"}, "there is no argument 'index': there are question"),
    ],
    ids=str,
)
def test_what_cannot_be_used_is_said(given: Any, message: str) -> None:
    with pytest.raises(BadInput, match=message):
        checked(PARAMETERS, given)


def test_the_schema_says_the_same() -> None:
    schema = schema_of(PARAMETERS)
    assert schema["required"] == ["question"]
    assert schema["additionalProperties"] is False
    assert schema["properties"]["k"] == {
        "description": "How many.",
        "type": "integer",
        "minimum": 1,
        "maximum": 50,
        "default": 5,
    }
    assert schema["properties"]["where"]["items"] == {"type": "string"}


def test_a_query_becomes_numbers_and_lists() -> None:
    pairs = [("question", "5"), ("k", "7"), ("where", "a"), ("where", "b"), ("more", "1")]
    assert from_texts(PARAMETERS, pairs) == {
        "question": "5",
        "k": 7,
        "where": ["a", "b"],
        "more": "1",
    }
    for text in ("", "-1", "1.5", "seven", "９", "9" * 5000):
        with pytest.raises(BadInput, match="k has to be"):
            checked(PARAMETERS, from_texts(PARAMETERS, [("question", "Why?"), ("k", text)]))
