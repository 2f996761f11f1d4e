"""Texts -> vectors: the Embedder protocol, and which embedder serves a model's name.

A model is loaded, checked and exported once with sentence-transformers (`prepare`); after that the
exported graph is run by onnxruntime (`onnx`), which starts ten times faster and needs no torch.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from qa.errors import ModelUnusable
from qa.types import Span

Vectors = NDArray[np.float32]
"""Unit-length rows, shape (n, dim), dtype float32."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A text to be embedded, and the parts of it that get vectors of their own."""

    text: str
    parts: tuple[Span, ...] = ()
    """Ranges of characters of `text`: its sentences."""


DEFAULT_MODEL = "sentence-transformers/all-MiniLM-L6-v2"


class Embedder(Protocol):
    """What turns text into unit vectors, such that an inner product is a cosine."""

    name: str
    """The model as the user names it."""
    fingerprint: str
    """Hex digest of the weights: vectors of equal fingerprint can be compared."""
    dim: int
    max_tokens: int
    """The longest text, in tokens and without the model's own marks, that is embedded whole."""

    def embed_passages(self, passages: Sequence[Passage]) -> list[Vectors]:
        """For each passage, in order, its own vector and one for each of its parts.

        Returns:
            Arrays of shape (1 + len(passage.parts), dim); the first row is the whole passage.
        """

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        """Vectors of shape (len(texts), dim), in the order of `texts`."""

    def count_tokens(self, text: str) -> int:
        """How many tokens a text takes, without the model's own marks."""


def load_embedder(model: str, notify: Callable[[str], None] | None = None) -> Embedder:
    """The embedder of a model: the exported graph, prepared now if this is the first use.

    Args:
        model: `DEFAULT_MODEL`, another sentence-transformers model of a hub, or a folder.
        notify: hears, in a line, of anything that takes long or is not as fast as it could be.

    Raises:
        ModelUnusable: if the model cannot be found, checked or loaded.
    """
    from qa.embed.export import SentenceTransformerEmbedder, prepare, prepared_folder
    from qa.embed.onnx import OnnxEmbedder

    say = notify or (lambda _line: None)
    if os.path.isdir(model):
        model = os.path.abspath(model)
    folder = prepared_folder(model)
    if folder is None:
        say(f"preparing the model {model} (once, some ten seconds)")
        try:
            folder = prepare(model)
        except OSError as error:
            raise ModelUnusable(
                f"{model} cannot be prepared ({error}): name a folder to keep it in by QA_CACHE"
            ) from error
    if folder is None:
        say(f"{model} cannot be exported: asking will be slower, by sentence-transformers itself")
        return SentenceTransformerEmbedder(model)
    return OnnxEmbedder(folder)
