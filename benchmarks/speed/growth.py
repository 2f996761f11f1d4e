"""How cost grows with the number of paragraphs: search, adding, removing, opening, memory, disk.

`python benchmarks/speed/growth.py INDEX QUESTIONS.json` asks an index in a process of its own, and
prints one JSON object.
"""

import json
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

CHANGED = 1000
"""Paragraphs, whose adding and removing is timed at each size."""
SIZES = (1000, 10_000, 30_000, 100_000, 300_000, 1_000_000)
SEARCHES = {"dense": "vectors", "lexical": "words", "search": "search", "within": "within 1 %"}
WITHIN = "published=1950"
"""What one made document in a hundred satisfies."""
CHECKED, FIRST = 100, 10
"""Questions whose first hits are compared with those of an exact search, and how many hits."""


def main(folder: str, questions_file: str) -> dict[str, Any]:
    from memory import peak

    from qa import Library
    from qa.embed.loading import load_embedder
    from qa.retrieve.retriever import CANDIDATES
    from qa.store.full_text import full_text_query

    questions = json.loads(Path(questions_file).read_text(encoding="utf-8"))
    begun = time.perf_counter()
    library = Library.open(folder)
    store = library.store
    with store.snapshot():
        store.search((), np.zeros(store.settings.dim, np.float32), 1)
    opened = time.perf_counter() - begun
    vectors = load_embedder(store.settings.model).embed_questions(questions)
    words = [full_text_query(question) for question in questions]
    library.warm()
    told: dict[str, Any] = {"open": opened}
    with store.snapshot():
        told["dense"] = [_timed(lambda v=v: store.search((), v, CANDIDATES)) for v in vectors]
        store.database.forget()  # how frequent words are, which warming may have asked
        told["lexical"] = [_timed(lambda w=w: store.database.lexical(w, CANDIDATES)) for w in words]
    store.database.forget()
    told["search"] = [_timed(lambda q=q: library.search(q)) for q in questions]
    told["within"] = [_timed(lambda q=q: library.search(q, where=WITHIN)) for q in questions]
    told["peak"] = peak()
    told["vectors"] = library.status().vectors
    told["recall"] = _recall(store, vectors[:CHECKED])
    return told


def _recall(store: Any, questions: Any) -> float:
    """The share of an exact search's first paragraphs that are among ours."""
    with store.snapshot():
        settings, database = store.settings, store.database
        windows = database.windows_among()
        best = np.full((len(questions), FIRST), -2.0, np.float32)
        ids = np.zeros((len(questions), FIRST), np.int64)
        for keys, rows in database.embeddings(windows, settings.fingerprint, settings.dim):
            scores = np.hstack([best, questions @ rows.T])
            all_ids = np.hstack([ids, np.broadcast_to(keys, (len(questions), len(keys)))])
            top = np.argpartition(-scores, FIRST - 1, axis=1)[:, :FIRST]
            best = np.take_along_axis(scores, top, axis=1)
            ids = np.take_along_axis(all_ids, top, axis=1)
        owner = database.paragraphs_of_windows(ids.ravel().tolist())
        shares = []
        for question, exact in zip(questions, ids.tolist(), strict=True):
            ours = store.search((), question, FIRST)[1].keys()
            shares.append(len(ours & {owner[key] for key in exact}) / FIRST)
    return float(np.mean(shares))


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def measure(
    index: Path, questions: list[str], place: Path, most: int, pictures: Path | None
) -> str:
    """Tables: the cost at each size up to `most`, and how made vectors compare with real ones.

    Args:
        pictures: the folder to draw growth-*.svg in; None to draw nothing.
    """
    from peers.report import child, median, percentile, seconds, table
    from speed.made import fit
    from speed.store_made import Growing, Real

    from qa.embed.loading import load_embedder

    real = Real.read(index)
    asked = place / "growth.json"
    asked.write_text(json.dumps(questions), encoding="utf-8")
    fitted = fit(real.windows, load_embedder(real.settings.model).embed_questions(questions))
    folder = place / "grown"
    shutil.rmtree(folder, ignore_errors=True)
    growing = Growing(real, folder, fitted.aside)
    sizes = [size for size in SIZES if size < most] + [most]
    costs: dict[str, list[float]] = {}
    rows, said = [], ""
    try:
        for size in sizes:
            making = _timed(lambda size=size: growing.grow(size - growing.paragraphs))
            print(f"{size:,} paragraphs: made in {making:.0f} s", file=sys.stderr, flush=True)
            told = child(Path(__file__), folder, asked)
            disk = sum(file.stat().st_size for file in folder.iterdir())
            times = {way: (median(told[way]), percentile(told[way], 0.95)) for way in SEARCHES}
            cost = {
                **{name: 1000 * times[way][1] for way, name in SEARCHES.items()},
                "open": 1000 * told["open"],
                "add": 1000 * _timed(lambda: growing.grow(CHANGED)),
                "remove": 1000 * _timed(lambda: growing.shrink(CHANGED)),
                "memory": told["peak"] / 1e6,
                "disk": disk / 1e6,
            }
            for name, value in cost.items():
                costs.setdefault(name, []).append(value)
            said = told["vectors"]
            rows.append(
                [
                    f"{size:,}",
                    *(f"{seconds(middle)} / {seconds(high)}" for middle, high in times.values()),
                    f"{told['recall']:.3f}",
                    *(seconds(cost[name] / 1000) for name in ("open", "add", "remove")),
                    *(f"{cost[name]:,.0f} MB" for name in ("memory", "disk")),
                ]
            )
            print(f"| {' | '.join(rows[-1])} |", file=sys.stderr, flush=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if pictures:
        _draw(sizes, costs, pictures)
    head = [
        "paragraphs", *SEARCHES.values(), f"recall@{FIRST}", "open", f"add {CHANGED:,}",
        f"remove {CHANGED:,}", "peak memory", "disk",
    ]  # fmt: skip
    return "\n\n".join(
        [
            f"Made from {len(real.windows):,} real paragraphs; {len(questions)} questions; "
            "median / 95th percentile.",
            table(head, rows),
            f"`qa status` says of the largest: {said}.",
            _fitted(fitted, table),
        ]
    )


def _draw(sizes: list[int], costs: dict[str, list[float]], pictures: Path) -> None:
    from speed import plot

    for picture, up, names in (
        ("time", "milliseconds; of searches the 95th percentile",
         [*SEARCHES.values(), "open", "add", "remove"]),
        ("space", "megabytes", ["memory", "disk"]),
    ):  # fmt: skip
        series = {name: list(zip(sizes, costs[name], strict=True)) for name in names}
        drawn = plot.lines(series, "paragraphs", up)
        (pictures / f"growth-{picture}.svg").write_text(drawn, encoding="utf-8")


def _fitted(fitted: Any, table: Callable[..., str]) -> str:
    from speed.made import QUANTILES, TENTH

    rows = [
        [f"{what}, {kind}", *(f"{value:.3f}" for value in values)]
        for what, real, made in fitted.rows
        for kind, values in (("real", real), ("made", made))
    ]
    return (
        "Whether what is made lies as what is real: cosines, by quantile, among the real "
        f"paragraphs and among as many that were made from 1/{TENTH} of them (a step of "
        f"{fitted.aside:g} beside the line, the best of those tried):\n\n"
    ) + table(["", *(f"{share:.0%}" for share in QUANTILES)], rows)


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))
