"""Questions on folders of documents as people keep them, for the judge to learn from.

`folders/` holds our own documents (manuals, handbooks, minutes, recipes, contracts, news, tables)
and questions on them, four in ten of which nothing in their folder answers. Each is searched and
read as `qa` does it, so that the judge sees the candidates that it will have to judge.
"""

from __future__ import annotations

import json
import random
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa import Library
from qa.read.candidates import candidate_of
from qa.read.judge import Candidate, Judge, Opinion
from qa.read.judging import JudgingReader
from qa.read.span_reader import SpanReader
from qa.types import Hit, Paragraph, Span
from training.evaluate import overlap
from training.judge.cook import RIGHT, Example

FOLDERS = Path(__file__).parent / "folders"
HELD_OUT = ("a6_pebblegrid_lib", "a4_brennholt_handbook", "town-library", "board-minutes")
"""Folders that measure and are not trained on."""
SEARCHED = 25
"""Passages that are read for a question, as `qa ask` does."""
WRONG = 3
"""Candidates of a question that do not answer it, drawn from those worth judging."""
MOST = 0.9
"""A candidate that holds this part of a list has all of it."""
EXPLAINED = ("list", "steps", "why", "yesno", "says", "compare", "definition")
"""Kinds of question whose answer is a sentence or more, not a phrase in it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A place that answers: the sentence, row, item or list, and the words in it."""

    source: str
    sentence: str
    span: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question on a folder, with all places that answer it."""

    folder: str
    text: str
    kind: str
    answers: tuple[Answer, ...]


class Undecided(Judge):
    """Has no opinion, so that the reader alone chooses what would be judged."""

    def score(self, question: str, candidates: Sequence[Candidate]) -> list[Opinion]:
        return [Opinion(0.5, 0.5, 0.5)] * len(candidates)


def questions() -> list[Question]:
    lines = (FOLDERS / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    rows: list[dict[str, Any]] = [json.loads(line) for line in lines]
    return [
        Question(
            row["folder"],
            row["question"],
            row["kind"],
            tuple(Answer(a["source"], a["sentence"], a["span"]) for a in row["answers"]),
        )
        for row in rows
    ]


def write_documents(goal: Path) -> None:
    """The documents as files, each folder under its name."""
    for line in (FOLDERS / "documents.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        path = goal / row["folder"] / Path(row["source"]).name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(row["text"], encoding="utf-8")


def searched(*, held_out: bool) -> Iterator[tuple[str, Question, tuple[Hit, ...]]]:
    """Each question with a name of its own and the passages that are read for it; of the folders
    that are trained on, or of those that are held out."""
    by_folder = defaultdict(list)
    for question in questions():
        if (question.folder in HELD_OUT) == held_out:
            by_folder[question.folder].append(question)
    with tempfile.TemporaryDirectory() as place:
        write_documents(Path(place) / "folders")
        for folder, asked in by_folder.items():
            root = Path(place) / "folders" / folder
            library = Library.build([str(root)], Path(place) / "indexes" / folder)
            for n, question in enumerate(asked):
                yield f"folders {folder} {n}", question, library.search(question.text, SEARCHED)


def examples(seed: int, *, held_out: bool = False) -> Iterator[Example]:
    """The candidates of each question, judged by its answers."""
    rng = random.Random(f"{seed} folders")
    reader = JudgingReader(SpanReader.default(), Undecided.default())
    for unit, question, hits in searched(held_out=held_out):
        yield from _judged(unit, question, hits, reader, rng)


def _judged(
    unit: str, question: Question, hits: Sequence[Hit], reader: JudgingReader, rng: random.Random
) -> Iterator[Example]:
    worth, _ = reader.judged(question.text, hits)
    places = [(one.reading.hit.paragraph, one.reading.span) for one in worth]
    seen = [_example(unit, question, *place) for place in places]
    wrong = [one for one in seen if one.states == 0]
    right = [one for one in seen if one.states == 1]
    yield from right
    # The likeliest always, of the others some.
    yield from wrong[:2] + rng.sample(wrong[2:], min(WRONG - 2, len(wrong[2:])))
    if question.answers and not right:
        yield from _place_that_answers(unit, question, hits)


def _place_that_answers(unit: str, question: Question, hits: Sequence[Hit]) -> Iterator[Example]:
    """Where nothing that was read answers, the first place that does, if its passage was found."""
    for hit in hits:
        for answer in question.answers:
            span = _place(hit.paragraph, answer, answer.span)
            if span is not None:
                yield _example(unit, question, hit.paragraph, span)
                return


def _example(unit: str, question: Question, paragraph: Paragraph, span: Span) -> Example:
    candidate = candidate_of(question.text, paragraph, span)
    return Example(
        unit, "folder", question.text, candidate.heading, candidate.before, candidate.sentence,
        "", candidate.start, candidate.end, *judgement(question, paragraph, span),
    )  # fmt: skip


def judgement(
    question: Question, paragraph: Paragraph, span: Span
) -> tuple[int | None, int | None, int | None]:
    """Whether the span's sentence states the answer, the span is it, and is all of it; None where
    that is not known."""
    text, own = paragraph.document.text, paragraph.sentence_at(span)
    unknown = False
    for answer in question.answers:
        whole = _place(paragraph, answer, answer.sentence)
        words = _place(paragraph, answer, answer.span)
        if whole is None or words is None:
            continue
        if own.start <= words.start and words.end <= own.end and question.kind not in EXPLAINED:
            close = overlap(text[span.start : span.end], [answer.span])
            held = int(span.start <= words.start and words.end <= span.end)
            right = 1 if close >= RIGHT else 0 if not _touch(span, words) else None
            return 1, right, held
        read = own if question.kind not in ("list", "steps") else _union(own, span)
        shared = min(read.end, whole.end) - max(read.start, whole.start)
        if shared > 0.5 * min(read.end - read.start, whole.end - whole.start):
            return 1, None, int(shared >= MOST * (whole.end - whole.start))
        unknown = unknown or shared > 0
    said = text[own.start : own.end].lower()
    # The same words elsewhere may answer or not.
    unknown = unknown or any(a.span.lower() in said for a in question.answers)
    return (None, None, None) if unknown else (0, 0, None)


def _place(paragraph: Paragraph, answer: Answer, words: str) -> Span | None:
    """Where a paragraph holds the words of an answer: the sentence, or the span within it."""
    if Path(paragraph.document.source).name != Path(answer.source).name:
        return None
    text = paragraph.document.text
    start = text.find(answer.sentence)
    while start >= 0:
        first = start + answer.sentence.find(words)
        if paragraph.start < first + len(words) and first < paragraph.end:
            return Span(first, first + len(words))
        start = text.find(answer.sentence, start + 1)
    return None


def _touch(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _union(one: Span, other: Span) -> Span:
    return Span(min(one.start, other.start), max(one.end, other.end))
