"""Questions with their paragraph given: files in the manner of SQuAD."""

import gzip
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from qa.errors import BadInput
from qa.evaluate.squad import Gold, SquadQuestion, read_squad
from qa.types import Span

BRIDGE = "The stone bridge was closed on Monday. Repairs will cost 4.5 million crowns."
ROW = {
    "id": "cost", "title": "Old_Bridge", "context": BRIDGE, "question": " What will it cost? ",
    "answers": [{"text": "4.5 million crowns", "start": 57}],
}  # fmt: skip
EMPTY = {**ROW, "id": "none", "question": "Who paid?", "answers": []}
OFFICIAL = {
    "version": "v2.0",
    "data": [
        {
            "title": "Old_Bridge",
            "paragraphs": [
                {
                    "context": BRIDGE,
                    "qas": [
                        {
                            "id": "cost", "question": "What will it cost?", "is_impossible": False,
                            "answers": [{"text": "4.5 million crowns", "answer_start": 57}],
                        },
                        {
                            "id": "none", "question": "Who paid?", "is_impossible": True,
                            "answers": [],
                        },
                    ],
                }
            ],
        }
    ],
}  # fmt: skip
READ = (
    SquadQuestion("cost", "What will it cost?", BRIDGE, "Old Bridge",
          (Gold("4.5 million crowns", Span(57, 75)),)),
    SquadQuestion("none", "Who paid?", BRIDGE, "Old Bridge"),
)  # fmt: skip


def _lines(*rows: object) -> str:
    return "\n".join(json.dumps(row) for row in rows)


def _columns(row: Mapping[str, Any]) -> dict[str, Any]:
    answers = row["answers"]
    columns = {"text": [a["text"] for a in answers], "answer_start": [a["start"] for a in answers]}
    return {**row, "answers": columns}


@pytest.mark.parametrize(
    "content",
    [
        _lines(ROW, EMPTY),
        "\ufeff\n" + _lines(ROW, EMPTY) + "\n\n",
        json.dumps([ROW, EMPTY]),
        json.dumps([ROW, EMPTY], indent=2),
        _lines(_columns(ROW), _columns(EMPTY)),
        json.dumps(OFFICIAL),
        json.dumps(OFFICIAL, indent=1) + "\n",
    ],
    ids=["lines", "byte order mark", "list", "list over lines", "columns", "official", "indented"],
)
@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_formats(content: str, pack: Any, tmp_path: Path) -> None:
    path = tmp_path / "questions"
    path.write_bytes(pack(content.encode()))
    assert read_squad(path) == READ


def _read(tmp_path: Path, content: str) -> tuple[SquadQuestion, ...]:
    path = tmp_path / "q.json"
    path.write_text(content, encoding="utf-8")
    return read_squad(path)


def test_answers_without_a_place_in_the_paragraph(tmp_path: Path) -> None:
    answers = ["crowns", {"text": "crowns"}, {"text": "crowns", "start": 3}, {"text": " "}]
    (question,) = _read(tmp_path, json.dumps({**ROW, "answers": answers}))
    assert question.answers == (Gold("crowns"),) * 3


def test_impossible_without_a_list_of_answers(tmp_path: Path) -> None:
    row = {key: value for key, value in EMPTY.items() if key != "answers"}
    (question,) = _read(tmp_path, json.dumps({**row, "is_impossible": True}))
    assert question == READ[1]


def test_halves_of_characters_keep_their_place(tmp_path: Path) -> None:
    row = {**ROW, "context": "\ud800 " + BRIDGE, "answers": [{"text": "stone", "start": 6}]}
    (question,) = _read(tmp_path, json.dumps(row))
    assert question.context == "? " + BRIDGE
    assert question.answers == (Gold("stone", Span(6, 11)),)


def _official(change: str, value: object) -> str:
    """The official file with one thing in it changed: a path of keys and numbers."""
    copy = json.loads(json.dumps(OFFICIAL))
    owner, keys = copy, [int(key) if key.isdigit() else key for key in change.split()]
    for key in keys[:-1]:
        owner = owner[key]
    owner[keys[-1]] = value
    return json.dumps(copy)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "holds no questions"),
        ("[]", "holds no questions"),
        ("{", "line 1, column 2 is not JSON"),
        (f"{json.dumps(ROW)}\n\n{{]", "line 3, column 2 is not JSON"),
        ('{"data":\n [}', "line 2, column 3 is not JSON"),
        (json.dumps(OFFICIAL) + "\n{}", "line 2: something stands behind"),
        (json.dumps(ROW) + json.dumps(EMPTY), "line 1 holds more than one"),
        (_lines(ROW, {**EMPTY, "id": "cost"}), "id 'cost' twice"),
        (_lines(ROW, [1]), "line 2 needs an object"),
        (_lines(ROW, {**EMPTY, "context": None}), "line 2 needs context, a text"),
        (_lines({**ROW, "id": None}), "line 1 needs id, a text"),
        (_lines({**ROW, "answers": None}), "line 1 needs answers, a list"),
        (_lines({**ROW, "answers": [3]}), "line 1, answers needs an object"),
        (_lines({**ROW, "answers": {"text": ["x"], "answer_start": []}}), "1 texts and 0 starts"),
        (json.dumps([ROW, {"id": "x"}]), "row 2 needs question, a text"),
        (_official("data", 7), "needs data, a list"),
        (_official("data 0 paragraphs", {}), "article 1 needs paragraphs, a list"),
        (_official("data 0 paragraphs 0 context", 1), "article 1, paragraph 1 needs context"),
        (_official("data 0 paragraphs 0 qas 1 question", 1), "paragraph 1, question 2 needs quest"),
        (_official("data 0 paragraphs 0 qas 0", "x"), "paragraph 1, question 1 needs an object"),
        ("[" * 100_000, "line 1 cannot be read as JSON"),
    ],
    ids=[
        "empty", "no rows", "cut", "a bad line", "bad official file", "two official files",
        "two rows in a line", "id twice", "no object", "no context", "no id", "no answers",
        "answers of numbers", "columns of unlike length", "row in a list", "data",
        "paragraphs", "context", "question", "no object among questions", "endless brackets",
    ],
)  # fmt: skip
def test_wrong_files(content: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=re.escape(message)):
        _read(tmp_path, content)


@pytest.mark.parametrize(
    "data",
    [b"\x1f\x8bnot gzip at all", gzip.compress(b"{}" * 99)[:-9], b"\xff\xfe\x00x", None],
    ids=["broken gzip", "cut gzip", "no UTF-8", "no file"],
)
def test_files_that_cannot_be_read(data: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "q.gz"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(BadInput, match="cannot be read"):
        read_squad(path)
