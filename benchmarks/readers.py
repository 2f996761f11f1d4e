"""Asks an index from several processes while another one updates it.

    python benchmarks/readers.py --updates 30

Every question has to be answered from one state of the index, whole: what is found is compared
with what each generation finds when nobody writes. Also tells how long the slowest question took.
"""

import os

os.environ["OMP_NUM_THREADS"] = "1"  # a forked child has none of FAISS's other threads

import argparse
import json
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path

from kill import WordEmbedder, change, documents_and_answers, make_articles

from qa.indexing.indexer import index
from qa.indexing.request import IndexRequest
from qa.library import Library
from qa.store.store import Store


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--updates", type=int, default=30)
    options.add_argument("--readers", type=int, default=3)
    options.add_argument("--articles", type=int, default=40)
    given = options.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="qa-readers-"))
    try:
        return run(folder, given.updates, given.readers, given.articles)
    finally:
        shutil.rmtree(folder)


def run(folder: Path, updates: int, readers: int, articles: int) -> int:
    dice = random.Random(0)
    corpus, target = folder / "articles", folder / "index"
    make_articles(corpus, articles, dice)
    index(IndexRequest([corpus]), target, embedder=WordEmbedder())
    right = {*_said(target)}
    children = [_reader(target, folder / f"reader{n}") for n in range(readers)]
    for _ in range(updates):
        change(corpus, dice)
        index(IndexRequest([corpus]), target, embedder=WordEmbedder(0.01))
        right.update(_said(target))
    (folder / "stop").touch()
    states = [os.waitpid(child, 0)[1] for child in children]
    answers, slowest = list[str](), 0.0
    for n in range(readers):
        for line in (folder / f"reader{n}").read_text().splitlines():
            said, seconds = json.loads(line)
            answers += said
            slowest = max(slowest, seconds)
    wrong = sum(answer not in right for answer in answers)
    print("| readers | updates | answers | of them different | wrong | slowest four (s) |")
    print("|--:|--:|--:|--:|--:|--:|")
    counts = (readers, updates, len(answers), len(set(answers)), wrong)
    print("| " + " | ".join(map(str, counts)) + f" | {slowest:.2f} |")
    return 1 if wrong or any(states) or not answers else 0


def _said(target: Path, library: Library | None = None) -> list[str]:
    """All documents, and what each question finds; each of one moment."""
    documents, answers = documents_and_answers(target, library)
    return [json.dumps(said, sort_keys=True) for said in (documents, *answers)]


def _reader(target: Path, out: Path) -> int:
    """A process that asks until it is told to stop; every other round by a fresh library."""
    child = os.fork()
    if child:
        return child
    try:
        kept = Library(Store.open(target), embedder=WordEmbedder())
        with out.open("w") as stream:
            while not (target.parent / "stop").exists():
                for library in (kept, None):
                    started = time.perf_counter()
                    said = _said(target, library)
                    stream.write(json.dumps([said, time.perf_counter() - started]) + "\n")
        os._exit(0)
    finally:
        os._exit(3)


if __name__ == "__main__":
    sys.exit(main())
