"""Tables and other text in lines: parts of limited length, each with its header."""

from __future__ import annotations

import pytest

from qa.split.paragraphs import split
from qa.split.tables import MOST_LINES, MOST_ROWS
from qa.types import Document, Kind, Paragraph

ROWS = [f"| P-{n} | {n} kg | {10 * n} |" for n in range(1, 26)]
TABLE = "\n".join(["| Pump | Weight | Price |", "|---|---|---|", *ROWS])
PROSE = "The workshop lists its pumps once a year."


def parts(text: str) -> list[Paragraph]:
    return [p for p in split(Document("a.md", text, "Pumps")) if p.kind is Kind.BODY]


def header(paragraph: Paragraph) -> str:
    span = paragraph.header
    return paragraph.document.text[span.start : span.end] if span else ""


def sentence_texts(paragraph: Paragraph) -> list[str]:
    return [paragraph.document.text[s.start : s.end] for s in paragraph.sentences]


def test_a_long_table_becomes_parts_each_with_its_header() -> None:
    prose, first, *others = parts(f"{PROSE}\n\n{TABLE}")
    assert (prose.text, header(prose), header(first)) == (PROSE, "", "")
    assert [header(part) for part in others] == ["| Pump | Weight | Price |\n|---|---|---|"] * 2
    rows = [row for part in (first, *others) for row in sentence_texts(part)]
    assert rows == TABLE.split("\n")
    assert max(len(part.sentences) for part in others) <= MOST_ROWS + 2


def test_the_caption_of_a_table_stands_before_its_header() -> None:
    *_, first, second, _ = parts(f"Prices of 2025, in euros:\n\n{TABLE}")
    assert header(first) == "Prices of 2025, in euros:"
    assert header(second).startswith("Prices of 2025, in euros:\n\n| Pump |")


def test_a_first_row_of_words_is_a_header_without_a_rule_under_it() -> None:
    rows = "\n".join(f"Ada{n}    {n} May    {n}0" for n in range(1, 25))
    _, second, *_ = parts(f"Name    Day    Hours\n{rows}")
    assert header(second) == "Name    Day    Hours"


def test_a_first_row_of_numbers_is_none() -> None:
    rows = "\n".join(f"{n}    {n * n}    {n}0" for n in range(1, 25))
    assert [header(part) for part in parts(rows)] == ["", "", ""]


def test_code_keeps_its_lines_in_parts() -> None:
    code = "\n".join(f"    step {n}" for n in range(1, 2 * MOST_LINES))
    first, *_, last = parts(f"```\n{code}\n```")
    assert sentence_texts(first)[:2] == ["```", "step 1"]
    assert (len(first.sentences), header(last)) == (MOST_LINES, "")


@pytest.mark.parametrize(
    "stamp",
    [
        "2023-02-09 07:{:02}:00 INFO",
        "[2023-02-09T07:{:02}:00Z]",
        "Feb  9 07:{:02}:10 mill",
        "10.0.0.7 - - [09/Feb/2023:07:{:02}:00]",
        "09/02/2023, 07:{:02} - Olu:",
    ],
)
def test_an_entry_of_a_log_is_a_sentence(stamp: str) -> None:
    entries = [f"{stamp.format(n)} wheel {n} turned for {n * 5} seconds" for n in range(40)]
    entries[3] += "\n    at the upper sluice"
    found = parts("\n".join(entries))
    assert all(len(part.sentences) <= MOST_LINES for part in found)
    rows = [row for part in found for row in sentence_texts(part)]
    assert rows == "\n".join(entries).replace("\n    ", "\n").split("\n")
