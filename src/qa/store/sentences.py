"""The sentences of a document with the vectors that are stored for them."""

import numpy as np
from numpy.typing import NDArray

from qa.store.database import Database
from qa.store.records import sentences_of
from qa.types import Paragraph, Span


def embedded_sentences(
    database: Database, document: int, model: str, dim: int
) -> tuple[tuple[tuple[Paragraph, Span], ...], NDArray[np.float32]]:
    """A document's sentences that were embedded, in order, and their vectors, float32 (n, dim).

    Where windows overlap, a sentence has the vector of the first one.

    Args:
        document: its id.

    Raises:
        IndexUnusable: if a window has not one vector for each of its sentences.
    """
    keys = database.rows("SELECT id FROM paragraphs WHERE document = ? ORDER BY ordinal", document)
    paragraphs = database.paragraphs_by_id(key for (key,) in keys)
    found: dict[tuple[int, int], tuple[Paragraph, Span, NDArray[np.float32]]] = {}
    for key, window, vectors in database.windows_of_paragraphs(paragraphs, model, dim):
        paragraph = paragraphs[key]
        with database.checked():
            pairs = list(zip(sentences_of(paragraph, window), vectors[1:], strict=True))
        for number, vector in pairs:
            place = (paragraph.ordinal, number)
            found.setdefault(place, (paragraph, paragraph.sentences[number], vector))
    ordered = [found[place] for place in sorted(found)]
    stacked = np.array([vector for *_, vector in ordered], np.float32).reshape(-1, dim)
    return tuple((paragraph, span) for paragraph, span, _ in ordered), stacked
