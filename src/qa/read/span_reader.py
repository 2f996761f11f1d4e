"""Reads with a trained model: the words of a passage that answer, or that it has no answer.

The model is the bundled one in `qa/read/model`, or one that `export` prepared, run by onnxruntime.
It reads question and passage together and scores each token as start and end of the answer.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from qa.errors import ModelUnusable
from qa.read.calibration import SEARCHED_PASSAGES, Calibration, signals
from qa.text.normalize import plain_letters
from qa.text.questions import asks_for_author
from qa.types import Finding, Hit, Kind, Paragraph, Span

LONGEST_QUESTION = 64
"""Tokens; the end of a longer question is not read."""
LONGEST_ANSWER = 30
"""Tokens of an answer, at most: a phrase or a clause."""
LONGEST_PASSAGE = 4000
"""Characters; of a longer passage, only those around its highlight are read."""
BATCH = 4
"""Windows in one run of the model; sorted by length, so that there is little padding."""
CLOSE_UPS = 3
"""How many of the best findings get a closer look, the sentence by itself: as many as an answer
has statements."""
LONGEST_LEAD = 200
"""Characters of the headings, and of the table's header, that are read before a passage."""
OVERLAP = 96
"""Tokens shared by neighbouring windows of a long passage; at most half a window."""

BYLINE, BYLINE_LOGIT = 0.8, 12.0
"""Chance and logit of a byline, set by hand: a byline is a hit only where the question asks who
wrote something, and there is nothing for the model to read in it."""

Floats = NDArray[np.float32]
_HEADER_RULE = re.compile(r"[^\n]{1,500}\|[^\n]{0,500}\n[ \t]*\|?[ \t]*:?-[-| :\t]*(?:\n|$)")
"""The names of a table's columns with the rule under them, which give no answer."""
_BETWEEN_CELLS = re.compile(r"\||\t| {3,}")


@dataclass(frozen=True, slots=True)
class Window:
    """A part of a passage, tokenised together with the question before it."""

    hit: Hit
    ids: list[int]
    types: list[int]
    first: int
    """Position in `ids` of the passage's first token."""
    offsets: list[tuple[int, int]]
    """Of the passage's tokens, in characters of the document; empty for a token of white space."""
    cells: NDArray[np.int64] | None = None
    """In which cell of a table each of these tokens stands; None where there are no cells."""


@dataclass(frozen=True, slots=True)
class SpanReading:
    """The best span of one hit and what the model thinks of it."""

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
        import onnxruntime
        from tokenizers import Tokenizer

        try:
            settings = json.loads((folder / "reader.json").read_text(encoding="utf-8"))
            self.name: str = settings["name"]
            self._limit: int = settings["max_tokens"]
            self.languages: tuple[str, ...] = tuple(settings.get("languages", ()))
            self._pad: int = settings.get("pad", 0)
            self._null: bool = settings.get("null", True)
            self._scale: float = settings.get("scale", 1.0)
            self._shift: float = settings.get("shift", 0.0)
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            options = onnxruntime.SessionOptions()
            # Threads that spin while they wait keep the cores from those that have work.
            options.add_session_config_entry("session.intra_op.allow_spinning", "0")
            self._session = onnxruntime.InferenceSession(
                str(folder / "reader.onnx"), options, providers=["CPUExecutionProvider"]
            )
        # As with embedding models, these libraries raise plain Exceptions for damaged files.
        except Exception as error:
            raise ModelUnusable(
                f"the reader in {folder} does not load ({type(error).__name__}): {advice}"
            ) from error
        self._calibration = calibration
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._inputs = {node.name for node in self._session.get_inputs()}
        self._outputs = {node.name for node in self._session.get_outputs()}

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
        windows = [window for hit in hits for window in self.windows(question, hit)]
        windows.sort(key=lambda window: len(window.ids))
        best: dict[int, SpanReading] = {}
        for first in range(0, len(windows), BATCH):
            for reading in self._run(windows[first : first + BATCH]):
                earlier = best.get(reading.hit.rank)
                if earlier is None or reading.logit > earlier.logit:
                    best[reading.hit.rank] = reading
        return [best[hit.rank] for hit in hits if hit.rank in best]

    def windows(self, question: str, hit: Hit) -> list[Window]:
        """What the model reads of one hit: one window, or several that overlap."""
        text, readable = hit.paragraph.document.text, _readable(hit)
        rule = _HEADER_RULE.match(text, readable.start, readable.end)
        first_visible = rule.end() if rule else readable.start
        lead = _lead(hit.paragraph)
        shift = readable.start - len(lead)
        passage = plain_letters(lead + text[readable.start : readable.end])
        encoding = self._tokenizer.encode(plain_letters(question), passage)
        # Special tokens belong to neither text; type ids do not tell, since RoBERTa's are all 0.
        sequence_ids: list[int | None] = encoding.sequence_ids
        if 1 not in sequence_ids:
            return []
        first = sequence_ids.index(1)
        last = first + sequence_ids.count(1)
        question_end = next((i for i in range(first, 0, -1) if sequence_ids[i - 1] == 0), first)
        longest_question = min(LONGEST_QUESTION - 1, self._limit // 4)
        before, after = (
            [*range(min(question_end, longest_question)), *range(question_end, first)],
            range(last, len(sequence_ids)),
        )
        room = self._limit - len(before) - len(after)
        overlap = min(OVERLAP, room // 2)
        windows = []
        for at in range(first, max(first + 1, last - overlap), room - overlap):
            body = range(at, min(at + room, last))
            places = [
                _visible_place(text, first_visible, start + shift, end + shift)
                for start, end in (encoding.offsets[i] for i in body)
            ]
            if any(a < b for a, b in places):
                positions = [*before, *body, *after]
                ids, types = (
                    [values[i] for i in positions] for values in (encoding.ids, encoding.type_ids)
                )
                cells = _cells(text, readable, places)
                windows.append(Window(hit, ids, types, len(before), places, cells))
        return windows

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

    def _run(self, windows: Sequence[Window]) -> list[SpanReading]:
        readings = []
        for window, start, end, verdict in zip(windows, *self.logits(windows), strict=True):
            span, logit = _best_span(window, start, end)
            margin = logit - float(start[0] + end[0]) if self._null else logit
            margin = self._scale * margin + self._shift
            readings.append(SpanReading(window.hit, span, margin, float(verdict)))
        return readings


def _readable(hit: Hit) -> Span:
    """What to read of a passage: all of it, or of a very long one the part near its highlight."""
    paragraph = hit.paragraph
    middle = hit.citation.span.start
    start = max(
        paragraph.start, min(middle - LONGEST_PASSAGE // 2, paragraph.end - LONGEST_PASSAGE)
    )
    return Span(start, min(paragraph.end, start + LONGEST_PASSAGE))


def _close_up(reading: SpanReading) -> Hit:
    """A passage of only the title, the sentence of the span, and the sentence before it."""
    paragraph = reading.hit.paragraph
    sentence = paragraph.sentence_at(reading.span)
    before = [s for s in paragraph.sentences if s.end <= sentence.start][-1:]
    document = paragraph.document
    start = before[0].start if before else sentence.start
    head = f"{document.title}\n\n" if document.title else ""
    head += _lead(paragraph)
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


def _visible_place(text: str, first: int, start: int, end: int) -> tuple[int, int]:
    """A token's place in the document without white space, which some tokenizers include.

    Empty for what stands before `first`, which is read but is no part of the passage, and for the
    lines between cells.
    """
    if start < first:
        return start, start
    piece = text[start:end]
    begin = start + len(piece) - len(piece.lstrip())
    return begin, begin + len(piece.strip("| \t\n\r\f\v")) if "|" in piece else (
        begin + len(piece.strip())
    )


def _cells(
    text: str, readable: Span, places: Sequence[tuple[int, int]]
) -> NDArray[np.int64] | None:
    """The number of the cell in which each token lies; an answer never crosses to the next."""
    ends = [match.end() for match in _BETWEEN_CELLS.finditer(text, readable.start, readable.end)]
    if not ends:
        return None
    return np.searchsorted(ends, [start for start, _ in places], side="right")


def _lead(paragraph: Paragraph) -> str:
    """What stands over a passage and is read before it: headings, and the header of a table."""
    header, text = paragraph.header, paragraph.document.text
    columns = text[header.start : header.end][:LONGEST_LEAD] + "\n" if header else ""
    path = " › ".join(paragraph.section)[-LONGEST_LEAD:]
    return (f"{path}\n" if path else "") + columns


def _names_author(question: str, paragraph: Paragraph) -> bool:
    """Whether the question asks who wrote an article and the paragraph is there to say it."""
    return paragraph.kind in (Kind.BYLINE, Kind.FRONT_MATTER) and asks_for_author(question)


def _best_span(window: Window, start: Floats, end: Floats) -> tuple[Span, float]:
    """The span with the highest sum of logits among those short enough, and that sum."""
    inside = slice(window.first, window.first + len(window.offsets))
    sums = start[inside, None] + end[None, inside]
    visible = np.array([a < b for a, b in window.offsets])
    allowed = np.tril(np.triu(visible[:, None] & visible), LONGEST_ANSWER - 1)
    if window.cells is not None:
        allowed = allowed & (window.cells[:, None] == window.cells)
    place = int(np.argmax(np.where(allowed, sums, -np.inf)))
    first, last = divmod(place, sums.shape[1])
    return Span(window.offsets[first][0], window.offsets[last][1]), float(sums[first, last])
