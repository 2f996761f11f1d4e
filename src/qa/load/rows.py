"""Collections in lines: JSON Lines and CSV, read row by row."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from qa.errors import BadInput
from qa.load.json_values import parsed
from qa.load.part import MIB, Part, ReadOptions
from qa.load.row_documents import Numbered, row_documents
from qa.load.text import encoding_of
from qa.text.sanitize import one_line
from qa.types import Document

LONGEST_ROW = 16 * MIB
"""Characters of a row: three Bibles. A row is in memory while it is read, several times over."""
_SAMPLE = 64 * 1024  # bytes by which an encoding is guessed
_FIRST = 20  # lines by which a table's delimiter and header are found
_LONGEST_NAMES = 1_000
_LONGEST_HEADER = 100  # characters of a column's name
_DELIMITERS = ",;\t|"
_NONE = "\x1f"  # the delimiter of a table of one column
_SEP = re.compile(r"\ufeff?\"?sep=(.|\\t)\"?\s*", re.IGNORECASE)
_QUOTED = re.compile(r'"[^"]*"')
_DATUM = re.compile(r"[-+]?[\d.,' ]*\d[\d.,]*\s?[%€$£]?|\d{1,4}[-./]\d{1,2}[-./]\d{1,4}.{0,20}")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")


def read_json_lines(part: Part, options: ReadOptions) -> Iterator[Document]:
    """An object a line, in UTF-8 or UTF-16 with its mark."""
    head = part.stream.read(len(codecs.BOM_UTF16_LE))
    wide = head in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    stream = io.BufferedReader(_Prefixed(head, part))
    # Bytes that are not UTF-8 become surrogates, which mark their row as damaged.
    encoding = "utf-16" if wide else "utf-8-sig"
    lines = io.TextIOWrapper(stream, encoding, "replace" if wide else "surrogateescape")

    def objects() -> Iterator[Numbered]:
        number = 0
        while line := lines.readline(LONGEST_ROW + 1):
            number += 1
            if len(line) > LONGEST_ROW:
                yield number, BadInput(f"a row of more than {LONGEST_ROW // MIB} MB")
                while line and not line.endswith("\n"):
                    line = lines.readline(LONGEST_ROW)
            elif not line.isspace():
                yield number, parsed(line)

    yield from row_documents(objects(), part, options)


def read_csv(part: Part, options: ReadOptions) -> Iterator[Document]:
    """Rows under a line of column names, separated by commas, semicolons, tabs or bars."""
    head = part.stream.read(_SAMPLE)
    if not head.strip():
        raise BadInput("empty file")
    stream = io.BufferedReader(_Prefixed(head, part))
    lines = io.TextIOWrapper(stream, encoding_of(head), "replace", newline="")
    bounded = _bounded(lines)
    first = _first_lines(bounded)
    delimiter = _delimiter(first)
    if stated := _SEP.fullmatch(first[0]):
        delimiter = stated[1].replace("\\t", "\t")
        first = first[1:]
    # One limit for the process; a longer field is an error of its row.
    csv.field_size_limit(LONGEST_ROW)
    table = csv.reader(chain(first, bounded), delimiter=delimiter)
    yield from _table_documents(_rows(table), delimiter, part, options)


def _table_documents(
    rows: Iterator[Numbered], delimiter: str, part: Part, options: ReadOptions
) -> Iterator[Document]:
    """The documents of rows of cells, the first of which are a header or stand above it."""
    above: list[Numbered] = []
    for one in rows:
        above.append(one)
        if isinstance(one[1], BadInput) or len(above) >= _FIRST or _filled(one[1]) > 1:
            break
    at = next((i for i, (_, row) in enumerate(above) if _filled(row) > 1), 0)
    if not above:
        raise BadInput("empty file")
    header = above[at][1]
    if isinstance(header, BadInput) or not isinstance(header, list):
        raise BadInput(f"no line of column names: {header}")
    below = chain(above[at + 1 :], rows)
    following = next(below, None)
    if following:
        below = chain([following], below)
    names = [cell.strip() for cell in header]
    if _is_datum_row(names, following):
        below = chain([above[at]], below)
        names = []
    elif wanted := options.fields.get("text"):
        _check_column(wanted, names)
    before = [" ".join(row).strip() for _, row in above[:at] if isinstance(row, list)]
    yield from row_documents(_named(below, names, delimiter), part, options, before)


def _rows(table: Iterator[list[str]]) -> Iterator[Numbered]:
    """The rows that have anything, each with the number of its line."""
    while True:
        try:
            cells = next(table)
        except StopIteration:
            return
        except csv.Error as error:
            yield getattr(table, "line_num", 0), BadInput(f"not CSV: {error}")
            continue
        if any(cell.strip() for cell in cells):
            yield getattr(table, "line_num", 0), cells


def _named(rows: Iterable[Numbered], names: Sequence[str], delimiter: str) -> Iterator[Numbered]:
    """Rows of cells as objects; a column without a name gets one.

    Cells beyond the names belong to the last one, in which a delimiter was not quoted.
    """
    columns: list[str] = []
    for number, row in rows:
        if not isinstance(row, list):
            yield number, row
            continue
        if names and len(row) > len(names):
            rest = delimiter.join(row[len(names) - 1 :]).rstrip(f"{delimiter} ")
            row = [*row[: len(names) - 1], rest]
        while len(columns) < len(row):
            i = len(columns)
            name = names[i] if i < len(names) and names[i] else f"Column {i + 1}"
            columns.append(name if name not in columns else f"{name} ({i + 1})")
        yield number, dict(zip(columns, row, strict=False))


def _bounded(lines: io.TextIOWrapper) -> Iterator[str]:
    """The lines, each cut where it is longer than a field may be, so that its row is refused."""
    while line := lines.readline(2 * LONGEST_ROW):
        yield line
        while line and not line.endswith("\n") and len(line) == 2 * LONGEST_ROW:
            line = lines.readline(2 * LONGEST_ROW)


def _first_lines(lines: Iterator[str]) -> list[str]:
    first: list[str] = []
    for line in lines:
        first.append(line)
        if len(first) >= _FIRST or len(line) > _SAMPLE:
            break
    return first


def _delimiter(lines: Sequence[str]) -> str:
    """The delimiter that most lines have, the same number of times."""
    scores: dict[str, tuple[int, int]] = {}
    bare = [_QUOTED.sub("", line[:_SAMPLE]) for line in lines if line.strip()]
    for delimiter in _DELIMITERS:
        counts = Counter(count for line in bare if (count := line.count(delimiter)))
        if counts:
            scores[delimiter] = (max(counts.values()), bare[0].count(delimiter))
    best = max(scores, key=lambda delimiter: scores[delimiter], default=_NONE)
    # A comma that only some lines have is punctuation.
    if best != _NONE and not scores[best][1] and 2 * scores[best][0] <= len(bare):
        return _NONE
    return best


def _filled(row: object) -> int:
    return sum(bool(cell.strip()) for cell in row) if isinstance(row, list) else 0


def _is_datum_row(names: Sequence[str], following: Numbered | None) -> bool:
    """Whether the first row holds values like those of the second, and not names."""
    if any(len(name) > _LONGEST_HEADER for name in names):
        return True
    below = following[1] if following else []
    return any(
        _is_datum(name) and not _YEAR.fullmatch(name) and _is_datum(cell.strip())
        for name, cell in zip(names, below if isinstance(below, list) else [], strict=False)
    )


def _check_column(wanted: str, names: Sequence[str]) -> None:
    """Raises:
    BadInput: if the user's column does not exist.
    """
    if wanted.lower() not in map(str.lower, names):
        listed = one_line(", ".join(names)[:_LONGEST_NAMES])
        raise BadInput(f"no column {wanted!r} among {listed}: name one of them")


class _Prefixed(io.RawIOBase):
    """A stream with the bytes put back that were read to recognise it."""

    def __init__(self, head: bytes, part: Part) -> None:
        self._head, self._stream = head, part.stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._head[: len(buffer)] or self._stream.read(len(buffer))
        self._head = self._head[len(buffer) :]
        buffer[: len(data)] = data
        return len(data)


def _is_datum(cell: str) -> bool:
    """Whether it is a number or a date."""
    return len(cell) <= _LONGEST_HEADER and _DATUM.fullmatch(cell) is not None
