"""The cells of a table's row: which row a question names, and what a cell states.

A row says only values; what they are is said by the header. So a cell is read as a statement made
of what the question says of the row, the name of the column and the value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from qa.text.question_type import wanted_kind
from qa.text.words import STOP_WORDS, lower_words, stem
from qa.types import Paragraph, Span

BETWEEN_CELLS = re.compile(r"(?<!\\)\||\t|(?<![ |]) {3,}+(?!\|)")
"""A bar that is not escaped, a tab, or a gap; the spaces that pad a cell to its bar are none."""
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_LINE = re.compile(r"\S(?:[^\n]*\S)?")
_RULE = re.compile(r"[|:\-=+ \t]{3,}")
_LONGEST_ROW = 2_000
"""Characters of a row whose cells are looked at."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A cell in words, as "Train Boreas – Departure: 22:35.", and where in them its value is."""

    text: str
    start: int


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of values under the names of their columns, cell by cell."""

    text: str
    """The document's, to which all places belong."""
    names: tuple[Span, ...]
    values: tuple[Span, ...]

    def said(self, question: str) -> frozenset[int]:
        """Which of its cells have words of the question."""
        asked = self._beside_names(question)
        return frozenset(n for n in range(len(self.values)) if asked & _stems(self._value(n)))

    def words_said(self, question: str) -> int:
        """How many of the question's words stand in its cells."""
        cells = _stems(" ".join(self._value(n) for n in range(len(self.values))))
        return len(self._beside_names(question) & cells)

    def named_column(self, question: str) -> int | None:
        """The one column whose name has more words of the question than any other; else None."""
        asked = _stems(question)
        shared = [len(_stems(self._name(n)) & asked) for n in range(len(self.names))]
        best = max(shared)
        return shared.index(best) if best and shared.count(best) == 1 else None

    def asked(self, question: str) -> tuple[int, ...]:
        """The cells that may answer: the one in the column that the question names, else all that
        it does not say itself; where it asks for a name, only those with letters."""
        asked = _stems(question)
        names = wanted_kind(question) == "name"
        open_cells = [
            n
            for n in range(len(self.values))
            if not _stems(self._value(n)) <= asked
            and not (names and not any(c.isalpha() for c in self._value(n)))
        ]
        column = self.named_column(question)
        return (column,) if column in open_cells else tuple(open_cells)

    def statement(self, cell: int, question: str) -> Statement:
        """What a cell states of what the question says of the row, or else of its first cell."""
        said = sorted(self.said(question) - {cell}) or ([0] if cell else [])
        subject = ", ".join(f"{self._name(n)} {self._value(n)}" for n in said)
        before = f"{subject} – " if subject else ""
        before += f"{self._name(cell)}: "
        return Statement(f"{before}{self._value(cell)}.", len(before))

    def _beside_names(self, question: str) -> frozenset[str]:
        """Stems of the question's words that are not in the names of the columns."""
        names = _stems(" ".join(self._name(n) for n in range(len(self.names))))
        return _stems(question) - names

    def _name(self, cell: int) -> str:
        return self.text[self.names[cell].start : self.names[cell].end].strip()

    def _value(self, cell: int) -> str:
        return self.text[self.values[cell].start : self.values[cell].end].strip()


def table_row(paragraph: Paragraph, line: Span) -> TableRow | None:
    """The row on a line of a table; None where it is no row, or no header names its columns.

    Args:
        line: a sentence of the paragraph.
    """
    text = paragraph.document.text
    values = _cells(text, line)
    if len(values) < 2 or is_rule(text, line):
        return None
    header = _header(paragraph, line)
    names = _cells(text, header) if header else ()
    if header == line or len(names) != len(values):
        return None
    return TableRow(text, names, values)


def table_rows(paragraph: Paragraph) -> Iterator[tuple[Span, TableRow]]:
    """The rows of a paragraph with the sentence that each of them is."""
    for sentence in paragraph.sentences:
        if row := table_row(paragraph, sentence):
            yield sentence, row


def named_row(question: str, paragraph: Paragraph) -> tuple[Span, TableRow] | None:
    """The one row that has more of the question's words than any other; None without one."""
    rows = list(table_rows(paragraph))
    counts = [row.words_said(question) for _, row in rows]
    most = max(counts, default=0)
    return rows[counts.index(most)] if most and counts.count(most) == 1 else None


def cell_around(paragraph: Paragraph, span: Span) -> Span | None:
    """The whole cell in which a span lies; None outside of tables."""
    found = cell_at(paragraph, span)
    return found[0].values[found[1]] if found else None


def cell_at(paragraph: Paragraph, span: Span) -> tuple[TableRow, int] | None:
    """The row in one of whose cells a span lies, and the number of the cell; else None."""
    row = table_row(paragraph, paragraph.sentence_at(span))
    values = row.values if row else ()
    inside = (n for n, v in enumerate(values) if v.start <= span.start and span.end <= v.end)
    cell = next(inside, None)
    return (row, cell) if row and cell is not None else None


def is_row(paragraph: Paragraph, line: Span) -> bool:
    """Whether a line has several cells: a row of a table, or its header."""
    return len(_cells(paragraph.document.text, line)) > 1


def names_columns(cells: Sequence[str]) -> bool:
    """Whether a first row names its columns, and is no row of values: few of its cells have a
    digit, or those that do are years in order."""
    numbered = [cell for cell in cells if any(c.isdigit() for c in cell)]
    if 2 * (len(cells) - len(numbered)) > len(cells):
        return True
    years = [int(cell) for cell in numbered if _YEAR.fullmatch(cell.strip())]
    in_order = all(b - a == years[1] - years[0] for a, b in pairwise(years))
    return len(years) == len(numbered) > 1 and years[0] != years[1] and in_order


def _header(paragraph: Paragraph, row: Span) -> Span | None:
    """The line that names the columns: the last row over the paragraph, or else its own first."""
    text, above = paragraph.document.text, paragraph.header
    over = lines_of(text, above.start, above.end) if above else ()
    rows = [line for line in over if not is_rule(text, line) and len(_cells(text, line)) > 1]
    if rows:
        return rows[-1]
    first, *others = islice(lines_of(text, paragraph.start, row.end), 2)
    cells = [text[cell.start : cell.end] for cell in _cells(text, first)]
    ruled = bool(others) and is_rule(text, others[0])
    return first if ruled or names_columns(cells) else None


def is_rule(text: str, line: Span) -> bool:
    """Whether a line only rules off the header."""
    return _RULE.fullmatch(text, line.start, line.end) is not None


def lines_of(text: str, start: int, end: int) -> Iterator[Span]:
    """The lines of a range that are not blank, trimmed of white space."""
    for match in _LINE.finditer(text, start, end):
        yield Span(match.start(), match.end())


def _cells(text: str, line: Span) -> tuple[Span, ...]:
    """The cells of a line that are between its marks, trimmed; empty ones too, within pipes."""
    row = text[line.start : min(line.end, line.start + _LONGEST_ROW)]
    edges = [0, *(edge for match in BETWEEN_CELLS.finditer(row) for edge in match.span()), len(row)]
    cells = []
    for first, last in zip(edges[::2], edges[1::2], strict=True):
        inner = row[first:last]
        if bare := inner.strip():
            at = line.start + first + inner.index(bare[0])
            cells.append(Span(at, at + len(bare)))
        elif "|" in row and first > 0 and last < len(row):
            cells.append(Span(line.start + first, line.start + max(last, first + 1)))
    return tuple(cells)


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in lower_words(text) if word not in STOP_WORDS)
