"""Reads files of questions about an index, with their known answers: JSON Lines."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from qa.errors import BadInput
from qa.evaluate.figures import Place
from qa.retrieve.retriever import check_question
from qa.types import Span


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its known answers, and the evidence for them."""

    id: str
    question: str
    answerable: bool
    answers: tuple[str, ...]
    evidence: tuple[str, ...]
    gold: tuple[str, ...] = ()
    """Right answers in their exact words."""
    spans: tuple[Place, ...] = ()
    """All the places that an answer should mark."""
    highlights: tuple[str, ...] = ()
    """Texts that an answer should mark, wherever they stand in a document that it cites."""


def read_questions(path: Path) -> tuple[Question, ...]:
    """The questions of a JSON Lines file.

    Fields: id, kind (answerable | unanswerable), question, answers (regular expressions, one must
    match) and evidence (texts from the documents, one must be in a passage). Optional: gold
    (texts), spans ([source, start, end] in characters) and highlights (texts); see `Question`.

    Raises:
        BadInput: if it cannot be read; the message names the line that is wrong.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path} cannot be read: {error}") from error
    questions = [_question(path, n, line) for n, line in enumerate(lines, 1) if line.strip()]
    if not questions:
        raise BadInput(f"{path} holds no questions")
    if len({question.id for question in questions}) < len(questions):
        raise BadInput(f"{path} has an id twice: give each question its own")
    return tuple(questions)


def _question(path: Path, number: int, line: str) -> Question:
    where = f"{path}, line {number}"
    try:
        row = json.loads(line)
        question = Question(
            str(row.get("id", number)),
            str(row["question"]),
            row["kind"] == "answerable",
            _strings(row.get("answers", [])),
            _strings(row.get("evidence", [])),
            _strings(row.get("gold", [])),
            _places(row.get("spans", []), where),
            tuple(filter(str.strip, _strings(row.get("highlights", [])))),
        )
        for pattern in question.answers:
            re.compile(pattern)
        check_question(question.question)
    except BadInput as error:
        raise BadInput(f"{where}: {error}") from error
    except json.JSONDecodeError as error:
        raise BadInput(f"{where} is not JSON: {error.msg}") from error
    except re.error as error:
        raise BadInput(f"{where}: {error.pattern!r} is no regular expression: {error}") from error
    except (KeyError, AttributeError, TypeError) as error:
        raise BadInput(f"{where} needs question, kind, answers and evidence") from error
    return question


def _places(value: object, where: str) -> tuple[Place, ...]:
    places = []
    for entry in value if isinstance(value, list) else [value]:
        match entry:
            case [str(source), int(start), int(end)] if 0 <= start < end:
                places.append(Place(source, Span(start, end)))
            case _:
                raise BadInput(f"{where}: spans are [[source, start, end], ...], start before end")
    return tuple(places)


def _strings(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise TypeError("a list of strings is wanted")
    return tuple(value)


T = TypeVar("T")


def evenly(items: Sequence[T], most: int | None) -> Sequence[T]:
    """At most `most` of the items, at even distances; all if it is None."""
    if most is None or most >= len(items):
        return items
    return [items[n * len(items) // most] for n in range(most)]
