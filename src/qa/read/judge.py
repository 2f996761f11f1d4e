"""The second look: does this sentence state the answer to exactly this question, and all of it?

A reader finds a span in every passage; the judge reads the best few again, each alone: the
question, the headings above, the sentence before, and the sentence with the span marked. It is a
larger model than the reader, so it reads less.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from qa.read.onnx_model import load_model
from qa.text.normalize import plain_letters

if TYPE_CHECKING:
    from tokenizers import Tokenizer

QUESTION, HEADING, BEFORE, SENTENCE = 48, 24, 32, 96
"""Tokens that are read, at most: of a question, the last of the headings and of the sentence
before, and those around the span of a long sentence."""
EVIDENCE = 224
"""Tokens of the evidence for a statement."""
START, STOP = 101, 102
"""The tokenizer's marks of a beginning and between parts."""
ASKED, AROUND, WITHIN, MARKED = range(4)
"""What a token belongs to: the question, the context, the sentence, the span."""
BATCH = 1
"""Candidates in one run. In 8 bits, activations are rounded by what else is in the run: with four
an opinion moved by up to 0.11 with its neighbours."""

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer, with what helps to understand it."""

    sentence: str
    start: int
    """Of the span that may be the answer, in characters of the sentence."""
    end: int
    before: str = ""
    """The sentence before it, or the line that a list begins with."""
    heading: str = ""
    """The document's title and the headings above the sentence, outermost first."""
    asked: str = ""
    """The question as this candidate writes its numbers and days; "" for as it was asked."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the judge thinks of a candidate, each 0..1."""

    states: float
    """The chance that the sentence states the answer."""
    right: float
    """That the span is the answer."""
    whole: float
    """That nothing of the answer is missing from the span, if it is one."""


@dataclass(frozen=True, slots=True)
class Relation:
    """How evidence bears on a statement; chances that add up to 1."""

    supports: float
    refutes: float
    leaves_open: float


@dataclass(frozen=True, slots=True)
class Tokens:
    """What the model reads: token ids, and for each what it belongs to."""

    ids: list[int]
    types: list[int]


class Judge:
    """The judge in a folder: judge.onnx, judge.json and tokenizer.json.

    Raises:
        ModelUnusable: if the folder's files do not load.
    """

    def __init__(self, folder: Path) -> None:
        model = load_model(folder, "judge", "install qa again")
        self.name: str = model.settings["name"]
        self._tokenizer = model.tokenizer
        self._session = model.session

    @classmethod
    def is_bundled(cls) -> bool:
        """Whether a judge comes with this copy of qa."""
        return files("qa.read").joinpath("judge_model", "judge.onnx").is_file()

    @classmethod
    def default(cls) -> Self:
        """The judge that comes with qa."""
        return cls(Path(str(files("qa.read").joinpath("judge_model"))))

    def score(self, question: str, candidates: Sequence[Candidate]) -> list[Opinion]:
        """What the judge thinks of each candidate, in their order."""
        logits = self._logits([encode(self._tokenizer, c.asked or question, c) for c in candidates])
        return [Opinion(*map(float, row)) for row in 1 / (1 + np.exp(-logits[:, :3]))]

    def relations(self, statement: str, evidence: Sequence[str]) -> list[Relation]:
        """How each piece of evidence bears on the statement."""
        whole = [Candidate(text, 0, len(text)) for text in evidence]
        logits = self._logits(
            [encode(self._tokenizer, statement, c, longest=EVIDENCE) for c in whole]
        )[:, 3:]
        weights = np.exp(logits - logits.max(axis=1, keepdims=True, initial=-np.inf))
        shares = weights / weights.sum(axis=1, keepdims=True)
        return [Relation(*map(float, row)) for row in shares]

    def _logits(self, rows: Sequence[Tokens]) -> NDArray[np.float32]:
        """(rows, 6): states, right, whole; supports, refutes, leaves open."""
        logits = np.zeros((len(rows), 6), np.float32)
        order = sorted(range(len(rows)), key=lambda n: len(rows[n].ids))
        for first in range(0, len(order), BATCH):
            part = order[first : first + BATCH]
            ids, mask, types = pad([rows[n] for n in part])
            feeds: dict[str, Any] = {"ids": ids, "mask": mask, "types": types}
            logits[part] = self._session.run(["logits"], feeds)[0]
        return logits


def encode(
    tokenizer: "Tokenizer", question: str, candidate: Candidate, longest: int = SENTENCE
) -> Tokens:
    """In tokens: [CLS] question [SEP] headings [SEP] sentence before, sentence [SEP]."""
    texts = (question, candidate.heading, candidate.before, candidate.sentence)
    asked, above, before, sentence = (
        tokenizer.encode(plain_letters(text), add_special_tokens=False) for text in texts
    )
    types = [
        MARKED if a < candidate.end and candidate.start < b else WITHIN for a, b in sentence.offsets
    ]
    first = 0
    if len(types) > longest and MARKED in types:
        start, stop = types.index(MARKED), len(types) - types[::-1].index(MARKED)
        middle = min((start + stop) // 2, start + longest // 2)
        first = max(0, min(middle - longest // 2, len(types) - longest))
    ids, types = sentence.ids[first : first + longest], types[first : first + longest]
    asked_ids = asked.ids[:QUESTION]
    around = [*above.ids[-HEADING:], STOP, *before.ids[-BEFORE:]]
    return Tokens(
        [START, *asked_ids, STOP, *around, *ids, STOP],
        [ASKED] * (len(asked_ids) + 2) + [AROUND] * len(around) + types + [AROUND],
    )


def pad(rows: Sequence[Tokens]) -> tuple[Rows, Rows, Rows]:
    """Ids, mask (1 where there is a token) and types, each int64 (rows, longest)."""
    shape = (len(rows), max(len(row.ids) for row in rows))
    ids, mask, types = (np.zeros(shape, np.int64) for _ in range(3))
    for n, row in enumerate(rows):
        ids[n, : len(row.ids)] = row.ids
        mask[n, : len(row.ids)] = 1
        types[n, : len(row.ids)] = row.types
    return ids, mask, types
