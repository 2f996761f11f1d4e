"""Reads with a trained model: the words of each passage that answer, or that none do.

The model is the one in `qa/read/model`, run by onnxruntime; its card says what it was trained on.
It reads question and passage together and scores every place as the answer's start and end.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from qa.errors import ModelUnusable
from qa.read.calibration import chance, signals
from qa.types import Finding, Hit, Kind, Paragraph, Span

LONGEST_QUESTION = 64
"""Tokens of a question that are read."""
LONGEST_ANSWER = 30
"""Tokens of an answer, at most: a phrase or a clause."""
LONGEST_PASSAGE = 4000
"""Characters of a passage that are read; of a longer one, those around its highlight."""
BATCH = 32
"""Windows in one run, which bounds the memory."""
OVERLAP = 96
"""Tokens that two windows of a long passage share."""

BYLINE, BYLINE_LOGIT = 0.8, 12.0
"""Chance and logit of a byline. It is a hit only where the question asks who wrote something, and
then it is no text to be read: set by hand, not fitted."""

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Window:
    """A part of a passage, tokenised behind the question."""

    hit: Hit
    ids: list[int]
    first: int
    """Position in `ids` of the passage's first token."""
    offsets: list[tuple[int, int]]
    """Of the passage's tokens, in characters of the document."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The best span of one hit and what the model thinks of it."""

    hit: Hit
    span: Span
    margin: float
    """Logits of the span's start and end, less those of "no answer"."""
    verdict: float
    """Logit that the passage answers the question."""


class SpanReader:
    """The reader that comes with qa, or another one of its kind in a folder.

    Raises:
        ModelUnusable: if the folder's files do not load.
    """

    def __init__(self, folder: Path) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        try:
            settings = json.loads((folder / "reader.json").read_text(encoding="utf-8"))
            self.name: str = settings["name"]
            self._limit: int = settings["max_tokens"]
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            self._session = onnxruntime.InferenceSession(
                str(folder / "reader.onnx"), providers=["CPUExecutionProvider"]
            )
        # As for embedding models: these libraries raise bare Exceptions for damaged files.
        except Exception as error:
            raise ModelUnusable(
                f"the reader in {folder} does not load ({type(error).__name__}): install qa again"
            ) from error
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()

    @classmethod
    def default(cls) -> Self:
        """The reader that comes with qa."""
        return cls(Path(str(files("qa.read").joinpath("model"))))

    def read(self, question: str, hits: Sequence[Hit]) -> tuple[Finding, ...]:
        bylines = [hit for hit in hits if hit.paragraph.kind is not Kind.BODY]
        findings = [Finding(hit, _author(hit.paragraph), BYLINE, BYLINE_LOGIT) for hit in bylines]
        findings += [
            Finding(
                r.hit,
                r.span,
                chance(signals(question, r.hit, r.margin, r.verdict)),
                r.margin + r.verdict,
            )
            for r in self.readings(question, [hit for hit in hits if hit not in bylines])
        ]
        return tuple(sorted(findings, key=lambda f: (-f.score, f.hit.rank)))

    def readings(self, question: str, hits: Sequence[Hit]) -> list[Reading]:
        """The best span of each hit, in the order of `hits`; mostly read in one batch."""
        windows = [window for hit in hits for window in self._windows(question, hit)]
        best: dict[int, Reading] = {}
        for first in range(0, len(windows), BATCH):
            for reading in self._run(windows[first : first + BATCH]):
                known = best.get(reading.hit.rank)
                if known is None or reading.margin + reading.verdict > known.margin + known.verdict:
                    best[reading.hit.rank] = reading
        return [best[hit.rank] for hit in hits if hit.rank in best]

    def _windows(self, question: str, hit: Hit) -> list[_Window]:
        text, part = hit.paragraph.document.text, _readable(hit)
        asked = self._tokenizer.encode(question, text[part.start : part.end])
        first = asked.type_ids.index(1)
        head = [*asked.ids[: min(first, LONGEST_QUESTION) - 1], asked.ids[first - 1]]
        body, offsets = asked.ids[first:-1], asked.offsets[first:-1]
        room = self._limit - len(head) - 1
        windows = []
        for at in range(0, max(1, len(body) - OVERLAP), room - OVERLAP):
            places = [(a + part.start, b + part.start) for a, b in offsets[at : at + room]]
            if places:
                ids = [*head, *body[at : at + room], asked.ids[-1]]
                windows.append(_Window(hit, ids, len(head), places))
        return windows

    def _run(self, windows: Sequence[_Window]) -> list[Reading]:
        ids = np.zeros((len(windows), max(len(w.ids) for w in windows)), dtype=np.int64)
        mask, types = np.zeros_like(ids), np.zeros_like(ids)
        for row, window in enumerate(windows):
            ids[row, : len(window.ids)] = window.ids
            mask[row, : len(window.ids)] = 1
            types[row, window.first : len(window.ids)] = 1
        feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": types}
        starts, ends, verdicts = self._session.run(["start", "end", "answerable"], feed)
        return [
            _best(window, start, end, float(verdict))
            for window, start, end, verdict in zip(windows, starts, ends, verdicts, strict=True)
        ]


def _readable(hit: Hit) -> Span:
    """The whole passage, or of a very long one the part around its highlight."""
    paragraph = hit.paragraph
    middle = hit.citation.span.start
    start = max(
        paragraph.start, min(middle - LONGEST_PASSAGE // 2, paragraph.end - LONGEST_PASSAGE)
    )
    return Span(start, min(paragraph.end, start + LONGEST_PASSAGE))


def _author(paragraph: Paragraph) -> Span:
    """The author's names in a byline or front matter; all of it where they stand otherwise."""
    author = paragraph.document.author
    place = paragraph.text.find(author) if author else -1
    if place < 0:
        return Span(paragraph.start, paragraph.end)
    return Span(paragraph.start + place, paragraph.start + place + len(author))


def _best(window: _Window, start: Floats, end: Floats, verdict: float) -> Reading:
    """The span with the highest sum of logits that is not longer than an answer may be."""
    inside = slice(window.first, window.first + len(window.offsets))
    sums = start[inside, None] + end[None, inside]
    allowed = np.tril(np.triu(np.ones(sums.shape, dtype=bool)), LONGEST_ANSWER - 1)
    place = int(np.argmax(np.where(allowed, sums, -np.inf)))
    first, last = divmod(place, sums.shape[1])
    span = Span(window.offsets[first][0], window.offsets[last][1])
    margin = float(sums[first, last]) - float(start[0] + end[0])
    return Reading(window.hit, span, margin, verdict)
