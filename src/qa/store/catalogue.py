"""What can be told of all documents without reading their texts, and of one without embedding it:
who wrote what and when, which documents say a phrase, the vectors of a document's sentences."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa.store.connection import LIVE
from qa.store.database import Database
from qa.store.filters import EVERYTHING, Filter
from qa.store.records import sentences_of
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


def catalogue(database: Database, among: Filter = EVERYTHING) -> list[DocumentFacts]:
    """All documents that the filter lets through, in order of source."""
    condition, values = among.sql
    rows = database.rows(
        "SELECT d.source, d.title, d.author, d.published, d.publisher"
        f" FROM {LIVE} WHERE {condition} ORDER BY d.source",
        *values,
    )
    return [DocumentFacts(*row) for row in rows]


def mentions(
    database: Database, phrase: str, most: int, among: Filter = EVERYTHING, *, scattered: bool
) -> tuple[int, list[Mention]]:
    """Documents that say a phrase, those first that say it in most paragraphs.

    Args:
        phrase: compared by word stems; without a word nothing is found.
        most: how many are given; the number that there are comes first.
        scattered: whether the words may stand apart in a paragraph.
    """
    words = lower_words(phrase)
    if not words:
        return 0, []
    joined = " ".join(f'"{word}"' for word in words) if scattered else f'"{" ".join(words)}"'
    condition, values = among.sql
    rows = database.rows(
        f"SELECT d.source, min(p.id), count(*) FROM {LIVE}"
        " JOIN paragraphs p ON p.document = d.id JOIN words w ON w.rowid = p.id"
        f" WHERE words MATCH ? AND {condition} GROUP BY d.id ORDER BY 3 DESC, 1",
        f"{{section text}} : ({joined})",
        *values,
    )
    paragraphs = database.paragraphs_by_id(key for _, key, _ in rows[:most])
    return len(rows), [Mention(paragraphs[key], count) for _, key, count in rows[:most]]


def paragraphs_saying(
    database: Database, words: Sequence[str], most: int, among: Filter = EVERYTHING
) -> list[Paragraph]:
    """The first paragraphs, in order of the index, that say one of these words or phrases."""
    condition, values = among.sql
    rows = database.rows(
        f"SELECT p.id FROM {LIVE} JOIN paragraphs p ON p.document = d.id"
        f" JOIN words w ON w.rowid = p.id WHERE words MATCH ? AND {condition}"
        " ORDER BY w.rowid LIMIT ?",
        "text : (" + " OR ".join(f'"{word}"' for word in words) + ")",
        *values,
        most,
    )
    keys = [key for (key,) in rows]
    found = database.paragraphs_by_id(keys)
    return [found[key] for key in keys]


def sentence_vectors(
    database: Database, document: Document, model: str, dim: int
) -> SentenceVectors:
    """The document's sentences that were embedded; where windows overlap, from the first one."""
    rows = database.rows(
        f"SELECT p.id FROM {LIVE} JOIN paragraphs p ON p.document = d.id WHERE d.source = ?",
        document.source,
    )
    keys = [key for (key,) in rows]
    paragraphs = database.paragraphs_by_id(keys)
    found: dict[tuple[int, int], tuple[Paragraph, Span, NDArray[np.float32]]] = {}
    for key, window, vectors in database.windows_of_paragraphs(keys, model, dim):
        paragraph = paragraphs[key]
        for number, vector in zip(sentences_of(paragraph, window), vectors[1:], strict=False):
            place = (paragraph.ordinal, number)
            found.setdefault(place, (paragraph, paragraph.sentences[number], vector))
    ordered = [found[place] for place in sorted(found)]
    return SentenceVectors(
        tuple((paragraph, span) for paragraph, span, _ in ordered),
        np.array([vector for *_, vector in ordered], dtype=np.float32).reshape(-1, dim),
    )
