"""One question and what became of it: the value behind a card of the conversation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from qa.types import Answer, Citation, Hit, Paragraph
from qa.ui.model.scope import EVERYTHING, Scope


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
    scope: Scope = EVERYTHING
    """The documents that were asked."""
    like: str = ""
    """Where passages like another were looked for: its number and document. The question is that
    passage's text, and the answer holds passages alone."""

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


def others(hits: Sequence[Hit], passage: Paragraph, most: int) -> tuple[Hit, ...]:
    """The first hits that are not this passage, ranked anew."""
    rest = [hit for hit in hits if not _same(hit.paragraph, passage)]
    return tuple(replace(hit, rank=rank) for rank, hit in enumerate(rest[:most], start=1))


def _same(one: Paragraph, other: Paragraph) -> bool:
    # An index made anew may have moved it.
    return one.document.source == other.document.source and (
        one.ordinal == other.ordinal or one.text == other.text
    )


def _places(hits: tuple[Hit, ...]) -> tuple[Citation, ...]:
    return tuple(hit.citation for hit in hits)
