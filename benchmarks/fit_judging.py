"""Fits qa.read.judging: how what reader, judge and retriever say becomes a chance.

    python benchmarks/fit_judging.py FILE.jsonl.gz... [--beside FILE.jsonl.gz] [--limit N]
        [--folders] [--judge DIR] [--examples DIR] [--keep SIGNALS.npz]

Each file holds questions with their paragraph, as for calibrate.py. The paragraphs of all
that are asked are indexed together, and with them articles of another kind (`--beside`: title,
text), so that the folder is a mixed one. Each answered question is asked twice, as it is and with
the passages that hold an answer taken out of the hits; one without an answer is asked once. The
figures come from five folds of questions, the constants from all. What was read can be kept, to be
fitted again without reading. `--folders` adds the questions of training/judge/folders that the
judge was not trained on; it needs the project's own folder in PYTHONPATH.
"""

import argparse
import gzip
import json
import random
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from calibrate import READ, _words, f1, report
from sklearn.linear_model import LogisticRegression

from qa import Library
from qa.read.judge import Judge
from qa.read.judging import JUDGED, JudgedReading, JudgingReader
from qa.read.span_reader import SpanReader
from qa.types import Hit

FOLDS = 5
ANSWERABLE = 0.75
"""Part of the questions that have an answer in the documents, as they count here."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question, read: per finding its signals, and whether its sentence gives the answer."""

    question: str
    answerable: bool
    signals: np.ndarray
    right: np.ndarray


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--folders", action="store_true", help="also our own folders' questions")
    parser.add_argument("--beside", type=Path, help="articles to lie among the paragraphs")
    parser.add_argument("--limit", type=int, default=300, help="questions a file")
    parser.add_argument("--judge", type=Path, help="another judge than the one that is shipped")
    parser.add_argument("--examples", type=Path, help="ask of no question that they were made of")
    parser.add_argument("--keep", type=Path, help="what was read, written or taken from here")
    options = parser.parse_args()
    if options.keep and options.keep.exists():
        asked = _kept(options.keep)
    else:
        asked = list(_read_all(options))
        if options.keep:
            _keep(asked, options.keep)
    bias, *weights = (round(value, 3) for value in fit(asked))
    print(f"JudgedCalibration({bias}, {', '.join(map(str, weights))}, relative=True)")
    questions = sorted({one.question for one in asked})
    random.Random(1).shuffle(questions)
    fold = {question: n % FOLDS for n, question in enumerate(questions)}
    best, right, answerable = [], [], []
    for n in range(FOLDS):
        weights = fit([one for one in asked if fold[one.question] != n])
        for one in asked:
            if fold[one.question] == n:
                chances = _chances(weights, one.signals)
                best.append(chances.max())
                right.append(one.right[chances.argmax()])
                answerable.append(one.answerable)
    report(np.array(best), np.array(right), np.array(answerable), False)


def fit(asked: Sequence[Asked]) -> list[float]:
    """Bias and weights, fitted to the best finding of each question, as in calibrate.py."""
    rows = np.concatenate([one.signals for one in asked])
    model = LogisticRegression(C=10).fit(rows, np.concatenate([one.right for one in asked]))
    answerable = np.array([one.answerable for one in asked])
    part = answerable.mean()
    counts = np.where(answerable, ANSWERABLE / part, (1 - ANSWERABLE) / (1 - part))
    for _ in range(4):
        weights = [float(model.intercept_[0]), *map(float, model.coef_[0])]
        places = [_chances(weights, one.signals).argmax() for one in asked]
        model = LogisticRegression(C=10).fit(
            np.array([one.signals[n] for one, n in zip(asked, places, strict=True)]),
            np.array([one.right[n] for one, n in zip(asked, places, strict=True)]),
            sample_weight=counts,
        )
    return [float(model.intercept_[0]), *map(float, model.coef_[0])]


def _chances(weights: Sequence[float], rows: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-weights[0] - rows @ np.array(weights[1:])))


def _rows(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _trained_on(examples: Path, path: Path) -> frozenset[str]:
    """The questions of a set that the judge was trained on, by the examples made of them."""
    name = path.name.split(".")[0]
    cooked = examples / f"{name}.examples.gz"
    return (
        frozenset(row["unit"].split(" ", 1)[1] for row in _rows(cooked))
        if cooked.exists()
        else frozenset()
    )


def _read_all(options: argparse.Namespace) -> Iterator[Asked]:
    judge = Judge(options.judge) if options.judge else Judge.default()
    reader = JudgingReader(SpanReader.default(), judge)
    if options.folders:
        yield from _read_folders(reader)
    rng = random.Random(0)
    rows = []
    for path in options.files:
        seen = _trained_on(options.examples, path) if options.examples else frozenset()
        unseen = [row for row in _rows(path) if row["id"] not in seen]
        rows += rng.sample(unseen, min(options.limit, len(unseen)))
    if not rows:
        return
    texts = [(row.get("title", ""), " ".join(row["context"].split())) for row in rows]
    if options.beside:
        beside = _rows(options.beside)
        texts += [(row["title"], row["text"]) for row in rng.sample(beside, len(rows))]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "texts"
        folder.mkdir()
        for number, (title, text) in enumerate(dict.fromkeys(texts)):
            whole = f"# {title.replace('_', ' ')}\n\n{text}\n"
            (folder / f"{number:05}.md").write_text(whole, encoding="utf-8")
        library = Library.build([folder], Path(place) / "index")
        for row in rows:
            gold = [a if isinstance(a, str) else a["text"] for a in row["answers"]]
            context = " ".join(row["context"].split())
            hits = library.search(row["question"], 2 * READ)
            holds = [any(_words(a, hit.paragraph.text) for a in gold) for hit in hits]
            without = [hit for hit, held in zip(hits, holds, strict=True) if not held][:READ]
            if any(holds[:READ]):
                yield _asked(reader, row["question"], hits[:READ], gold, context)
            if without:
                yield _asked(reader, row["question"], without, [], context)


def _read_folders(reader: JudgingReader) -> Iterator[Asked]:
    from training.judge.folders import judgement, searched

    for _, question, hits in searched(held_out=True):
        judged, _ = reader.judged(question.text, hits, JUDGED)
        known = [
            (one, states)
            for one in judged
            for states, *_ in [judgement(question, one.reading.hit.paragraph, one.reading.span)]
            if states is not None
        ]
        if known:
            signals = np.array([one.signals for one, _ in known])
            right = np.array([bool(states) for _, states in known])
            yield Asked(question.text, bool(question.answers), signals, right)


def _asked(
    reader: JudgingReader, question: str, hits: Sequence[Hit], gold: Sequence[str], context: str
) -> Asked:
    judged, _ = reader.judged(question, hits, JUDGED)
    right = [_right(one, gold, context) for one in judged]
    return Asked(question, bool(gold), np.array([one.signals for one in judged]), np.array(right))


def _right(one: JudgedReading, gold: Sequence[str], context: str) -> bool:
    """Whether the span is the answer, or its sentence of the paragraph that answers holds it."""
    paragraph, span = one.reading.hit.paragraph, one.reading.span
    text = paragraph.document.text[span.start : span.end]
    own = paragraph.sentence_at(span)
    sentence = " ".join(paragraph.document.text[own.start : own.end].split())
    return any(
        f1(text, answer) > 0.6 or (sentence in context and _words(answer, sentence))
        for answer in gold
    )


def _keep(asked: Sequence[Asked], path: Path) -> None:
    np.savez_compressed(
        path,
        questions=np.array([one.question for one in asked]),
        answerable=np.array([one.answerable for one in asked]),
        counts=np.array([len(one.right) for one in asked]),
        signals=np.concatenate([one.signals for one in asked]),
        right=np.concatenate([one.right for one in asked]),
    )


def _kept(path: Path) -> list[Asked]:
    with np.load(path) as kept:
        ends = np.cumsum(kept["counts"])[:-1]
        parts = zip(
            kept["questions"].tolist(),
            kept["answerable"].tolist(),
            np.split(kept["signals"], ends),
            np.split(kept["right"], ends),
            strict=True,
        )
        return [Asked(*part) for part in parts]


if __name__ == "__main__":
    main()
