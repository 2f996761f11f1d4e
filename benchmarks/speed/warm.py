"""Asking a process that has its models: `python benchmarks/speed/warm.py INDEX QUESTIONS.json`.

The questions are a JSON list; prints one JSON object. `measure` runs it in a process of its own,
so that the memory told is that of asking.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

BATCH = 32
"""Questions in one batch."""


def main(index: str, questions_file: str) -> dict[str, Any]:
    from memory import peak

    from qa import Library

    questions = json.loads(Path(questions_file).read_text(encoding="utf-8"))
    library = Library.open(index)
    opened = _timed(library.warm)
    first = _timed(lambda: library.search(questions[0]))
    batches = [questions[i : i + BATCH] for i in range(0, len(questions), BATCH)]
    return {
        "warm": opened,
        "first": first,
        "search": [_timed(lambda q=q: library.search(q)) for q in questions],
        "ask": [_timed(lambda q=q: library.ask(q)) for q in questions],
        "batch": [_timed(lambda b=b: library.search_many(b)) / len(b) for b in batches],
        "peak": peak(),
    }


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def measure(index: Path, questions: list[str], place: Path, runs: int) -> str:
    """A table of medians and 95th percentiles, over all questions of some processes."""
    from peers.report import child, median, percentile, seconds, table

    asked = place / "questions.json"
    asked.write_text(json.dumps(questions), encoding="utf-8")
    told = [child(Path(__file__), index, asked) for _ in range(runs)]
    names = {
        "warm": "models loaded (once)",
        "first": "first search (once)",
        "search": "search: embed, both searches, fuse",
        "ask": "ask: search, and read ten passages",
        "batch": f"search_many, {BATCH} at once, a question",
    }
    rows = []
    for key, name in names.items():
        values = [
            v for one in told for v in (one[key] if isinstance(one[key], list) else [one[key]])
        ]
        worst = seconds(percentile(values, 0.95)) if len(values) >= 20 else ""
        rows.append([name, seconds(median(values)), worst])
    rows.append(["peak memory", f"{median(one['peak'] for one in told) / 1e6:,.0f} MB", ""])
    head = f"{len(questions)} questions in each of {runs} processes.\n\n"
    return head + table(["", "median", "95th percentile"], rows)


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))
