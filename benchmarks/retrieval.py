"""How well the retriever finds the paragraph that answers, and what each of its choices is worth.

    python benchmarks/retrieval.py FILE.jsonl.gz... [--limit N] [--choices] [--reader DIR]
                                   [--beside DOCUMENTS...]

Each file holds SQuAD-style rows (title, context, question, answers). Every distinct paragraph is
indexed under its title, beside other documents if there are any; each answered question looks for
its own. Prints nDCG@10, MRR and the share found first and among three; with --beside also where
BM25 scores all that match, with --choices for other weights and ways of scoring, with --reader in
the order that `qa ask` gives them with that reader.
"""

import argparse
import gzip
import json
import random
import tempfile
from pathlib import Path
from unittest.mock import patch

import ir_measures
import numpy as np
from ir_measures import RR, Success, nDCG

from qa import Library
from qa.retrieve.ranking import DENSE_WEIGHT, _standardise
from qa.retrieve.retriever import CANDIDATES
from qa.store import full_text
from qa.store.full_text import full_text_query
from qa.types import Kind

MEASURES = (nDCG @ 10, RR @ 10, Success @ 1, Success @ 3)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--limit", type=int, default=3000, help="questions a file, at random")
    parser.add_argument("--choices", action="store_true", help="compare other ways to score")
    parser.add_argument("--reader", type=Path, help="reorder by this reader too")
    parser.add_argument("--beside", nargs="+", type=Path, default=[], help="what is indexed too")
    options = parser.parse_args()
    print(f"{'':44} {'nDCG@10':>8} {'MRR@10':>8} {'first':>8} {'in 3':>8}")
    for path in options.files:
        rows = _rows(path, options.limit)
        with tempfile.TemporaryDirectory() as place:
            library, gold = _library(rows, Path(place), options.reader, options.beside)
            name = path.name.split(".")[0]
            _show(f"{name} ({len(rows)} questions)", rows, gold, _as_it_is(library, rows))
            if options.beside:
                with patch.object(full_text, "SCORED", 10**9):
                    _show("  all that match scored", rows, gold, _as_it_is(library, rows))
            if options.reader:
                _show("  reordered by the reader", rows, gold, _reordered(library, rows))
            if options.choices:
                for choice, run in _choices(library, rows).items():
                    _show(f"  {choice}", rows, gold, run)


def _rows(path: Path, limit: int) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        rows = [row for row in map(json.loads, stream) if row["answers"]]
    return random.Random(0).sample(rows, min(limit, len(rows)))


def _library(
    rows: list[dict[str, str]], place: Path, reader: Path | None, beside: list[Path]
) -> tuple[Library, dict[str, str]]:
    """An index with a document a paragraph, and the source of each question's paragraph."""
    sources: dict[tuple[str, str], str] = {}
    for row in rows:
        sources.setdefault((row["title"], row["context"]), f"{len(sources):05}.md")
    (place / "texts").mkdir()
    for (title, context), source in sources.items():
        text = f"# {title.replace('_', ' ')}\n\n{' '.join(context.split())}\n"
        (place / "texts" / source).write_text(text, encoding="utf-8")
    Library.build([place / "texts", *beside], place / "index")
    library = Library.open(place / "index", reader=str(reader) if reader else None)
    return library, {row["id"]: sources[row["title"], row["context"]] for row in rows}


Run = dict[str, dict[str, float]]


def _as_it_is(library: Library, rows: list[dict[str, str]]) -> Run:
    """Through the public door, k = 10."""
    run: Run = {}
    for row in rows:
        hits = library.search(row["question"], k=10)
        run[row["id"]] = {hit.paragraph.document.source: 1 / hit.rank for hit in reversed(hits)}
    return run


def _reordered(library: Library, rows: list[dict[str, str]]) -> Run:
    run: Run = {}
    for row in rows:
        hits = library.ask(row["question"], k=10).passages
        run[row["id"]] = {hit.paragraph.document.source: 1 / hit.rank for hit in reversed(hits)}
    return run


def _choices(library: Library, rows: list[dict[str, str]]) -> dict[str, Run]:
    store = library.store
    vectors = library._loaded_retriever().embedder.embed_questions(
        [row["question"] for row in rows]
    )
    runs: dict[str, Run] = {}
    for row, vector in zip(rows, vectors, strict=True):
        with store.snapshot():
            _, windows = store.search((), vector, CANDIDATES)
            bm25 = dict(store.database.lexical(full_text_query(row["question"]), CANDIDATES))
            found = store.database.paragraphs_by_id(windows.keys() | bm25.keys())
            near = store.similarities(vector, found)
        keys = [key for key, p in found.items() if p.kind is Kind.BODY]
        names = [found[key].document.source for key in keys]
        sentence = np.array([max(near[key]) for key in keys])
        window = np.array([windows.get(key, min(windows.values())) for key in keys])
        lexical = np.array([bm25.get(key, 0.0) for key in keys])
        ways = {
            "BM25 alone": lexical + 1e-6 * window,
            "windows alone": window,
            "sentences alone": sentence,
            "reciprocal ranks, sentences and BM25": _reciprocal(sentence) + _reciprocal(lexical),
            f"windows, weight {DENSE_WEIGHT}": _sum(window, lexical, DENSE_WEIGHT),
            **{f"sentences, weight {w}": _sum(sentence, lexical, w) for w in (0.5, 0.6, 0.7, 0.8)},
        }
        for way, scores in ways.items():
            run = runs.setdefault(way, {}).setdefault(row["id"], {})
            for name, score in zip(names, scores.tolist(), strict=True):
                run[name] = max(score, run.get(name, -1e9))
    return runs


def _sum(dense: np.ndarray, lexical: np.ndarray, weight: float) -> np.ndarray:
    return weight * _standardise(dense) + (1 - weight) * _standardise(lexical)


def _reciprocal(scores: np.ndarray) -> np.ndarray:
    ranks = np.empty(len(scores))
    ranks[np.argsort(-scores, kind="stable")] = np.arange(1, len(scores) + 1)
    return 1 / (60 + ranks)


def _show(name: str, rows: list[dict[str, str]], gold: dict[str, str], run: Run) -> None:
    judged = {row["id"]: {gold[row["id"]]: 1} for row in rows}
    values = ir_measures.calc_aggregate(MEASURES, judged, run)
    print(f"{name:44} " + " ".join(f"{values[m]:8.4f}" for m in MEASURES), flush=True)


if __name__ == "__main__":
    main()
