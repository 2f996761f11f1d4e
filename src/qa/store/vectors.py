"""The file vectors.faiss: exact inner-product search over unit vectors, by window id.

It is derived from qa.sqlite3, written beside itself and moved into place, and checked by size and
checksum before FAISS reads it; whoever finds it missing, stale or damaged makes it anew.
"""

import os
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import faiss

Ids = NDArray[np.int64]
Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a healthy vectors.faiss looks like; kept in the index's settings."""

    generation: int
    size: int
    """Bytes."""
    crc32: int

    @classmethod
    def of(cls, data: bytes, generation: int) -> Self:
        return cls(generation, len(data), zlib.crc32(data))


class Vectors:
    """Vectors that can be searched; ids are window ids."""

    def __init__(self, index: "faiss.Index") -> None:
        self._index = index
        self.count = int(index.ntotal)

    @classmethod
    def build(cls, ids: Ids, vectors: Scores) -> Self:
        """From `ids`, int64 (n,), and unit vectors, float32 (n, dim)."""
        import faiss

        if vectors.ndim != 2 or len(ids) != len(vectors):
            raise ValueError(f"{len(ids)} ids for vectors of shape {vectors.shape}")
        index = faiss.IndexIDMap2(faiss.IndexFlatIP(vectors.shape[1]))
        if len(ids):
            index.add_with_ids(np.ascontiguousarray(vectors), ids)
        return cls(index)

    @classmethod
    def read(cls, path: Path, stamp: Stamp) -> Self | None:
        """The file's vectors; None if it is missing or not the file that `stamp` describes."""
        import faiss

        try:
            if path.stat().st_size != stamp.size:
                return None
            data = path.read_bytes()
        except OSError:
            return None
        # What was checked is what is read, also while a writer replaces the file.
        if Stamp.of(data, stamp.generation) != stamp:
            return None
        return cls(faiss.deserialize_index(np.frombuffer(data, dtype=np.uint8)))

    def write(self, path: Path, generation: int) -> Stamp:
        """Writes the file whole or not at all, and says how to recognise it."""
        import faiss

        data = faiss.serialize_index(self._index).tobytes()
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            with draft.open("wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
        return Stamp.of(data, generation)

    def search(self, questions: Scores, n: int) -> tuple[Scores, Ids]:
        """The `n` nearest windows of each question.

        Args:
            questions: unit vectors, float32 (q, dim).
            n: how many, at most; fewer come back from a smaller index.

        Returns:
            Cosines, float32 (q, m), best first, and window ids, int64 (q, m).
        """
        n = min(n, self.count)
        if n == 0:
            return np.zeros((len(questions), 0), np.float32), np.zeros(
                (len(questions), 0), np.int64
            )
        if questions.ndim != 2 or questions.shape[1] != self._index.d:
            raise ValueError(f"questions of shape {questions.shape}, vectors of {self._index.d}")
        found: tuple[Any, Any] = self._index.search(np.ascontiguousarray(questions), n)
        return found
