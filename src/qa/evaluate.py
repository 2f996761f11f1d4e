"""How well an index answers questions with known answers: retrieval, answers, refusals, citations.

Questions are JSON Lines: id, kind (answerable | unanswerable), question, answers (regular
expressions, one must match) and evidence (pieces of the documents, one must lie in a passage).
"""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from qa.errors import BadInput
from qa.library import Library
from qa.render import answer_json
from qa.types import Answer

DEPTH = 10
"""Passages that are looked at for evidence."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question with what is known of its answer."""

    id: str
    question: str
    answerable: bool
    answers: tuple[str, ...]
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """Figures over all questions; shares are 0..1, None where there was nothing to count."""

    questions: int
    answerable: int
    unanswerable: int
    evidence_at_1: float | None
    """Share of the answerable whose evidence lies in the first passage; so on for 3, 5, 10."""
    evidence_at_3: float | None
    evidence_at_5: float | None
    evidence_at_10: float | None
    mrr: float | None
    """Mean reciprocal rank of the first passage with evidence, within the first ten."""
    answers_right: float | None
    """Share of the answerable whose short answer matches."""
    statements_right: float | None
    """Share of the answerable whose short answer or statements match."""
    refused: float | None
    """Share of the unanswerable that got no answer."""
    wrongly_refused: float | None
    """Share of the answerable that got no answer."""
    citations: int
    citations_exact: float | None
    """Share of citations and passages whose text equals the document's at their offsets."""
    seconds_median: float
    seconds_p95: float


def read_questions(path: Path) -> tuple[Question, ...]:
    """The questions of a JSON Lines file.

    Raises:
        BadInput: if it cannot be read; the message names the line that is wrong.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path} cannot be read: {error}") from error
    found = [_question(path, n, line) for n, line in enumerate(lines, 1) if line.strip()]
    if not found:
        raise BadInput(f"{path} holds no questions")
    if len({question.id for question in found}) < len(found):
        raise BadInput(f"{path} has an id twice: give each question its own")
    return tuple(found)


def evaluate(
    library: Library,
    questions: Sequence[Question],
    progress: Callable[[int, int], None] | None = None,
) -> Report:
    """Asks every question, one by one, and counts."""
    library.warm()
    answers = []
    for done, question in enumerate(questions):
        if progress:
            progress(done, len(questions))
        answers.append(library.ask(question.question, k=DEPTH))
    if progress:
        progress(len(questions), len(questions))
    pairs = list(zip(questions, answers, strict=True))
    good = [(q, a) for q, a in pairs if q.answerable]
    bad = [(q, a) for q, a in pairs if not q.answerable]
    exact = [ok for answer in answers for ok in _exact(library, answer)]
    seconds = [answer.seconds for answer in answers]
    return Report(
        questions=len(pairs),
        answerable=len(good),
        unanswerable=len(bad),
        **_ranking([(q, a) for q, a in good if q.evidence]),
        answers_right=_share(_matches(q, a.text) for q, a in good),
        statements_right=_share(
            any(_matches(q, text) for text in (a.text, *(s.text for s in a.statements)))
            for q, a in good
        ),
        refused=_share(not a.answered for _, a in bad),
        wrongly_refused=_share(not a.answered for _, a in good),
        citations=sum(len(answer.citations) for answer in answers),
        citations_exact=_share(exact),
        seconds_median=float(np.median(seconds)),
        seconds_p95=float(np.percentile(seconds, 95)),
    )


def report_text(report: Report) -> str:
    """The figures, a line each."""
    rows = []
    for name, value in asdict(report).items():
        shown = "-" if value is None else f"{value:.3f}" if isinstance(value, float) else f"{value}"
        rows.append(f"{name.replace('_', ' '):<18} {shown:>8}")
    return "\n".join(rows)


def _question(path: Path, number: int, line: str) -> Question:
    where = f"{path}, line {number}"
    try:
        row = json.loads(line)
        question = Question(
            str(row.get("id", number)),
            str(row["question"]),
            row["kind"] == "answerable",
            _strings(row.get("answers", [])),
            _strings(row.get("evidence", [])),
        )
        for pattern in question.answers:
            re.compile(pattern)
    except json.JSONDecodeError as error:
        raise BadInput(f"{where} is not JSON: {error.msg}") from error
    except re.error as error:
        raise BadInput(f"{where}: {error.pattern!r} is no regular expression: {error}") from error
    except (KeyError, AttributeError, TypeError) as error:
        raise BadInput(f"{where} needs question, kind, answers and evidence") from error
    return question


def _strings(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise TypeError("a list of strings is wanted")
    return tuple(value)


def _ranking(pairs: Sequence[tuple[Question, Answer]]) -> dict[str, float | None]:
    import ir_measures
    from ir_measures import RR, Success

    depths = (1, 3, 5, 10)
    if not pairs:
        return {**{f"evidence_at_{k}": None for k in depths}, "mrr": None}
    judged = {q.id: {"-": 1} for q, _ in pairs}  # a question without any hit still counts
    run: dict[str, dict[str, float]] = {q.id: {"--": 0.0} for q, _ in pairs}
    for question, answer in pairs:
        evidence = [_flat(piece) for piece in question.evidence]
        for hit in answer.passages:
            name, text = f"passage {hit.rank}", _flat(hit.paragraph.text)
            run[question.id][name] = 1 / hit.rank
            judged[question.id][name] = int(any(piece in text for piece in evidence))
    measures = {f"evidence_at_{k}": Success @ k for k in depths} | {"mrr": RR @ DEPTH}
    values = ir_measures.calc_aggregate(list(measures.values()), judged, run)
    return {name: float(values[measure]) for name, measure in measures.items()}


def _exact(library: Library, answer: Answer) -> Iterable[bool]:
    """As a script would check it: the JSON's quotes against the stored text."""
    rendered: dict[str, Any] = answer_json(answer)
    quotes = [(c["source"], c["start"], c["end"], c["quote"]) for c in rendered["citations"]]
    quotes += [(p["source"], p["start"], p["end"], p["text"]) for p in rendered["passages"]]
    for source, start, end, quote in quotes:
        document = library.document(source)
        yield document is not None and document.text[start:end] == quote


def _matches(question: Question, text: str) -> bool:
    return any(re.search(pattern, text, re.IGNORECASE) for pattern in question.answers)


def _flat(text: str) -> str:
    return " ".join(text.split())


def _share(truths: Iterable[bool]) -> float | None:
    counted = list(truths)
    return sum(counted) / len(counted) if counted else None
