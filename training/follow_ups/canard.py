"""CANARD (Elgohary et al., EMNLP 2019): follow-up questions, and the same questions standing alone.

Rows are objects with id, title, section, history (question and answer), question, rewrite and
changed. The answers of a dialogue, in order, serve as the passage that they were taken from.
"""

import gzip
import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa.converse.turn import Turn
from qa.types import Answer, Citation, Document, Paragraph, Span, Statement

SHORT = 8
"""Words of an answer that are taken as its short answer."""
HELD_OUT = 3
"""Tenths of the articles that are measured on and never learned from."""


@dataclass(frozen=True, slots=True)
class Row:
    """A question of a dialogue."""

    dialogue: str
    title: str
    question: str
    rewrite: str
    changed: bool
    history: tuple[tuple[str, str], ...]
    """Question and answer of each turn before it."""

    @property
    def held_out(self) -> bool:
        return zlib.crc32(self.title.encode()) % 10 >= 10 - HELD_OUT


def rows(path: Path) -> Iterator[Row]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield _row(json.loads(line))


def _row(value: dict[str, Any]) -> Row:
    return Row(
        value["id"].partition("_q#")[0],
        value["title"],
        value["question"],
        value["rewrite"],
        value["changed"],
        tuple((turn["question"], turn["answer"]) for turn in value["history"]),
    )


def passages(rows: Sequence[Row]) -> dict[str, str]:
    """By dialogue: its answers, each once, in order."""
    answers: dict[str, dict[str, None]] = {}
    for row in rows:
        answers.setdefault(row.dialogue, {}).update(dict.fromkeys(a for _, a in row.history))
    return {dialogue: " ".join(map(_ended, each)) for dialogue, each in answers.items()}


def _ended(answer: str) -> str:
    return answer if answer.endswith((".", "!", "?", "”", '"')) else f"{answer}."


def turns(row: Row, passage: str, rewrites: dict[tuple[str, str], str]) -> list[Turn]:
    """The turns before a question, their questions standing alone, answered as in the data.

    Args:
        rewrites: by dialogue and question as asked, the question standing alone.
    """
    document = Document(f"{row.dialogue}.txt", passage, row.title)
    return [
        Turn(question, _answer(question, answer, document, rewrites.get((row.dialogue, question))))
        for question, answer in row.history
    ]


def _answer(question: str, answer: str, document: Document, rewrite: str | None) -> Answer:
    start = document.text.find(answer)
    span = Span(start, start + len(answer))
    paragraph = Paragraph(document, 0, 0, len(document.text), sentences=(span,))
    return Answer(
        question,
        answer if len(answer.split()) <= SHORT else "",
        (Statement(answer, (1,)),),
        (Citation(1, paragraph, span),),
        (),
        0.9,
        understood_as=rewrite if rewrite != question else None,
    )
