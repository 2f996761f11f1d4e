"""What the judge reads of a finding: the sentence with what is needed to understand it.

Numbers and days are asked as the place writes them, since to the models "1250000" and "1,250,000"
are two numbers.
"""

from __future__ import annotations

from dataclasses import replace

from qa.read.judge import Candidate
from qa.text.context import before, without_stamp
from qa.text.normalize import in_notation_of
from qa.text.table_cells import Statement, cell_at
from qa.text.titles import named_folders
from qa.types import Paragraph, Span

HEADINGS = 3
"""Headings above a passage that are read, the lowest ones."""
AROUND_SPAN = 1000
"""Characters of an endless sentence that are looked at, on each side of the span."""


def candidate_of(question: str, paragraph: Paragraph, span: Span) -> Candidate:
    """What the judge reads of a span that may answer."""
    if found := cell_at(paragraph, span):
        row, cell = found
        stated = row.statement(cell, question)
        start = stated.start + span.start - row.values[cell].start
        return stated_cell(question, paragraph, stated, Span(start, start + span.end - span.start))
    text, line = paragraph.document.text, paragraph.sentence_at(span)
    spoken = without_stamp(text, line)
    sentence = spoken if spoken.start <= span.start else line
    start = max(sentence.start, span.start - AROUND_SPAN)
    end = min(sentence.end, span.end + AROUND_SPAN)
    candidate = Candidate(
        text[start:end],
        span.start - start,
        span.end - start,
        before(paragraph, line)[-AROUND_SPAN:],
        heading_of(question, paragraph),
    )
    return _in_its_notation(question, candidate)


def stated_cell(
    question: str, paragraph: Paragraph, stated: Statement, marked: Span | None = None
) -> Candidate:
    """What the judge reads of a cell of a table; `marked` is the part of the statement asked of."""
    start, end = (marked.start, marked.end) if marked else (stated.start, len(stated.text) - 1)
    candidate = Candidate(stated.text, start, end, heading=heading_of(question, paragraph))
    return _in_its_notation(question, candidate)


def heading_of(question: str, paragraph: Paragraph) -> str:
    """What stands over a passage, the outermost first: folders that the question names, the title,
    the headings."""
    document = paragraph.document
    folders = named_folders(document.source, question)
    return " > ".join(filter(None, (*folders, document.title, *paragraph.section[-HEADINGS:])))


def _in_its_notation(question: str, candidate: Candidate) -> Candidate:
    read = "\n".join((candidate.sentence, candidate.before, candidate.heading))
    return replace(candidate, asked=in_notation_of(question, read))
