"""A question and its hits -> Findings: where exactly the answer stands, and how surely.

The Reader protocol is the seam between retrieving and answering. `spans` reads with a trained
model; `sentences` needs none and takes whole sentences.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from qa.types import Finding, Hit


class Reader(Protocol):
    """What finds the answer in the passages."""

    def read(self, question: str, hits: Sequence[Hit]) -> tuple[Finding, ...]:
        """Findings, best first; none if nothing in the hits can answer."""


def load_reader(name: str | None) -> Reader:
    """The reader of this name.

    Args:
        name: None for the one that comes with qa, "none" for whole sentences without a model,
            or a folder with reader.onnx, reader.json and tokenizer.json.

    Raises:
        ModelUnusable: if it does not load.
    """
    from qa.read.sentences import SentenceReader
    from qa.read.spans import SpanReader

    if name is None:
        return SpanReader.default()
    return SentenceReader() if name == "none" else SpanReader(Path(name))
