"""Loads an extractive question-answering model of Hugging Face once and exports it for `spans`.

The export goes to the user's cache, as embedding models do. Only weights in safetensors are read,
and no code of a model is run. The model's logits are brought to our own reader's scale.
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
"""Of the prepared folder; a folder of another format is prepared again."""
MOST_TOKENS = 384
"""Of a window, if the model takes that many: the length that readers are mostly trained with."""
SAME = 0.01
"""The largest difference between a logit of the model's own and one of the exported graph's."""
APART = 1.0
"""The least difference of logits, between passages that answer and others, that is stretched."""
WANTED = [
    "config.json", "model*.safetensors", "model*.safetensors.index.json", "tokenizer*",
    "special_tokens_map.json", "added_tokens.json", "vocab*", "merges.txt", "*.model",
]  # fmt: skip
"""What is fetched from a hub."""
VOCABULARY = ("tokenizer.json", "vocab*", "*.model")
ELSE = "name another reader, or none"


def prepared_folder(model: str) -> Path | None:
    """The folder where `model` lies exported; None if it is not, or not with these weights."""
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
        # torch, tokenizers and onnxruntime raise what they like for a model they cannot do.
        except Exception as error:
            raise ModelUnusable(
                f"{model} cannot be exported ({model_cache.first_line(error)}): {ELSE}"
            ) from error
        if prepared_folder(model) is None:  # else another process was quicker, with the same
            model_cache.publish(folder, model_cache.home(model, "reader-"))
    return model_cache.home(model, "reader-")


def _stamp(model: str) -> list[Any]:
    """Changes with the weights, and with our own reader, whose scale the logits are brought to."""
    own = json.loads(files("qa.read").joinpath("model", "reader.json").read_text(encoding="utf-8"))
    return model_cache.stamp(model, FORMAT, own["sha256"])


def _source(model: str) -> Path:
    """The folder with the model's files, fetched from the hub if `model` is no folder."""
    if Path(model).is_dir():
        return Path(model)
    with model_cache.quiet():
        from huggingface_hub import snapshot_download

        try:
            return Path(snapshot_download(model, allow_patterns=WANTED, ignore_patterns="*/*"))
        # The hub's errors share no base, and those of its network library pass through.
        except Exception as error:
            raise ModelUnusable(
                f"{model} is no folder, and was not fetched from the hub "
                f"({type(error).__name__}): name a folder with the model's files, or try again "
                "with a network and without HF_HUB_OFFLINE"
            ) from error


def _check(model: str, source: Path) -> None:
    """Looks at the files before any library does."""
    try:
        config = json.loads((source / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelUnusable(
            f"the reader {model} does not load (no config.json that can be read): "
            "name a folder with a question-answering model of Hugging Face"
        ) from error
    kinds = config.get("architectures") if isinstance(config, dict) else None
    kinds = kinds if isinstance(kinds, list) else []
    if not any("ForQuestionAnswering" in str(kind) for kind in kinds):
        known = ", ".join(map(str, kinds)) or "of an unknown kind"
        raise ModelUnusable(f"{model} is no question-answering model ({known}): {ELSE}")
    if not any(source.glob("*.safetensors")):
        raise ModelUnusable(
            f"{model} has no weights in safetensors (pickled ones, such as pytorch_model.bin, can "
            "run code and are not read): save it with save_pretrained of transformers"
        )
    if not any(path for pattern in VOCABULARY for path in source.glob(pattern)):
        raise ModelUnusable(f"{model} has no tokenizer.json and no vocabulary: {ELSE}")


def _load(model: str, source: Path) -> "tuple[PreTrainedModel, Tokens]":
    with model_cache.quiet():
        import torch
        from transformers import AutoModelForQuestionAnswering, AutoTokenizer

        own = {"local_files_only": True, "trust_remote_code": False}
        try:
            tokenizer = AutoTokenizer.from_pretrained(str(source), **own)
            network, report = AutoModelForQuestionAnswering.from_pretrained(
                str(source),
                use_safetensors=True,
                attn_implementation="eager",  # the one that every exporter can follow
                dtype=torch.float32,
                output_loading_info=True,
                **own,
            )
        # As in `spans`: a damaged file raises bare Exceptions.
        except Exception as error:
            raise ModelUnusable(
                f"the reader {model} does not load ({model_cache.first_line(error)}): {ELSE}"
            ) from error
    if report["missing_keys"]:
        raise ModelUnusable(f"{model} lacks weights ({min(report['missing_keys'])}): {ELSE}")
    if not tokenizer.is_fast:
        raise ModelUnusable(f"{model} has no fast tokenizer (tokenizer.json): {ELSE}")
    return network.eval(), tokenizer


def _export(model: str, network: "PreTrainedModel", tokenizer: "Tokens", folder: Path) -> None:
    import torch

    backend = tokenizer.backend_tokenizer
    backend.no_padding()
    backend.no_truncation()
    backend.save(str(folder / "tokenizer.json"))
    sample = backend.encode(*PROBES[0])
    if sample.sequence_ids[0] is not None or max(backend.get_vocab().values()) >= _rows(network):
        raise ModelUnusable(f"{model} has a tokenizer that no reader can use: {ELSE}")
    values = {
        "input_ids": sample.ids,
        "attention_mask": sample.attention_mask,
        "token_type_ids": sample.type_ids,
    }
    inputs, limit = _inputs(network), _most_tokens(network, tokenizer)

    class Spans(torch.nn.Module):
        """The model with two outputs and no others."""

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
            dynamo=False,  # as in `embed.prepare`
        )
    settings = {"name": model, "max_tokens": limit, "pad": tokenizer.pad_token_id or 0}
    _write(folder, settings)
    if not _same_logits(network, SpanReader(folder)):
        raise ModelUnusable(f"{model} says something else once it is exported: {ELSE}")
    _write(folder, {**settings, **_linked(folder, settings), "stamp": _stamp(model)})


def _inputs(network: "PreTrainedModel") -> list[str]:
    """What the model takes; types where it knows more than one, as what its tokenizer says of them
    depends on the release of transformers."""
    names = ["input_ids", "attention_mask"]
    if getattr(network.config, "type_vocab_size", 0) > 1:
        names.append("token_type_ids")
    known = inspect.signature(network.forward).parameters
    return [name for name in names if name in known]


def _most_tokens(network: "PreTrainedModel", tokenizer: "Tokens") -> int:
    """The most that the model takes; RoBERTa and its kin begin to count places at 2."""
    places = getattr(network.config, "max_position_embeddings", None) or 0
    most = places - 2 if places > 2 else MOST_TOKENS
    return int(min(MOST_TOKENS, most, tokenizer.model_max_length))


def _rows(network: "PreTrainedModel") -> int:
    return int(network.get_input_embeddings().weight.shape[0])


def _same_logits(network: "PreTrainedModel", reader: SpanReader) -> bool:
    """Whether graph and model agree on a short pair and a full window, in one batch."""
    import torch

    question, passage = PROBES[0]
    long = " ".join(text for _, text in PROBES * 3)
    windows = [reader.windows(question, _hit(1, text))[0] for text in (passage, long)]
    with torch.no_grad():
        out = network(**{n: torch.from_numpy(v) for n, v in reader.feed(windows).items()})
    start, end, _ = reader.logits(windows)
    return all(
        np.allclose(ours[row, :n], theirs[row, :n].numpy(), rtol=0, atol=SAME)
        for ours, theirs in ((start, out.start_logits), (end, out.end_logits))
        for row, n in enumerate(len(window.ids) for window in windows)
    )


def _linked(folder: Path, settings: dict[str, Any]) -> dict[str, float | bool]:
    """How the model's margins become logits on our own reader's scale.

    The straight line through two points: what either reader thinks, in the middle of `PROBES`, of
    passages that answer and of passages that do not. A model that gives "no answer" to most of
    the latter was trained to (as on SQuAD 2), and its margin is over that; another one's (SQuAD 1)
    place for it means nothing and is left out.
    """
    own_yes, own_no = _opinions(SpanReader.default())
    yes, no = _opinions(SpanReader(folder))
    null = no < 0
    if not null:
        _write(folder, {**settings, "null": False})
        yes, no = _opinions(SpanReader(folder))
    scale = (own_yes - own_no) / max(yes - no, APART)
    return {"null": null, "scale": scale, "shift": own_no - scale * no}


def _opinions(reader: SpanReader) -> tuple[float, float]:
    """The median logits of `PROBES` with their own passages, and with one of another question."""
    found: list[tuple[float, ...]] = []
    for n, (question, passage) in enumerate(PROBES):
        other = PROBES[n - len(PROBES) // 2][1]
        readings = reader.readings(question, [_hit(1, passage), _hit(2, other)])
        found.append(tuple(reading.margin + reading.verdict for reading in readings))
    answering, others = zip(*found, strict=True)
    return median(answering), median(others)


def _hit(rank: int, text: str) -> Hit:
    return Hit(rank, 0.0, Paragraph(Document("", text), 0, 0, len(text)))


def _write(folder: Path, settings: dict[str, Any]) -> None:
    (folder / "reader.json").write_text(json.dumps(settings, indent=1), encoding="utf-8")
