"""Texts -> vectors: the Embedder protocol, and what every embedder offers.

A model is loaded, checked and exported once with sentence-transformers (`export`); after that,
onnxruntime runs the exported graph (`onnx`), which starts ten times faster and needs no torch.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from qa.types import Span

Vectors = NDArray[np.float32]
"""Unit-length rows, shape (n, dim), dtype float32."""


@dataclass(frozen=True, slots=True)
class WindowText:
    """A text to be embedded, and the parts of it that get vectors of their own."""

    text: str
    parts: tuple[Span, ...] = ()
    """Ranges of characters of `text`: its sentences."""


DEFAULT_MODEL = "sentence-transformers/all-MiniLM-L6-v2"


class Embedder(Protocol):
    """Turns text into unit vectors, so that an inner product is a cosine."""

    name: str
    """The model as the user names it."""
    fingerprint: str
    """Hex digest of the weights: vectors of equal fingerprint can be compared."""
    dim: int
    max_tokens: int
    """The longest text, in tokens and without the model's own marks, that is embedded whole."""

    def embed_windows(self, windows: Sequence[WindowText]) -> list[Vectors]:
        """For each window, in order, its own vector and one for each of its parts.

        Returns:
            Arrays of shape (1 + len(window.parts), dim); the first row is the whole window.
        """

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        """Vectors of shape (len(texts), dim), in the order of `texts`."""

    def count_tokens(self, text: str) -> int:
        """How many tokens a text has, without the model's own marks."""


def embed_parts_alone(
    windows: Sequence[WindowText], prompt: str, embed: Callable[[Sequence[str]], Vectors]
) -> list[Vectors]:
    """Embeds windows and their parts as separate texts, for models that do not pool by mean."""
    texts = [
        prompt + text
        for window in windows
        for text in (window.text, *(window.text[p.start : p.end] for p in window.parts))
    ]
    ends = np.cumsum([1 + len(window.parts) for window in windows])
    return np.split(embed(texts), ends[:-1]) if windows else []
