"""Embeds with an exported graph, run by onnxruntime: no torch, no transformers, quick to start."""

import json
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from qa import model_cache
from qa.embed.embedder import Vectors, WindowText, embed_parts_alone
from qa.embed.runtimes import GRAPH, Feed, Run, fastest
from qa.errors import ModelUnusable
from qa.onnx_session import OnnxSession
from qa.per_process import PerProcess
from qa.text.normalize import plain_letters
from qa.types import Span

if TYPE_CHECKING:
    from tokenizers import Encoding

BATCH = 32
"""Texts in one run. Batches are sorted by length, so that there is little padding."""
BULK_FROM = 100
"""Windows from which on a faster runtime is worth its start; see `qa.embed.runtimes`."""
LENGTH_STEP = 8
"""Batches are padded to a multiple of this many tokens, for a runtime that compiles each shape."""


class OnnxEmbedder:
    """Runs a folder made by `prepare`: model.onnx, tokenizer.json and settings.json.

    Raises:
        ModelUnusable: if the folder's files do not load.
    """

    def __init__(self, folder: Path) -> None:
        from tokenizers import Tokenizer

        try:
            settings = check_intact(folder)
            self.name: str = settings["name"]
            self.fingerprint: str = settings["fingerprint"]
            self.dim: int = settings["dim"]
            self._limit: int = settings["max_length"]
            self._question_prompt: str = settings["question_prompt"]
            self._document_prompt: str = settings["document_prompt"]
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            # Threads that keep spinning after a run take cores from the search that follows.
            session = OnnxSession(folder / GRAPH, {"session.force_spinning_stop": "1"})
        except ModelUnusable:
            raise
        # tokenizers raises a bare Exception for a damaged file; onnxruntime's errors share no base
        # class but RuntimeError and Exception.
        except Exception as error:
            raise ModelUnusable(
                f"the prepared model in {folder} does not load ({type(error).__name__}): "
                "delete that folder and try again"
            ) from error
        # Truncation is a setting of the tokenizer, which threads share.
        self._one_at_a_time = PerProcess(threading.Lock)
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._marks = len(self._tokenizer.encode("").ids)
        self._has_tokens = "tokens" in session.outputs
        self._inputs = session.inputs
        self._session = session
        self._plain: Run = session.run
        self._bulk: Run | None = None
        self._embedded = 0
        self._folder = folder
        self.max_tokens = self._limit - self._marks

    def embed_windows(self, windows: Sequence[WindowText]) -> list[Vectors]:
        if not self._has_tokens:
            return embed_parts_alone(windows, self._document_prompt, self._embed)
        embedded: list[Vectors] = [np.empty((0, self.dim), np.float32)] * len(windows)
        shift = len(self._document_prompt)
        encoded = self._encode([self._document_prompt + window.text for window in windows])
        self._embedded += len(windows)
        for batch in _batches(encoded):
            feed = self._feed([encoded[i].ids for i in batch])
            whole, tokens = self._runtime(feed)(["embedding", "tokens"], feed)
            for i, vector, token_vectors in zip(batch, whole, tokens, strict=True):
                offsets = np.array(encoded[i].offsets)
                rows = [
                    vector,
                    *(_pooled(token_vectors, offsets, p, shift) for p in windows[i].parts),
                ]
                embedded[i] = np.stack(rows)
        return embedded

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        return self._embed([self._question_prompt + text for text in texts])

    def count_tokens(self, text: str) -> int:
        with self._one_at_a_time():
            return len(self._tokenizer.encode(text, add_special_tokens=False).ids)

    def _embed(self, texts: Sequence[str]) -> Vectors:
        vectors = np.empty((len(texts), self.dim), dtype=np.float32)
        encoded = self._encode(texts)
        for batch in _batches(encoded):
            feed = self._feed([encoded[i].ids for i in batch])
            vectors[batch] = self._plain(["embedding"], feed)[0]
        return vectors

    def _runtime(self, feed: Feed) -> Run:
        if self._embedded < BULK_FROM:
            return self._plain
        if self._bulk is None:
            self._bulk = fastest(self._folder, self._plain, feed)
            self._give_back({name: value[:1] for name, value in feed.items()})
        return self._bulk

    def _give_back(self, feed: Feed) -> None:
        """Frees what onnxruntime keeps for runs as large as the last: 160 MB and more."""
        from onnxruntime import RunOptions

        options = RunOptions()
        options.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")
        self._session.run(["embedding"], feed, options)

    def _encode(self, texts: Sequence[str]) -> list["Encoding"]:
        # A question may be longer than the model's input; a document's windows never are.
        with self._one_at_a_time():
            self._tokenizer.enable_truncation(self._limit)
            encoded: list[Encoding] = self._tokenizer.encode_batch(
                [plain_letters(text) for text in texts]
            )
            self._tokenizer.no_truncation()
        return encoded

    def _feed(self, rows: list[list[int]]) -> Feed:
        longest = max(map(len, rows))
        length = (
            min(self._limit, -(-longest // LENGTH_STEP) * LENGTH_STEP) if len(rows) > 1 else longest
        )
        ids = np.zeros((len(rows), length), dtype=np.int64)
        mask = np.zeros_like(ids)
        for i, row in enumerate(rows):
            ids[i, : len(row)] = row
            mask[i, : len(row)] = 1
        feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        return {name: value for name, value in feed.items() if name in self._inputs}


def check_intact(folder: Path, *, whole: bool = False) -> dict[str, Any]:
    """The settings of a prepared folder, whose files are as they were prepared.

    Args:
        whole: as in `model_cache.is_intact`.

    Raises:
        ModelUnusable: if they are not.
    """
    settings: dict[str, Any] = json.loads((folder / "settings.json").read_text(encoding="utf-8"))
    if not model_cache.is_intact(folder, settings.get("files"), whole=whole):
        raise ModelUnusable(
            f"the prepared model in {folder} is damaged: delete that folder and try again"
        )
    return settings


def _batches(encoded: Sequence["Encoding"]) -> Iterator[list[int]]:
    order = sorted(range(len(encoded)), key=lambda i: len(encoded[i].ids))
    for first in range(0, len(order), BATCH):
        yield order[first : first + BATCH]


def _pooled(
    tokens: NDArray[np.float32], offsets: NDArray[np.int64], part: Span, shift: int
) -> NDArray[np.float32]:
    """The mean of the part's token vectors, which know the whole window; unit length.

    "Late chunking", Guenther et al. 2024, arXiv:2409.04701.

    Args:
        tokens: float32 (at least n, dim), a window's token vectors.
        offsets: int64 (n, 2), the range of characters of each token; empty for the model's marks.
        part: a range of characters of the window; `shift` is the length of the prompt.
    """
    start, end = part.start + shift, part.end + shift
    inside = (offsets[:, 0] >= start) & (offsets[:, 1] <= end) & (offsets[:, 0] < offsets[:, 1])
    unpadded = tokens[: len(offsets)]
    mean = (unpadded[inside] if inside.any() else unpadded).mean(axis=0)
    unit: NDArray[np.float32] = mean / np.linalg.norm(mean)
    return unit
