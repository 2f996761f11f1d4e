"""One question with its passages and its answer so far: what a card shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from qa.converse.turn import Turn
from qa.types import Answer, Citation, Hit, Paragraph
from qa.ui.model.scope import EVERYTHING, Scope


class Phase(StrEnum):
    """How far a question has got."""

    WAITING = "waiting"
    PASSAGES = "passages"
    """The passages are found; the answer is still being read from them."""
    DONE = "done"
    FAILED = "failed"
    DROPPED = "dropped"
    """Cancelled."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question, the passages found for it, its answer: as much as there is so far."""

    question: str
    phase: Phase = Phase.WAITING
    hits: tuple[Hit, ...] = ()
    answer: Answer | None = None
    note: str = ""
    """For FAILED and DROPPED: why, in words."""
    scope: Scope = EVERYTHING
    """The documents that were asked."""
    like: str = ""
    """For "more like this": the number and document of the passage. The question is the text of
    that passage, and the answer holds passages alone."""
    next_questions: tuple[str, ...] = ()
    """What can be asked next, as far as it was found."""
    alone: bool = False
    """Whether the question was to be taken literally, whatever came before it."""

    incomplete: int = 0
    """How many documents were indexed when it was answered while others still were to come; 0 where
    all were."""
    completed: int = 0
    """How many were indexed in the end, once that is known."""

    @property
    def anew(self) -> bool:
        """Whether it may be answered otherwise by now."""
        return bool(self.incomplete and self.completed)

    @property
    def answered(self) -> bool:
        return self.answer is not None and self.answer.answered

    @property
    def offered(self) -> tuple[str, ...]:
        """Questions to ask in place of this one, or after it."""
        again = (self.question,) if self.anew else ()
        suggested = (self.answer.suggestions if self.answer else ()) or self.next_questions
        return (*again, *suggested)

    @property
    def turn(self) -> Turn | None:
        """What a conversation knows of it; None without an answer, and of "more like this"."""
        return None if self.answer is None or self.like else Turn(self.question, self.answer)

    @property
    def places(self) -> tuple[Citation, ...]:
        """What the cursor can go to: the citations of an answer, else the nearest passages."""
        if self.answer is not None:
            return self.answer.citations if self.answered else _places(self.answer.passages)
        return _places(self.hits)

    @property
    def running(self) -> bool:
        return self.phase in (Phase.WAITING, Phase.PASSAGES)


def others(hits: Sequence[Hit], passage: Paragraph, most: int) -> tuple[Hit, ...]:
    """The first hits that are not this passage, with new ranks."""
    rest = [hit for hit in hits if not _same(hit.paragraph, passage)]
    return tuple(replace(hit, rank=rank) for rank, hit in enumerate(rest[:most], start=1))


def _same(one: Paragraph, other: Paragraph) -> bool:
    # An update of the index may have moved it.
    return one.document.source == other.document.source and (
        one.ordinal == other.ordinal or one.text == other.text
    )


def _places(hits: tuple[Hit, ...]) -> tuple[Citation, ...]:
    return tuple(hit.citation for hit in hits)
