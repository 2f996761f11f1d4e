"""Grows every construct of every format, and shows that a byte costs the same in a large document.

    python benchmarks/grown.py --largest 0.3
    python benchmarks/grown.py --largest 5 --every 40
    python benchmarks/grown.py --only "heading" "table"

A document is read, split and cut into windows as `qa index` does it, all but the model. Prints for
each construct the microseconds of the processor that a byte takes, at each size. A construct of
which a byte takes more than `MOST_GROWTH` times as long in the largest document as in a small one,
or that takes more than `MOST_SECONDS`, is a fault; exit code 1 then. benchmarks/constructs.py has
the constructs.
"""

import argparse
import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import takewhile
from threading import Event

from constructs import CONSTRUCTS, Construct

from qa.embed.embedder import WindowText
from qa.errors import QAError
from qa.files.state import State
from qa.indexing.splitting import split_document
from qa.indexing.window_texts import prepare
from qa.load.documents import read_stream

MIB = 1024 * 1024
MOST_GROWTH = 3.0
"""Times; caches and the collection of garbage make a half of it."""
MOST_SECONDS = 60.0
LEAST_SECONDS = 0.02
"""A document that takes less is no measure."""


class CountingEmbedder:
    """Counts words as tokens, and embeds nothing."""

    name = fingerprint = "words"
    dim = 1
    max_tokens = 254

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def embed_windows(self, windows: Sequence[WindowText]) -> list[object]:
        raise NotImplementedError

    def embed_questions(self, texts: Sequence[str]) -> object:
        raise NotImplementedError


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--largest", type=float, default=1.0, help="MB of the largest document")
    options.add_argument("--smallest", type=float, default=0.02, help="MB of the smallest one")
    options.add_argument("--only", nargs="*", default=[], help="words in the names of constructs")
    options.add_argument("--every", type=int, default=1, help="of so many constructs one")
    given = options.parse_args()
    sizes = list(
        takewhile(lambda size: size < given.largest * MIB, _quadruples(int(given.smallest * MIB)))
    )
    sizes.append(int(given.largest * MIB))
    print("| construct | " + " | ".join(f"{size // 1000} kB" for size in sizes) + " | |")
    print("|---|" + "--:|" * len(sizes) + "---|")
    faults = 0
    for construct in CONSTRUCTS[:: given.every]:
        if given.only and not any(words in construct.name for words in given.only):
            continue
        measures = []
        for size in sizes:
            measures.append(measure(construct, size))
            if measures[-1] is None:
                break
        verdict = judge(measures, sizes)
        faults += bool(verdict)
        cells = ["late" if m is None else f"{m[1] / m[0] * 1e6:.2f}" for m in measures]
        cells += [""] * (len(sizes) - len(cells))
        print(f"| {construct.name} | {' | '.join(cells)} | {verdict} |", flush=True)
    print(f"{faults} constructs cost more than their size" if faults else "no fault")
    return 1 if faults else 0


def _quadruples(size: int) -> Iterator[int]:
    while True:
        yield size
        size *= 4


def judge(measures: Sequence[tuple[int, float] | None], sizes: Sequence[int]) -> str:
    """What is wrong with a construct; "" if nothing is."""
    if measures[-1] is None:
        return f"over {MOST_SECONDS:.0f} s"
    costs = [seconds / size for size, seconds in filter(None, measures) if seconds >= LEAST_SECONDS]
    growth = costs[-1] / min(costs) if costs else 1.0
    return f"{growth:.1f} times" if growth > MOST_GROWTH else ""


def measure(construct: Construct, size: int) -> tuple[int, float] | None:
    """Bytes of a document of about this size, and the seconds that it takes; None: too many.

    In a process of its own, which ends also where C code never returns.
    """
    data = construct.make(size)
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        signal.setitimer(signal.ITIMER_PROF, MOST_SECONDS)
        os.write(writing, str(_seconds(construct, data)).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as answers:
        answer = answers.read()
    _, status = os.waitpid(child, 0)
    if not answer and os.waitstatus_to_exitcode(status) != -signal.SIGPROF:
        sys.exit(f"{construct.name}: crashed")
    return (len(data), float(answer)) if answer else None


def _seconds(construct: Construct, data: bytes) -> float:
    embedder = CountingEmbedder()
    started = time.process_time()
    try:
        for document in read_stream(BytesIO(data), f"grown{construct.suffix}", "grown"):
            split = split_document(document)
            prepare(split, "grown", "", State(len(data), 0), embedder, Event())  # type: ignore
    except QAError as error:
        print(f"{construct.name}: {error}", file=sys.stderr)
    return time.process_time() - started


if __name__ == "__main__":
    sys.exit(main())
