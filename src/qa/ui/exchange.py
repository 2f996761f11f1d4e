"""One question and what became of it: the value behind a card of the conversation."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from qa.types import Answer, Citation, Hit


class Phase(StrEnum):
    """How far a question has come."""

    WAITING = "waiting"
    PASSAGES = "passages"
    """The passages are there, the answer is still being read from them."""
    DONE = "done"
    FAILED = "failed"
    DROPPED = "dropped"
    """Cancelled by the reader, or overtaken by a newer question."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question, the passages found for it, its answer: whatever is known so far."""

    question: str
    phase: Phase = Phase.WAITING
    hits: tuple[Hit, ...] = ()
    answer: Answer | None = None
    note: str = ""
    """For FAILED and DROPPED: why, in words."""

    @property
    def answered(self) -> bool:
        return self.answer is not None and self.answer.answered

    @property
    def places(self) -> tuple[Citation, ...]:
        """What can be walked: the citations of an answer, else the passages nearest to it."""
        if self.answer is not None:
            return self.answer.citations if self.answered else _places(self.answer.passages)
        return _places(self.hits)

    @property
    def running(self) -> bool:
        return self.phase in (Phase.WAITING, Phase.PASSAGES)


def _places(hits: tuple[Hit, ...]) -> tuple[Citation, ...]:
    return tuple(hit.citation for hit in hits)
