"""Fits the weights of qa.read.sentence_reader, and prints how well they choose and refuse.

    python benchmarks/fit_sentence_reader.py FILE.jsonl.gz...

Each file holds SQuAD-style rows (title, context, question, answers: [{text, start}]). Its
paragraphs are indexed, one document a title; each question is asked twice: as it is, and with the
paragraph that answers it taken out of the hits. Half of the titles fit, the other half measure.
"""

import gzip
import json
import random
import sys
import tempfile
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from qa import Library
from qa.read.sentence_reader import HITS_READ, candidates_of, signals

PER_FILE = 250


def main(paths: list[str]) -> None:
    rows: dict[bool, list[tuple[np.ndarray, np.ndarray, bool]]] = {True: [], False: []}
    for path in paths:
        for title, answerable, features, labels in _questions(Path(path)):
            rows[_fits(title)].append((features, labels, answerable))
    features = np.concatenate([f for f, _, _ in rows[True]])
    labels = np.concatenate([y for _, y, _ in rows[True]])
    model = LogisticRegression(C=10).fit(features, labels)
    weights = [float(x) for x in (model.intercept_[0], *model.coef_[0])]
    print("BIAS, COSINE, SAID, PASSAGE_SAID, NUMBER =", ", ".join(f"{x:.2f}" for x in weights))
    best = [(float(model.predict_proba(f)[:, 1].max()), a) for f, _, a in rows[False]]
    right = [bool(y[np.argmax(model.predict_proba(f)[:, 1])]) for f, y, a in rows[False] if a]
    scores, truths = np.array([s for s, _ in best]), np.array([a for _, a in best])
    print(f"measured on {truths.sum()} answerable and {(~truths).sum()} unanswerable questions")
    print(f"best sentence holds the answer: {np.mean(right):.3f}")
    print(f"answerable or not, AUC:         {roc_auc_score(truths, scores):.3f}")
    for threshold in (0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5):
        kept, refused = np.mean(scores[truths] >= threshold), np.mean(scores[~truths] < threshold)
        print(f"threshold {threshold:.2f}: answers {kept:.2f}, refuses {refused:.2f}")


def _questions(path: Path):  # type: ignore[no-untyped-def]
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        rows = [row for row in map(json.loads, stream) if row["answers"]]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        paragraphs: dict[str, dict[str, None]] = {}
        for row in rows:
            line = " ".join(row["context"].split())
            paragraphs.setdefault(row["title"], {})[line] = None
        for number, (title, lines) in enumerate(paragraphs.items()):
            text = f"# {title.replace('_', ' ')}\n\n" + "\n\n".join(lines)
            (folder / f"{number:04}.md").write_text(text, encoding="utf-8")
        library = Library.build([folder], folder / "index")
        library.warm()
        for row in random.Random(0).sample(rows, min(PER_FILE, len(rows))):
            answers = [" ".join(answer["text"].split()) for answer in row["answers"]]
            context = " ".join(row["context"].split())
            hits = library.search(row["question"], 2 * HITS_READ)
            gold = [hit for hit in hits[:HITS_READ] if hit.paragraph.text in context]
            other = [hit for hit in hits if hit.paragraph.text not in context]
            for answerable, read in ((True, hits[:HITS_READ]), (False, other[:HITS_READ])):
                if answerable and not gold:
                    continue
                candidates = candidates_of(read)
                labels = [
                    answerable
                    and c.hit.paragraph.text in context
                    and any(a in c.text for a in answers)
                    for c in candidates
                ]
                yield (
                    row["title"],
                    answerable,
                    np.array(signals(row["question"], candidates)),
                    np.array(labels),
                )


def _fits(title: str) -> bool:
    return sum(title.encode()) % 2 == 0


if __name__ == "__main__":
    main(sys.argv[1:])
