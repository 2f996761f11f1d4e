"""What every contestant runs through: import, load, index, ask; then from cold, on what it saved.

`python SCRIPT stage|build|ask JOB.json [VARIANT]` prints one JSON object. Standard library only,
so that what is timed as import is the contestant's own.
"""

import contextlib
import importlib.metadata
import json
import os
import resource
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

from corpus import Passage


class Contestant(Protocol):
    """One way to search passages. The methods are called in this order, each timed by itself."""

    packages: Sequence[str]
    """Distributions whose versions are told."""

    def stage(self, passages: Sequence[Passage], model: str, folder: Path) -> None:
        """Whatever it takes only once on a machine, or only for this comparison; not timed."""

    def imports(self) -> None: ...

    def load(self, model: str) -> None:
        """The embedding model, from a folder."""

    def index(self, passages: Sequence[Passage], folder: Path) -> None:
        """Makes an index in memory or on disk, and saves it in `folder`."""

    def open(self, folder: Path) -> None:
        """Instead of `index`: what `index` saved."""

    def search(self, question: str, k: int) -> list[str]:
        """Ids of the `k` best passages, best first."""


def main(make: Callable[[str], Contestant]) -> None:
    """Runs the contestant made for the variant named on the command line."""
    mode, job_file, *rest = sys.argv[1:]
    variant = rest[0] if rest else ""
    job = json.loads(Path(job_file).read_text(encoding="utf-8"))
    passages = [Passage(*row) for row in job["passages"]]
    folder = Path(job["folder"])
    # Libraries print what they like; the result alone goes to stdout.
    with contextlib.redirect_stdout(sys.stderr):
        found = _run(make(variant), mode, job, passages, folder)
    print(json.dumps(found), flush=True)
    # Some leave threads running that would keep the process alive.
    os._exit(0)


def _run(
    contestant: Contestant,
    mode: str,
    job: dict[str, Any],
    passages: list[Passage],
    folder: Path,
) -> dict[str, Any]:
    seconds: dict[str, float] = {}

    def timed(name: str, step: Callable[[], Any]) -> Any:
        begun = time.perf_counter()
        result = step()
        seconds[name] = time.perf_counter() - begun
        return result

    if mode == "stage":
        timed("stage", lambda: contestant.stage(passages, job["model"], folder))
        # Writes byte code and fills the disk's cache, so that the first run is like the others.
        contestant.imports()
        contestant.load(job["model"])
        versions = {name: importlib.metadata.version(name) for name in contestant.packages}
        return {"seconds": seconds, "versions": versions}
    timed("import", contestant.imports)
    timed("model", lambda: contestant.load(job["model"]))
    if mode == "build":
        timed("index", lambda: contestant.index(passages, folder))
    else:
        timed("open", lambda: contestant.open(folder))
    questions, k = job["questions"], job["k"]
    first = timed("first", lambda: contestant.search(questions[0], k))
    if mode == "ask":
        return {"seconds": seconds, "found": [first], "peak": _peak()}
    times, found = [], [first]
    for question in questions[1:]:
        begun = time.perf_counter()
        found.append(contestant.search(question, k))
        times.append(time.perf_counter() - begun)
    return {"seconds": seconds, "times": times, "found": found, "peak": _peak()}


def _peak() -> int:
    """The most memory that the process has had, in bytes."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024
