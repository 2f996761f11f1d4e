"""Fits qa.read.calibration: how the reader's and the retriever's scores become a chance.

    python benchmarks/calibrate.py FILE.jsonl.gz... [--limit N] [--titles A,B] [--reader DIR]

Each file holds questions with their paragraph (title, context, question, answers as texts or
{text}). The paragraphs of those asked are indexed; each answered question is asked twice, as it
is and with the paragraphs that hold an answer taken out of the hits; one without an answer is
asked once. One half of the questions fits, the other measures.
"""

import argparse
import gzip
import json
import random
import re
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from qa import Library
from qa.read.calibration import signals
from qa.read.spans import SpanReader

READ = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """One question, read: per passage its signals and whether its span is right."""

    answerable: bool
    features: np.ndarray
    right: np.ndarray


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--limit", type=int, default=600, help="questions a file")
    parser.add_argument("--titles", default="", help="ask only of these, where a file has them")
    parser.add_argument("--reader", type=Path, help="another reader than the one that is shipped")
    options = parser.parse_args()
    reader = SpanReader(options.reader) if options.reader else SpanReader.default()
    titles = set(filter(None, options.titles.split(",")))
    asked = [one for path in options.files for one in _ask(path, reader, titles, options.limit)]
    random.Random(1).shuffle(asked)
    fit, measure = asked[::2], asked[1::2]
    model = LogisticRegression(C=10).fit(
        np.concatenate([one.features for one in fit]), np.concatenate([one.right for one in fit])
    )
    print("BIAS =", round(float(model.intercept_[0]), 3))
    print("WEIGHTS =", tuple(round(float(w), 3) for w in model.coef_[0]))
    chances = [model.predict_proba(one.features)[:, 1] for one in measure]
    best = np.array([chance.max() for chance in chances])
    right = np.array([one.right[c.argmax()] for one, c in zip(measure, chances, strict=True)])
    answerable = np.array([one.answerable for one in measure])
    print(f"{answerable.sum()} answerable, {(~answerable).sum()} unanswerable questions")
    print(f"short answer right, of the answerable: {right[answerable].mean():.3f}")
    print(f"answerable or not, AUC: {roc_auc_score(answerable, best):.3f}")
    print(f"right or not, AUC:      {roc_auc_score(right, best):.3f}")
    print("\nchance     questions   right")
    error = 0.0
    for low in np.arange(0, 1, 0.1):
        inside = (best >= low) & (best < low + 0.1)
        if inside.any():
            error += inside.mean() * abs(best[inside].mean() - right[inside].mean())
            print(f"{low:.1f} to {low + 0.1:.1f} {inside.sum():9} {right[inside].mean():9.2f}")
    print(f"expected calibration error: {error:.3f}")
    print("\nthreshold  precision  recall   refused of the unanswerable")
    for threshold in (0.03, 0.06, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7):
        given = best >= threshold
        precision, recall = right[given].mean(), right[given].sum() / answerable.sum()
        refused = (~given[~answerable]).mean()
        print(f"{threshold:9.2f} {precision:10.3f} {recall:7.3f} {refused:10.3f}")


def _ask(path: Path, reader: SpanReader, titles: set[str], limit: int) -> list[Asked]:
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
            if not gold:
                found.append(_read(reader, row["question"], list(hits[:READ]), gold, False))
                continue
            holds = [any(_words(a, hit.paragraph.text) for a in gold) for hit in hits]
            without = [hit for hit, held in zip(hits, holds, strict=True) if not held]
            if any(holds[:READ]):
                found.append(_read(reader, row["question"], list(hits[:READ]), gold, True))
            if without:
                found.append(_read(reader, row["question"], without[:READ], gold, False))
    return found


def _library(rows: list[dict[str, str]], place: Path) -> Library:
    texts = {(row.get("title", ""), " ".join(row["context"].split())): None for row in rows}
    (place / "texts").mkdir()
    for number, (title, context) in enumerate(texts):
        text = f"# {title.replace('_', ' ')}\n\n{context}\n"
        (place / "texts" / f"{number:05}.md").write_text(text, encoding="utf-8")
    return Library.build([place / "texts"], place / "index")


def _read(reader: SpanReader, question: str, hits: list, gold: list[str], able: bool) -> Asked:  # type: ignore[type-arg]
    readings = reader.readings(question, hits)
    texts = [r.hit.paragraph.document.text[r.span.start : r.span.end] for r in readings]
    right = [able and max(_f1(text, answer) for answer in gold) > 0.6 for text in texts]
    rows = [signals(question, r.hit, r.margin, r.verdict) for r in readings]
    return Asked(able, np.array(rows), np.array(right))


def _words(answer: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(answer)}(?!\w)", text, re.IGNORECASE) is not None


def _f1(one: str, other: str) -> float:
    a, b = (
        Counter(w for w in re.findall(r"\w+", t.lower()) if w not in ("a", "an", "the"))
        for t in (one, other)
    )
    same = sum((a & b).values())
    return 2 * same / max(1, sum(a.values()) + sum(b.values()))


if __name__ == "__main__":
    main()
