"""The cell of a table that answers: its row by what is asked about, its column by the header."""

from __future__ import annotations

import pytest

from qa.answer.table_cells import answering_cell, named_row
from qa.split.paragraphs import split
from qa.types import Document, Paragraph

TABLE = """| Lamp | Height in cm | Price in euros | Bulbs |
|---|---|---|---|
| LX-10 | 40 | 25 | 1 |
| LX-20 | 55 | 31 | 2 |
"""
COLUMNS = "Name    Born    Town\nAda    1912    Arle\nTom    1920    Holm\nEve    1931    Lowe\n"


def table(text: str) -> Paragraph:
    return split(Document("lamps.md", text))[0]


def cell(question: str, text: str, row: int) -> str:
    paragraph = table(text)
    found = answering_cell(question, paragraph, paragraph.sentences[row])
    return text[found.start : found.end] if found else ""


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What is the price of the LX-20?", "31"),
        ("How high is the LX-20?", "55"),
        ("How much does the LX-20 cost?", "31"),
        ("How many bulbs has the LX-20?", "2"),
        ("Who made the LX-20?", ""),
        ("What are the height and price of the LX-20?", ""),
    ],
)
def test_the_column_that_the_question_names(question: str, expected: str) -> None:
    assert cell(question, TABLE, 3) == expected


def test_columns_by_gaps() -> None:
    assert cell("In which town does Tom live?", COLUMNS, 2) == "Holm"


def test_the_row_with_the_code() -> None:
    paragraph = table(TABLE)
    row = named_row("How high is the LX-10?", paragraph)
    assert row == paragraph.sentences[2]
    assert named_row("How high is it?", paragraph) is None
    assert named_row("How high is the LX-30?", paragraph) is None


@pytest.mark.parametrize(
    "text", ["|" * 5_000, "| a " * 5_000 + "|\n|---|\n" + "| b " * 5_000 + "|"]
)
def test_hostile_tables(text: str) -> None:
    for paragraph in split(Document("a.md", text)):
        for row in paragraph.sentences:
            answering_cell("How deep is it?", paragraph, row)
