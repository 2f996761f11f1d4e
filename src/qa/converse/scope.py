"""The documents that are asked, and the conversation so far: what answering a request looks at."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from qa.converse.turn import Asked, Turn
from qa.store.catalogue import DocumentFacts, Mention
from qa.store.filters import Filter
from qa.types import Document, Hit, Paragraph


@dataclass(frozen=True, slots=True)
class Scope:
    """A library with the conditions that hold for the conversation."""

    asked: Asked
    earlier: tuple[Turn, ...] = ()
    where: tuple[str, ...] = ()
    sources: frozenset[str] | None = None

    @classmethod
    def of(
        cls,
        asked: Asked,
        earlier: Sequence[Turn],
        where: str | Sequence[str],
        sources: Collection[str] | None,
    ) -> Scope:
        conditions = (where,) if isinstance(where, str) else tuple(where)
        among = None if sources is None else frozenset(sources)
        return cls(asked, tuple(earlier), conditions, among)

    def catalogue(self, *conditions: str) -> tuple[DocumentFacts, ...]:
        """The documents that satisfy these conditions too, in order of source."""
        return self.asked.catalogue.facts(Filter.of((*self.where, *conditions), self.sources))

    def documents(self, listed: Sequence[DocumentFacts]) -> list[Document]:
        """The same with their texts."""
        found = (self.asked.document(facts.source) for facts in listed)
        return [document for document in found if document is not None]

    def mentions(self, phrase: str, most: int) -> tuple[int, tuple[Mention, ...]]:
        among = Filter.of(self.where, self.sources)
        return self.asked.catalogue.mentions(phrase, most, among)

    def saying(
        self, words: Sequence[str], most: int, among: Sequence[DocumentFacts]
    ) -> tuple[Paragraph, ...]:
        sources = [facts.source for facts in among]
        return self.asked.catalogue.paragraphs_saying(words, most, Filter.of(self.where, sources))

    def search(
        self, question: str, k: int, among: Sequence[DocumentFacts] | None = None
    ) -> tuple[Hit, ...]:
        sources = self.sources if among is None else [facts.source for facts in among]
        return self.asked.search(question, k, where=self.where, sources=sources)
