"""The file vectors.faiss: inner-product search over unit vectors, by window id.

Derived from qa.sqlite3, written beside itself and moved into place. Its layout is checked before
FAISS reads it, then its checksum; when missing, stale or damaged, it is built again.
"""

import os
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from qa.store.faiss_header import Claims, claims
from qa.store.folder import open_in, written_in
from qa.store.sizing import probes_for

if TYPE_CHECKING:
    import faiss

Ids = NDArray[np.int64]
Scores = NDArray[np.float32]
Taken = ParamSpec("Taken")
Given = TypeVar("Given")

# FAISS's threads would spin after each search, on the cores where the next question is embedded.
# OpenMP reads this when FAISS is imported, unless another library has loaded it before.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

_BLOCK = 1 << 20
_ALIKE = 0.9
"""The least cosine between a vector and its form in 8 bits a number."""
_PROCESS = os.getpid()
"""The process that has imported this file; after a fork there is another."""


def _in_parallel(work: Callable[Taken, Given]) -> Callable[Taken, Given]:
    """For what FAISS does by several threads.

    A thread that forks keeps OpenMP's record of threads that the new process does not have, and
    would wait for them for ever; a thread begun there has none.
    """

    @wraps(work)
    def run(*arguments: Taken.args, **options: Taken.kwargs) -> Given:
        if os.getpid() == _PROCESS:
            return work(*arguments, **options)
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(work, *arguments, **options).result()

    return run


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a healthy vectors.faiss looks like; kept in the index's settings."""

    generation: int
    size: int
    """Bytes."""
    crc32: int
    model: str = ""
    """Fingerprint of the weights; "" is unknown, and fits no model."""
    lists: int = 0
    """In how many lists the vectors are; 0: in none, every one is compared."""
    head: int = 0
    """CRC-32 of what stands before the vectors, where there are lists."""

    @staticmethod
    def is_one(value: object) -> bool:
        """Whether a setting is a stamp, or there is none yet."""
        if not isinstance(value, dict):
            return value is None
        integers = ("generation", "size", "crc32", "lists", "head")
        return (
            {"generation", "size", "crc32"} <= set(value) <= {*integers, "model"}
            and all(isinstance(value.get(name, 0), int) for name in integers)
            and isinstance(value.get("model", ""), str)
        )


class Vectors:
    """Vectors that can be searched; ids are window ids."""

    def __init__(self, index: "faiss.Index") -> None:
        self._index = index
        self._only: tuple[Ids, faiss.IDSelector] | None = None

    @classmethod
    def empty(cls, dim: int) -> Self:
        """For few vectors, stored as in qa.sqlite3: each is compared with a question."""
        import faiss

        index = faiss.IndexScalarQuantizer(
            dim, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
        )
        return cls(faiss.IndexIDMap2(index))

    @classmethod
    @_in_parallel
    def in_lists(cls, lists: int, like: Scores) -> Self:
        """For many: empty lists, with centres found among vectors `like` those to come."""
        import faiss

        dim = like.shape[1]
        index = faiss.IndexIVFScalarQuantizer(
            faiss.IndexFlatIP(dim), dim, lists, faiss.ScalarQuantizer.QT_8bit,
            faiss.METRIC_INNER_PRODUCT,
        )  # fmt: skip
        index.by_residual = False  # or later vectors far from all centres would be clipped
        index.cp.min_points_per_centroid = 1  # else it prints a warning
        index.train(np.ascontiguousarray(like))
        return cls(index)

    @property
    def count(self) -> int:
        return int(self._index.ntotal)

    @property
    def lists(self) -> int:
        """0: none, every vector is compared."""
        return int(getattr(self._index, "nlist", 0))

    @property
    def ids(self) -> Ids:
        """Of all vectors, int64 (n,), in no order to rely on."""
        import faiss

        if not self.lists:
            ids: Ids = faiss.vector_to_array(self._index.id_map)
            return ids
        lists = self._index.invlists
        parts = [
            faiss.rev_swig_ptr(lists.get_ids(number), lists.list_size(number)).copy()
            for number in range(self.lists)
            if lists.list_size(number)
        ]
        return np.concatenate(parts) if parts else np.zeros(0, np.int64)

    @_in_parallel
    def add(self, ids: Ids, vectors: Scores) -> None:
        """Adds unit vectors, float32 (n, dim), under `ids`, int64 (n,), which are new."""
        if vectors.shape != (len(ids), self._index.d):
            raise ValueError(f"{len(ids)} ids for vectors of shape {vectors.shape}")
        if len(ids):
            self._index.add_with_ids(np.ascontiguousarray(vectors), ids)

    def remove(self, ids: Ids) -> None:
        if len(ids):
            self._index.remove_ids(np.ascontiguousarray(ids))

    def agree(self, ids: Ids, vectors: Scores) -> bool:
        """Whether these vectors, float32 (n, dim), are stored under `ids`, all of which exist.

        In lists, vectors are stored approximately.
        """
        import faiss

        if not self.lists:
            return np.array_equal(self._index.reconstruct_batch(np.ascontiguousarray(ids)), vectors)
        self._index.set_direct_map_type(faiss.DirectMap.Hashtable)
        try:
            stored = np.stack([self._index.reconstruct(number) for number in ids.tolist()])
        finally:
            self._index.set_direct_map_type(faiss.DirectMap.NoMap)
        return bool((np.einsum("ij,ij->i", stored, vectors) >= _ALIKE).all())

    @classmethod
    def read(cls, path: Path, stamp: Stamp, dim: int, *, whole: bool = False) -> Self | None:
        """The file's vectors; None if it is missing or not the file that `stamp` describes.

        Args:
            whole: read it all into memory, to be changed, and check every byte. Otherwise lists
                stay in the file, and only what comes before them is checked.
        """
        import faiss

        try:
            with os.fdopen(open_in(path.parent, path.name), "rb") as stream:
                # Opened once, so that what is checked is what is read even if a writer replaces it.
                claimed = claims(stream, dim)
                size = os.fstat(stream.fileno()).st_size
                if claimed is None or (size, claimed.lists) != (stamp.size, stamp.lists):
                    return None
                again = Path(f"/dev/fd/{stream.fileno()}")
                if claimed.lists and not whole and again.exists():
                    if zlib.crc32(stream.read(claimed.head)) != stamp.head:
                        return None
                    stream.seek(0)
                    return cls(faiss.read_index(str(again), faiss.IO_FLAG_MMAP_IFC))
                read = _Checked(stream.read)
                index = faiss.read_index(faiss.PyCallbackIOReader(read, _BLOCK))
        except (OSError, RuntimeError):  # what FAISS raises for a file that ends early
            return None
        return cls(index) if read.crc32 == stamp.crc32 and read.bytes == stamp.size else None

    def write(self, path: Path, generation: int, model: str) -> Stamp:
        """Writes the file whole or not at all, and returns how to recognise it."""
        import faiss

        with written_in(path.parent, path.name) as stream:
            write = _Checked(lambda block: stream.write(block) and block)
            faiss.write_index(self._index, faiss.PyCallbackIOWriter(write, _BLOCK))
            stream.seek(0)
            claimed = claims(stream, self._index.d) or Claims(0, 0, 0)
            head = zlib.crc32(stream.read(claimed.head))
        return Stamp(generation, write.bytes, write.crc32, model, self.lists, head)

    @_in_parallel
    def search(self, questions: Scores, n: int, among: Ids | None = None) -> tuple[Scores, Ids]:
        """The `n` nearest windows of each question; in lists, nearly always the nearest.

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
        contiguous = np.ascontiguousarray(questions)
        only: dict[str, Any] = {}
        if among is not None:
            only["sel"] = self._selector(among)
        if not self.lists:
            params = faiss.SearchParameters(**only) if only else None
            scores, ids = self._index.search(contiguous, n, params=params)
        else:
            probes = probes_for(self.lists, 1.0 if among is None else len(among) / self.count)
            for searched in (probes, self.lists):  # FAISS fills up with -1 where it finds fewer
                params = faiss.SearchParametersIVF(nprobe=searched, **only)
                scores, ids = self._index.search(contiguous, n, params=params)
                if searched == self.lists or (ids >= 0).all():
                    break
        filled = (ids >= 0).all(axis=0)
        return scores[:, filled], ids[:, filled]

    def _selector(self, among: Ids) -> "faiss.IDSelector":
        """The last one is kept, since a scope is often asked several questions."""
        import faiss

        if self._only is None or self._only[0] is not among:
            self._only = among, faiss.IDSelectorBatch(np.ascontiguousarray(among))
        return self._only[1]


def is_whole(path: Path, stamp: Stamp, dim: int) -> bool:
    """Whether the file is the one that `stamp` describes, of a kind that qa writes."""
    try:
        with os.fdopen(open_in(path.parent, path.name), "rb") as stream:
            if os.fstat(stream.fileno()).st_size != stamp.size or not claims(stream, dim):
                return False
            crc32 = 0
            while block := stream.read(_BLOCK):
                crc32 = zlib.crc32(block, crc32)
    except OSError:
        return False
    return crc32 == stamp.crc32


class _Checked:
    """Passes blocks on to a stream, and computes their length and checksum."""

    def __init__(self, through: Callable[[Any], Any]) -> None:
        self._through = through
        self.bytes = 0
        self.crc32 = 0

    def __call__(self, argument: Any) -> Any:
        block = self._through(argument)
        self.bytes += len(block)
        self.crc32 = zlib.crc32(block, self.crc32)
        return block
