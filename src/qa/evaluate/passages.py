"""A paragraph given with its question -> hits, as if it had been indexed and retrieved.

The whole text is one passage, however `split` would divide it, unless it is longer than a reader
reads at once; then it is cut into pieces.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from qa.embed.embedder import Embedder, Vectors, WindowText
from qa.indexing.window_texts import Lead, window_text, windows_of
from qa.read.windows import LONGEST_PASSAGE
from qa.split.paragraphs import split
from qa.split.windows import windows
from qa.store.records import sentences_of
from qa.types import Document, Hit, Paragraph, Span


@dataclass(frozen=True, slots=True)
class EmbeddedPassage:
    """A passage with its windows, and for each window the vectors of itself and its sentences."""

    paragraph: Paragraph
    windows: tuple[Span, ...]
    vectors: tuple[Vectors, ...]

    def similarities(self, question: NDArray[np.float32]) -> tuple[float, ...]:
        """Cosine with each sentence; for one in two windows the higher cosine, as in `Store`."""
        best = [-1.0] * len(self.paragraph.sentences)
        for window, vectors in zip(self.windows, self.vectors, strict=True):
            inside = sentences_of(self.paragraph, window)
            for sentence, cosine in zip(inside, (vectors[1:] @ question).tolist(), strict=True):
                best[sentence] = max(cosine, best[sentence])
        return tuple(best)


def embed(documents: Sequence[Document], embedder: Embedder) -> list[list[EmbeddedPassage]]:
    """For each document its passages, embedded as by `qa index`, all in one call."""
    pieces = [list(_pieces(document)) for document in documents]
    windows_by_document: list[list[tuple[Span, ...]]] = []
    window_texts: list[WindowText] = []
    for document, paragraphs in zip(documents, pieces, strict=True):
        lead = Lead(document, embedder)
        windows_by_document.append(
            [windows_of(piece, lead.before(piece), embedder) for piece in paragraphs]
        )
        window_texts += [
            window_text(piece, window, lead.before(piece))
            for piece, spans in zip(paragraphs, windows_by_document[-1], strict=True)
            for window in spans
        ]
    vectors = iter(embedder.embed_windows(window_texts))
    return [
        [
            EmbeddedPassage(piece, spans, tuple(next(vectors) for _ in spans))
            for piece, spans in zip(paragraphs, window_spans, strict=True)
        ]
        for paragraphs, window_spans in zip(pieces, windows_by_document, strict=True)
    ]


def hits(pieces: Sequence[EmbeddedPassage], question: NDArray[np.float32]) -> tuple[Hit, ...]:
    """The passages as a retriever returns them, ordered by their nearest sentence."""
    ranked = sorted(
        ((p.similarities(question), p.paragraph) for p in pieces), key=lambda x: -max(x[0])
    )
    return tuple(
        Hit(rank, max(cosines), paragraph, (paragraph.sentences[np.argmax(cosines)],), cosines)
        for rank, (cosines, paragraph) in enumerate(ranked, start=1)
    )


def _pieces(document: Document) -> Iterator[Paragraph]:
    """The whole text as one passage, or cut into pieces, with the sentences that `split` finds."""
    text = document.text
    if not text.strip():
        return
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    sentences = tuple(
        sentence
        for paragraph in split(document)
        for sentence in paragraph.sentences or (Span(paragraph.start, paragraph.end),)
    ) or (Span(start, end),)
    whole = Paragraph(document, 0, start, end, sentences=sentences)
    for ordinal, piece in enumerate(windows(whole, len, LONGEST_PASSAGE)):
        inside = (sentences[i] for i in sentences_of(whole, piece))
        sentences_inside = tuple(
            Span(max(s.start, piece.start), min(s.end, piece.end)) for s in inside
        )
        yield replace(
            whole, ordinal=ordinal, start=piece.start, end=piece.end, sentences=sentences_inside
        )
