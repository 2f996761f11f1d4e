"""Fails each call that changes a file, once or from then on, and looks at what is left and said.

    python benchmarks/failing.py
    python benchmarks/failing.py --every 20 --only undo

A library below Python and SQLite (failing.c, loaded by LD_PRELOAD) counts the calls of a run that
write, sync, make, rename or remove a file of the index, and lets one of them fail, in turn, for
want of room (ENOSPC) and as a bad disk does (EIO), or kills the process there; with --reads it is
a call that reads, of a bad disk. Afterwards the index has to be the old one or
the new one, sound, and what the run said has to be true; and the next run has to bring it in step.
Needs Linux and a C compiler.
"""

import argparse
import contextlib
import ctypes
import errno
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = "1"  # a forked child has none of FAISS's other threads

import faiss  # noqa: F401  imported before the fork, so that no child spends its life on it
from kill import Answers, Documents, WordEmbedder, change, documents_and_answers, make_articles

from qa.errors import IndexMissing, IndexUnusable, QAError
from qa.indexing.backup import back_up
from qa.indexing.doctor import examine, mend
from qa.indexing.indexer import index
from qa.indexing.request import IndexRequest
from qa.store.sync import DATABASE, VECTORS
from qa.store.writer import undo

LIBRARY, UNDER = "QA_FAILING_LIBRARY", "FAILING_UNDER"
KILL = 0
WRITES = (
    *((error, lasting) for error in (errno.ENOSPC, errno.EIO) for lasting in (False, True)),
    (KILL, False),
)
READS = ((errno.EIO, False), (errno.EIO, True))
"""Which error a call gets, and whether all after it get the same."""
Contents = tuple[Documents, Answers]


@dataclass
class Tally:
    """What became of the runs of one operation."""

    calls: int = 0
    runs: int = 0
    done: int = 0
    as_it_was: int = 0
    in_the_index: int = 0
    killed: int = 0
    other: int = 0
    old: int = 0
    new: int = 0
    faults: list[str] = field(default_factory=list)


@dataclass
class Place:
    """Where an operation works: calls on what begins with the path of its index count."""

    folder: Path

    @property
    def articles(self) -> Path:
        return self.folder / "articles"

    @property
    def index(self) -> Path:
        return self.folder / "index"

    @property
    def backup(self) -> Path:
        return self.folder / "index copied"


def update(place: Place, **options: bool) -> None:
    index(IndexRequest([place.articles], **options), place.index, embedder=WordEmbedder())


def add_from_stdin(place: Place) -> None:
    request = IndexRequest([place.articles], stdin=BytesIO(b"The ferry was sold to a baker."))
    index(request, place.index, embedder=WordEmbedder())


def copy(place: Place) -> None:
    if not (place.backup / DATABASE).exists():
        back_up(place.index, place.backup)


def damage_words(place: Place) -> None:
    """What the doctor repairs: a word that nobody finds, and no vectors.faiss."""
    import sqlite3

    with contextlib.closing(sqlite3.connect(place.index / DATABASE)) as sql:
        sql.execute("INSERT INTO words (words) VALUES ('delete-all')")
        sql.commit()
    (place.index / VECTORS).unlink()


def damage_head(place: Place) -> None:
    with (place.index / DATABASE).open("r+b") as stream:
        stream.write(b"no database at all")


@dataclass(frozen=True)
class Operation:
    """What is done to an index, after `prepare` made the state before it."""

    run: Callable[[Place], object]
    prepare: Callable[[Place], object] = lambda _place: None
    changes: bool = True
    """Whether the articles have changed since the index was made."""
    begins_empty: bool = False
    again: Callable[[Place], object] | None = None
    """The next run, where the last one has made the new index; None for the same again."""

    def run_again(self, place: Place, *, is_new: bool) -> list[str]:
        """What is wrong with the next run."""
        try:
            (self.again if self.again and is_new else self.run)(place)
        except (QAError, OSError) as error:
            return [f"the next run fails: {error}"]
        return []


OPERATIONS = {
    "build": Operation(update, begins_empty=True),
    "update": Operation(update),
    "from stdin": Operation(add_from_stdin, again=update),
    "undo": Operation(lambda place: undo(place.index), update, again=lambda _: None),
    "fix": Operation(lambda place: mend(place.index, model=False), damage_words, changes=False),
    "rebuild": Operation(lambda place: update(place, rebuild=True)),
    "embed anew": Operation(lambda place: update(place, rebuild=True, embed=True)),
    "set aside": Operation(lambda place: update(place, rebuild=True), damage_head),
    "backup": Operation(copy, changes=False),
}


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--articles", type=int, default=8)
    options.add_argument("--every", type=int, default=1, help="fail only every so many calls")
    options.add_argument("--only", choices=OPERATIONS, action="append")
    options.add_argument("--reads", action="store_true", help="fail reads instead")
    options.add_argument("--seed", type=int, default=0)
    given = options.parse_args()
    if LIBRARY not in os.environ:
        return again_with_library()
    folder = Path(os.environ[UNDER]).parent
    tallies = {
        name: attack(
            OPERATIONS[name], folder, given.articles, given.every, given.seed, reads=given.reads
        )
        for name in given.only or OPERATIONS
    }
    print(table(tallies))
    faults = [f"{name}: {fault}" for name, tally in tallies.items() for fault in tally.faults]
    print("\n".join(faults[:40]) or "no fault after any of them")
    return 1 if faults else 0


def again_with_library() -> int:
    """Runs the program again with the library loaded, which only a new process can."""
    compiler = shutil.which("cc")
    if compiler is None or sys.platform != "linux":
        print("needs Linux and a C compiler (cc)", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="qa-failing-") as folder:
        library = Path(folder, "failing.so")
        source = Path(__file__).with_suffix(".c")
        subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, source], check=True)
        place = Path(folder).resolve() / "place"
        under = str(Place(place).index)
        set_up = {LIBRARY: str(library), UNDER: under, "LD_PRELOAD": str(library)}
        return subprocess.run(
            [sys.executable, *sys.argv], env={**os.environ, **set_up}, check=False
        ).returncode


def table(tallies: dict[str, Tally]) -> str:
    heads = {
        "calls": "calls", "runs": "runs", "done": "done", "as_it_was": "said: as it was",
        "in_the_index": "said: it is in the index", "other": "said neither", "killed": "killed",
        "old": "old index", "new": "new index",
    }  # fmt: skip
    lines = ["| failing | " + " | ".join([*heads.values(), "faults"]) + " |"]
    lines.append("|---|" + "--:|" * (len(heads) + 1))
    for name, tally in tallies.items():
        counts = [*(getattr(tally, head) for head in heads), len(tally.faults)]
        lines.append(f"| {name} | " + " | ".join(f"{n:,}" for n in counts) + " |")
    return "\n".join(lines)


def attack(
    operation: Operation, folder: Path, articles: int, every: int, seed: int, *, reads: bool
) -> Tally:
    """Lets each call of the operation fail, on a copy of the same state each time."""
    template, place = Place(folder.with_name("template")), Place(folder)
    make(template, operation, articles, random.Random(seed))
    old = contents(template.index)
    outcome, calls = _run(operation, template, place, 0, KILL, lasting=False, reads=reads)
    assert outcome == ["done", ""], outcome
    new = contents(place.index)
    tally = Tally(calls=calls)
    for call in range(1, calls + 1, every):
        for error, lasting in READS if reads else WRITES:
            outcome, _ = _run(operation, template, place, call, error, lasting=lasting, reads=reads)
            tally.runs += 1
            when = f"call {call} {errno.errorcode.get(error, 'killed')}{' for good' * lasting}"
            tally.faults += [
                f"{when}: {complaint} ({outcome[1]})"
                for complaint in _look(operation, template, place, outcome, old, new, tally)
            ]
    shutil.rmtree(template.folder)
    return tally


def make(place: Place, operation: Operation, articles: int, dice: random.Random) -> None:
    place.folder.mkdir()
    make_articles(place.articles, articles, dice)
    if not operation.begins_empty:
        update(place)
        if operation.changes:
            change(place.articles, dice)
        operation.prepare(place)


def _run(
    operation: Operation, template: Place, place: Place, call: int, error: int, *, lasting: bool,
    reads: bool,
) -> tuple[list[str], int]:  # fmt: skip
    """How the operation ended in a process of its own ("done", "line", "killed" or the name of
    another exception; what it said), and how many calls it made."""
    shutil.rmtree(place.folder, ignore_errors=True)
    shutil.copytree(template.folder, place.folder)
    read, write = os.pipe()
    child = os.fork()
    if not child:
        failing = ctypes.CDLL(None)
        outcome = ["done", ""]
        try:
            failing.failing_from(call, error, int(lasting), int(reads))
            operation.run(place)
        except QAError as failure:
            outcome = ["line", str(failure)]
        except BaseException as failure:  # noqa: BLE001  whatever else there is, is the finding
            outcome = [type(failure).__name__, str(failure)]
        seen = failing.failing_seen()
        failing.failing_from(0, 0, 0, 0)
        os.write(write, json.dumps([outcome, seen]).encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as stream:
        told = stream.read()
    os.waitpid(child, 0)
    outcome, seen = json.loads(told or '[["killed", ""], 0]')
    return outcome, seen


def contents(folder: Path) -> Contents | str:
    """What an index holds and finds; a word for one that cannot be asked."""
    try:
        return documents_and_answers(folder)
    except IndexMissing:
        return "missing"
    except IndexUnusable:
        return "unusable"


def _look(
    operation: Operation, template: Place, place: Place, outcome: list[str],
    old: Contents | str, new: Contents | str, tally: Tally,
) -> list[str]:  # fmt: skip
    """What is wrong after a run, once with what it left and once after the next run."""
    complaints = []
    ended, said = outcome
    found = contents(place.index)
    before = _bytes_of(template.index / DATABASE)
    kept = before in map(_bytes_of, place.index.glob(f"{DATABASE}*")) if before else True
    # An index that could not be used is as it was where its file is, under this name or aside.
    is_old = found == old or (old == "unusable" and found == "missing" and kept)
    tally.old += is_old
    tally.new += found == new and not is_old
    if not (is_old or found == new):
        complaints.append(f"neither the old index nor the new one: {str(found)[:60]}")
    if old == "unusable" and not kept:
        complaints.append("what was set aside is not whole")
    if old != "unusable" and list(place.index.glob(f"{DATABASE}.old*")):
        complaints.append("a sound index was set aside")
    if ended == "done":
        tally.done += 1
        true = found == new
    elif ended == "killed":
        tally.killed += 1
        true = True
    elif ended != "line":
        tally.other += 1
        true = False
        complaints.append(f"a bare {ended}")
    elif "as it was" in said:
        tally.as_it_was += 1
        true = is_old
    elif "is in the index" in said:
        tally.in_the_index += 1
        true = found == new
    else:
        tally.other += 1
        true = True
    if not true:
        complaints.append("what was said is not true")
    if isinstance(found, tuple) and operation is not OPERATIONS["fix"]:
        complaints += examined(place.index, "afterwards")
    complaints += operation.run_again(place, is_new=found == new)
    if contents(place.index) != new:
        complaints.append("the next run did not mend it")
    if place.backup.exists() and contents(place.backup) != new:
        complaints.append("the backup is another index")
    return [*complaints, *examined(place.index, "after the next run")]


def examined(folder: Path, when: str) -> list[str]:
    faults = examine(folder, model=False).faults
    return [f"{when}: {fault.what}" for fault in faults if not fault.harmless]


def _bytes_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        return b""


if __name__ == "__main__":
    sys.exit(main())
