"""What a conversation knows: its turns so far, and the documents that it asks."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from qa.types import Answer, Document, Hit, Paragraph


@dataclass(frozen=True, slots=True)
class Turn:
    """A question of the conversation with its answer."""

    question: str
    """As it was asked; `answer.understood_as` is what was answered, where that is another."""
    answer: Answer

    @property
    def standing(self) -> str:
        """The question that was answered, which stands alone."""
        return self.answer.understood_as or self.question


class Asked(Protocol):
    """What a conversation needs of a `Library`."""

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
