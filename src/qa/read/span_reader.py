"""Reads with a trained model: the words of a passage that answer, or that it has no answer.

The model is the bundled one in `qa/read/model`, or one that `export` prepared, run by onnxruntime.
It reads question and passage together and scores each token as start and end of the answer.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from qa.read.calibration import SEARCHED_PASSAGES, Calibration, signals
from qa.read.onnx_model import load_model
from qa.read.windows import Floats, Window, best_span, best_spans, lead_of, windows
from qa.text.questions import asks_for_author
from qa.types import Finding, Hit, Kind, Paragraph, Span

BATCH = 4
"""Windows in one run of the model; sorted by length, so that there is little padding."""
CLOSE_UPS = 3
"""How many of the best findings get a closer look, the sentence by itself: as many as an answer
has statements."""
BYLINE, BYLINE_LOGIT = 0.8, 12.0
"""Chance and logit of a byline, set by hand: a byline is a hit only where the question asks who
wrote something, and there is nothing for the model to read in it."""


@dataclass(frozen=True, slots=True)
class SpanReading:
    """The best span of a hit, or of a sentence of it, and what the model thinks of it."""

    hit: Hit
    span: Span
    margin: float
    """Logits of the span's start and end minus those of "no answer", on the bundled reader's
    scale."""
    verdict: float
    """Logit that the passage answers the question; 0 from a model that gives none."""

    @property
    def logit(self) -> float:
        """Of the span as the answer: margin and verdict together."""
        return self.margin + self.verdict

    @property
    def sentence(self) -> Span:
        """The sentence around the span, or all those that it touches."""
        return self.hit.paragraph.sentence_at(self.span)


class SpanReader:
    """The reader that comes with qa, or another one in a folder.

    The folder holds reader.onnx (logits `start` and `end`, perhaps `answerable`), tokenizer.json
    and reader.json: name and max_tokens; for a Hugging Face model also pad, null, scale and shift.

    Raises:
        ModelUnusable: if the folder's files do not load; the message ends in `advice`.
    """

    def __init__(
        self,
        folder: Path,
        advice: str = "name another reader",
        calibration: Calibration = SEARCHED_PASSAGES,
    ) -> None:
        model = load_model(folder, "reader", advice, ("name", "max_tokens"))
        settings = model.settings
        self.name: str = settings["name"]
        self.languages: tuple[str, ...] = tuple(settings.get("languages", ()))
        self._limit: int = settings["max_tokens"]
        self._pad: int = settings.get("pad", 0)
        self._null: bool = settings.get("null", True)
        self._scale: float = settings.get("scale", 1.0)
        self._shift: float = settings.get("shift", 0.0)
        self._tokenizer = model.tokenizer
        self._session = model.session
        self._calibration = calibration
        self._inputs = self._session.inputs
        self._outputs = self._session.outputs

    @classmethod
    def default(cls, calibration: Calibration = SEARCHED_PASSAGES) -> Self:
        """The reader that comes with qa."""
        folder = Path(str(files("qa.read").joinpath("model")))
        return cls(folder, "install qa again", calibration)

    def read(self, question: str, hits: Sequence[Hit]) -> tuple[Finding, ...]:
        similarities = [hit.similarity for hit in hits]
        nearest = max(similarities, default=0.0) if self._calibration.relative else 0.0

        def finding(reading: SpanReading, closer: float) -> Finding:
            hit, span, logit = reading.hit, reading.span, reading.logit
            passage_signals = signals(question, hit, span, (logit, closer), nearest)
            return Finding(hit, span, self._calibration.chance(passage_signals), logit)

        authors, others = bylines_apart(question, hits)
        readings = self.readings(question, others)
        finding_of = {reading.hit.rank: finding(reading, reading.logit) for reading in readings}
        pending = {reading.hit.rank: reading for reading in readings}
        while True:
            findings = sorted(
                [*authors, *finding_of.values()], key=lambda f: (-f.score, f.hit.rank)
            )
            best = [pending.pop(f.hit.rank) for f in findings[:CLOSE_UPS] if f.hit.rank in pending]
            if not best:
                return tuple(findings)
            # A closer look may move a finding down; then the one that moves up is read closely too.
            for reading, closer in zip(best, self.closer(question, best), strict=True):
                finding_of[reading.hit.rank] = finding(reading, closer)

    def closer(self, question: str, readings: Sequence[SpanReading]) -> list[float]:
        """The logit of each reading at a closer look: of its sentence, read without the rest.

        Other sentences that share words with the question cannot mislead the model there, so a
        near miss looks less like an answer (docs/quality.md).
        """
        again = self.readings(question, [_close_up(reading) for reading in readings])
        logits = {reading.hit.rank: reading.logit for reading in again}
        return [logits.get(reading.hit.rank, reading.logit) for reading in readings]

    def readings(self, question: str, hits: Sequence[Hit]) -> list[SpanReading]:
        """The best span of each hit, in the order of `hits`."""
        best: dict[int, SpanReading] = {}
        for window, start, end, nothing, verdict in self._run(question, hits):
            reading = self._reading(window, *best_span(window, start, end), nothing, verdict)
            earlier = best.get(reading.hit.rank)
            if earlier is None or reading.logit > earlier.logit:
                best[reading.hit.rank] = reading
        return [best[hit.rank] for hit in hits if hit.rank in best]

    def sentence_readings(self, question: str, hits: Sequence[Hit]) -> list[SpanReading]:
        """The best span of each sentence of each hit: of the same reading, so at no further cost.

        A sentence without a possible answer, such as a rule under a heading, has none.
        """
        best: dict[tuple[int, Span], SpanReading] = {}
        for window, start, end, nothing, verdict in self._run(question, hits):
            for span, logit in best_spans(window, start, end):
                reading = self._reading(window, span, logit, nothing, verdict)
                place = reading.hit.rank, reading.hit.paragraph.sentence_at(span)
                if place not in best or reading.logit > best[place].logit:
                    best[place] = reading
        return list(best.values())

    def feed(self, windows: Sequence[Window]) -> dict[str, NDArray[np.int64]]:
        """The model's inputs for some windows, padded on the right: int64 (n, longest)."""
        shape = (len(windows), max(len(w.ids) for w in windows))
        ids, mask, types = np.full(shape, self._pad), np.zeros(shape, int), np.zeros(shape, int)
        for row, window in enumerate(windows):
            ids[row, : len(window.ids)] = window.ids
            mask[row, : len(window.ids)] = 1
            types[row, : len(window.ids)] = window.types
        values = {"input_ids": ids, "attention_mask": mask, "token_type_ids": types}
        return {n: v.astype(np.int64) for n, v in values.items() if n in self._inputs}

    def logits(self, windows: Sequence[Window]) -> tuple[Floats, Floats, Floats]:
        """Of each token as start and as end of the answer (n, longest); of any answer (n,)."""
        names = [n for n in ("start", "end", "answerable") if n in self._outputs]
        start, end, *rest = self._session.run(names, self.feed(windows))
        return start, end, rest[0] if rest else np.zeros(len(windows), np.float32)

    def windows(self, question: str, hit: Hit) -> list[Window]:
        """What the model reads of one hit."""
        return windows(self._tokenizer, self._limit, question, hit)

    def _run(
        self, question: str, hits: Sequence[Hit]
    ) -> Iterator[tuple[Window, Floats, Floats, float, float]]:
        """Each window of the hits with its logits: start, end, no answer, any answer."""
        every = [window for hit in hits for window in self.windows(question, hit)]
        every.sort(key=lambda window: len(window.ids))
        for first in range(0, len(every), BATCH):
            batch = every[first : first + BATCH]
            for window, start, end, verdict in zip(batch, *self.logits(batch), strict=True):
                nothing = float(start[0] + end[0]) if self._null else 0.0
                yield window, start, end, nothing, float(verdict)

    def _reading(
        self, window: Window, span: Span, logit: float, nothing: float, verdict: float
    ) -> SpanReading:
        margin = self._scale * (logit - nothing) + self._shift
        return SpanReading(window.hit, span, margin, verdict)


def _close_up(reading: SpanReading) -> Hit:
    """A passage of only the title, the sentence of the span, and the sentence before it."""
    paragraph = reading.hit.paragraph
    sentence = reading.sentence
    before = [s for s in paragraph.sentences if s.end <= sentence.start][-1:]
    document = paragraph.document
    start = before[0].start if before else sentence.start
    head = f"{document.title}\n\n" if document.title else ""
    head += lead_of(paragraph)
    text, shift = head + document.text[start : sentence.end], len(head) - start
    excerpt = Paragraph(replace(document, text=text, pages=()), 0, 0, len(text))
    span = Span(reading.span.start + shift, reading.span.end + shift)
    return Hit(reading.hit.rank, 0.0, excerpt, highlights=(span,))


def bylines_apart(question: str, hits: Sequence[Hit]) -> tuple[list[Finding], list[Hit]]:
    """The authors in bylines, if the question asks for one; and the hits that are to be read.

    A heading is not read: it says what its text is about, and asks or names rather than answers.
    """
    bylines = [hit for hit in hits if _names_author(question, hit.paragraph)]
    others = [h for h in hits if h not in bylines and h.paragraph.kind is not Kind.HEADING]
    return [byline_finding(hit) for hit in bylines], others


def byline_finding(hit: Hit) -> Finding:
    """What a byline says, which needs no reading."""
    return Finding(hit, _author(hit.paragraph), BYLINE, BYLINE_LOGIT)


def _author(paragraph: Paragraph) -> Span:
    """The author's names in a byline or front matter; all of it where they are not found."""
    author = paragraph.document.author
    place = paragraph.text.find(author) if author else -1
    if place < 0:
        return Span(paragraph.start, paragraph.end)
    return Span(paragraph.start + place, paragraph.start + place + len(author))


def _names_author(question: str, paragraph: Paragraph) -> bool:
    """Whether the question asks who wrote an article and the paragraph is there to say it."""
    return paragraph.kind in (Kind.BYLINE, Kind.FRONT_MATTER) and asks_for_author(question)
