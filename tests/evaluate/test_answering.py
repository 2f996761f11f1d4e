"""`qa eval` counts what it says it counts."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest
from fakes import ARTICLES

from qa.errors import BadInput
from qa.evaluate.answering import evaluate
from qa.evaluate.questions import read_questions
from qa.evaluate.report import report_text
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
    assert "evidence at 1           0.500" in report_text(report)


SENTENCE = "About 300 people used to cross the bridge every hour."
AT = ARTICLES["bridge.txt"].index(SENTENCE)


def test_figures_of_confidence_and_refusing(library: Library, tmp_path: Path) -> None:
    report = evaluate(library, read_questions(_file(tmp_path / "q.jsonl", *ROWS)))
    assert (report.answerability_auc, report.answerability_f1) == (1.0, 1.0)
    assert (report.refused_precision, report.refused_f1) == (1.0, 1.0)
    # Two answers of equal confidence, of which one matches; the third question got none.
    assert [one.count for one in report.reliability if one.count] == [2]
    (both,) = (one for one in report.reliability if one.count)
    assert both.right == 0.5
    assert report.calibration_error == pytest.approx(abs((both.confidence or 0) - 0.5))
    assert (report.risk_area, report.risk_at_50) == (0.5, 0.5)
    assert (report.risk_at_80, report.risk_at_100) == (None, None)
    assert report.risk_coverage[-1].coverage == 0.65
    assert (report.exact, report.f1, report.highlight_precision) == (None,) * 3
    text = report_text(report)
    assert "risk at 80                  -" in text
    assert "0.500" in text.splitlines()[-1]


@pytest.mark.parametrize(
    ("known", "figures"),
    [
        ({"gold": ["300 people", SENTENCE]}, {"exact": 1, "f1": 1}),
        ({"gold": ["300 people"]}, {"exact": 0, "f1": 2 * 2 / (2 + 9)}),
        (
            {"spans": [["bridge.txt", AT, AT + len(SENTENCE)]]},
            {"highlight_precision": 1, "highlight_recall": 1, "highlight_f1": 1},
        ),
        (
            {"spans": [["bridge.txt", AT - len(SENTENCE), AT + len(SENTENCE)]]},
            {"highlight_precision": 1, "highlight_recall": 0.5, "highlight_f1": 2 / 3},
        ),
        ({"spans": [["notes/harvest.md", 0, 9]]}, {"highlight_precision": 0}),
        (
            {"highlights": ["About  300\npeople"]},
            {"highlight_precision": 16 / len(SENTENCE), "highlight_recall": 1},
        ),
        ({"highlights": ["About 300 people", "said nobody ever"]}, {"highlight_recall": 0.5}),
        ({"highlights": [" "], "spans": []}, {"highlight_recall": None}),
    ],
    ids=[
        "gold", "words of gold", "span", "wider span", "elsewhere", "words",
        "words that nobody says", "nothing known",
    ],
)  # fmt: skip
def test_what_a_question_may_say_of_its_answer(
    known: dict[str, object], figures: dict[str, float | None], library: Library, tmp_path: Path
) -> None:
    report = evaluate(library, read_questions(_file(tmp_path / "q.jsonl", {**ROWS[0], **known})))
    found = asdict(report)
    assert {name: found[name] for name in figures} == pytest.approx(figures)


def test_a_refusal_has_nothing_right(library: Library, tmp_path: Path) -> None:
    refused = {**ROWS[2], "kind": "answerable", "gold": ["K-77"], "highlights": ["submarine"]}
    report = evaluate(library, read_questions(_file(tmp_path / "q.jsonl", refused)))
    assert (report.exact, report.f1, report.highlight_recall) == (0, 0, 0)
    assert report.highlight_precision is None
    assert (report.risk_area, report.reliability[0].count) == (None, 0)
    assert "confidence" not in report_text(report)


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
        (({**ROWS[0], "gold": "300"},), "line 1 needs question"),
        (({**ROWS[0], "spans": [["a.txt", 5, 5]]},), "line 1: spans are"),
        (({**ROWS[0], "spans": [["a.txt", 5]]},), "line 1: spans are"),
        (({**ROWS[0], "spans": "a.txt"},), "line 1: spans are"),
        ((ROWS[0], {**ROWS[1], "question": "??"}), "line 2: the question has no letter or digit"),
        (({**ROWS[0], "question": "caf\udce9"},), "line 1: the question has a byte"),
    ],
    ids=[
        "empty", "not json", "no question", "not an object", "bad regex", "gold is no list",
        "empty span", "span without end", "spans are no list", "marks alone", "half a character",
    ],
)  # fmt: skip
def test_wrong_files(lines: tuple[object, ...], message: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=message):
        read_questions(_file(tmp_path / "q.jsonl", *lines))


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        read_questions(tmp_path / "nowhere.jsonl")


def test_the_project_s_own_questions_can_be_read(seeds: Path) -> None:
    assert len(read_questions(seeds.parent / "benchmarks" / "questions.jsonl")) >= 50
