"""From the start of a process to its end: the commands of qa beside one import, in turns."""

import subprocess
import sys
import time
from itertools import cycle
from pathlib import Path

from peers.report import median, seconds, table, times
from ui import Terminal

IMPORT = "import sentence_transformers"
CONTROL = f'python -c "{IMPORT}"'


def measure(index: Path, questions: list[str], runs: int) -> str:
    """A table of medians, for an index that is there."""
    qa = [sys.executable, "-m", "qa"]
    there, asked = ["--index", str(index)], cycle(questions)
    commands = {
        CONTROL: lambda: [sys.executable, "-c", IMPORT],
        "qa --help": lambda: [*qa, "--help"],
        "qa status": lambda: [*qa, "status", *there],
        "qa search": lambda: [*qa, "search", next(asked), *there],
        "qa ask": lambda: [*qa, "ask", next(asked), *there],
    }
    spent: dict[str, list[float]] = {name: [] for name in [*commands, "qa, first paint"]}
    # The first time writes byte code and fills the disk's cache, and is not counted.
    for run in range(runs + 1):
        for name, command in commands.items():
            took = _wall(command())
            spent[name] += [took] * (run > 0)
        spent["qa, first paint"] += [_first_paint([*qa, *there])] * (run > 0)
    control = median(spent[CONTROL])
    rows = [
        [
            f"`{name}`" if name != "qa, first paint" else name,
            seconds(median(values)),
            f"{seconds(min(values))} – {seconds(max(values))}",
            times(median(values), control),
        ]
        for name, values in spent.items()
    ]
    return f"Medians of {runs} new processes each, in turns.\n\n" + table(
        ["", "median", "least – most", "of the import"], rows
    )


def _wall(command: list[str]) -> float:
    begun = time.perf_counter()
    done = subprocess.run(command, capture_output=True, check=False)
    took = time.perf_counter() - begun
    if done.returncode not in (0, 1):  # 1: nothing in the documents answers
        raise SystemExit(done.stderr.decode("utf-8", "replace"))
    return took


def _first_paint(command: list[str]) -> float:
    terminal = Terminal(command)
    try:
        terminal.wait("sk your documents")
        return time.perf_counter() - terminal.started
    finally:
        terminal.close()
