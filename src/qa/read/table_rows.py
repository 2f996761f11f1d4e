"""Rows of tables, judged cell by cell: each as a statement of what the question says of the row.

A reader sees values without names. So the row that has most of the question's words is read again:
"Train Boreas – Departure: 22:35." answers "When does the Boreas leave?" better than its fare does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qa.read.candidates import stated_cell
from qa.read.judge import Judge, Opinion
from qa.read.span_reader import SpanReading
from qa.text.table_cells import named_row

MOST_ROWS = 2
"""Named rows whose cells are judged, at most: those with the most words of the question."""
MOST_CELLS = 8
"""Cells that are judged of each."""


def cell_readings(
    question: str, readings: Sequence[SpanReading], judge: Judge
) -> list[tuple[SpanReading, Opinion]]:
    """Of the rows that the question names the best cell, with what the judge thinks of it."""
    by_place = {(r.hit.rank, r.hit.paragraph.sentence_at(r.span)): r for r in readings}
    hits = {reading.hit.rank: reading.hit for reading in readings}
    named = [
        (hit, *found) for hit in hits.values() if (found := named_row(question, hit.paragraph))
    ]
    named.sort(key=lambda one: -one[2].words_said(question))
    judged = []
    for hit, line, row in named[:MOST_ROWS]:
        reading = by_place.get((hit.rank, line))
        cells = row.asked(question)[:MOST_CELLS]
        if reading is None or not cells:
            continue
        stated = [
            stated_cell(question, hit.paragraph, row.statement(cell, question)) for cell in cells
        ]
        opinions = judge.score(question, stated)
        best = max(range(len(cells)), key=lambda n: opinions[n].right)
        judged.append((replace(reading, span=row.values[cells[best]]), opinions[best]))
    return judged
