"""What a vectors.faiss claims to be, compared with its size before FAISS reads it.

FAISS trusts the lengths in a file, and a file from a stranger may claim any length.
"""

import os
import struct
from dataclasses import dataclass
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

_HEADER = "4siqqqBi"
"""What an index of FAISS begins with: kind, dimensions, count, two unused, trained, metric."""
_INNER_PRODUCT = 0
_EIGHT_BITS, _HALVES = 0, 4
"""FAISS's codes for how a vector is stored."""


@dataclass(frozen=True, slots=True)
class Claims:
    """An index of one of the two kinds that qa writes, as its file describes it."""

    count: int
    lists: int
    """0: none, every vector is compared."""
    head: int
    """Bytes before the first vector; 0 for an index without lists."""


def claims(stream: IO[bytes], dim: int) -> Claims | None:
    """What the file claims to be; None unless qa can have written it, with `dim` and this size.

    Leaves the stream at its beginning.
    """
    size = os.fstat(stream.fileno()).st_size
    try:
        kind, properties, count = _index(stream)
        if properties != (dim, 1, _INNER_PRODUCT) or count < 0:
            return None
        if kind == b"IxM2":
            return _exact(stream, dim, count, size)
        return _in_lists(stream, dim, count, size) if kind == b"IwSq" else None
    except struct.error:  # it ends early
        return None
    finally:
        stream.seek(0)


def _exact(stream: IO[bytes], dim: int, count: int, size: int) -> Claims | None:
    """Codes, then their ids."""
    if _index(stream) != (b"IxSQ", (dim, 1, _INNER_PRODUCT), count):
        return None
    kind, _, _, *lengths = _take(stream, "iifQQQ")
    if (kind, lengths) != (_HALVES, [dim, 2 * dim, 0]):
        return None
    codes = 2 * dim * count
    if _take(stream, "Q") != (codes,) or size != stream.tell() + codes + 8 + 8 * count:
        return None
    stream.seek(codes, os.SEEK_CUR)
    return Claims(count, 0, 0) if _take(stream, "Q") == (count,) else None


def _in_lists(stream: IO[bytes], dim: int, count: int, size: int) -> Claims | None:
    """Centres, each number's range, the lists' sizes; then each list's codes and ids."""
    lists, _ = _take(stream, "QQ")
    if not 0 < lists <= size // (4 * dim):
        return None
    if _index(stream) != (b"IxFI", (dim, 1, _INNER_PRODUCT), lists):
        return None
    if _take(stream, "Q") != (lists * dim,):
        return None
    stream.seek(4 * lists * dim, os.SEEK_CUR)
    no_map, kind, _, _, *lengths = _take(stream, "9siifQQQ")
    if (any(no_map), kind, lengths) != (False, _EIGHT_BITS, [dim, dim, 2 * dim]):
        return None
    stream.seek(4 * 2 * dim, os.SEEK_CUR)
    if _take(stream, "QB4sQQ") != (dim, 0, b"ilar", lists, dim):
        return None
    sizes = _sizes(stream, lists)
    if sizes is None or (sizes > count).any() or sizes.sum() != count:
        return None
    head = stream.tell()
    return Claims(count, lists, head) if size == head + count * (dim + 8) else None


def _sizes(stream: IO[bytes], lists: int) -> NDArray[np.uint64] | None:
    """Of all lists, or of those that are not empty."""
    form, length = _take(stream, "4sQ")
    if length > 2 * lists or ((form, length) != (b"full", lists) and form != b"sprs"):
        return None
    numbers = np.array(_take(stream, f"{length}Q"), dtype=np.uint64)
    if form == b"full":
        return numbers
    which = numbers[::2]
    rising = (which[1:] > which[:-1]).all() and (which < lists).all()
    return numbers[1::2] if length % 2 == 0 and rising else None


def _index(stream: IO[bytes]) -> tuple[bytes, tuple[int, int, int], int]:
    """Kind, (dimensions, trained, metric), count."""
    kind, dim, count, _, _, trained, metric = _take(stream, _HEADER)
    return kind, (dim, trained, metric), count


def _take(stream: IO[bytes], form: str) -> tuple[Any, ...]:
    form = f"<{form}"
    return struct.unpack(form, stream.read(struct.calcsize(form)))
