"""Kills an indexing process again and again, and looks at what it leaves.

    python benchmarks/kill.py --kills 200
    python benchmarks/kill.py --every-write

A third of the kills come at a random moment, a third just before a write (spread over all), a third
within milliseconds of a commit. Nothing of `qa` is patched to fail: the child counts the SQL
statements and file operations that it sees, and signal 9 ends it. After each kill the index
must open, be the old one or the new one, pass `qa doctor`, answer as an index made afresh does,
and the next run must finish the update without embedding again what was embedded already.
"""

import os

os.environ["OMP_NUM_THREADS"] = "1"  # a forked child has none of FAISS's other threads

import argparse
import contextlib
import random
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
import zlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import faiss  # noqa: F401  imported before the fork, so that no child spends its life on it
import numpy as np

import qa.indexing.read_ahead
import qa.indexing.staging
import qa.store.writable
from qa.embed.embedder import Vectors, WindowText, embed_parts_alone
from qa.indexing.doctor import examine
from qa.indexing.indexer import index
from qa.indexing.request import IndexRequest
from qa.indexing.results import Summary
from qa.library import Library
from qa.store.database import Database
from qa.store.store import Store
from qa.store.sync import DATABASE

MODES = ("at a random moment", "before a write", "around a commit")
WORDS = (
    "bridge river mayor harvest frost apple council repair engineer school storm ferry market"
    " price harbour strike budget museum forest railway doctor winter tunnel baker election"
).split()
QUESTIONS = ("Who repaired the bridge?", "What did the mayor say of the harvest?", "frost storm")


class WordEmbedder:
    """Hashes words to 64 numbers; embeds as slowly as it is told."""

    name = "words"
    fingerprint = "words-64"
    dim = 64
    max_tokens = 40

    def __init__(self, pause: float = 0.0) -> None:
        self.embedded: list[str] = []
        self._pause = pause

    def embed_windows(self, passages: Sequence[WindowText]) -> list[Vectors]:
        time.sleep(self._pause)
        self.embedded += [passage.text for passage in passages]
        return embed_parts_alone(passages, "", self.embed_questions)

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        vectors = np.full((len(texts), self.dim), 1e-3, dtype=np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for word in text.lower().split():
                row[zlib.crc32(word.strip(".,?").encode()) % self.dim] += 1
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    def count_tokens(self, text: str) -> int:
        return len(text.split())


@dataclass
class Tally:
    """What happened after the kills of one mode."""

    kills: int = 0
    finished: int = 0
    """The run was over before the kill came."""
    old: int = 0
    new: int = 0
    writes: int = 0
    """In one update, at most."""
    reused: int = 0
    """Passages that the stopped run had embedded, and the next one need not."""
    faults: list[str] = field(default_factory=list)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--kills", type=int, default=200)
    options.add_argument("--articles", type=int, default=40)
    options.add_argument("--seed", type=int, default=0)
    options.add_argument(
        "--every-write",
        action="store_true",
        help="instead: before each write of an update, in turn",
    )
    given = options.parse_args()
    # Small batches, so that an update has many: kills fall among them too.
    qa.indexing.read_ahead.FIRST, qa.indexing.read_ahead.MOST, qa.indexing.staging.BATCH = 8, 16, 4
    dice = random.Random(given.seed)
    folder = Path(tempfile.mkdtemp(prefix="qa-kill-"))
    try:
        tallies = run(folder, None if given.every_write else given.kills, given.articles, dice)
    finally:
        shutil.rmtree(folder)
    print(table(tallies))
    faults = [fault for tally in tallies.values() for fault in tally.faults]
    print("\n".join(faults[:20]) or "no fault after any of them")
    return 1 if faults else 0


def run(folder: Path, kills: int | None, articles: int, dice: random.Random) -> dict[str, Tally]:
    """Kills so many runs, one after the other, on one index; None: one before each write."""
    corpus, target = folder / "articles", folder / "index"
    make_articles(corpus, articles, dice)
    index(IndexRequest([corpus]), target, embedder=WordEmbedder())
    modes = MODES[1:2] if kills is None else MODES
    tallies = {mode: Tally() for mode in modes}
    for n in count():
        change(corpus, dice)
        old, new = documents_and_answers(target), _afresh(corpus, folder)
        took, writes, commits = _rehearse(corpus, target, folder)
        if n >= (writes if kills is None else kills):
            break
        mode = modes[n % len(modes)]
        # By this step, any number of kills are spread evenly over the writes.
        spread = n / len(modes) * 0.618034 % 1
        write = n + 1 if kills is None else 1 + int(writes * spread)
        if mode == MODES[0]:
            killed = _killed(corpus, target, after=dice.uniform(0, took))
        elif mode == MODES[1]:
            killed = _killed(corpus, target, write=write)
        else:
            killed = _killed(
                corpus, target, commit=dice.randint(1, commits), after=dice.uniform(0, 0.004)
            )
        tally = tallies[mode]
        tally.kills += 1
        tally.writes = max(writes, tally.writes)
        tally.finished += not killed
        complaints = _look(corpus, target, old, new, tally)
        tally.faults += [f"kill {n} {mode}: {complaint}" for complaint in complaints]
    return tallies


def table(tallies: dict[str, Tally]) -> str:
    heads = "runs | writes in one | over before | old index | new index | passages kept | faults"
    lines = [f"| killed | {heads} |", "|---|--:|--:|--:|--:|--:|--:|--:|"]
    for mode, t in tallies.items():
        counts = (t.kills, t.writes, t.finished, t.old, t.new, t.reused, len(t.faults))
        lines.append(f"| {mode} | " + " | ".join(map(str, counts)) + " |")
    return "\n".join(lines)


# -- the articles, and what is to become of them


def _article(dice: random.Random) -> str:
    lines = [f"Report {dice.randrange(10**6)} on the {dice.choice(WORDS)}"]
    for _ in range(dice.randint(1, 4)):
        lines.append(" ".join(["The", *dice.choices(WORDS, k=dice.randint(8, 60))]) + ".")
    return "\n\n".join(lines) + "\n"


def make_articles(corpus: Path, count: int, dice: random.Random) -> None:
    corpus.mkdir()
    for n in range(count):
        (corpus / f"{n:03}.txt").write_text(_article(dice))


def change(corpus: Path, dice: random.Random) -> None:
    """Rewrites four articles and moves two."""
    files = sorted(corpus.iterdir())
    for file in dice.sample(files, 4):
        file.write_text(_article(dice))
    for file in dice.sample(files, 2):
        file.rename(corpus / f"{dice.randrange(10**9)}.txt")


Documents = dict[str, str]
Answers = list[list[tuple[str, int, float]]]


def documents_and_answers(
    target: Path, library: Library | None = None
) -> tuple[Documents, Answers]:
    """What an index holds, and what it finds; by an open library, or else a fresh one."""
    asked = library or Library(Store.open(target), embedder=WordEmbedder())
    try:
        found = [
            [(hit.paragraph.document.source, hit.paragraph.ordinal, hit.score) for hit in hits]
            for hits in (asked.search(question, 8) for question in QUESTIONS)
        ]
        return {d.source: d.text for d in asked.documents()}, found
    finally:
        if library is None:
            asked.close()


def _afresh(corpus: Path, folder: Path) -> tuple[Documents, Answers]:
    target = folder / "afresh"
    index(IndexRequest([corpus]), target, embedder=WordEmbedder())
    made = documents_and_answers(target)
    shutil.rmtree(target)
    return made


# -- the run that is killed


def _rehearse(corpus: Path, target: Path, folder: Path) -> tuple[float, int, int]:
    """Seconds that the update takes, its writes, and its commits; on a copy."""
    copy = folder / "rehearsal"
    shutil.copytree(target, copy)
    read, write = os.pipe()
    started = time.perf_counter()
    child = os.fork()
    if not child:
        seen = Counter[str]()
        _watch(lambda what: seen.update(["write", what]))
        _update(
            corpus,
            copy,
            lambda: os.write(write, f"{seen['write']} {seen['COMMIT']}".encode()),
        )
    os.waitpid(child, 0)
    took = time.perf_counter() - started
    writes, commits = map(int, os.read(read, 40).split())
    os.close(read)
    os.close(write)
    shutil.rmtree(copy)
    return took, writes, commits


def _killed(
    corpus: Path,
    target: Path,
    *,
    after: float = 0.0,
    write: int = 0,
    commit: int = 0,
) -> bool:
    """Whether the update was killed; it may have been over before.

    Args:
        write: kill just before this write, the first being 1; 0 is none.
        commit: kill `after` seconds from this commit on; 0 counts them from the start.
    """
    told, tell = os.pipe()
    child = os.fork()
    if not child:
        os.close(told)
        seen = Counter[str]()

        def tally(what: str) -> None:
            seen.update(["write", what])
            if seen["write"] == write:
                os.kill(os.getpid(), signal.SIGKILL)
            if what == "COMMIT" and seen["COMMIT"] == commit:
                os.write(tell, b"now")

        _watch(tally)
        _update(corpus, target, lambda: None)
    os.close(tell)
    if not write:
        if commit:
            os.read(told, 3)
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
    os.close(told)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def _update(corpus: Path, target: Path, then: Callable[[], object]) -> None:
    """Runs in the child, and never returns."""
    try:
        index(IndexRequest([corpus]), target, embedder=WordEmbedder(0.01))
        then()
        os._exit(0)
    finally:
        os._exit(3)


def _watch(tell: Callable[[str], None]) -> None:
    """Tells of every statement that writes, and of files that are opened to write or renamed."""

    def heard(event: str, details: tuple[object, ...]) -> None:
        if event in ("os.rename", "os.remove", "os.truncate") or (
            event == "open" and isinstance(details[2], int) and details[2] & os.O_ACCMODE
        ):
            tell(event)

    plain = qa.store.writable.connect

    def connect(path: Path, options: str = "") -> sqlite3.Connection:
        connection = plain(path, options)
        connection.set_trace_callback(traced)
        return connection

    def traced(statement: str) -> None:
        if not statement.lstrip().upper().startswith(("SELECT", "PRAGMA", "--")):
            tell("COMMIT" if statement == "COMMIT" else "statement")

    qa.store.writable.connect = connect
    sys.addaudithook(heard)


# -- what is left


def _look(
    corpus: Path,
    target: Path,
    old: tuple[Documents, Answers],
    new: tuple[Documents, Answers],
    tally: Tally,
) -> list[str]:
    complaints = []
    found = documents_and_answers(target)
    tally.old += found[0] == old[0]
    tally.new += found[0] == new[0] != old[0]
    if found not in (old, new):
        complaints.append("neither the old index nor the new one")
    complaints += _examined(target, "after the kill")
    with contextlib.closing(Database.open(target / DATABASE)) as database:
        known = {bytes(key) for (key,) in database.rows("SELECT text_hash FROM embeddings")}
        unused = database.number(
            "SELECT count(*) FROM embeddings WHERE text_hash NOT IN (SELECT text_hash FROM"
            " windows w JOIN paragraphs p ON p.id = w.paragraph JOIN documents d ON"
            " d.id = p.document JOIN files f ON f.id = d.file WHERE f.state IN ('live','former'))"
        )
    embedder = WordEmbedder()
    summary: Summary = index(IndexRequest([corpus]), target, embedder=embedder)
    with contextlib.closing(Database.open(target / DATABASE)) as database:
        after = {bytes(key) for (key,) in database.rows("SELECT text_hash FROM embeddings")}
    tally.reused += unused
    if summary.embedded > len(after - known):
        complaints.append(f"{summary.embedded - len(after - known)} passages embedded again")
    if documents_and_answers(target) != new:
        complaints.append("the next run did not make it the new index")
    return [*complaints, *_examined(target, "after the next run")]


def _examined(target: Path, when: str) -> list[str]:
    report = examine(target, model=False)
    return [f"{when}: {f.what}" for f in report.faults if not f.harmless]


if __name__ == "__main__":
    sys.exit(main())
