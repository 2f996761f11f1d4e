"""Rows of tables, judged cell by cell: each as a statement of what the question says of the row.

A reader sees values without names. So the row that has most of the question's words is read again:
"Train Boreas – Departure: 22:35." answers "When does the Boreas leave?" better than its fare does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa.read.candidates import stated_cell
from qa.read.judge import Judge, Opinion
from qa.read.span_reader import SpanReading
from qa.text.question_type import wants_list
from qa.text.table_cells import TableRow, is_row, named_row

MOST_ROWS = 2
"""Named rows whose cells are judged, at most: those with the most words of the question."""
MOST_CELLS = 8
"""Cells that are judged of each."""


@dataclass(frozen=True, slots=True)
class NamedRow:
    """The row of a table that a question names, with what a reader found in it."""

    reading: SpanReading
    row: TableRow


def rows_apart(
    question: str, readings: Sequence[SpanReading]
) -> tuple[list[NamedRow], list[SpanReading]]:
    """The rows that the question names, those with most of its words first, and the readings of
    other places than these tables: beside a named row the other rows are not meant."""
    if wants_list(question):
        return [], list(readings)
    hits = {reading.hit.rank: reading.hit for reading in readings}
    named = {
        rank: found
        for rank, hit in hits.items()
        if (found := named_row(question, hit.paragraph)) is not None
    }
    apart, others = [], []
    for reading in readings:
        line = reading.sentence
        if reading.hit.rank not in named or not is_row(reading.hit.paragraph, line):
            others.append(reading)
        elif named[reading.hit.rank][0] == line:
            apart.append(NamedRow(reading, named[reading.hit.rank][1]))
    apart.sort(key=lambda one: -one.row.words_said(question))
    return apart, others


def cell_readings(
    question: str, named: Sequence[NamedRow], judge: Judge
) -> list[tuple[SpanReading, Opinion]]:
    """Of each named row the best cell, with what the judge thinks of it."""
    judged = []
    for one in named[:MOST_ROWS]:
        row, paragraph = one.row, one.reading.hit.paragraph
        cells = row.asked(question)[:MOST_CELLS]
        if not cells:
            continue
        stated = [stated_cell(question, paragraph, row.statement(n, question)) for n in cells]
        opinions = judge.score(question, stated)
        best = max(range(len(cells)), key=lambda n: opinions[n].right)
        judged.append((replace(one.reading, span=row.values[cells[best]]), opinions[best]))
    return judged
