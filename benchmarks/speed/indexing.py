"""Paragraphs a second: SentenceTransformer.encode, qa's embedder, and a whole `qa index`, in turns.

`python benchmarks/speed/indexing.py WAY TEXTS.json FILES FOLDER MODEL` is one of `WAYS`, in a
process of its own, and prints one JSON object. Those called plain do without OpenVINO, as where it
has no wheels.
"""

import json
import os
import shutil
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

BATCH = 32
"""Of the control, as sentence-transformers has it by default."""
WAYS = {
    "encode": "SentenceTransformer.encode, batch 32",
    "embed plain": "qa's embedder, onnxruntime alone",
    "embed": "qa's embedder",
    "build plain": "`qa index`, onnxruntime alone",
    "build": "`qa index`: read, split, embed, write",
}


def main(way: str, texts_file: str, files: str, folder: str, model: str) -> dict[str, Any]:
    from memory import peak

    texts: list[str] = json.loads(Path(texts_file).read_text(encoding="utf-8"))
    place = Path(folder)
    if way.endswith("plain"):
        sys.modules["openvino"] = None  # type: ignore[assignment]
        # What is chosen without it is remembered apart.
        os.environ["QA_CACHE"] = str(place / "plain")
    if way.startswith("build"):
        from qa.embed.loading import load_embedder
        from qa.indexing.indexer import index
        from qa.indexing.request import IndexRequest

        embedder = load_embedder(model)
        begun = time.perf_counter()
        index(IndexRequest([Path(files)]), place / "index", embedder=embedder)
        took = time.perf_counter() - begun
    else:
        encode = _encode(model) if way == "encode" else _embed(model)
        encode(texts[:BATCH])
        begun = time.perf_counter()
        vectors = encode(texts)
        took = time.perf_counter() - begun
        np.save(place / f"{way}.npy", vectors)
    return {"seconds": took, "peak": peak()}


def _encode(model: str) -> Any:
    from sentence_transformers import SentenceTransformer

    loaded = SentenceTransformer(model, device="cpu")
    return lambda texts: loaded.encode(
        texts, batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False
    )


def _embed(model: str) -> Any:
    from qa.embed.embedder import WindowText
    from qa.embed.loading import load_embedder

    embedder = load_embedder(model)
    return lambda texts: np.stack(
        [rows[0] for rows in embedder.embed_windows([WindowText(text) for text in texts])]
    )


def measure(texts: list[str], files: Path, place: Path, model: str, runs: int) -> str:
    """A table; the folder `files` holds the same texts."""
    from peers.report import child, median, table, times

    listed = place / "texts.json"
    listed.write_text(json.dumps(texts), encoding="utf-8")
    ways = [way for way in WAYS if find_spec("openvino") or not way.endswith("plain")]
    told: dict[str, list[dict[str, Any]]] = {way: [] for way in ways}
    for _ in range(runs):
        for way in ways:
            shutil.rmtree(place / "index", ignore_errors=True)
            told[way].append(child(Path(__file__), way, listed, files, place, model))
    rates = {way: len(texts) / median(one["seconds"] for one in ones) for way, ones in told.items()}
    rows = [
        [
            WAYS[way],
            f"{rates[way]:,.0f}",
            times(rates[way], rates["encode"]),
            f"{median(one['peak'] for one in told[way]) / 1e6:,.0f} MB",
        ]
        for way in ways
    ]
    theirs = np.load(place / "encode.npy")
    cosines = [
        f"{WAYS[way]} least {found.min():.5f}, mean {found.mean():.5f}"
        for way in ways
        if way.startswith("embed")
        for found in [np.sum(theirs * np.load(place / f"{way}.npy"), axis=1)]
    ]
    return "\n\n".join(
        [
            f"{len(texts):,} paragraphs; medians of {runs} runs in turns, a new process each.",
            table(["", "paragraphs/s", "of encode", "peak memory"], rows),
            f"Cosine with encode's vectors: {'; '.join(cosines)}.",
        ]
    )


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))
