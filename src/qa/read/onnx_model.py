"""A model of reading in a folder: its graph for onnxruntime, its tokenizer, its settings."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa.errors import ModelUnusable
from qa.onnx_session import OnnxSession

if TYPE_CHECKING:
    from tokenizers import Tokenizer


@dataclass(frozen=True, slots=True)
class OnnxModel:
    """What is needed to run it; the tokenizer neither pads nor truncates."""

    settings: dict[str, Any]
    tokenizer: "Tokenizer"
    session: OnnxSession


def load_model(
    folder: Path, what: str, advice: str, needed: Sequence[str] = ("name",)
) -> OnnxModel:
    """The model in a folder: WHAT.onnx, WHAT.json and tokenizer.json.

    Args:
        what: "reader" or "judge", which also names the files.
        needed: settings without which it cannot be used.

    Raises:
        ModelUnusable: if the files do not load; the message ends in `advice`.
    """
    from tokenizers import Tokenizer

    try:
        settings = json.loads((folder / f"{what}.json").read_text(encoding="utf-8"))
        if missing := [name for name in needed if name not in settings]:
            raise KeyError(*missing)
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        # Threads that spin while they wait keep the cores from those that have work.
        session = OnnxSession(folder / f"{what}.onnx", {"session.intra_op.allow_spinning": "0"})
    # These libraries raise plain Exceptions for damaged files.
    except Exception as error:
        raise ModelUnusable(
            f"the {what} in {folder} does not load ({type(error).__name__}): {advice}"
        ) from error
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return OnnxModel(settings, tokenizer, session)
