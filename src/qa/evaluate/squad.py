"""Reads files of questions in the formats of SQuAD: each question comes with its paragraph.

These are the official JSON of SQuAD 1.1 and 2.0, and rows (title, context, question, answers) as
JSON Lines or as a JSON list; gzipped or not.
"""

import gzip
import json
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from qa.errors import BadInput
from qa.types import Span

_GZIP = b"\x1f\x8b"
_KINDS: dict[type, str] = {str: "a text", list: "a list"}

Row = dict[str, Any]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Gold:
    """A right answer."""

    text: str
    span: Span | None = None
    """Its place in the paragraph; None if none is given, or if the text there is different."""


@dataclass(frozen=True, slots=True)
class SquadQuestion:
    """A question and the paragraph that it is about."""

    id: str
    question: str
    context: str
    """The paragraph's text; all of it is read, even what qa would not take for body text."""
    title: str = ""
    answers: tuple[Gold, ...] = ()
    """Empty where the paragraph has no answer: only this decides, as in the official scoring."""


def read_squad(path: Path) -> tuple[SquadQuestion, ...]:
    """The questions of a file, in its order.

    Raises:
        BadInput: if it cannot be read; the message names the line, or the number (from 1) of
            article, paragraph and question, and what is wrong there.
    """
    text = _text(path)
    questions = tuple(_question(row, where) for row, where in _rows(path, text))
    if not questions:
        raise BadInput(f"{path} holds no questions")
    name, times = Counter(question.id for question in questions).most_common(1)[0]
    if times > 1:
        raise BadInput(f"{path} has the id {name!r} twice: give each question its own")
    return questions


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
        return (gzip.decompress(data) if data.startswith(_GZIP) else data).decode("utf-8-sig")
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise BadInput(f"{path} cannot be read: {error}") from error


def _rows(path: Path, text: str) -> Iterator[tuple[object, str]]:
    """Each row, and a description of its position for messages."""
    start = len(text) - len(text.lstrip())
    if start == len(text):
        return
    value, end = _decoded(text, start, path)
    if isinstance(value, dict) and "data" in value:
        yield from _rows_of_official(value, path)
    elif isinstance(value, list):
        yield from ((row, f"{path}, row {n}") for n, row in enumerate(value, 1))
    else:
        for n, row_text in enumerate(text.split("\n"), 1):
            if stripped := row_text.strip():
                row, end = _decoded(stripped, 0, path, n)
                if end < len(stripped):
                    raise BadInput(f"{path}, line {n} holds more than one JSON object")
                yield row, f"{path}, line {n}"
        return
    if rest := text[end:].lstrip():
        line = text.count("\n", 0, len(text) - len(rest)) + 1
        raise BadInput(f"{path}, line {line}: something stands behind the end of the JSON")


def _decoded(text: str, start: int, path: Path, line: int = 1) -> tuple[object, int]:
    """The JSON value that begins at `start`, and where it ends; `line` is that of `text`."""
    try:
        value: tuple[object, int] = json.JSONDecoder().raw_decode(text, start)
    except json.JSONDecodeError as error:
        at = f"line {line + error.lineno - 1}, column {error.colno}"
        raise BadInput(f"{path}, {at} is not JSON: {error.msg}") from error
    except (ValueError, RecursionError) as error:  # numbers or nesting without end
        raise BadInput(f"{path}, line {line} cannot be read as JSON: {error}") from error
    return value


def _rows_of_official(value: Row, path: Path) -> Iterator[tuple[object, str]]:
    for a, article in enumerate(_field(value, "data", list, str(path)), 1):
        in_article = f"{path}, article {a}"
        article = _object(article, in_article)
        for p, paragraph in enumerate(_field(article, "paragraphs", list, in_article), 1):
            in_paragraph = f"{in_article}, paragraph {p}"
            paragraph = _object(paragraph, in_paragraph)
            of_paragraph = {
                "title": article.get("title"),
                "context": _field(paragraph, "context", str, in_paragraph),
            }
            for q, row in enumerate(_field(paragraph, "qas", list, in_paragraph), 1):
                in_question = f"{in_paragraph}, question {q}"
                yield {**_object(row, in_question), **of_paragraph}, in_question


def _question(row: object, where: str) -> SquadQuestion:
    row = _object(row, where)
    question, context = (
        _field(row, "question", str, where),
        _encodable(_field(row, "context", str, where)),
    )
    question_id, title = row.get("id"), row.get("title")
    if not isinstance(question_id, str | int):
        raise BadInput(f"{where} needs id, a text")
    answers_value = row.get("answers", [] if row.get("is_impossible") else None)
    answers = [_gold(answer, context, where) for answer in _answers(answers_value, where)]
    return SquadQuestion(
        str(question_id),
        _encodable(question).strip(),
        context,
        # Titles in SQuAD are written as in addresses: French_and_Indian_War.
        _encodable(title).replace("_", " ") if isinstance(title, str) else "",
        tuple(answer for answer in answers if answer.text.strip()),
    )


def _answers(value: object, where: str) -> list[object]:
    """The answers as a list, even if they come as columns, as in the `datasets` library."""
    if isinstance(value, dict):
        texts = _field(value, "text", list, f"{where}, answers")
        starts = _field(value, "answer_start", list, f"{where}, answers")
        if len(texts) != len(starts):
            raise BadInput(f"{where}, answers: {len(texts)} texts and {len(starts)} starts")
        return [{"text": t, "start": s} for t, s in zip(texts, starts, strict=True)]
    if not isinstance(value, list):
        raise BadInput(f"{where} needs answers, a list; an empty one if the paragraph has none")
    return value


def _gold(value: object, context: str, where: str) -> Gold:
    if isinstance(value, str):
        return Gold(_encodable(value))
    answer = _object(value, f"{where}, answers")
    text = _encodable(_field(answer, "text", str, f"{where}, answers"))
    start = answer.get("start", answer.get("answer_start"))
    if isinstance(start, int) and start >= 0 and text and context.startswith(text, start):
        return Gold(text, Span(start, start + len(text)))
    return Gold(text)


def _object(value: object, where: str) -> Row:
    if not isinstance(value, dict):
        raise BadInput(f"{where} needs an object in braces")
    return value


def _field(owner: Row, name: str, kind: type[T], where: str) -> T:
    value = owner.get(name)
    if not isinstance(value, kind):
        raise BadInput(f"{where} needs {name}, {_KINDS[kind]}")
    return value


def _encodable(text: str) -> str:
    """The text with "?" for lone surrogates, which JSON can hold and tokenizers refuse."""
    return text.encode("utf-8", "replace").decode("utf-8")
