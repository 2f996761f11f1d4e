"""Rows of tables: which one a question names, and what its cells state."""

from __future__ import annotations

import pytest

from qa.split.paragraphs import split
from qa.text.table_cells import cell_around, named_row, names_columns, table_rows
from qa.types import Document, Paragraph, Span

TABLE = """| Lamp | Height in cm | Price in euros | Bulbs |
|---|---|---|---|
| LX-10 | 40 | 25 | 1 |
| LX-20 | 55 | 31 | 2 |
"""
COLUMNS = "Name    Born    Town\nAda    1912    Arle\nTom    1920    Holm\nEve    1931    Lowe\n"


def table(text: str) -> Paragraph:
    return split(Document("lamps.md", text))[0]


def named(question: str, text: str) -> str:
    paragraph = table(text)
    found = named_row(question, paragraph)
    return text[found[0].start : found[0].end] if found else ""


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What is the price of the LX-20?", "| LX-20 | 55 | 31 | 2 |"),
        ("How high is the LX-10?", "| LX-10 | 40 | 25 | 1 |"),
        ("What is the price of a lamp?", ""),
        ("How high is the LX?", ""),
    ],
)
def test_the_row_with_most_words_of_the_question(question: str, expected: str) -> None:
    assert named(question, TABLE) == expected


def test_a_row_may_be_named_by_any_of_its_cells() -> None:
    assert named("Who was born in Holm?", COLUMNS) == "Tom    1920    Holm"


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What is the price of the LX-20?", ["31"]),
        ("How many bulbs has the LX-20?", ["2"]),
        ("How tall is the LX-20?", ["55", "31", "2"]),
    ],
)
def test_the_cells_that_may_answer(question: str, expected: list[str]) -> None:
    found = named_row(question, table(TABLE))
    assert found
    cells = (found[1].values[n] for n in found[1].asked(question))
    assert [TABLE[cell.start : cell.end] for cell in cells] == expected


def test_a_cell_states_its_column_of_what_the_question_names() -> None:
    question = "Who was born in Holm?"
    found = named_row(question, table(COLUMNS))
    assert found
    stated = found[1].statement(0, question)
    assert stated.text == "Town Holm – Name: Tom."
    assert stated.text[stated.start :] == "Tom."
    assert found[1].statement(1, "How old is he?").text == "Name Tom – Born: 1920."


def test_a_first_row_with_numbers_names_no_columns() -> None:
    assert names_columns(["Lamp", "Price 2024"]) is False
    assert names_columns(["Lamp", "Price", "Sold in 2024"]) is True
    text = "| LX-10 | 40 |\n| LX-20 | 55 |\n"
    assert list(table_rows(table(text))) == []


def test_the_header_is_no_row() -> None:
    assert len(list(table_rows(table(TABLE)))) == 2


def test_the_whole_cell_around_a_span() -> None:
    text = "| Lamp | Made in |\n|---|---|\n| LX-10 | North Arle |\n"
    start = text.index("Arle")
    cell = cell_around(table(text), Span(start, start + 4))
    assert cell
    assert text[cell.start : cell.end] == "North Arle"
    assert cell_around(table("It is made in North Arle."), Span(3, 5)) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("| Lamp  | Sold |\n|-------|------|\n| LX-10 |    7 |", ["LX-10", "7"]),
        ("| Lamp     | Sold     |\n|---|---|\n| LX-10 (reading) | 7   |", ["LX-10 (reading)", "7"]),
        ("| Switch | Value |\n|---|---|\n| mode | a \\| b |", ["mode", "a \\| b"]),
        ("| Lamp | Note | Sold |\n|---|---|---|\n| LX-10 |      | 7 |", ["LX-10", "", "7"]),
    ],
    ids=["to the right", "to the left", "escaped bar", "empty cell"],
)
def test_cells_however_they_are_padded(text: str, expected: list[str]) -> None:
    ((_, row),) = table_rows(table(text))
    assert [text[cell.start : cell.end].strip() for cell in row.values] == expected
    assert "|" not in [text[cell.start : cell.end].strip() for cell in row.names]


@pytest.mark.parametrize(
    "text", ["|" * 5_000, "| a " * 5_000 + "|\n|---|\n" + "| b " * 5_000 + "|"]
)
def test_hostile_tables(text: str) -> None:
    for paragraph in split(Document("a.md", text)):
        named_row("How deep is it?", paragraph)
