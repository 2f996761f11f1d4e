"""Collections and JSON: all that a row says is in its text, and a table is read as one."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Mapping

import pytest
import samples

from qa.load import row_documents
from qa.load.documents import read_stream
from qa.types import Document

LONG = "The mill was closed in May because the wheel had to be mended by a smith from the coast."


def read(data: str, name: str, fields: Mapping[str, str] | None = None) -> list[Document]:
    return list(read_stream(io.BytesIO(data.encode()), name, name, fields=fields))


def only(data: str, name: str) -> str:
    [document] = read(data, name)
    return document.text


def test_all_columns_of_a_row_are_in_its_text_and_the_text_comes_last() -> None:
    [first, second] = read(
        "ticket_no,when,Guest,text,paid\n77,2025-03-04,Marsh,Too cold.,yes\n78,,Holt,,no\n", "a.csv"
    )
    assert first.text == "Ticket no: 77\nWhen: 2025-03-04\nGuest: Marsh\nPaid: yes\nToo cold."
    assert first.title == "77, 2025-03-04, Marsh"
    assert second.text == "Ticket no: 78\nGuest: Holt\nPaid: no"


def test_articles_with_titles_are_only_their_text() -> None:
    [document] = read("id,title,date,author,text\n1,Mill,2025-03-04,Ada,Closed.\n", "a.csv")
    assert (document.text, document.title, document.author) == ("Closed.", "Mill", "Ada")


def test_notes_without_titles_are_told_with_date_and_author() -> None:
    [document] = read("date,author,text\n2025-03-04,Ada,Closed.\n", "a.csv")
    assert document.text == "Date: 2025-03-04\nAuthor: Ada\nClosed."


def test_nested_values_are_told() -> None:
    row = {"text": "Closed.", "guest": {"name": "Holt", "rooms": [4, 5]}, "ok": True, "none": None}
    assert only(json.dumps(row), "a.jsonl") == ("Guest: name: Holt, rooms: 4, 5\nOk: true\nClosed.")


def test_a_long_column_beside_the_text_is_a_paragraph() -> None:
    row = {"text": "Closed.", "reply": f"{LONG}\n{LONG}\n{LONG}", "guest": "Holt"}
    assert only(json.dumps(row), "a.jsonl") == (
        f"Guest: Holt\n\nReply: {LONG}\n{LONG}\n{LONG}\n\nClosed."
    )


@pytest.mark.parametrize(
    ("data", "name"),
    [
        ('{"question": "Is it open?", "answer": "On Mondays.", "topic": "Mill"}\n', "a.jsonl"),
        ('[{"Q": "Is it open?", "A": ["On Mondays."], "topic": "Mill"}]', "a.json"),
        ("question;answer;topic\nIs it open?;On Mondays.;Mill\n", "a.csv"),
    ],
)
def test_questions_are_headings_over_their_answers(data: str, name: str) -> None:
    assert only(data, name) == "# Is it open?\n\nOn Mondays.\n\nTopic: Mill"


def test_a_long_column_is_the_text_whatever_its_name() -> None:
    [document] = read(f"no,remarks,who\n1,{LONG},Holt\n2,{LONG},Marsh\n", "a.csv")[:1]
    assert document.text == f"No: 1\nWho: Holt\n{LONG}"


TABLE = "| Item | Unit price |\n|---|---|\n| Oak | 3.10 |\n| Pine |  |\n| Ash | 5 |\n"


@pytest.mark.parametrize(
    ("data", "name", "text"),
    [
        ("Item,unit_price\nOak,3.10\nPine,\nAsh,5\n", "a.csv", TABLE),
        ("sep=;\r\nItem;unit_price\r\nOak;3.10\r\nPine;\r\nAsh;5\r\n", "a.csv", TABLE),
        ('"sep=\t"\nItem\tunit_price\nOak\t3.10\nPine\t\nAsh\t5\n', "a.csv", TABLE),
        ("Item;unit_price\nOak;3,10\nPine;4,20\n", "a.csv",
         "| Item | Unit price |\n|---|---|\n| Oak | 3,10 |\n| Pine | 4,20 |\n"),
        ("Prices of May\n\nItem,unit_price\nOak,3.10\nPine,\nAsh,5\n", "a.csv",
         f"Prices of May\n\n{TABLE}"),
        ("Oak,3.10\nPine,4.20\n", "a.csv",
         "| Column 1 | Column 2 |\n|---|---|\n| Oak | 3.10 |\n| Pine | 4.20 |\n"),
        ("Item,2024,2025\nOak,3,4\n", "a.csv",
         "| Item | 2024 | 2025 |\n|---|---|---|\n| Oak | 3 | 4 |\n"),
        ("Item,Item,\nOak,b,c\n", "a.csv",
         "| Item | Item (2) | Column 3 |\n|---|---|---|\n| Oak | b | c |\n"),
        ("article,shelf\nOak,a|b\n", "a.csv", "| Article | Shelf |\n|---|---|\n| Oak | a\\|b |\n"),
        ('{"Item":"Oak","n":3}\n{"Item":"Pine","m":[1,2]}\n', "a.jsonl",
         "| Item | N | M |\n|---|---|---|\n| Oak | 3 |  |\n| Pine |  | 1, 2 |\n"),
        ("Kinds\nOak, old\nPine\n", "a.csv", "- Kinds\n- Oak, old\n- Pine\n"),
    ],
    ids=["commas", "sep", "sep-tab", "decimals", "title-above", "no-header", "years", "same-names",
         "things", "json-lines", "one-column"],
)  # fmt: skip
def test_a_table_is_one_document(data: str, name: str, text: str) -> None:
    [document] = read(data, name)
    assert (document.source, document.text) == (name, text)


def test_a_large_table_is_several_documents(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(row_documents, "_MOST_ROWS", 100)
    lines = "".join(f"Oak {i},{i}\n" for i in range(150))
    found = read(f"Item,Price\n{lines}", "a.csv")
    assert [document.source for document in found] == [
        "a.csv/rows 2 to 101", "a.csv/rows 102 to 151",
    ]  # fmt: skip
    assert all(document.text.startswith("| Item | Price |\n|---|---|\n| Oak") for document in found)


def test_wide_rows_are_documents_of_lines() -> None:
    names = [f"c{i}" for i in range(40)]
    data = "\n".join(",".join(row) for row in (names, ["x"] * 40, ["y"] * 40))
    first, _ = read(data, "a.csv")
    assert first.text.startswith("C0: x\nC1: x\n")


def test_a_delimiter_that_nobody_quoted_belongs_to_the_last_column() -> None:
    assert only("id,text\n1,Closed in May, June and July,,\n", "a.csv") == (
        "Closed in May, June and July"
    )


def test_any_json_is_keys_and_values_under_headings() -> None:
    value = {
        "mill": {"place": "Lowe", "days": ["Monday", "Friday"], "wheels": [{"n": 1, "ok": True},
                 {"n": 2, "ok": False}], "rooms": [{"name": "Loft", "in": {"beds": 2}}]},
        "owner": "Ines",
        "kinds": ["a" * 200, "b" * 200],
    }  # fmt: skip
    assert only(json.dumps(value), "a.json") == (
        "owner: Ines\n\n# mill\n\nplace: Lowe\ndays: Monday, Friday\n\n## wheels\n\n| n | ok |\n"
        "|---|---|\n"
        "| 1 | true |\n| 2 | false |\n\n## rooms\n\n### Loft\n\nname: Loft\n\n#### in\n\n"
        "beds: 2\n\n"
        f"# kinds\n\n- {'a' * 200}\n- {'b' * 200}\n"
    )


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("5", "5\n"),
        ('"words"', "words\n"),
        ('["a", "b"]', "- a\n- b\n"),
        ("[[1, 2], [3]]", "- 1\n- 2\n\n- 3\n"),
        ('{"text": {"size": 3}}', "# text\n\nsize: 3\n"),
    ],
)
def test_json_of_any_shape_is_read(data: str, text: str) -> None:
    assert only(data, "a.json").replace("# 1\n\n", "").replace("# 2\n\n", "") == text


def test_documents_inside_an_object_are_documents_and_the_rest_is_told() -> None:
    value = {"site": "Valley", "posts": [{"text": "One."}, {"text": "Two."}]}
    found = read(json.dumps(value), "a.json")
    assert [(document.source, document.text) for document in found] == [
        ("a.json/1", "One."), ("a.json/2", "Two."), ("a.json", "site: Valley\n"),
    ]  # fmt: skip


def test_an_object_with_a_text_is_a_document() -> None:
    assert read('{"id": "x", "text": "One.", "place": "Lowe"}', "a.json") == [
        Document("a.json/x", "Id: x\nPlace: Lowe\nOne.", "Lowe")
    ]


def test_deep_json_ends() -> None:
    deep = '{"a":' * 900 + "1" + "}" * 900
    begun = time.monotonic()
    assert only(deep, "a.json").count("# a") == 40
    assert time.monotonic() - begun < 2


def test_rows_in_a_zip_are_read_too() -> None:
    data = samples.zipped({"stock.csv": "Item,Price\nOak,3\n"})
    [document] = read_stream(io.BytesIO(data), "a.zip", "a.zip")
    assert document.source == "a.zip/stock.csv"
