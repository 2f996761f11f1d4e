"""Puts made-up paragraphs straight into an index: no files, no embedding.

Each has the sentences' number of a real paragraph and real sentences drawn from all texts, so its
words are as frequent as in the real ones; its vectors are made from real ones (`made`).
"""

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray
from speed.made import Floats, Maker

from qa.indexing.retelling import sketch
from qa.library import Library
from qa.store.records import Entry, Window, sentences_of
from qa.store.settings import IndexSettings
from qa.store.sync import write_vectors
from qa.store.writer import writer
from qa.types import Document, Kind, Paragraph, Span

PER_DOCUMENT = 20
"""Paragraphs."""
AT_ONCE = 100
"""Documents staged in one transaction."""


@dataclass(frozen=True, slots=True)
class Real:
    """What the made ones are made from: an index of real texts."""

    settings: IndexSettings
    titles: tuple[str, ...]
    counts: tuple[int, ...]
    """Sentences in each paragraph."""
    windows: Floats
    sentences: NDArray[np.float16]
    words: tuple[str, ...]
    """The sentences' texts, in the order of their vectors."""

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Of an index; each window is taken for a paragraph, with the sentences that it is in."""
        counts, words, windows, sentences, titles = [], [], [], [], {}
        with Library.open(folder) as library, library.store.snapshot():
            settings = library.store.settings
            database, model = library.store.database, settings.fingerprint
            for document in database.documents():
                titles[document.title] = None
            ids = database.paragraphs_of_windows(database.windows_among().tolist()).values()
            paragraphs = database.paragraphs_by_id(ids)
            found = database.windows_of_paragraphs(paragraphs, model, settings.dim)
            for key, span, rows in found:
                paragraph = paragraphs[key]
                inside = [paragraph.sentences[n] for n in sentences_of(paragraph, span)]
                if not inside:
                    continue
                counts.append(len(inside))
                windows.append(rows[0])
                sentences.append(rows[1:].astype(np.float16))
                text = paragraph.document.text
                words += [" ".join(text[s.start : s.end].split()) for s in inside]
        return cls(
            settings, tuple(titles), tuple(counts), np.stack(windows), np.concatenate(sentences),
            tuple(words),
        )  # fmt: skip


class Growing:
    """An index in `folder` that grows with made paragraphs, and shrinks again."""

    def __init__(self, real: Real, folder: Path, aside: float) -> None:
        self._real, self._folder = real, folder
        self._settings = replace(real.settings, roots=(), origins=())
        self._maker = Maker(real.windows, aside)
        self._chance = np.random.default_rng(2)
        self._sizes: dict[str, int] = {}
        self._made = 0

    @property
    def paragraphs(self) -> int:
        return sum(self._sizes.values())

    def grow(self, more: int) -> None:
        """Adds this many paragraphs in one update, staged in batches as `qa index` does."""
        sizes = [min(PER_DOCUMENT, more - first) for first in range(0, more, PER_DOCUMENT)]
        with writer(self._folder) as database:
            for first in range(0, len(sizes), AT_ONCE):
                with database.transaction():
                    for size in sizes[first : first + AT_ONCE]:
                        entry, vectors = self._entry(size)
                        database.add_embeddings(self._settings.fingerprint, vectors)
                        database.stage(entry)
                        database.finish_staging(entry.file)
            with database.update(self._settings):
                database.take_staged()
            write_vectors(database, self._folder, print)

    def shrink(self, fewer: int) -> None:
        """Takes out the documents that came last, of about this many paragraphs."""
        with writer(self._folder) as database:
            with database.update(self._settings):
                while fewer > 0:
                    file, size = self._sizes.popitem()
                    database.remove_file(file)
                    fewer -= size
            write_vectors(database, self._folder, print)

    def _entry(self, size: int) -> tuple[Entry, dict[bytes, Floats]]:
        like, windows = self._maker.make(size)
        text, paragraphs, vectors = "", [], {}
        source = f"{self._made:08}.txt"
        for number, (real, window) in enumerate(zip(like.tolist(), windows, strict=True)):
            drawn = self._chance.integers(len(self._real.words), size=self._real.counts[real])
            start, sentences = len(text), []
            for place in drawn.tolist():
                said = self._real.words[place]
                sentences.append((len(text), len(text) + len(said)))
                text += f"{said} "
            text = f"{text.rstrip()}\n\n"
            paragraphs.append((number, start, sentences))
            key = hashlib.sha256(f"{source} {number}".encode()).digest()
            said_there = self._real.sentences[drawn].astype(np.float32)
            vectors[key] = np.vstack([window, self._maker.beside(said_there)])
        title = self._real.titles[int(self._chance.integers(len(self._real.titles)))]
        published = str(1900 + len(self._sizes) % 100)
        document = Document(source, text, title, published=published)
        whole = tuple(
            Paragraph(
                document, number, start, sentences[-1][1], Kind.BODY,
                tuple(Span(*sentence) for sentence in sentences),
            )
            for number, start, sentences in paragraphs
        )  # fmt: skip
        spans = (Span(paragraph.start, paragraph.end) for paragraph in whole)
        kept = tuple((Window(span, key),) for span, key in zip(spans, vectors, strict=True))
        self._made += 1
        self._sizes[source] = size
        said = [text[span.start : span.end] for each in whole for span in each.sentences]
        return Entry(document, source, source, whole, kept, sketch(text, said)), vectors
