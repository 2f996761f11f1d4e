"""What the rows of a collection are: texts with their data, questions with answers, a table.

Decided once for a collection, by the names of its columns and its first rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from qa.load.row_values import flat, is_scalar, prose

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "_id", "doc_id", "document_id", "article_id", "key"),
    "text": ("text", "body", "content", "article", "article_text", "maintext", "passage"),
    "title": ("title", "headline", "heading", "subject"),
    "author": ("author", "authors", "byline", "creator"),
    "published": ("published", "date", "published_at", "publish_date", "pubdate", "date_published"),
    "publisher": ("publisher", "site", "sitename", "outlet", "newspaper", "publication"),
    "url": ("url", "link", "href"),
    "language": ("language", "lang"),
}
"""Column names for each field, in lower case; the first that exists is used."""

_QUESTIONS = ("question", "q", "query", "frage", "pregunta", "domanda")
_ANSWERS = ("answer", "a", "answers", "response", "reply", "antwort", "respuesta", "risposta")
_THINGS = frozenset({"article", "content", "passage", "body"})
"""Names of texts that are also names of things, as the articles of a stock list."""
_FEWEST_WORDS = 4  # on average, of a column with such a name that is text
_LONG = 80  # mean characters of a column that is text, whatever its name
_WIDEST, _WIDEST_ROW = 25, 500  # columns, and characters of a row, of a table that can be read

Row = Mapping[str, object]


class Shape(Enum):
    """What the rows of a collection are."""

    TEXTS = auto()
    QUESTIONS = auto()
    RECORDS = auto()  # a document a row, made of columns only
    TABLE = auto()


@dataclass(frozen=True, slots=True)
class Layout:
    """The shape of a collection, and the columns (in lower case) that give it."""

    shape: Shape
    text: tuple[str, ...] = ()
    """The columns with the text; the first that has a value is used."""
    question: str = ""
    with_data: bool = True
    """Whether the other columns are in the text. Those of titled articles are not: they are
    metadata of the document, and a line for each would only make the index larger."""


def column_names(row: Row) -> list[str]:
    """The names of a row's columns in lower case."""
    return [str(name).strip().lower() for name in row]


def layout_of(rows: Sequence[Row], fields: Mapping[str, str], *, by_length: bool = True) -> Layout:
    """The layout of a collection, judged by its first rows.

    Args:
        fields: the user's column for each field.
        by_length: whether a column can be the text by its length alone.
    """
    names = list(dict.fromkeys(name for row in rows for name in column_names(row)))
    if "text" in fields:
        return Layout(Shape.TEXTS, (fields["text"].lower(),), with_data=_has_data(names, fields))
    texts = tuple(name for name in COLUMNS["text"] if name in names and _is_text(rows, name))
    if texts:
        return Layout(Shape.TEXTS, texts, with_data=_has_data(names, fields, texts))
    question = next((name for name in _QUESTIONS if name in names), "")
    answer = next((name for name in _ANSWERS if name in names), "")
    if question and answer:
        return Layout(Shape.QUESTIONS, (answer,), question)
    sizes = {name: _usual_size(rows, name) for name in names}
    longest = max(sizes, key=lambda name: sizes[name], default="")
    if by_length and longest and sizes[longest] >= _LONG:
        return Layout(Shape.TEXTS, (longest,))
    flat_rows = all(_is_flat(value) for row in rows for value in row.values())
    if flat_rows and len(names) <= _WIDEST and sum(sizes.values()) <= _WIDEST_ROW:
        return Layout(Shape.TABLE)
    return Layout(Shape.RECORDS)


def _has_data(names: Iterable[str], fields: Mapping[str, str], texts: Sequence[str] = ()) -> bool:
    """Whether there is more than the usual metadata of an article."""
    metadata = {name for names in COLUMNS.values() for name in names} - set(COLUMNS["text"])
    metadata |= {name.lower() for name in fields.values()} | set(texts[:1])
    titles = {fields["title"].lower()} if "title" in fields else set(COLUMNS["title"])
    return not titles & set(names) or not set(names) <= metadata


def _is_text(rows: Sequence[Row], name: str) -> bool:
    if name not in _THINGS:
        return True
    values = _values(rows, name)
    return sum(len(value.split()) for value in values) >= _FEWEST_WORDS * max(len(values), 1)


def _usual_size(rows: Sequence[Row], name: str) -> float:
    """The mean number of characters of a column's values that are not empty."""
    values = _values(rows, name)
    return sum(map(len, values)) / len(values) if values else 0.0


def _values(rows: Sequence[Row], name: str) -> list[str]:
    values = (
        prose(value)
        for row in rows
        for column, value in row.items()
        if str(column).strip().lower() == name
    )
    return [value for value in values if value.strip()]


def _is_flat(value: object) -> bool:
    return is_scalar(value) or (isinstance(value, list) and all(map(is_scalar, value)))


def cells(row: Row, columns: Sequence[str]) -> list[str]:
    """The values of a row in the order of the columns."""
    return [flat(row.get(column, "")) for column in columns]
