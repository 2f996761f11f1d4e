"""Collections in which a row is a document: JSON Lines, JSON lists, CSV. Read row by row."""

from __future__ import annotations

import codecs
import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from itertools import chain

from qa.errors import BadInput
from qa.load.part import MIB, Names, Part, ReadOptions
from qa.load.text import encoding_of
from qa.text.dates import find_date
from qa.text.sanitize import one_line, tidy
from qa.types import Document

LONGEST_ROW = 16 * MIB
"""Characters of a row: three Bibles. While a row is read, memory holds several copies of it."""
MOST_JSON = 32 * MIB
"""Bytes of a .json file, which is held in memory whole; JSON Lines have no such limit."""
_SAMPLE = 64 * 1024  # bytes by which an encoding is guessed
_LONGEST_VALUE = 1_000
_DELIMITERS = ",;\t|"

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
"""Names of columns for each field, in lower case; the first one present is used."""

_Row = Mapping[str, object]


def read_json_lines(part: Part, options: ReadOptions) -> Iterator[Document]:
    """An object a line, in UTF-8 or UTF-16 with its mark."""
    head = part.stream.read(len(codecs.BOM_UTF16_LE))
    wide = head in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    stream = io.BufferedReader(_Prefixed(head, part))
    # Bytes that are not UTF-8 become surrogates, which mark their row as bad.
    encoding = "utf-16" if wide else "utf-8-sig"
    lines = io.TextIOWrapper(stream, encoding, "replace" if wide else "surrogateescape")

    def objects() -> Iterator[tuple[int, object]]:
        number = 0
        while line := lines.readline(LONGEST_ROW + 1):
            number += 1
            if len(line) > LONGEST_ROW:
                yield number, BadInput(f"a row of more than {LONGEST_ROW // MIB} MB")
                while line and not line.endswith("\n"):
                    line = lines.readline(LONGEST_ROW)
            elif not line.isspace():
                yield number, _parsed(line)

    yield from _documents(objects(), part, options)


def read_json(part: Part, options: ReadOptions) -> Iterator[Document]:
    """A list of objects, or one object."""
    data = part.read(MOST_JSON)
    try:
        text = data.decode(json.detect_encoding(data)).lstrip()
    except UnicodeError:
        raise BadInput("not UTF-8: save the file as UTF-8") from None
    if not text:
        raise BadInput("empty file")
    is_list = text.startswith("[")

    def objects() -> Iterator[tuple[int, object]]:
        decoder = json.JSONDecoder()
        at = _after_space(text, 1) if is_list else 0
        number = 0
        while at < len(text) and text[at] != "]":
            number += 1
            try:
                value, at = decoder.raw_decode(text, at)
            except (ValueError, RecursionError) as error:
                yield number, _json_fault(error)
                return
            yield number, value
            at = _after_space(text, at)
            if not is_list or text[at : at + 1] != ",":
                break
            at = _after_space(text, at + 1)
        if is_list and text[at : at + 1] != "]":
            yield number + 1, BadInput("cut short: the list does not end")

    yield from _documents(objects(), part, options)


def read_csv(part: Part, options: ReadOptions) -> Iterator[Document]:
    """Rows below a line of column names, separated by commas, semicolons, tabs or bars."""
    head = part.stream.read(_SAMPLE)
    if not head.strip():
        raise BadInput("empty file")
    stream = io.BufferedReader(_Prefixed(head, part))
    lines = io.TextIOWrapper(stream, encoding_of(head), "replace", newline="")
    first = lines.readline(_SAMPLE)
    delimiter = max(_DELIMITERS, key=first.count)
    # The limit holds for the whole process; a longer field is an error of its row.
    csv.field_size_limit(LONGEST_ROW)
    # Longer than a field may be, so that a field cut here is an error and not read as complete.
    bounded = iter(lambda: lines.readline(2 * LONGEST_ROW), "")
    table = csv.reader(chain([first], bounded), delimiter=delimiter)
    try:
        columns = next(table, [])
    except csv.Error as error:
        raise BadInput(f"no line of column names: {error}") from None
    _text_column([column.strip().lower() for column in columns], options.fields)

    def objects() -> Iterator[tuple[int, object]]:
        while True:
            try:
                cells = next(table)
            except StopIteration:
                return
            except csv.Error as error:
                yield table.line_num, BadInput(f"not CSV: {error}")
                continue
            if any(cells):
                yield table.line_num, dict(zip(columns, cells, strict=False))

    yield from _documents(objects(), part, options)


class _Prefixed(io.RawIOBase):
    """A stream with the bytes put back that were read to detect its encoding."""

    def __init__(self, head: bytes, part: Part) -> None:
        self._head, self._stream = head, part.stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._head[: len(buffer)] or self._stream.read(len(buffer))
        self._head = self._head[len(buffer) :]
        buffer[: len(data)] = data
        return len(data)


def _documents(
    rows: Iterator[tuple[int, object]], part: Part, options: ReadOptions
) -> Iterator[Document]:
    """The documents of numbered rows; a row that is a BadInput or not a document is skipped."""
    names = Names(part.source)
    for number, row in rows:
        try:
            if isinstance(row, BadInput):
                raise row
            if not isinstance(row, dict):
                raise BadInput("not an object with named fields")
            yield _document(row, number, names, options.fields)
        except BadInput as error:
            options.skip(f"{part.source}/row {number}", str(error))


def _document(row: _Row, number: int, names: Names, fields: Mapping[str, str]) -> Document:
    named = {str(key).strip().lower(): value for key, value in row.items()}

    def value(field: str, read: Callable[[object], str] = _line) -> str:
        wanted = (fields[field].lower(),) if field in fields else COLUMNS[field]
        return next((text for name in wanted if (text := read(named.get(name)))), "")

    text = value("text", _text)
    if not text.strip():
        wanted = fields.get("text")
        raise BadInput(f"no text in its field {wanted!r}" if wanted else "no text")
    date = value("published")
    parsed_date = find_date(date)
    return Document(
        source=names.give(value("id") or str(number)),
        text=text,
        title=value("title"),
        author=value("author"),
        published=parsed_date.iso if parsed_date else date,
        publisher=value("publisher"),
        url=value("url"),
        language=value("language")[:2].lower(),
    )


def _text(value: object) -> str:
    """The text of a field as it stands; a list of strings becomes paragraphs."""
    if isinstance(value, list):
        return "\n\n".join(tidy(part) for part in value if isinstance(part, str))
    return tidy(value) if isinstance(value, str) else ""


def _line(value: object) -> str:
    """A string, number or list of strings on one line; "" for anything else."""
    if isinstance(value, list):
        value = ", ".join(part for part in value[:100] if isinstance(part, str))
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        value = str(value) if -1e15 < value < 1e15 else ""
    return " ".join(tidy(value[:_LONGEST_VALUE]).split()) if isinstance(value, str) else ""


def _text_column(columns: list[str], fields: Mapping[str, str]) -> None:
    """Raises:
    BadInput: if no column holds the text.
    """
    wanted = (fields["text"].lower(),) if "text" in fields else COLUMNS["text"]
    if not set(wanted) & set(columns):
        seen = one_line(", ".join(columns)[:_LONGEST_VALUE])
        raise BadInput(f"no column of text among {seen}: name it with --field text=COLUMN")


def _parsed(line: str) -> object:
    """The value of a line of JSON, or the BadInput that says what is wrong with it."""
    try:
        line.encode()
        return json.loads(line)
    except UnicodeEncodeError:
        return BadInput("not UTF-8: save the file as UTF-8")
    except (ValueError, RecursionError) as error:
        return _json_fault(error)


def _json_fault(error: Exception) -> BadInput:
    if isinstance(error, json.JSONDecodeError):
        return BadInput(f"not JSON: {error.msg}")
    return BadInput("JSON that is nested too deeply, or has a number that is too long")


def _after_space(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\n\r":
        at += 1
    return at
