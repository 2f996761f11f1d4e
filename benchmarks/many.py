"""Indexes many articles with the real model, kills the run half way, goes on, asks, and measures.

    python benchmarks/many.py articles.jsonl.gz
    python benchmarks/many.py articles.jsonl.gz --most 500 --rows

The collection (rows with `text`, and perhaps id, title and published) is unpacked into a folder of
one file for each article; with --rows it stays one file. Each step is the `qa` command in a new
process; ten questions and ten more are asked of it and of seeds/. Prints Markdown.
"""

import argparse
import gzip
import json
import os
import shutil
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from peers.report import machine

HERE = Path(__file__).parent
PACKAGES = ("faiss-cpu", "numpy", "onnxruntime", "openvino")
ASKED = 20
NEW = """---
title: A ferry for the upper Lowe
published: 2031-02-03
---

The county council of Upper Lowe voted on Monday to buy a second ferry, named Marigold.

The ferry Marigold will carry 48 cars and sail every twenty minutes from spring 2032 on.
"""
STALE = """
import sys, time
from pathlib import Path
from qa.indexing.staleness import staleness
from qa.store.store import Store
store = Store.open(Path(sys.argv[1]))
times = []
for _ in range(5):
    begun = time.perf_counter()
    stale = staleness(store)
    times.append(time.perf_counter() - begun)
seen = "" if stale.whole else ", not all seen"
print(f"{1000 * sorted(times)[2]:.0f} ms ({stale or 'nothing'}{seen})")
"""


@dataclass(frozen=True, slots=True)
class Done:
    """A command that has ended."""

    seconds: float
    peak: int
    """Bytes resident at most, of the process or of one that it started, whichever had more."""
    out: str
    killed: bool = False


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("articles", type=Path, help="JSON Lines, gzipped or not")
    options.add_argument("--most", type=int, default=10**9, help="only the first so many articles")
    options.add_argument("--rows", action="store_true", help="leave the collection one file")
    options.add_argument("--where", default="published>=1987-06", help="a condition to ask with")
    options.add_argument("--work", type=Path, help="a folder for all of it, which stays")
    given = options.parse_args()
    place = given.work or Path(tempfile.mkdtemp(prefix="qa-many-"))
    try:
        place.mkdir(parents=True, exist_ok=True)
        measure(place.absolute(), given)
    finally:
        if not given.work:
            shutil.rmtree(place)


def measure(place: Path, given: argparse.Namespace) -> None:
    corpus, target, small = place / "articles", place / "index", place / "seeds index"
    shutil.rmtree(target, ignore_errors=True)
    count = _write(given.articles, corpus, given.most, rows=given.rows)
    kind = "rows of one file" if given.rows else "files"
    print(f"{machine(PACKAGES)} · load {os.getloadavg()[0]:.1f}\n\n{count:,} articles, {kind}\n")
    print("| | |\n|---|---|", flush=True)

    def tell(what: str, said: str) -> None:
        print(f"| {what} | {said} |", flush=True)

    first = qa("index", corpus, index=target, until=lambda: _staged(target) >= count / 2)
    half = _staged(target)
    tell("killed half way", f"{_time(first.seconds)}; {half:,} articles waiting" if first.killed
         else "over before")  # fmt: skip
    second = qa("index", corpus, index=target)
    both = first.seconds + second.seconds
    tell("the next run goes on to the end", f"{_time(second.seconds)}: {_first(second)}")
    tell("both", f"{_time(both)}, {count / both:.0f} articles a second")
    tell("peak memory", f"{max(first.peak, second.peak) / 1e6:,.0f} MB")
    status = json.loads(qa("status", "--json", index=target).out)
    tell("in the index", f"{status['documents']:,} documents, {status['passages']:,} passages, "
         f"{status['bytes'] / 1e6:,.0f} MB; {status['vectors']}")  # fmt: skip
    again = qa("index", index=target)
    tell("a run without a change", f"{_time(again.seconds)}: {_first(again)}")
    (corpus / "ferry.md").write_text(NEW)
    one = qa("index", index=target)
    tell("one article more", f"{_time(one.seconds)}: {_first(one)}; {one.peak / 1e6:,.0f} MB")
    (corpus / "ferry.md").write_text(NEW.replace("48 cars", "52 cars"))
    changed = qa("index", index=target)
    tell("one article changed", f"{_time(changed.seconds)}: {_first(changed)}")
    undone = qa("index", "--undo", index=target)
    (corpus / "ferry.md").write_text(NEW)
    tell("`--undo`", _time(undone.seconds))
    doctor = qa("doctor", index=target)
    tell("`qa doctor`", f"{_time(doctor.seconds)}: {_first(doctor)}")
    stale = subprocess.run(
        [sys.executable, "-c", STALE, target], capture_output=True, text=True, check=True
    )
    tell("noticing what has changed, before a question", stale.stdout.strip())
    qa("index", HERE.parent / "seeds", index=small)
    tell(f"{ASKED} questions, each", _asking(target))
    tell(f"{ASKED} questions to seeds/, each", _asking(small))
    tell(f"{ASKED} questions with `--where {given.where}`, each", _asking(target, given.where))
    cold = [qa("ask", _questions()[0], index=at).seconds for at in (target, small, target, small)]
    tell(
        "one question from the shell",
        f"{_time(min(cold[::2]))}, of seeds/ {_time(min(cold[1::2]))}",
    )
    tell(
        "the same after `--rebuild`, of the first five hits of twenty titles",
        _rebuilt(target, place),
    )
    found = qa("ask", "How many cars will the ferry Marigold carry?", index=target)
    tell("the article that was added last", _first(found).replace("|", "\\|"))


def qa(*arguments: str | Path, index: Path, until: Callable[[], bool] | None = None,
       said: str = "") -> Done:  # fmt: skip
    """Runs `qa`; kills it when `until` is true."""
    command = [sys.executable, "-m", "qa", *map(str, arguments), "--index", str(index)]
    begun = time.perf_counter()
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as into:
        into.write(said)
        into.seek(0)
        process = subprocess.Popen(command, stdin=into, stdout=out, stderr=subprocess.DEVNULL)
        killed = False
        while not killed and until and os.waitid(os.P_PID, process.pid, _LOOK) is None:
            time.sleep(0.2)
            if until():
                process.send_signal(signal.SIGKILL)
                killed = True
        _, code, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(code)
        seconds = time.perf_counter() - begun
        out.seek(0)
        if process.returncode not in (0, 1, -signal.SIGKILL):
            raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
        scale = 1 if sys.platform == "darwin" else 1024
        return Done(seconds, used.ru_maxrss * scale, out.read(), process.returncode < 0)


_LOOK = os.WEXITED | os.WNOHANG | os.WNOWAIT


def _write(articles: Path, corpus: Path, most: int, *, rows: bool) -> int:
    """Writes the articles as files, or as one; how many."""
    shutil.rmtree(corpus, ignore_errors=True)
    corpus.mkdir()
    count = 0
    with gzip.open(corpus / "articles.jsonl.gz", "wt") if rows else nullcontext() as one:
        for row in _rows(articles):
            if count == most:
                break
            count += 1
            if one:
                one.write(json.dumps(row) + "\n")
                continue
            folder = corpus / f"{count // 1000:03}"
            folder.mkdir(exist_ok=True)
            head = {key: str(row[key]) for key in ("title", "published") if row.get(key)}
            front = "".join(f"{key}: {json.dumps(value)}\n" for key, value in head.items())
            text = f"---\n{front}---\n\n{row['text']}\n" if front else row["text"]
            (folder / f"{count:06}.md").write_text(text)
    return count


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as lines:
        for line in lines:
            row = json.loads(line)
            if str(row.get("text") or "").strip():
                yield row


def _staged(target: Path) -> int:
    """Documents that were read and embedded, by a run that may be going on."""
    try:
        with closing(sqlite3.connect(f"file:{target}/qa.sqlite3?mode=ro", uri=True)) as database:
            return int(database.execute("SELECT count(*) FROM documents").fetchone()[0])
    except sqlite3.Error:  # not there yet
        return 0


def _questions() -> Sequence[str]:
    lines = (HERE / "questions.jsonl").read_text().splitlines()
    return [json.loads(line)["question"] for line in lines][:ASKED]


def _asking(index: Path, where: str = "") -> str:
    options = ["--where", where] if where else []
    asked = qa("ask", "--json", *options, "-", index=index, said="\n".join(_questions()))
    answers = [json.loads(line) for line in asked.out.splitlines()]
    seconds = sorted(answer["seconds"] for answer in answers[1:])  # the first loads the models
    median, slowest = statistics.median(seconds), seconds[-1]
    answered = sum(answer["answered"] for answer in answers)
    return f"{1000 * median:.0f} ms, at most {1000 * slowest:.0f} ms; {answered} answered"


def _rebuilt(target: Path, place: Path) -> str:
    """How much of what is found stays, when all is read and its vectors are sorted anew."""
    copy = place / "rebuilt"
    shutil.copytree(target, copy, dirs_exist_ok=True)
    (copy / "vectors.faiss").unlink()
    done = qa("index", "--rebuild", index=copy)
    with closing(sqlite3.connect(f"file:{target}/qa.sqlite3?mode=ro", uri=True)) as database:
        titles = [
            title for (title,) in database.execute(
                "SELECT DISTINCT title FROM documents WHERE title <> '' ORDER BY source"
            )
        ]  # fmt: skip
    said = "\n".join(titles[:: max(1, len(titles) // ASKED)][:ASKED])
    before, after = (
        [
            _places(line)
            for line in qa("search", "--json", "-", index=at, said=said).out.splitlines()
        ]
        for at in (target, copy)
    )
    pairs = list(zip(before, after, strict=True))
    same = sum(len(old.keys() & new.keys()) for old, new in pairs)
    alike = sum(list(old) == list(new) for old, new in pairs)
    apart = max(abs(old[at] - new[at]) for old, new in pairs for at in old.keys() & new.keys())
    return (
        f"{same} of {sum(map(len, before))}, {alike} of {len(pairs)} in the same order, scores at "
        f"most {apart:.2f} apart; {_time(done.seconds)}: {_first(done)}"
    )


def _places(line: str) -> dict[tuple[str, int], float]:
    """The score of each passage found, best first."""
    passages = json.loads(line)["passages"]
    return {(hit["source"], hit["paragraph"]): hit["score"] for hit in passages}


def _first(done: Done) -> str:
    return next(iter(done.out.splitlines()), "")


def _time(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds < 100 else f"{seconds / 60:.1f} min"


if __name__ == "__main__":
    main()
