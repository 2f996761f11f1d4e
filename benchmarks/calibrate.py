"""Fits qa.read.calibration: how the reader's and the retriever's scores become a chance.

    python benchmarks/calibrate.py FILE.jsonl.gz... [--limit N] [--titles A,B] [--reader DIR]
        [--given]

Each file holds questions with their paragraph (title, context, question, answers as texts or
{text}). The paragraphs of those asked are indexed; each answered question is asked twice, as it
is and with the paragraphs that hold an answer taken out of the hits; one without an answer is
asked once. With --given nothing is searched: each question is read with its own paragraph.
The figures come from five folds of questions, the constants from all.
"""

import argparse
import gzip
import json
import random
import re
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from qa import Library
from qa.embed.embedder import DEFAULT_MODEL
from qa.embed.loading import load_embedder
from qa.evaluate.passages import embed, hits
from qa.evaluate.squad import read_squad
from qa.read.calibration import signals
from qa.read.span_reader import SpanReader
from qa.types import Document, Hit

READ = 10
FOLDS = 5
ANSWERABLE = 0.75
"""Part of the questions searched for that have an answer in the documents, as they count here:
people ask mostly what their documents tell."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question, read: per passage its signals and whether its span is right."""

    question: str
    answerable: bool
    features: np.ndarray
    right: np.ndarray


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--limit", type=int, default=600, help="questions a file")
    parser.add_argument("--titles", default="", help="ask only of these, where a file has them")
    parser.add_argument("--reader", type=Path, help="another reader than the one that is shipped")
    parser.add_argument("--given", action="store_true", help="fit for paragraphs that are given")
    options = parser.parse_args()
    reader = SpanReader(options.reader) if options.reader else SpanReader.default()
    titles = set(filter(None, options.titles.split(",")))
    ask = _given if options.given else _searched
    asked = [one for path in options.files for one in ask(path, reader, titles, options.limit)]
    print("Calibration", tuple(round(value, 3) for value in _fit(asked, options.given)))
    # Folds by question: the same one with and without its paragraph stays together.
    questions = sorted({one.question for one in asked})
    random.Random(1).shuffle(questions)
    fold = {question: n % FOLDS for n, question in enumerate(questions)}
    best, right, answerable = [], [], []
    for n in range(FOLDS):
        weights = _fit([one for one in asked if fold[one.question] != n], options.given)
        for one in asked:
            if fold[one.question] == n:
                chances = _chances(weights, one.features)
                best.append(chances.max())
                right.append(one.right[chances.argmax()])
                answerable.append(one.answerable)
    report(np.array(best), np.array(right), np.array(answerable), options.given)


def _fit(asked: Sequence[Asked], given: bool) -> list[float]:
    """Bias and weights. Fitted to the best passage of each question alone, since that is what a
    chance is shown for; which one that is follows from the fit before, first from one to all."""
    rows = np.concatenate([one.features for one in asked])
    model = LogisticRegression(C=10).fit(rows, np.concatenate([one.right for one in asked]))
    for _ in range(4):
        weights = [float(model.intercept_[0]), *map(float, model.coef_[0])]
        places = [_chances(weights, one.features).argmax() for one in asked]
        model = LogisticRegression(C=10).fit(
            np.array([one.features[n] for one, n in zip(asked, places, strict=True)]),
            np.array([one.right[n] for one, n in zip(asked, places, strict=True)]),
            sample_weight=_counts(np.array([one.answerable for one in asked]), given),
        )
    return [float(model.intercept_[0]), *map(float, model.coef_[0])]


def _counts(answerable: np.ndarray, given: bool) -> np.ndarray:
    """How much each question counts: as it stands where paragraphs are given."""
    part = answerable.mean()
    if given:
        return np.ones(len(answerable))
    return np.where(answerable, ANSWERABLE / part, (1 - ANSWERABLE) / (1 - part))


def _chances(weights: Sequence[float], rows: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-weights[0] - rows @ np.array(weights[1:])))


def report(best: np.ndarray, right: np.ndarray, answerable: np.ndarray, given: bool) -> None:
    counts = _counts(answerable, given)
    counts /= counts.sum()
    print(f"{answerable.sum()} answerable, {(~answerable).sum()} unanswerable questions")
    print(f"short answer right, of the answerable: {right[answerable].mean():.3f}")
    print(f"answerable or not, AUC: {roc_auc_score(answerable, best):.3f}")
    print(f"right or not, AUC:      {roc_auc_score(right, best):.3f}")
    print("\nchance     questions   right (each kind of question counting as in the fit)")
    error = 0.0
    for low in np.arange(0, 1, 0.1):
        inside = (best >= low) & (best < low + 0.1)
        if inside.any():
            share = np.average(right[inside], weights=counts[inside])
            mean = np.average(best[inside], weights=counts[inside])
            error += counts[inside].sum() * abs(mean - share)
            print(f"{low:.1f} to {low + 0.1:.1f} {inside.sum():9} {share:9.2f}")
    print(f"expected calibration error: {error:.3f}")
    print("\nthreshold  precision  recall   refused of the unanswerable")
    for threshold in (0.1, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8):
        answered = best >= threshold
        precision = np.average(right[answered], weights=counts[answered])
        recall = right[answered].sum() / answerable.sum()
        refused = (~answered[~answerable]).mean()
        print(f"{threshold:9.2f} {precision:10.3f} {recall:7.3f} {refused:10.3f}")


def _searched(path: Path, reader: SpanReader, titles: set[str], limit: int) -> list[Asked]:
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        rows = [json.loads(line) for line in stream]
    named = [row for row in rows if row.get("title", "").replace("_", " ") in titles] or rows
    sampled = random.Random(0).sample(named, min(limit, len(named)))
    found = []
    with tempfile.TemporaryDirectory() as place:
        library = _library(sampled, Path(place))
        for row in sampled:
            gold = [a if isinstance(a, str) else a["text"] for a in row["answers"]]
            hits = library.search(row["question"], 2 * READ)
            holds = [any(_words(a, hit.paragraph.text) for a in gold) for hit in hits]
            without = [hit for hit, held in zip(hits, holds, strict=True) if not held][:READ]
            if any(holds[:READ]):
                found.append(_read(reader, row["question"], hits[:READ], gold))
            if without:
                found.append(_read(reader, row["question"], without, []))
    return found


def _given(path: Path, reader: SpanReader, titles: set[str], limit: int) -> list[Asked]:
    questions = read_squad(path)
    named = [one for one in questions if one.title in titles] or questions
    sampled = random.Random(0).sample(named, min(limit, len(named)))
    embedder = load_embedder(DEFAULT_MODEL)
    vectors = embedder.embed_questions([one.question for one in sampled])
    pieces = embed([Document("paragraph", one.context, one.title) for one in sampled], embedder)
    return [
        _read(reader, one.question, hits(own, vector), [gold.text for gold in one.answers], 0.0)
        for one, own, vector in zip(sampled, pieces, vectors, strict=True)
    ]


def _library(rows: list[dict[str, str]], place: Path) -> Library:
    texts = {(row.get("title", ""), " ".join(row["context"].split())): None for row in rows}
    (place / "texts").mkdir()
    for number, (title, context) in enumerate(texts):
        text = f"# {title.replace('_', ' ')}\n\n{context}\n"
        (place / "texts" / f"{number:05}.md").write_text(text, encoding="utf-8")
    return Library.build([place / "texts"], place / "index")


def _read(
    reader: SpanReader,
    question: str,
    passages: Sequence[Hit],
    gold: Sequence[str],
    nearest: float | None = None,
) -> Asked:
    top = max(hit.similarity for hit in passages) if nearest is None else nearest
    readings = reader.readings(question, passages)
    texts = [r.hit.paragraph.document.text[r.span.start : r.span.end] for r in readings]
    right = [max((f1(text, answer) for answer in gold), default=0.0) > 0.6 for text in texts]
    looked = zip(readings, reader.closer(question, readings), strict=True)
    rows = np.array(
        [signals(question, r.hit, r.span, (r.logit, closer), top) for r, closer in looked]
    )
    return Asked(question, bool(gold), rows, np.array(right))


def _words(answer: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(answer)}(?!\w)", text, re.IGNORECASE) is not None


def f1(one: str, other: str) -> float:
    a, b = (
        Counter(w for w in re.findall(r"\w+", t.lower()) if w not in ("a", "an", "the"))
        for t in (one, other)
    )
    same = sum((a & b).values())
    return 2 * same / max(1, sum(a.values()) + sum(b.values()))


if __name__ == "__main__":
    main()
