"""Loads a sentence-transformers model once, checks it and exports it for onnxruntime.

The export goes to a folder of the user's cache, one per model, written whole or not at all. Only
this file and `source_model` use torch; asking a question does not.
"""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from qa import model_cache
from qa.embed.embedder import WindowText
from qa.embed.source_model import dimension, fingerprint, load_model

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

FORMAT = 3
"""Of the prepared folder; a folder of another format is prepared again."""
NOT_EXPORTED = "not-exported.json"
"""In the folder of a model that cannot be exported, instead of the export."""
MIN_EXPORT_COSINE = 0.9999
"""The least cosine between the model's own vectors and the exported graph's."""
SAMPLES = (
    "Who?",
    "A bridge over the river was closed on Monday, the city said.",
    "né à Zürich " * 40,
)


def prepared_folder(model: str) -> Path | None:
    """The folder with the exported `model`; None if there is none, or the weights have changed."""
    folder = model_cache.home(model)
    stamp = model_cache.stamp(model, FORMAT)
    return folder if model_cache.stamped(folder, "settings.json", stamp) else None


def check_whole(model: str) -> None:
    """Raises ModelUnusable if a file of a prepared model is not what was prepared."""
    from qa.embed.onnx import check_intact

    if folder := prepared_folder(model):
        check_intact(folder, whole=True)


def cannot_be_exported(model: str) -> bool:
    """Whether `prepare` has tried."""
    stamp = model_cache.stamp(model, FORMAT)
    return model_cache.stamped(model_cache.home(model), NOT_EXPORTED, stamp)


def prepare(model: str, *, offline: bool = False) -> Path | None:
    """Loads `model`, exports it, and returns the folder; None if it cannot be exported.

    Args:
        offline: use no network.

    Raises:
        ModelUnusable: if the model cannot be found or its weights do not match their checksum.
    """
    loaded = load_model(model, offline=offline)
    with model_cache.draft() as folder:
        if not _export(loaded, model, folder):
            tried = {"name": model, "stamp": model_cache.stamp(model, FORMAT)}
            with model_cache.draft() as marker:
                (marker / NOT_EXPORTED).write_text(json.dumps(tried), encoding="utf-8")
                model_cache.publish(marker, model_cache.home(model))
            return None
        if prepared_folder(model) is None:  # else another process has published the same meanwhile
            model_cache.publish(folder, model_cache.home(model))
    return model_cache.home(model)


def _export(model: "SentenceTransformer", name: str, folder: Path) -> bool:
    import torch

    tokenizer = getattr(model.tokenizer, "backend_tokenizer", None)
    if tokenizer is None:
        return False
    tokenizer.save(str(folder / "tokenizer.json"))
    features = model.preprocess(list(SAMPLES[:2]))
    inputs = [n for n in ("input_ids", "attention_mask", "token_type_ids") if n in features]

    class Whole(torch.nn.Module):
        """All modules of the model (transformer, pooling, any projection), and unit length."""

        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, *tensors: torch.Tensor) -> tuple[torch.Tensor, ...]:
            out = self.model(dict(zip(inputs, tensors, strict=True)))
            whole = torch.nn.functional.normalize(out["sentence_embedding"], dim=-1)
            return (whole, out["token_embeddings"]) if by_mean else (whole,)

    by_mean = _pools_by_mean(model)
    outputs = ["embedding", "tokens"] if by_mean else ["embedding"]
    axes = {n: {0: "batch", 1: "sequence"} for n in [*inputs, "tokens"]}
    axes["embedding"] = {0: "batch"}
    with model_cache.quiet(), torch.no_grad():
        try:
            torch.onnx.export(
                Whole().eval(),
                tuple(features[n] for n in inputs),
                str(folder / "model.onnx"),
                input_names=inputs,
                output_names=outputs,
                dynamic_axes={n: axes[n] for n in inputs + outputs},
                opset_version=17,
                dynamo=False,  # the other exporter needs two more packages
            )
        except (RuntimeError, ValueError, TypeError, KeyError, ImportError):
            return False
    settings = {
        "format": FORMAT,
        "name": name,
        "fingerprint": fingerprint(model),
        "stamp": model_cache.stamp(name, FORMAT),
        "dim": dimension(model),
        "max_length": int(model.max_seq_length or 512),
        "question_prompt": model.prompts.get("query", ""),
        "document_prompt": model.prompts.get("document", ""),
        "files": model_cache.digests(folder),
    }
    (folder / "settings.json").write_text(json.dumps(settings, indent=1), encoding="utf-8")
    return _same_vectors(model, folder)


def _same_vectors(model: "SentenceTransformer", folder: Path) -> bool:
    from qa.embed.onnx import OnnxEmbedder

    ours = np.concatenate(OnnxEmbedder(folder).embed_windows([WindowText(s) for s in SAMPLES]))
    prompt = model.prompts.get("document", "")
    theirs = model.encode(
        list(SAMPLES), prompt=prompt, normalize_embeddings=True, show_progress_bar=False
    )
    return bool(np.min(np.sum(ours * np.asarray(theirs), axis=1)) >= MIN_EXPORT_COSINE)


def _pools_by_mean(model: "SentenceTransformer") -> bool:
    """Whether a text's vector is the mean of its tokens' vectors, and so a part's can be too."""
    names = [type(module).__name__ for module in model]
    pooling = getattr(model[1], "pooling_mode", None) if len(names) > 1 else None
    return names[:2] == ["Transformer", "Pooling"] and pooling == "mean" and "Dense" not in names
