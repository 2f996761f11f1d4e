"""What a conversation knows: its turns so far, and the documents that it asks."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from qa.types import Answer, Document, Hit, Paragraph

if TYPE_CHECKING:
    from qa.store.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class Turn:
    """A question of the conversation with its answer."""

    question: str
    """As it was asked; `answer.understood_as` is what was answered, where that is another."""
    answer: Answer

    @property
    def standing(self) -> str:
        """The question that was answered, which stands alone, without what it leaves aside."""
        return _BESIDES.sub("", self.answer.understood_as or self.question)


def besides(question: str, answered: str) -> str:
    """The question with the earlier answers that it leaves aside."""
    return f"{question.rstrip(' ?')}, besides “{answered}”?"


_BESIDES = re.compile(r"(?<=\w), besides “.*”(?=\?$)", re.DOTALL)


class Asked(Protocol):
    """What a conversation needs of a `Library`."""

    @property
    def catalogue(self) -> Catalogue: ...

    def ask(
        self,
        question: str,
        k: int = 5,
        *,
        where: str | Sequence[str] = (),
        sources: Collection[str] | None = None,
    ) -> Answer: ...

    def search(
        self,
        question: str,
        k: int = 5,
        *,
        where: str | Sequence[str] = (),
        sources: Collection[str] | None = None,
    ) -> tuple[Hit, ...]: ...

    def answer(
        self,
        question: str,
        hits: Sequence[Hit],
        k: int = 5,
        *,
        where: str | Sequence[str] = (),
        sources: Collection[str] | None = None,
    ) -> Answer: ...

    def documents(self) -> tuple[Document, ...]: ...

    def document(self, source: str) -> Document | None: ...

    def paragraphs(self, document: Document) -> tuple[Paragraph, ...]: ...
