"""Embeds with an exported graph, run by onnxruntime: no torch, no transformers, quick to start."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from qa.embed import Vectors
from qa.errors import ModelUnusable

BATCH = 32
"""Texts in one run. Batches are sorted by length, so that hardly anything is padding."""


class OnnxEmbedder:
    """Runs a folder made by `prepare`: model.onnx, tokenizer.json and settings.json.

    Raises:
        ModelUnusable: if the folder's files do not load.
    """

    def __init__(self, folder: Path) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        try:
            settings = json.loads((folder / "settings.json").read_text(encoding="utf-8"))
            self.name: str = settings["name"]
            self.fingerprint: str = settings["fingerprint"]
            self.dim: int = settings["dim"]
            self._limit: int = settings["max_length"]
            self._question_prompt: str = settings["question_prompt"]
            self._document_prompt: str = settings["document_prompt"]
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            self._session = onnxruntime.InferenceSession(
                str(folder / "model.onnx"), providers=["CPUExecutionProvider"]
            )
        # tokenizers raises a bare Exception for a damaged file, onnxruntime children of its own
        # that share no base but RuntimeError and Exception.
        except Exception as error:
            raise ModelUnusable(
                f"the prepared model in {folder} does not load ({type(error).__name__}): "
                "delete that folder and try again"
            ) from error
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._marks = len(self._tokenizer.encode("").ids)
        self._inputs = {node.name for node in self._session.get_inputs()}
        self.max_tokens = self._limit - self._marks

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        return self._embed([self._document_prompt + text for text in texts])

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        return self._embed([self._question_prompt + text for text in texts])

    def count_tokens(self, text: str) -> int:
        return len(self._tokenizer.encode(text, add_special_tokens=False).ids)

    def _embed(self, texts: list[str]) -> Vectors:
        vectors = np.empty((len(texts), self.dim), dtype=np.float32)
        # A question may be longer than the model reads; a document's windows never are.
        self._tokenizer.enable_truncation(self._limit)
        encoded = [one.ids for one in self._tokenizer.encode_batch(texts)]
        self._tokenizer.no_truncation()
        order = sorted(range(len(texts)), key=lambda i: len(encoded[i]))
        for first in range(0, len(order), BATCH):
            batch = order[first : first + BATCH]
            vectors[batch] = self._run([encoded[i] for i in batch])
        return vectors

    def _run(self, rows: list[list[int]]) -> Vectors:
        ids = np.zeros((len(rows), max(map(len, rows))), dtype=np.int64)
        mask = np.zeros_like(ids)
        for i, row in enumerate(rows):
            ids[i, : len(row)] = row
            mask[i, : len(row)] = 1
        feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        known = {name: value for name, value in feed.items() if name in self._inputs}
        output: Vectors = self._session.run(None, known)[0]
        return output
