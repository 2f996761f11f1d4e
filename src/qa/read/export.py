"""Exports a Hugging Face model for extractive question answering, once, for `span_reader`.

The export is kept in the user's cache, like embedding models. Only weights in safetensors are read,
and no code of a model is run. The model's logits are brought to the bundled reader's scale.
"""

import inspect
import json
from importlib.resources import files
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import numpy as np

from qa import model_cache
from qa.errors import ModelUnusable
from qa.read.probes import PROBES
from qa.read.span_reader import SpanReader
from qa.types import Document, Hit, Paragraph

if TYPE_CHECKING:
    from transformers import PreTrainedModel
    from transformers import PreTrainedTokenizerFast as Tokens

FORMAT = 1
"""Version of the prepared folder's layout; a folder of another version is prepared again."""
MOST_TOKENS = 384
"""Of a window, if the model takes that many: the usual length in the training of readers."""
LOGIT_TOLERANCE = 0.01
"""The largest difference allowed between a logit of the model and of its exported graph."""
MIN_GAP = 1.0
"""The difference of logits between passages that answer and others counts as at least this, so
that a model that hardly tells them apart is not scaled up without limit."""
HUB_FILES = [
    "config.json", "model*.safetensors", "model*.safetensors.index.json", "tokenizer*",
    "special_tokens_map.json", "added_tokens.json", "vocab*", "merges.txt", "*.model",
]  # fmt: skip
"""The files fetched from the hub."""
VOCABULARY = ("tokenizer.json", "vocab*", "*.model")
ADVICE = "name another reader, or none"


def prepared_folder(model: str) -> Path | None:
    """The folder with the export of `model`; None if there is none of these weights."""
    folder = model_cache.home(model, "reader-")
    return folder if model_cache.stamped(folder, "reader.json", _stamp(model)) else None


def prepare(model: str) -> Path:
    """Loads `model`, a folder or a name on the hub, exports and checks it; returns the folder.

    Raises:
        ModelUnusable: if it cannot be found, is no extractive reader, or cannot be exported.
        OSError: if the cache cannot be written.
    """
    source = _source(model)
    _check(model, source)
    with model_cache.draft() as folder:
        network, tokenizer = _load(model, source)
        try:
            _export(model, network, tokenizer, folder)
        except (ModelUnusable, OSError):
            raise
        # torch, tokenizers and onnxruntime raise errors of any type for a model they cannot handle.
        except Exception as error:
            raise ModelUnusable(
                f"{model} cannot be exported ({model_cache.first_line(error)}): {ADVICE}"
            ) from error
        if prepared_folder(model) is None:  # else another process has published the same
            model_cache.publish(folder, model_cache.home(model, "reader-"))
    return model_cache.home(model, "reader-")


def _stamp(model: str) -> list[Any]:
    """Changes with the weights, and with the bundled reader, which sets the scale of the logits."""
    bundled = json.loads(
        files("qa.read").joinpath("model", "reader.json").read_text(encoding="utf-8")
    )
    return model_cache.stamp(model, FORMAT, bundled["sha256"])


def _source(model: str) -> Path:
    """The folder with the model's files, fetched from the hub if `model` is not a folder."""
    if Path(model).is_dir():
        return Path(model)
    with model_cache.quiet():
        from huggingface_hub import snapshot_download

        try:
            return Path(snapshot_download(model, allow_patterns=HUB_FILES, ignore_patterns="*/*"))
        # The hub's errors have no common base, and its network library's pass through.
        except Exception as error:
            raise ModelUnusable(
                f"{model} is no folder, and was not fetched from the hub "
                f"({type(error).__name__}): name a folder with the model's files, or try again "
                "with a network and without HF_HUB_OFFLINE"
            ) from error


def _check(model: str, source: Path) -> None:
    """Checks the files before any library opens them."""
    try:
        config = json.loads((source / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelUnusable(
            f"the reader {model} does not load (no config.json that can be read): "
            "name a folder with a question-answering model of Hugging Face"
        ) from error
    architectures = config.get("architectures") if isinstance(config, dict) else None
    architectures = architectures if isinstance(architectures, list) else []
    if not any("ForQuestionAnswering" in str(architecture) for architecture in architectures):
        described = ", ".join(map(str, architectures)) or "of an unknown kind"
        raise ModelUnusable(f"{model} is no question-answering model ({described}): {ADVICE}")
    if not any(source.glob("*.safetensors")):
        raise ModelUnusable(
            f"{model} has no weights in safetensors (pickled ones, such as pytorch_model.bin, can "
            "run code and are not read): save it with save_pretrained of transformers"
        )
    if not any(path for pattern in VOCABULARY for path in source.glob(pattern)):
        raise ModelUnusable(f"{model} has no tokenizer.json and no vocabulary: {ADVICE}")


def _load(model: str, source: Path) -> "tuple[PreTrainedModel, Tokens]":
    with model_cache.quiet():
        import torch
        from transformers import AutoModelForQuestionAnswering, AutoTokenizer

        options = {"local_files_only": True, "trust_remote_code": False}
        try:
            tokenizer = AutoTokenizer.from_pretrained(str(source), **options)
            network, report = AutoModelForQuestionAnswering.from_pretrained(
                str(source),
                use_safetensors=True,
                attn_implementation="eager",  # the one that can be exported for any model
                dtype=torch.float32,
                output_loading_info=True,
                **options,
            )
        # As in `span_reader`: a damaged file raises a plain Exception.
        except Exception as error:
            raise ModelUnusable(
                f"the reader {model} does not load ({model_cache.first_line(error)}): {ADVICE}"
            ) from error
    if report["missing_keys"]:
        raise ModelUnusable(f"{model} lacks weights ({min(report['missing_keys'])}): {ADVICE}")
    if not tokenizer.is_fast:
        raise ModelUnusable(f"{model} has no fast tokenizer (tokenizer.json): {ADVICE}")
    return network.eval(), tokenizer


def _export(model: str, network: "PreTrainedModel", tokenizer: "Tokens", folder: Path) -> None:
    import torch

    backend = tokenizer.backend_tokenizer
    backend.no_padding()
    backend.no_truncation()
    backend.save(str(folder / "tokenizer.json"))
    sample = backend.encode(*PROBES[0])
    if sample.sequence_ids[0] is not None or max(backend.get_vocab().values()) >= _vocabulary_size(
        network
    ):
        raise ModelUnusable(f"{model} has a tokenizer that no reader can use: {ADVICE}")
    values = {
        "input_ids": sample.ids,
        "attention_mask": sample.attention_mask,
        "token_type_ids": sample.type_ids,
    }
    inputs, limit = _inputs(network), _token_limit(network, tokenizer)

    class Spans(torch.nn.Module):
        """The model reduced to two outputs."""

        def __init__(self) -> None:
            super().__init__()
            self.network = network

        def forward(self, *tensors: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
            out = self.network(**dict(zip(inputs, tensors, strict=True)))
            return out.start_logits, out.end_logits

    with model_cache.quiet(), torch.no_grad():
        torch.onnx.export(
            Spans().eval(),
            tuple(torch.tensor([values[n][:limit]]) for n in inputs),
            str(folder / "reader.onnx"),
            input_names=inputs,
            output_names=["start", "end"],
            dynamic_axes={n: {0: "batch", 1: "sequence"} for n in [*inputs, "start", "end"]},
            opset_version=17,
            dynamo=False,  # as in `embed.export`
        )
    settings = {"name": model, "max_tokens": limit, "pad": tokenizer.pad_token_id or 0}
    _write(folder, settings)
    if not _same_logits(network, SpanReader(folder)):
        raise ModelUnusable(f"{model} says something else once it is exported: {ADVICE}")
    _write(folder, {**settings, **_scale_settings(folder, settings), "stamp": _stamp(model)})


def _inputs(network: "PreTrainedModel") -> list[str]:
    """The model's inputs; token types are one of them if it has several types, since whether its
    tokenizer names them depends on the release of transformers."""
    names = ["input_ids", "attention_mask"]
    if getattr(network.config, "type_vocab_size", 0) > 1:
        names.append("token_type_ids")
    parameters = inspect.signature(network.forward).parameters
    return [name for name in names if name in parameters]


def _token_limit(network: "PreTrainedModel", tokenizer: "Tokens") -> int:
    """The most tokens that the model takes; RoBERTa and its relatives count positions from 2."""
    positions = getattr(network.config, "max_position_embeddings", None) or 0
    limit = positions - 2 if positions > 2 else MOST_TOKENS
    return int(min(MOST_TOKENS, limit, tokenizer.model_max_length))


def _vocabulary_size(network: "PreTrainedModel") -> int:
    return int(network.get_input_embeddings().weight.shape[0])


def _same_logits(network: "PreTrainedModel", reader: SpanReader) -> bool:
    """Whether graph and model give the same logits for a short and a full window in one batch."""
    import torch

    question, passage = PROBES[0]
    long_passage = " ".join(text for _, text in PROBES * 3)
    windows = [reader.windows(question, _hit(1, text))[0] for text in (passage, long_passage)]
    with torch.no_grad():
        outputs = network(**{n: torch.from_numpy(v) for n, v in reader.feed(windows).items()})
    start, end, _ = reader.logits(windows)
    return all(
        np.allclose(ours[row, :n], theirs[row, :n].numpy(), rtol=0, atol=LOGIT_TOLERANCE)
        for ours, theirs in ((start, outputs.start_logits), (end, outputs.end_logits))
        for row, n in enumerate(len(window.ids) for window in windows)
    )


def _scale_settings(folder: Path, settings: dict[str, Any]) -> dict[str, float | bool]:
    """The linear map from the model's margins to logits on the bundled reader's scale.

    It takes the model's median logits over `PROBES`, of passages that answer and of passages that
    do not, to those of the bundled reader. A model that says "no answer" to most of the latter was
    trained to do so (as on SQuAD 2), and its margin is measured against that; from a model that
    was not (SQuAD 1) the logit of "no answer" means nothing and is left out.
    """
    bundled_answering, bundled_others = _median_logits(SpanReader.default())
    answering, others = _median_logits(SpanReader(folder))
    scores_no_answer = others < 0
    if not scores_no_answer:
        _write(folder, {**settings, "null": False})
        answering, others = _median_logits(SpanReader(folder))
    scale = (bundled_answering - bundled_others) / max(answering - others, MIN_GAP)
    return {"null": scores_no_answer, "scale": scale, "shift": bundled_others - scale * others}


def _median_logits(reader: SpanReader) -> tuple[float, float]:
    """Median logits of the questions in `PROBES`: with their own passages, and with others'."""
    logits: list[tuple[float, ...]] = []
    for n, (question, passage) in enumerate(PROBES):
        other = PROBES[n - len(PROBES) // 2][1]
        readings = reader.readings(question, [_hit(1, passage), _hit(2, other)])
        logits.append(tuple(reading.margin + reading.verdict for reading in readings))
    answering, others = zip(*logits, strict=True)
    return median(answering), median(others)


def _hit(rank: int, text: str) -> Hit:
    return Hit(rank, 0.0, Paragraph(Document("", text), 0, 0, len(text)))


def _write(folder: Path, settings: dict[str, Any]) -> None:
    (folder / "reader.json").write_text(json.dumps(settings, indent=1), encoding="utf-8")
