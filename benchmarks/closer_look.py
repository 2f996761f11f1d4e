"""What a closer look at the answer's sentence is worth, and what it should be read with.

    python benchmarks/closer_look.py SQUAD2.jsonl.gz [--titles A,B] [--reader DIR]

Each question is read with its own paragraph, and once more with a part of it. From the logit of
that, the passage's similarity and the names in the sentence a regression tells in ten folds
whether the question is answerable, and whether the answer is right.
"""

import argparse
import random
from collections.abc import Iterable, Iterator
from pathlib import Path

from calibrate import f1
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import KFold, cross_val_predict

from qa.embed.embedder import DEFAULT_MODEL
from qa.embed.loading import load_embedder
from qa.evaluate.passages import embed, hits
from qa.evaluate.squad import read_squad
from qa.read.calibration import signals
from qa.read.span_reader import SpanReader, SpanReading
from qa.types import Document, Hit, Paragraph

FOLDS = 10


def _texts(reading: SpanReading) -> dict[str, str]:
    """The parts of a passage that are tried, by what the table calls them."""
    document, paragraph = reading.hit.paragraph.document, reading.hit.paragraph
    own, text, title = paragraph.sentence_at(reading.span), document.text, document.title + "\n\n"
    before = [s.start for s in paragraph.sentences if s.end <= own.start]
    after = [s.end for s in paragraph.sentences if s.start >= own.end]
    first, last = [own.start, *before][-1], [*after, own.end][0]
    return {
        "nothing": " ",
        "the passage under its title": title + text,
        "the sentence": text[own.start : own.end],
        "the sentence before and the sentence": text[first : own.end],
        "the passage up to the sentence": text[: own.end],
        "the title and the sentence": title + text[own.start : own.end],
        "the title, the sentence before and the sentence": title + text[first : own.end],
        "... and the sentence after": title + text[first:last],
        "the answer alone": text[reading.span.start : reading.span.end],
    }


def _again(reader: SpanReader, question: str, reading: SpanReading) -> dict[str, float]:
    """By part the logit when it is read again; that of the passage where nothing is."""
    parts = _texts(reading)
    read = {r.hit.rank: r.logit for r in reader.readings(question, list(_hits(parts.values())))}
    return {part: read.get(rank, reading.logit) for rank, part in enumerate(parts)}


def _hits(texts: Iterable[str]) -> Iterator[Hit]:
    for rank, text in enumerate(texts):
        yield Hit(rank, 0.0, Paragraph(Document("part", text), 0, 0, len(text)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--titles", default="", help="ask only of these articles")
    parser.add_argument("--reader", type=Path, help="another reader than the one that is shipped")
    options = parser.parse_args()
    reader = SpanReader(options.reader) if options.reader else SpanReader.default()
    titles = set(filter(None, options.titles.split(",")))
    questions = [one for one in read_squad(options.file) if not titles or one.title in titles]
    random.Random(0).shuffle(questions)
    embedder = load_embedder(DEFAULT_MODEL)
    vectors = embedder.embed_questions([one.question for one in questions])
    pieces = embed([Document("paragraph", one.context, one.title) for one in questions], embedder)
    rows: dict[str, list[tuple[float, ...]]] = {}
    right, answerable = [], []
    for one, own, vector in zip(questions, pieces, vectors, strict=True):
        (reading, *_) = reader.readings(one.question, hits(own, vector))
        text = one.context[reading.span.start : reading.span.end]
        right.append(max((f1(text, gold.text) for gold in one.answers), default=0.0) > 0.6)
        answerable.append(bool(one.answers))
        for part, logit in _again(reader, one.question, reading).items():
            seen = signals(one.question, reading.hit, reading.span, (reading.logit, logit), 0.0)
            rows.setdefault(part, []).append(seen)
    print(f"{len(questions)} questions\n| read again | AUC answerable | AUC right |\n|---|---|---|")
    for part, features in rows.items():
        model, folds = LogisticRegression(C=10), KFold(FOLDS)
        chances = cross_val_predict(model, features, right, cv=folds, method="predict_proba")[:, 1]
        figures = (roc_auc_score(truth, chances) for truth in (answerable, right))
        print(f"| {part} |", " | ".join(f"{figure:.3f}" for figure in figures), "|")


if __name__ == "__main__":
    main()
