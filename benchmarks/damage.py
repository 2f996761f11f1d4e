"""Damages an index in every way it knows, and looks at what asking, the doctor and a rebuild do.

    python benchmarks/damage.py --times 20

Asking a damaged index must answer as before or refuse in a line. `qa doctor` must notice whatever
changes an answer, and after `--fix`, or else after `qa index --rebuild`, all must be as before.
"""

import os

os.environ["OMP_NUM_THREADS"] = "1"

import argparse
import random
import shutil
import struct
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from kill import WordEmbedder, documents_and_answers, make_articles

from qa.errors import QAError
from qa.indexing.doctor import examine, mend
from qa.indexing.indexer import index
from qa.indexing.request import IndexRequest
from qa.store.sync import DATABASE, VECTORS

Harm = Callable[[Path, random.Random], None]


def _flip(path: Path, dice: random.Random) -> None:
    data = bytearray(path.read_bytes())
    data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
    path.write_bytes(data)


def _cut(path: Path, dice: random.Random) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: dice.randrange(len(data))])


def _blank(path: Path, dice: random.Random) -> None:
    data = bytearray(path.read_bytes())
    start = dice.randrange(0, len(data), 4096)
    data[start : start + 4096] = bytes(len(data[start : start + 4096]))
    path.write_bytes(data)


def _remove(path: Path, _dice: random.Random) -> None:
    path.unlink()


def _lengthen(path: Path, dice: random.Random) -> None:
    """Claims more vectors than there are, as a hostile file would."""
    data = bytearray(path.read_bytes())
    struct.pack_into("<q", data, 8, dice.randrange(1 << 40))
    path.write_bytes(data)


HARMS: dict[str, tuple[str, Harm]] = {
    "a bit of vectors.faiss flipped": (VECTORS, _flip),
    "vectors.faiss cut short": (VECTORS, _cut),
    "a page of vectors.faiss blank": (VECTORS, _blank),
    "vectors.faiss removed": (VECTORS, _remove),
    "a length in vectors.faiss wrong": (VECTORS, _lengthen),
    "a bit of qa.sqlite3 flipped": (DATABASE, _flip),
    "qa.sqlite3 cut short": (DATABASE, _cut),
    "a page of qa.sqlite3 blank": (DATABASE, _blank),
}
HEADS = ("times", "answered as before", "refused", "answered otherwise", "noticed by doctor",
         "mended by --fix", "by --rebuild", "faults")  # fmt: skip


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--times", type=int, default=20)
    options.add_argument("--articles", type=int, default=40)
    given = options.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="qa-damage-"))
    try:
        counts, faults = run(folder, given.times, given.articles)
    finally:
        shutil.rmtree(folder)
    print(f"| damage | {' | '.join(HEADS)} |\n|---{'|--:' * len(HEADS)}|")
    for harm, count in counts.items():
        print(f"| {harm} | {' | '.join(str(count[head]) for head in HEADS)} |")
    print("\n".join(faults[:20]) or "no fault after any of them")
    return 1 if faults else 0


def run(folder: Path, times: int, articles: int) -> tuple[dict[str, Counter[str]], list[str]]:
    dice = random.Random(0)
    corpus, whole, target = (folder / name for name in ("articles", "whole", "index"))
    make_articles(corpus, articles, dice)
    index(IndexRequest([corpus]), whole, embedder=WordEmbedder())
    right = documents_and_answers(whole)
    counts: dict[str, Counter[str]] = {}
    faults: list[str] = []
    for name, (file, harm) in HARMS.items():
        count = counts[name] = Counter()
        for n in range(times):
            shutil.copytree(whole, target)
            harm(target / file, dice)
            found = list(_try(corpus, target, right, count))
            count.update(times=1, faults=len(found))
            faults += [f"{name}, {n}: {fault}" for fault in found]
            shutil.rmtree(target)
    return counts, faults


def _try(corpus: Path, target: Path, right: object, count: Counter[str]) -> list[str]:
    otherwise = False
    try:
        otherwise = documents_and_answers(target) != right
        count["answered otherwise" if otherwise else "answered as before"] += 1
    except QAError:
        count["refused"] += 1
    noticed = bool(examine(target, model=False).faults)
    count["noticed by doctor"] += noticed
    faults = ["answers otherwise, and the doctor is content"] if otherwise and not noticed else []
    if not noticed:
        return faults
    try:
        healthy = mend(target, model=False).healthy
    except QAError:
        healthy = False
    if not healthy:
        index(IndexRequest([corpus], rebuild=True), target, embedder=WordEmbedder())
    count["mended by --fix" if healthy else "by --rebuild"] += 1
    if documents_and_answers(target) != right:
        faults.append("mended, and answers otherwise")
    left = [f.what for f in examine(target, model=False).faults if not f.harmless]
    return [*faults, *(f"mended, but: {what}" for what in left)]


if __name__ == "__main__":
    sys.exit(main())
