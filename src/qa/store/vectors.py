"""The file vectors.faiss: exact inner-product search over unit vectors, by window id.

Derived from qa.sqlite3, written beside itself and moved into place. Its layout is checked before
FAISS reads it and its checksum while it does; found missing, stale or damaged, it is made anew.
"""

import os
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import faiss

Ids = NDArray[np.int64]
Scores = NDArray[np.float32]

_HEADER = struct.Struct("<4siqqqBi")
"""What an index of FAISS begins with: kind, dimensions, count, two unused, trained, metric."""
_LENGTH = struct.Struct("<Q")
_INNER_PRODUCT = 0
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a healthy vectors.faiss looks like; kept in the index's settings."""

    generation: int
    size: int
    """Bytes."""
    crc32: int
    model: str = ""
    """Fingerprint of the weights; "" is unknown, and fits no model."""

    @staticmethod
    def is_one(kept: object) -> bool:
        """Whether a setting is a stamp, or there is none yet."""
        if not isinstance(kept, dict):
            return kept is None
        numbers = (kept.get("generation"), kept.get("size"), kept.get("crc32"))
        return (
            set(kept) <= {"generation", "size", "crc32", "model"}
            and all(isinstance(number, int) for number in numbers)
            and isinstance(kept.get("model", ""), str)
        )


class Vectors:
    """Vectors that can be searched; ids are window ids."""

    def __init__(self, index: "faiss.Index") -> None:
        self._index = index

    @classmethod
    def empty(cls, dim: int) -> Self:
        import faiss

        return cls(faiss.IndexIDMap2(faiss.IndexFlatIP(dim)))

    @classmethod
    def build(cls, ids: Ids, vectors: Scores) -> Self:
        """From `ids`, int64 (n,), and unit vectors, float32 (n, dim)."""
        if vectors.ndim != 2:
            raise ValueError(f"vectors of shape {vectors.shape}")
        made = cls.empty(vectors.shape[1])
        made.add(ids, vectors)
        return made

    @property
    def count(self) -> int:
        return int(self._index.ntotal)

    @property
    def ids(self) -> Ids:
        """Of all vectors, int64 (n,), in no order to rely on."""
        import faiss

        found: Ids = faiss.vector_to_array(self._index.id_map)
        return found

    def add(self, ids: Ids, vectors: Scores) -> None:
        """Adds unit vectors, float32 (n, dim), under `ids`, int64 (n,), which are new."""
        if vectors.shape != (len(ids), self._index.d):
            raise ValueError(f"{len(ids)} ids for vectors of shape {vectors.shape}")
        if len(ids):
            self._index.add_with_ids(np.ascontiguousarray(vectors), ids)

    def remove(self, ids: Ids) -> None:
        if len(ids):
            self._index.remove_ids(np.ascontiguousarray(ids))

    def of(self, ids: Ids) -> Scores:
        """The vectors under these ids, float32 (n, dim); ids must be there."""
        found: Scores = self._index.reconstruct_batch(np.ascontiguousarray(ids))
        return found

    @classmethod
    def read(cls, path: Path, stamp: Stamp, dim: int) -> Self | None:
        """The file's vectors; None if it is missing or not the file that `stamp` describes."""
        import faiss

        try:
            with path.open("rb") as stream:
                # One open file, so what is checked is what is read while a writer replaces it.
                if os.fstat(stream.fileno()).st_size != stamp.size or not _fits(stream, dim):
                    return None
                read = _Checked(stream.read)
                index = faiss.read_index(faiss.PyCallbackIOReader(read, _BLOCK))
        except (OSError, RuntimeError):  # FAISS's own word for a file that ends early
            return None
        return cls(index) if read.crc32 == stamp.crc32 and read.bytes == stamp.size else None

    def write(self, path: Path, generation: int, model: str) -> Stamp:
        """Writes the file whole or not at all, and says how to recognise it."""
        import faiss

        draft = draft_of(path)
        try:
            with draft.open("wb") as stream:
                write = _Checked(lambda block: stream.write(block) and block)
                faiss.write_index(self._index, faiss.PyCallbackIOWriter(write, _BLOCK))
                stream.flush()
                os.fsync(stream.fileno())
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
        return Stamp(generation, write.bytes, write.crc32, model)

    def search(self, questions: Scores, n: int, among: Ids | None = None) -> tuple[Scores, Ids]:
        """The `n` nearest windows of each question.

        Args:
            questions: unit vectors, float32 (q, dim).
            n: how many, at most; fewer come back where there are fewer.
            among: look only at these windows, int64 (any,); None for all.

        Returns:
            Cosines, float32 (q, m), best first, and window ids, int64 (q, m).
        """
        import faiss

        if questions.ndim != 2 or questions.shape[1] != self._index.d:
            raise ValueError(f"questions of shape {questions.shape}, vectors of {self._index.d}")
        n = min(n, self.count if among is None else len(among))
        if n == 0:
            return np.zeros((len(questions), 0), np.float32), np.zeros(
                (len(questions), 0), np.int64
            )
        only: dict[str, Any] = {}
        if among is not None:
            selector = faiss.IDSelectorBatch(np.ascontiguousarray(among))
            only["params"] = faiss.SearchParameters(sel=selector)
        scores, ids = self._index.search(np.ascontiguousarray(questions), n, **only)
        there = (ids >= 0).all(axis=0)  # FAISS fills up with -1 where it finds fewer
        return scores[:, there], ids[:, there]


def draft_of(path: Path) -> Path:
    """Where a file is written before it is moved into place; a kill may leave it behind."""
    return path.with_name(f".{path.name}.{os.getpid()}")


def drafts_of(path: Path) -> list[Path]:
    """Every draft that is there, of any process."""
    return sorted(path.parent.glob(f".{path.name}.*"))


def is_whole(path: Path, stamp: Stamp) -> bool:
    """Whether the file is the one that `stamp` describes; reads it in blocks."""
    try:
        with path.open("rb") as stream:
            if os.fstat(stream.fileno()).st_size != stamp.size:
                return False
            crc32 = 0
            while block := stream.read(_BLOCK):
                crc32 = zlib.crc32(block, crc32)
    except OSError:
        return False
    return crc32 == stamp.crc32


class _Checked:
    """Passes blocks through to a stream, and counts and sums them up on the way."""

    def __init__(self, through: Callable[[Any], Any]) -> None:
        self._through = through
        self.bytes = 0
        self.crc32 = 0

    def __call__(self, given: Any) -> Any:
        block = self._through(given)
        self.bytes += len(block)
        self.crc32 = zlib.crc32(block, self.crc32)
        return block


def _fits(stream: IO[bytes], dim: int) -> bool:
    """Whether this is laid out as our one kind of index of `dim`, with the lengths it claims.

    FAISS trusts the lengths in a file, and a file from a stranger may claim any.
    """
    size = os.fstat(stream.fileno()).st_size
    inner = 2 * _HEADER.size
    begin = stream.read(inner + _LENGTH.size)
    if len(begin) < inner + _LENGTH.size:
        return False
    outer_kind, *outer = _HEADER.unpack_from(begin, 0)
    inner_kind, *flat = _HEADER.unpack_from(begin, _HEADER.size)
    count = outer[1]
    if (outer_kind, inner_kind) != (b"IxM2", b"IxFI") or outer != flat or count < 0:
        return False
    if outer[0] != dim or outer[4:] != [1, _INNER_PRODUCT]:
        return False
    if _LENGTH.unpack_from(begin, inner) != (count * dim,):
        return False
    if size != inner + 2 * _LENGTH.size + count * (4 * dim + 8):
        return False
    stream.seek(inner + _LENGTH.size + 4 * count * dim)
    fits = _LENGTH.unpack(stream.read(_LENGTH.size)) == (count,)
    stream.seek(0)
    return fits
