"""A paragraph that is given -> hits, as if it were indexed and had been retrieved.

The whole text is one passage, whatever `split` would make of it, unless it is longer than what a
reader reads whole; then it is cut into pieces.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from qa.embed.embedder import Embedder, Vectors, WindowText
from qa.indexing.passages import passage_of, title_prefix, windows_of
from qa.read.span_reader import LONGEST_PASSAGE
from qa.split.paragraphs import split
from qa.split.windows import windows
from qa.store.records import sentences_of
from qa.types import Document, Hit, Paragraph, Span


@dataclass(frozen=True, slots=True)
class EmbeddedPassage:
    """A passage, its windows and the vectors of each window and of the sentences in it."""

    paragraph: Paragraph
    windows: tuple[Span, ...]
    vectors: tuple[Vectors, ...]

    def similarities(self, question: NDArray[np.float32]) -> tuple[float, ...]:
        """Cosine with each sentence; of a sentence in two windows the nearer, as in `Store`."""
        found = [-1.0] * len(self.paragraph.sentences)
        for window, vectors in zip(self.windows, self.vectors, strict=True):
            inside = sentences_of(self.paragraph, window)
            for sentence, cosine in zip(inside, (vectors[1:] @ question).tolist(), strict=True):
                found[sentence] = max(cosine, found[sentence])
        return tuple(found)


def embed(documents: Sequence[Document], embedder: Embedder) -> list[list[EmbeddedPassage]]:
    """For each document its passages, embedded as `qa index` would embed them, in one go."""
    pieces = [list(_pieces(document)) for document in documents]
    cuts: list[list[tuple[Span, ...]]] = []
    passages: list[WindowText] = []
    for document, own in zip(documents, pieces, strict=True):
        before = title_prefix(document, embedder)
        cuts.append([windows_of(piece, before, embedder) for piece in own])
        passages += [
            passage_of(piece, window, before)
            for piece, spans in zip(own, cuts[-1], strict=True)
            for window in spans
        ]
    vectors = iter(embedder.embed_windows(passages))
    return [
        [
            EmbeddedPassage(piece, spans, tuple(next(vectors) for _ in spans))
            for piece, spans in zip(own, found, strict=True)
        ]
        for own, found in zip(pieces, cuts, strict=True)
    ]


def hits(pieces: Sequence[EmbeddedPassage], question: NDArray[np.float32]) -> tuple[Hit, ...]:
    """The passages as a retriever gives them, the one with the nearest sentence first."""
    near = sorted(
        ((p.similarities(question), p.paragraph) for p in pieces), key=lambda x: -max(x[0])
    )
    return tuple(
        Hit(rank, max(cosines), paragraph, (paragraph.sentences[np.argmax(cosines)],), cosines)
        for rank, (cosines, paragraph) in enumerate(near, start=1)
    )


def _pieces(document: Document) -> Iterator[Paragraph]:
    """The whole text as one passage, with the sentences that `split` finds, or pieces of it."""
    text = document.text
    if not text.strip():
        return
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    sentences = tuple(
        sentence
        for found in split(document)
        for sentence in found.sentences or (Span(found.start, found.end),)
    ) or (Span(start, end),)
    whole = Paragraph(document, 0, start, end, sentences=sentences)
    for ordinal, piece in enumerate(windows(whole, len, LONGEST_PASSAGE)):
        inside = (sentences[i] for i in sentences_of(whole, piece))
        own = tuple(Span(max(s.start, piece.start), min(s.end, piece.end)) for s in inside)
        yield replace(whole, ordinal=ordinal, start=piece.start, end=piece.end, sentences=own)
