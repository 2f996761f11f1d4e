"""Which cell of a table's row answers: the one in the column that the question names.

A row says only values; what they are is said by the header. So the reader finds the row, and the
header decides.
"""

from __future__ import annotations

import re

from qa.text.words import STOP_WORDS, lower_words, stem
from qa.types import Paragraph, Span

_BETWEEN = re.compile(r"\||\t| {3,}")
_CODE = re.compile(r"\b(?=[\w-]*\d)[\w-]*\w")
_RULE = re.compile(r"[|:\-=+ \t]{3,}")
_MEASURES = {
    "deep": "depth", "long": "length duration", "wide": "width", "high": "height", "tall": "height",
    "heavy": "weight", "weigh": "weight", "old": "age", "expensive": "price cost", "cost": "price",
    "much": "price cost amount total", "many": "number count quantity amount", "far": "distance",
    "fast": "speed", "hot": "temperature", "big": "size", "large": "size", "when": "date day time",
    "who": "name person", "where": "place location city", "thick": "thickness", "call": "name",
}  # fmt: skip
"""What a question's words are called in a header."""


def named_row(question: str, paragraph: Paragraph) -> Span | None:
    """The one row that has all the numbers and codes of the question, as "TK-180"; else None."""
    codes = frozenset(_CODE.findall(question))
    text = paragraph.document.text
    rows = [
        s
        for s in paragraph.sentences
        if codes and codes <= set(_CODE.findall(text, s.start, s.end))
    ]
    return rows[0] if codes and len(rows) == 1 else None


def answering_cell(question: str, paragraph: Paragraph, row: Span) -> Span | None:
    """The cell of a row under the column that the question names; None if it names no single one.

    Args:
        row: the line of the table, a sentence of the paragraph.
    """
    names = _cells(paragraph, _header(paragraph, row))
    values = _cells(paragraph, row)
    if len(names) != len(values) or len(values) < 2:
        return None
    text = paragraph.document.text
    said_by_row = _stems(text[row.start : row.end])
    asked = _stems(question) - said_by_row
    asked |= {
        stem(name) for word in lower_words(question) for name in _MEASURES.get(word, "").split()
    }
    scores = [len(_stems(text[name.start : name.end]) & asked) for name in names]
    best = max(scores)
    if not best or scores.count(best) > 1:
        return None
    cell = values[scores.index(best)]
    # The cell by which the row was found is what the question says itself.
    return None if _stems(text[cell.start : cell.end]) <= _stems(question) else cell


def _header(paragraph: Paragraph, row: Span) -> Span | None:
    """The line that names the columns: the last of the header that is no rule."""
    text, above = paragraph.document.text, paragraph.header
    start = above.start if above else paragraph.start
    end = above.end if above else row.start
    lines = [line for line in text[start:end].split("\n") if line.strip()]
    if above is None:
        lines = lines[:1]
    name = next((line for line in reversed(lines) if not _RULE.fullmatch(line.strip())), "")
    if not name.strip():
        return None
    at = text.index(name, start)
    return Span(at, at + len(name))


def _cells(paragraph: Paragraph, line: Span | None) -> list[Span]:
    """The cells of a line that are between its marks, trimmed; empty ones too, within pipes."""
    if line is None:
        return []
    text = paragraph.document.text[line.start : line.end]
    edges = [0, *(edge for m in _BETWEEN.finditer(text) for edge in m.span()), len(text)]
    cells = []
    for first, last in zip(edges[::2], edges[1::2], strict=True):
        inner = text[first:last]
        if bare := inner.strip():
            at = line.start + first + inner.index(bare[0])
            cells.append(Span(at, at + len(bare)))
        elif "|" in text and first > 0 and last < len(text):
            cells.append(Span(line.start + first, line.start + max(last, first + 1)))
    return cells


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in lower_words(text) if word not in STOP_WORDS)
