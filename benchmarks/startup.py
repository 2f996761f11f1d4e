"""Where the time of a start goes: python benchmarks/startup.py --index DIR [QUESTION] [--runs N]

Prints a Markdown table of milliseconds, by stage and command. How many modules and files a start
may take is held by tests/project/test_start_cost.py, with `count`.
"""

import argparse
import time
from pathlib import Path

from peers.report import child, machine, median, table
from stopwatch import MET, STAGES

STOPWATCH = Path(__file__).with_name("stopwatch.py")


def measure(index: Path, question: str, runs: int) -> str:
    """The table, medians of new processes."""
    told: dict[str, list[dict[str, float]]] = {command: [] for command in MET}
    for run in range(runs + 1):
        for command, ones in told.items():
            asked = [question] if command in ("search", "ask") else []
            there = ["--index", index] if command != "--help" else []
            # One clock for all processes, where the system has it so (Linux, macOS).
            one = child(STOPWATCH, time.perf_counter(), command, *asked, *there)
            # The first time writes byte code and fills the disk's cache.
            ones += [one] * (run > 0)
    found = {command: _medians(ones) for command, ones in told.items()}
    rows = [
        [stage, *(f"{1000 * one[stage]:.0f}" if stage in one else "" for one in found.values())]
        for stage in _order(found)
    ]
    head = f"Milliseconds, medians of {runs} new processes. The stopwatch adds a little.\n\n"
    return head + table(["", *(f"`qa {command}`" for command in found)], rows)


def _medians(ones: list[dict[str, float]]) -> dict[str, float]:
    stages = {stage for one in ones for stage in one}
    spent = {stage: median(one.get(stage, 0.0) for one in ones) for stage in stages}
    small = {s for s, took in spent.items() if s.startswith("import ") and took < 0.002}
    shown = {stage: took for stage, took in spent.items() if stage not in small}
    few = sum(spent[stage] for stage in small)
    return shown | {"import others": few, "all": sum(spent.values())}


def _order(found: dict[str, dict[str, float]]) -> list[str]:
    imports = {
        stage: max(spent.get(stage, 0.0) for spent in found.values())
        for spent in found.values()
        for stage in spent
        if stage.startswith("import ") and stage != "import others"
    }
    dearest = sorted(imports, key=lambda stage: -imports[stage])
    return ["interpreter", *dearest, "import others", *STAGES.values(), "the rest", "all"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("question", nargs="?", default="How many troops are in Kursk?")
    parser.add_argument("--index", type=Path, required=True, metavar="DIR")
    parser.add_argument("--runs", type=int, default=7)
    options = parser.parse_args()
    print(machine(), measure(options.index, options.question, options.runs), sep="\n\n")


if __name__ == "__main__":
    main()
