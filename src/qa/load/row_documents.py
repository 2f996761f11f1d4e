"""Rows of a collection -> Documents: all values of a row are in the text of its document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from qa.errors import BadInput, QAError
from qa.load.part import BROKEN, Names, Part, ReadOptions
from qa.load.row_layout import COLUMNS, Layout, Row, Shape, cells, layout_of
from qa.load.row_values import flat, label, prose
from qa.load.text_builder import TextBuilder
from qa.text.dates import find_date
from qa.text.sanitize import LONGEST_VALUE
from qa.types import Document

_SAMPLE = 50  # rows by which a collection is judged
_MOST_ROWS, _MOST_CHARACTERS = 20_000, 4_000_000
"""Rows and characters of a table that is one document."""
_LONG = 200  # characters above which a value gets a paragraph
_LONGEST_REMARK = 300  # characters of a text that is read together with the data of its row
_SHORT, _NAMED = 40, 3  # characters and number of the values that name a row
_LONGEST_VALUE = 1_000

Numbered = tuple[int, object]
"""A row with its number; a BadInput in place of a row that cannot be read."""


def row_documents(
    rows: Iterable[Numbered], part: Part, options: ReadOptions, above: Sequence[str] = ()
) -> Iterator[Document]:
    """The documents of numbered rows; an empty row is skipped.

    `above` are the paragraphs over a table.
    """
    first, rows = _begin(iter(rows))
    sample = [row for _, row in first if isinstance(row, dict)]
    layout = layout_of(sample, options.fields)
    good = _good(chain(first, rows), part, options)
    if layout.shape is Shape.TABLE and sample:
        yield from _tables(good, part, above)
        return
    if above:
        yield Document(part.source, "\n\n".join(above))
    names = Names(part.source)
    for number, row in good:
        try:
            yield _document(row, number, names, layout, options.fields)
        except BadInput as error:
            options.skip(f"{part.source}/row {number}", str(error))


def _begin(rows: Iterator[Numbered]) -> tuple[list[Numbered], Iterator[Numbered]]:
    """The first rows, and the others; an error among the first is raised after those before it."""
    first: list[Numbered] = []
    try:
        while len(first) < _SAMPLE:
            first.append(next(rows))
    except StopIteration:
        pass
    except (QAError, OSError, *BROKEN) as error:
        return first, _failing(error)
    return first, rows


def _failing(error: Exception) -> Iterator[Numbered]:
    yield from ()
    raise error


def _good(rows: Iterable[Numbered], part: Part, options: ReadOptions) -> Iterator[tuple[int, Row]]:
    for number, row in rows:
        if isinstance(row, dict):
            yield number, row
        else:
            reason = str(row) if isinstance(row, BadInput) else "not an object with named fields"
            options.skip(f"{part.source}/row {number}", reason)


def _tables(
    rows: Iterator[tuple[int, Row]], part: Part, above: Sequence[str]
) -> Iterator[Document]:
    """The rows as one table under the names of their columns, or as several where it is large."""
    columns: dict[str, None] = {}
    lines: list[Row] = []
    begin, size, is_first = 0, 0, True
    for number, row in rows:
        begin = begin or number
        columns.update(dict.fromkeys(row))
        lines.append(row)
        size += sum(len(value) for value in row.values() if isinstance(value, str))
        if len(lines) >= _MOST_ROWS or size >= _MOST_CHARACTERS:
            yield _table(lines, list(columns), f"{part.source}/rows {begin} to {number}", above)
            lines, begin, size, is_first, above = [], 0, 0, False, ()
    if lines:
        source = part.source if is_first else f"{part.source}/rows {begin} to {number}"
        yield _table(lines, list(columns), source, above)


def _table(
    rows: Sequence[Row], columns: Sequence[str], source: str, above: Sequence[str]
) -> Document:
    blocks = TextBuilder()
    for words in above:
        blocks.paragraph(words)
    if len(columns) == 1:
        for words in chain(columns, (cells(row, columns)[0] for row in rows)):
            blocks.item(words)
    else:
        lines = (cells(row, columns) for row in rows)
        blocks.table(chain([[label(column) for column in columns]], lines), has_header=True)
    return Document(source, blocks.text())


def _document(
    row: Row, number: int, names: Names, layout: Layout, fields: Mapping[str, str]
) -> Document:
    named = {str(key).strip().lower(): value for key, value in row.items()}

    def find(field: str) -> tuple[str, str]:
        """The first column for this field that has a value, and the value."""
        wanted = (fields[field].lower(),) if field in fields else COLUMNS[field]
        values = ((name, flat(named.get(name, ""))) for name in wanted)
        return next(((name, words[:_LONGEST_VALUE]) for name, words in values if words), ("", ""))

    (title_column, title), (id_column, name) = find("title"), find("id")
    used = {title_column} if len(title) <= LONGEST_VALUE else set()
    text = ""
    for column in layout.text:
        if (text := prose(named.get(column, ""))).strip():
            used.add(column)
            break
    if layout.question and (question := flat(named.get(layout.question, ""))):
        used.add(layout.question)
        text = f"# {question}\n\n{text}".strip()
    data = _Data()
    if layout.with_data:
        data.take((str(key), value) for key, value in row.items() if _plain(key) not in used)
        data.name_row(id_column)
    if not text.strip() and not data.lines and not data.long and not title:
        wanted = fields.get("text")
        raise BadInput(f"no text in its field {wanted!r}" if wanted else "no text")
    lines = "\n".join(data.lines)
    if lines and not data.long and not layout.question and _is_short(text):
        lines, text = f"{lines}\n{text}", ""
    parts = [lines, *data.long]
    parts = [text, *parts] if layout.question else [*parts, text]
    date = find("published")[1]
    parsed_date = find_date(date)
    return Document(
        source=names.give(name or str(number)),
        text="\n\n".join(part for part in parts if part.strip()) or f"# {title}",
        title=title or ("" if layout.question else ", ".join(data.names)),
        author=find("author")[1],
        published=parsed_date.iso if parsed_date else date,
        publisher=find("publisher")[1],
        url=find("url")[1],
        language=find("language")[1][:2].lower(),
    )


def _is_short(text: str) -> bool:
    """Whether a text goes into one paragraph with the lines of data above it."""
    return 0 < len(text.strip()) <= _LONGEST_REMARK and "\n" not in text.strip()


def _plain(column: object) -> str:
    return str(column).strip().lower()


class _Data:
    """The columns beside the text: short ones a line each, long ones a paragraph."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.long: list[str] = []
        self.names: list[str] = []
        """Short values that can name the row."""
        self._by_column: dict[str, str] = {}

    def take(self, columns: Iterable[tuple[str, object]]) -> None:
        for column, value in columns:
            words = flat(value)
            if len(words) > _LONG:
                self.long.append(f"{label(column)}: {prose(value).strip()}")
            elif words:
                self.lines.append(f"{label(column)}: {words}")
                self._by_column[_plain(column)] = words

    def name_row(self, id_column: str) -> None:
        """Choose the names; a lone id is neither a name nor data."""
        names = {column: words for column, words in self._by_column.items() if column != id_column}
        if not names and not self.long:
            self.lines.clear()
        self.names = [words for words in names.values() if len(words) <= _SHORT][:_NAMED]
