"""Loads a reader by its name: the bundled one, one without a model, or a Hugging Face model."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from qa.errors import ModelUnusable
from qa.read.calibration import SEARCHED_PASSAGES, Calibration
from qa.read.reader import Reader

if TYPE_CHECKING:
    from qa.read.judge import Judge


def load_reader(
    name: str | None,
    notify: Callable[[str], None] | None = None,
    calibration: Calibration = SEARCHED_PASSAGES,
) -> Reader:
    """The reader of this name; a Hugging Face model is prepared when it is first used.

    Args:
        name: None for the one that comes with qa, "none" for whole sentences without a model, a
            folder with reader.onnx, reader.json and tokenizer.json, or an extractive
            question-answering model of Hugging Face, as a folder or by its name on the hub.
        notify: called with one line of text when a model is being prepared.
        calibration: turns a trained model's scores into a chance; the reader without a model has
            its own, and the bundled judge one that goes with this.

    Raises:
        ModelUnusable: if it cannot be found, prepared or loaded.
    """
    from qa.read.sentence_reader import SentenceReader
    from qa.read.span_reader import SpanReader

    if name is None:
        from qa.read.judge import Judge
        from qa.read.judging import JudgingReader

        reader = SpanReader.default(calibration)
        return JudgingReader(reader, bundled_judge(), calibration) if Judge.is_bundled() else reader
    if name == "none":
        return SentenceReader()
    if (Path(name) / "reader.onnx").is_file():
        return SpanReader(Path(name), calibration=calibration)
    from qa.read.export import prepare, prepared_folder

    folder = prepared_folder(name)
    if folder is None:
        if notify:
            notify(f"preparing the reader {name} (once: a minute or so, and its download)")
        try:
            folder = prepare(name)
        except OSError as error:
            raise ModelUnusable(
                f"{name} cannot be prepared ({error}): name a folder to keep it in by QA_CACHE"
            ) from error
    return SpanReader(folder, "delete that folder and try again", calibration)


@cache
def bundled_judge() -> "Judge":
    """The judge that comes with qa, loaded once for all that ask it."""
    from qa.read.judge import Judge

    return Judge.default()
