"""What can be told of all documents without reading their texts, and of one without embedding it:
who wrote what and when, which documents say a phrase, the vectors of a document's sentences."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.store.connection import LIVE
from qa.store.filters import EVERYTHING, Filter
from qa.store.sentences import embedded_sentences
from qa.store.store import Store
from qa.text.words import lower_words
from qa.types import Document, Paragraph, Span


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """What the index knows of a document besides its text; the fields are those of `Document`."""

    source: str
    title: str
    author: str
    published: str
    publisher: str
    url: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A document that says a phrase: the first paragraph that does, and how many do."""

    paragraph: Paragraph
    paragraphs: int


@dataclass(frozen=True, slots=True)
class SentenceVectors:
    """The sentences of a document with their vectors, in order."""

    places: tuple[tuple[Paragraph, Span], ...]
    vectors: NDArray[np.float32]
    """Unit length, float32 (sentences, dim); they have seen the title and their neighbours."""


class Catalogue:
    """Asks an index of its documents. Threads may share it."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def facts(self, among: Filter = EVERYTHING) -> tuple[DocumentFacts, ...]:
        """All documents that the filter lets through, in order of source."""
        condition, values = among.sql
        query = (
            "SELECT d.source, d.title, d.author, d.published, d.publisher, d.url"
            f" FROM {LIVE} WHERE {condition} ORDER BY d.source"
        )
        with self._store.snapshot():
            database = self._store.database
            rows = database.typed(database.rows(query, *values), *[str] * 6)
            return tuple(DocumentFacts(*row) for row in rows)

    def mentions(
        self, phrase: str, most: int, among: Filter = EVERYTHING
    ) -> tuple[int, tuple[Mention, ...]]:
        """How many documents say a phrase, and the first of them; those that say it often first.

        Words are compared by their stems. Where no document has them side by side, those count
        that have them all in one paragraph.
        """
        words = lower_words(phrase)
        if not words:
            return 0, ()
        side_by_side, scattered = f'"{" ".join(words)}"', " ".join(f'"{word}"' for word in words)
        with self._store.snapshot():
            rows = self._saying(side_by_side, among) or self._saying(scattered, among)
            shown = rows[:most]
            found = self._store.database.paragraphs_by_id(key for _, key, _ in shown)
        return len(rows), tuple(Mention(found[key], count) for _, key, count in shown)

    def paragraphs_saying(
        self, words: Sequence[str], most: int, among: Filter = EVERYTHING
    ) -> tuple[Paragraph, ...]:
        """The first paragraphs, in order of the index, that say one of these words or phrases."""
        condition, values = among.sql
        query = (
            f"SELECT p.id FROM {LIVE} JOIN paragraphs p ON p.document = d.id"
            f" JOIN words w ON w.rowid = p.id WHERE words MATCH ? AND {condition}"
            " ORDER BY w.rowid LIMIT ?"
        )
        expression = "text : (" + " OR ".join(f'"{word}"' for word in words) + ")"
        with self._store.snapshot():
            database = self._store.database
            keys = [key for (key,) in database.rows(query, expression, *values, most)]
            found = database.paragraphs_by_id(keys)
        return tuple(found[key] for key in keys)

    def sentence_vectors(self, document: Document) -> SentenceVectors:
        """The document's sentences that were embedded; where windows overlap, from the first."""
        with self._store.snapshot():
            database, settings = self._store.database, self._store.settings
            query = f"SELECT d.id FROM {LIVE} WHERE d.source = ?"
            key = database.number(query, document.source)
            places, vectors = embedded_sentences(database, key, settings.fingerprint, settings.dim)
        return SentenceVectors(places, vectors)

    def _saying(self, expression: str, among: Filter) -> list[Any]:
        """For each document that says it: source, its first paragraph that does, how many do."""
        condition, values = among.sql
        database = self._store.database
        rows = database.rows(
            f"SELECT d.source, min(p.id), count(*) FROM {LIVE}"
            " JOIN paragraphs p ON p.document = d.id JOIN words w ON w.rowid = p.id"
            f" WHERE words MATCH ? AND {condition} GROUP BY d.id ORDER BY 3 DESC, 1",
            f"{{section text}} : ({expression})",
            *values,
        )
        return list(database.typed(rows, str, int, int))
