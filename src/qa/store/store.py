"""The index folder: qa.sqlite3 is the truth, vectors.faiss is what FAISS searches.

A Store joins the two and makes sure that they match: whenever vectors.faiss is missing, stale or
damaged, its vectors are read from qa.sqlite3, without embedding anything.
"""

import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from qa.errors import IndexUnusable
from qa.store.connection import damaged
from qa.store.database import Database
from qa.store.filters import EVERYTHING, Filter
from qa.store.forking import follow_forks
from qa.store.records import sentences_of
from qa.store.settings import IndexSettings
from qa.store.sizing import explained
from qa.store.sync import DATABASE, VECTORS, current_vectors
from qa.store.vectors import Vectors
from qa.types import Paragraph

Found = tuple[NDArray[np.float32], NDArray[np.int64]]
"""Cosines, float32 (1, m), best first, and ids of windows, int64 (1, m)."""


class Store:
    """An index opened to be searched. Threads may share it.

    Raises:
        IndexMissing, IndexUnusable: as `Database`.
    """

    def __init__(self, folder: Path, database: Database) -> None:
        self.folder = folder
        self._take(database)
        self.lock = threading.RLock()
        self._beside = ThreadPoolExecutor(1, "vectors")
        self._closed = False
        follow_forks(self)

    @classmethod
    def open(cls, folder: Path) -> Self:
        return cls(folder, Database.open(folder / DATABASE))

    def close(self) -> None:
        with self.lock:
            self._closed = True
            self._beside.shutdown()
            self.database.close()

    def leave_to_parent(self) -> None:
        """In a new process: what was open is opened again when it is next asked."""
        self.database.close()
        self.lock = threading.RLock()
        self._beside = ThreadPoolExecutor(1, "vectors")
        self._is_left = True

    def _take(self, database: Database) -> None:
        self.database = database
        self._is_left = False
        self._vectors: Vectors | None = None
        self._allowed: tuple[Filter, NDArray[np.int64]] | None = None
        self._settings: IndexSettings | None = None

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """One state of the index for all that is read inside; picks up what others committed.

        Raises:
            IndexMissing, IndexUnusable: as `Database`, since another index may lie in the folder
                by now; IndexUnusable if it was closed.
        """
        with self.lock, self._current().snapshot():
            settings = self.database.settings()
            if self._settings is None or settings.generation != self._settings.generation:
                self._vectors = self._allowed = None
                self.database.forget()
            self._settings = settings
            yield

    def _current(self) -> Database:
        """The database, opened again if this is another process, or the file is another one."""
        if self._closed:
            raise IndexUnusable(f"the index in {self.folder} was closed: open it again")
        if self._is_left or not self.database.is_current:
            before = self.database
            self._take(Database.open(self.folder / DATABASE))
            before.close()
        return self.database

    @property
    def settings(self) -> IndexSettings:
        """Those of the last snapshot."""
        if self._settings is None:
            with self.snapshot():
                return self.database.settings()
        return self._settings

    def search(
        self,
        words: Sequence[str],
        question: NDArray[np.float32],
        n: int,
        among: Filter = EVERYTHING,
    ) -> tuple[dict[int, float], dict[int, float]]:
        """The `n` best paragraphs by words and the `n` nearest: BM25 and cosine, by paragraph id.

        Both are best first. A paragraph is as near as its nearest window; in a large index the
        cosines are near the true ones, which `nearest` has. Words and vectors are searched side by
        side: each takes one core.

        Args:
            words: FTS5 expressions, as for `Database.lexical`.
            question: unit vector, float32 (dim,).
            among: which documents are looked at.
        """
        look = self._look(question, among)
        # SQLite stays in one thread: one that waits for the connection keeps Python's lock, which
        # the other needs for the SQL functions written in Python.
        windows = self._beside.submit(look, 2 * n)
        bm25 = self.database.lexical(words, n, among)
        return dict(bm25), dict(self._paragraphs(look, windows.result(), n))

    def nearest(
        self, question: NDArray[np.float32], paragraphs: Collection[int]
    ) -> dict[int, float]:
        """The cosine of the question, float32 (dim,), with the nearest sentence of each of these.

        By paragraph id; -1 where no vector is stored.
        """
        model, dim = self.settings.fingerprint, self.settings.dim
        owners, counts, vectors = self.database.sentence_vectors(paragraphs, model, dim)
        cosines, first = _cosines(vectors, question).tolist(), 0
        best = dict.fromkeys(paragraphs, -1.0)
        for key, count in zip(owners, counts, strict=True):
            best[key] = max(best[key], *cosines[first : first + count], -1.0)
            first += count
        return best

    def similarities(
        self, question: NDArray[np.float32], paragraphs: Mapping[int, Paragraph]
    ) -> dict[int, tuple[float, ...]]:
        """The cosine of the question, float32 (dim,), with each sentence of these paragraphs."""
        best = {key: [-1.0] * len(p.sentences) for key, p in paragraphs.items()}
        model, dim = self.settings.fingerprint, self.settings.dim
        for key, window, vectors in self.database.windows_of_paragraphs(best, model, dim):
            inside = sentences_of(paragraphs[key], window)
            if len(vectors) != 1 + len(inside):
                raise damaged(self.folder / DATABASE)
            cosines = _cosines(vectors[1:], question).tolist()
            # Where windows overlap, a sentence has two vectors: the nearer one counts.
            for sentence, cosine in zip(inside, cosines, strict=True):
                best[key][sentence] = max(cosine, best[key][sentence])
        return {key: tuple(cosines) for key, cosines in best.items()}

    def vectors_explained(self, count: int) -> str:
        """How all `count` vectors are searched, in words."""
        settings = self.settings
        stamp = settings.vectors
        if stamp is None or stamp.generation != settings.generation:
            return f"{count:,} x {settings.dim}, not yet in {VECTORS}: asking makes them anew"
        return explained(count, settings.dim, stamp.lists)

    def size(self) -> int:
        """Bytes that the index takes on disk."""
        names = (DATABASE, f"{DATABASE}-wal", VECTORS)
        return sum((self.folder / n).stat().st_size for n in names if (self.folder / n).exists())

    def _look(self, question: NDArray[np.float32], among: Filter) -> Callable[[int], Found]:
        """A function that finds as many windows as it is asked for."""
        vectors = self._loaded()
        allowed = self._windows_among(among) if among else None
        return lambda wanted: vectors.search(question[None, :], wanted, allowed)

    def _paragraphs(
        self, look: Callable[[int], Found], nearest: Found, n: int
    ) -> list[tuple[int, float]]:
        """The `n` nearest paragraphs, from the 2n windows found, or from more windows if needed."""
        wanted = 2 * n
        while True:
            scores, windows = nearest
            owner = self.database.paragraphs_of_windows(windows[0])
            best: dict[int, float] = {}
            for window, score in zip(windows[0].tolist(), scores[0].tolist(), strict=True):
                if window in owner:  # a damaged vectors.faiss may contain any id
                    best.setdefault(owner[window], score)
            if len(best) >= n or len(windows[0]) < wanted:
                return list(best.items())[:n]
            wanted *= 4  # a very long paragraph may have many of these windows
            nearest = self._beside.submit(look, wanted).result()

    def _windows_among(self, among: Filter) -> NDArray[np.int64]:
        """Those of the last filter are kept, since a scope is often asked several questions."""
        if self._allowed is None or self._allowed[0] != among:
            self._allowed = among, self.database.windows_among(among)
        return self._allowed[1]

    def _loaded(self) -> Vectors:
        if self._vectors is None:
            self._vectors = current_vectors(self.database, self.settings, self.folder / VECTORS)
        return self._vectors


def _cosines(vectors: NDArray[np.float32], question: NDArray[np.float32]) -> NDArray[np.float32]:
    """Equal vectors get equal cosines in any row; `@` rounds differently from row to row, and would
    give two paragraphs of the same text different ranks."""
    cosines: NDArray[np.float32] = np.einsum("ij,j->i", vectors, question)
    return cosines


def settings_of(folder: Path) -> IndexSettings:
    """The settings of an index, also of one of an older format.

    Raises:
        IndexMissing, IndexUnusable: as `Database`.
    """
    with closing(Database.open(folder / DATABASE, older=True)) as database:
        return database.settings()
