"""The index folder: qa.sqlite3 is the truth, vectors.faiss is what FAISS searches.

A Store joins the two and sees to it that they belong together: whenever the file of vectors is
missing, stale or damaged, it is made again from qa.sqlite3, which embeds nothing.
"""

import os
import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from qa.errors import BadInput, IndexUnusable
from qa.store.database import Database, damaged
from qa.store.entry import sentences_of
from qa.store.vectors import Stamp, Vectors
from qa.types import Paragraph

DATABASE = "qa.sqlite3"
VECTORS = "vectors.faiss"
LOCK = "writer.lock"


class Store:
    """An index opened to be asked. Threads may share it.

    Raises:
        IndexMissing, IndexUnusable: as `Database`.
    """

    def __init__(self, folder: Path, database: Database) -> None:
        self.folder = folder
        self.database = database
        self._lock = threading.RLock()
        self._vectors: Vectors | None = None
        self._settings: dict[str, Any] = {}

    @classmethod
    def open(cls, folder: Path) -> Self:
        return cls(folder, Database.open(folder / DATABASE))

    def close(self) -> None:
        self.database.close()

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """One state of the index for all that is read inside; picks up what others committed."""
        with self._lock, self.database.snapshot():
            settings = self.database.settings()
            if settings["generation"] != self._settings.get("generation"):
                self._vectors = None
                self.database.forget()
            self._settings = settings
            yield

    @property
    def settings(self) -> dict[str, Any]:
        """Of the last snapshot: model, fingerprint, dim, generation, updated, roots, vectors."""
        if not self._settings:
            with self.snapshot():
                pass
        return self._settings

    def dense(self, question: NDArray[np.float32], n: int) -> list[tuple[int, float]]:
        """The `n` nearest (paragraph id, cosine), best first; a paragraph is its best window.

        Args:
            question: unit vector, float32 (dim,).
        """
        vectors, wanted = self._loaded(), 2 * n
        while True:
            scores, windows = vectors.search(question[None, :], wanted)
            owner = self.database.paragraphs_of_windows(windows[0])
            best: dict[int, float] = {}
            for window, score in zip(windows[0].tolist(), scores[0].tolist(), strict=True):
                best.setdefault(owner[window], score)
            if len(best) >= n or wanted >= vectors.count:
                return list(best.items())[:n]
            wanted *= 4  # a very long paragraph has many windows, and takes many places

    def similarities(
        self, question: NDArray[np.float32], paragraphs: Mapping[int, Paragraph]
    ) -> dict[int, tuple[float, ...]]:
        """The cosine of the question, float32 (dim,), with each sentence of these paragraphs."""
        found = {key: [-1.0] * len(p.sentences) for key, p in paragraphs.items()}
        model, dim = self.settings["fingerprint"], self.settings["dim"]
        for key, window, vectors in self.database.windows_of_paragraphs(found, model, dim):
            inside = sentences_of(paragraphs[key], window)
            cosines = (vectors[1:] @ question).tolist()
            # Where windows overlap, a sentence has two vectors: the nearer one counts.
            for sentence, cosine in zip(inside, cosines, strict=True):
                found[key][sentence] = max(cosine, found[key][sentence])
        return {key: tuple(cosines) for key, cosines in found.items()}

    def size(self) -> int:
        """Bytes that the index takes on disk."""
        names = (DATABASE, f"{DATABASE}-wal", VECTORS)
        return sum((self.folder / n).stat().st_size for n in names if (self.folder / n).exists())

    def _loaded(self) -> Vectors:
        if self._vectors is None:
            stamp = self.settings.get("vectors")
            if stamp and stamp["generation"] == self.settings["generation"]:
                self._vectors = Vectors.read(self.folder / VECTORS, Stamp(**stamp))
            if self._vectors is None:
                self._vectors = build_vectors(self.database, self.settings)
        return self._vectors


def build_vectors(database: Database, settings: dict[str, Any]) -> Vectors:
    """What vectors.faiss should hold, from the stored embeddings."""
    return Vectors.build(*database.embeddings(settings["fingerprint"], settings["dim"]))


def write_vectors(database: Database, folder: Path) -> None:
    """Brings vectors.faiss in step with qa.sqlite3, if it is not.

    Raises:
        OSError: if the file cannot be written; the index is whole all the same.
    """
    settings, path = database.settings(), folder / VECTORS
    generation = settings["generation"]
    stamp = Stamp(**settings["vectors"]) if "vectors" in settings else None
    if stamp and stamp.generation == generation and path.is_file():
        if Stamp.of(path.read_bytes(), generation) == stamp:
            return
    database.save(vectors=asdict(build_vectors(database, settings).write(path, generation)))


@contextmanager
def writer(folder: Path, *, replace_unusable: bool = False) -> Iterator[Database]:
    """The one writer of an index folder, which is made when it is not there.

    Args:
        replace_unusable: set a qa.sqlite3 that cannot be used aside (as *.old) and start anew.

    Raises:
        BadInput: if another process is writing, or the folder cannot be written.
        IndexUnusable: as `Database`.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(folder / LOCK)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except Timeout as error:
        raise BadInput(
            f"another `qa index` is writing {folder}: wait for it, then again"
        ) from error
    except OSError as error:
        raise BadInput(f"{folder} cannot be written: {error.strerror or error}") from error
    try:
        database = _open_to_write(folder, replace_unusable)
        try:
            yield database
        finally:
            database.close()
    except sqlite3.OperationalError as error:
        raise BadInput(f"{folder} cannot be written ({error}): the index is as it was") from error
    except sqlite3.DatabaseError as error:
        raise damaged(folder / DATABASE) from error
    finally:
        lock.release()


def _open_to_write(folder: Path, replace_unusable: bool) -> Database:
    try:
        return Database.open_to_write(folder / DATABASE)
    except IndexUnusable:
        if not replace_unusable:
            raise
    for companion in ("", "-wal", "-shm"):  # SQLite knows its companions by these endings
        if (folder / f"{DATABASE}{companion}").exists():
            os.replace(folder / f"{DATABASE}{companion}", folder / f"{DATABASE}.old{companion}")
    return Database.open_to_write(folder / DATABASE)
