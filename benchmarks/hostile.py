"""Indexes files made to do harm, and files of every format damaged at random.

    python benchmarks/hostile.py --times 200 --seed 1

Each has to be read or skipped with a reason, in one line, in bounded time and memory. Then all of
them are indexed in one run, `qa doctor` has to find nothing, and a sound article among them has to
be found. Prints two tables for docs/reliability.md.
"""

import os

os.environ["OMP_NUM_THREADS"] = "1"

import argparse
import random
import resource
import shutil
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kill import WordEmbedder
from nasty import ARTICLE, NASTY, SOUND, damaged, write_large, write_odd_names

from qa.errors import QAError
from qa.indexing.doctor import examine
from qa.indexing.indexer import index
from qa.indexing.isolated import IsolatedReader
from qa.indexing.request import IndexRequest
from qa.library import Library
from qa.store.store import Store

SOUND_ONE = "a sound article.txt"


@dataclass
class Tally:
    """What became of files of one kind."""

    files: int = 0
    read: int = 0
    documents: int = 0
    slowest: float = 0.0
    """Seconds."""
    reasons: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--times", type=int, default=100, help="damaged files of each format")
    options.add_argument("--large", type=int, default=200, help="MB of the longest line; 0: none")
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    place = Path(tempfile.mkdtemp(prefix="qa-hostile-"))
    try:
        faults = run(place, given.times, given.large, random.Random(given.seed))
    finally:
        shutil.rmtree(place)
    print("\n".join(faults[:20]) or "no fault")
    return 1 if faults else 0


def run(place: Path, times: int, large: int, dice: random.Random) -> list[str]:
    """Prints the tables; returns what should not have happened."""
    corpus = place / "files"
    corpus.mkdir()
    (corpus / SOUND_ONE).write_text(ARTICLE.replace("bridge", "viaduct"))
    with IsolatedReader() as apart:
        nasty = {path: _try(apart, path) for path in _nasty(corpus, large)}
        random_ones: dict[str, Tally] = defaultdict(Tally)
        for kind, path in _damaged(corpus, times, dice):
            _add(random_ones[kind], _try(apart, path))
    print("| file | documents | skipped because | seconds |\n|---|--:|---|--:|")
    for path, tally in nasty.items():
        why = "; ".join(sorted(tally.reasons))
        print(f"| {_shown(path.name)} | {tally.documents} | {_shown(why)} | {tally.slowest:.1f} |")
    print("\n| damaged | files | read | skipped | different reasons | slowest (s) | faults |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    for kind, t in random_ones.items():
        skipped = t.files - t.read
        print(
            f"| {kind} | {t.files} | {t.read} | {skipped} | {len(t.reasons)} | {t.slowest:.1f} |"
            f" {len(t.faults)} |"
        )
    tallies = [*nasty.values(), *random_ones.values()]
    return [fault for t in tallies for fault in t.faults] + _index_all(corpus, place)


def _nasty(corpus: Path, large: int) -> Iterator[Path]:
    for name, data in NASTY.items():
        (corpus / name).write_bytes(data)
        yield corpus / name
    if large:
        yield from write_large(corpus, large)
    yield from write_odd_names(corpus)


def _damaged(corpus: Path, times: int, dice: random.Random) -> Iterator[tuple[str, Path]]:
    folder = corpus / "damaged"
    folder.mkdir()
    for suffix, data in SOUND.items():
        for n in range(times):
            path = folder / f"{n}{suffix}"
            path.write_bytes(damaged(data, dice))
            yield suffix, path


def _try(apart: IsolatedReader, path: Path) -> Tally:
    tally = Tally(files=1)
    started = time.perf_counter()
    said: list[str] = []

    def skip(_source: str, reason: str) -> None:
        said.append(reason)

    try:
        for split in apart.read(path, "x", skip=skip):
            tally.documents += 1
            if not split.document.text.strip():
                tally.faults.append(f"{path.name}: a document without text")
    except (QAError, OSError) as error:
        said.append(str(error))
    tally.slowest = time.perf_counter() - started
    tally.read = tally.documents > 0
    tally.reasons.update(said)
    if not (said or tally.documents):
        tally.faults.append(f"{path.name}: neither read nor named")
    tally.faults += [f"{path.name}: {r!r} is not a line" for r in said if len(r.splitlines()) != 1]
    return tally


def _add(sum_: Tally, one: Tally) -> None:
    sum_.files += 1
    sum_.read += one.read
    sum_.documents += one.documents
    sum_.slowest = max(sum_.slowest, one.slowest)
    sum_.reasons |= {reason.partition(":")[0] for reason in one.reasons}
    sum_.faults += one.faults


def _index_all(corpus: Path, place: Path) -> list[str]:
    before, target = _all_but_index(place), place / "index"
    started = time.perf_counter()
    summary = index(IndexRequest([corpus]), target, embedder=WordEmbedder())
    took = time.perf_counter() - started
    faults = [f"doctor: {fault.what}" for fault in examine(target, model=False).faults]
    with Library(Store.open(target), embedder=WordEmbedder(), reader="none") as library:
        found = [hit.paragraph.document.source for hit in library.search("the old viaduct", 3)]
        status = library.status()
    if SOUND_ONE not in found:
        faults.append("the sound article is not found")
    if _all_but_index(place) != before:
        faults.append("something was written outside the index")
    if index(IndexRequest([corpus]), target, embedder=WordEmbedder()).embedded:
        faults.append("a second run embeds again")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (
        1024 if sys.platform == "linux" else 1024 * 1024
    )
    print(
        f"\nall in one run: {len(summary.added):,} files, {status.documents:,} documents,"
        f" {len(summary.duplicates):,} copies, {len(summary.skipped):,} skipped;"
        f" {took:.0f} s, peak {peak:,} MB"
    )
    return faults


def _all_but_index(place: Path) -> list[tuple[str, int]]:
    paths = [p for p in place.rglob("*") if (place / "index") not in (p, *p.parents)]
    return sorted((str(path), path.lstat().st_size) for path in paths)


def _shown(text: str) -> str:
    return repr(text)[1:-1].replace("|", "\\|")


if __name__ == "__main__":
    sys.exit(main())
