"""`qa eval` counts what it says it counts."""

import json
from pathlib import Path

import pytest

from qa.errors import BadInput
from qa.evaluate import evaluate, read_questions, report_text
from qa.library import Library

ROWS = [
    {
        "id": "right", "kind": "answerable",
        "question": "How many people used to cross the bridge every hour?",
        "answers": ["300"], "evidence": ["About 300 people"],
    },
    {
        "id": "no such evidence", "kind": "answerable",
        "question": "How many people used to cross the bridge every hour?",
        "answers": ["900"], "evidence": ["About 900 people"],
    },
    {
        "id": "refused", "kind": "unanswerable",
        "question": "Which submarine sank near Brazil?", "answers": [], "evidence": [],
    },
]  # fmt: skip


def _file(path: Path, *lines: object) -> Path:
    path.write_text("\n".join(x if isinstance(x, str) else json.dumps(x) for x in lines))
    return path


def test_figures(library: Library, tmp_path: Path) -> None:
    report = evaluate(library, read_questions(_file(tmp_path / "q.jsonl", *ROWS)))
    assert (report.questions, report.answerable, report.unanswerable) == (3, 2, 1)
    assert (report.evidence_at_1, report.evidence_at_10, report.mrr) == (0.5, 0.5, 0.5)
    assert (report.answers_right, report.statements_right) == (0.5, 0.5)
    assert (report.refused, report.wrongly_refused) == (1.0, 0.0)
    assert report.citations_exact == 1.0
    assert 0 < report.seconds_median <= report.seconds_p95
    assert "evidence at 1         0.500" in report_text(report)


def test_shares_of_nothing_are_none(library: Library, tmp_path: Path) -> None:
    report = evaluate(library, read_questions(_file(tmp_path / "q.jsonl", ROWS[2])))
    assert (report.evidence_at_1, report.answers_right, report.wrongly_refused) == (None,) * 3


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ((), "no questions"),
        (("{",), "line 1 is not JSON"),
        ((ROWS[0], {"id": "x"}), "line 2 needs question"),
        (("[1]",), "line 1 needs question"),
        (({**ROWS[0], "answers": ["("]},), "no regular expression"),
    ],
    ids=["empty", "not json", "no question", "not an object", "bad regex"],
)
def test_wrong_files(lines: tuple[object, ...], message: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=message):
        read_questions(_file(tmp_path / "q.jsonl", *lines))


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        read_questions(tmp_path / "nowhere.jsonl")


def test_the_project_s_own_questions_can_be_read(seeds: Path) -> None:
    assert len(read_questions(seeds.parent / "benchmarks" / "questions.jsonl")) >= 50
