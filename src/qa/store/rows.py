"""Rows of qa.sqlite3 as values, checked here and nowhere else.

A column says its type, but SQLite keeps any value in it, and a disk may change one. What is not as
qa writes it raises ValueError, which the readers report as damage.
"""

import json
import math
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, pairwise
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from qa.types import Document, Kind, Paragraph, Span

UNIT = 0.01
"""How far a vector's length may be from 1: it was rounded to 16 bits a number."""


def typed(rows: Iterable[Any], *types: type) -> Iterator[Any]:
    """Rows whose values have exactly these types; numbers are finite.

    Raises:
        ValueError: at the first that has others.
    """
    for row in rows:
        if tuple(map(type, row)) != types:
            raise ValueError(f"a row of {[type(value).__name__ for value in row]}")
        if float in types and not all(math.isfinite(v) for v in row if type(v) is float):
            raise ValueError("a number that is none")
        yield row


def document(row: Sequence[Any]) -> Document:
    """From source, text, title, author, published, publisher, url, language, pages."""
    [(*texts, pages)] = typed([row], *[str] * 8, bytes)
    whole = Document(*texts)
    begins = tuple(integers(pages))
    if any(not 0 <= page <= len(whole.text) for page in begins) or list(begins) != sorted(begins):
        raise ValueError("pages")
    return replace(whole, pages=begins)


def paragraph(owner: Document, row: Sequence[Any]) -> Paragraph:
    """From ordinal, begins, ends, kind, sentences, section, header."""
    [(ordinal, start, end, kind, sentences, section, header)] = typed(
        [row], int, int, int, str, bytes, str, bytes
    )
    flat = integers(sentences)
    spans = tuple(Span(a, b) for a, b in zip(flat[::2], flat[1::2], strict=True))
    above = Span(*integers(header)) if header else None
    size = len(owner.text)
    if ordinal < 0 or not 0 <= start < end <= size or (above and above.end > size):
        raise ValueError("place")
    if any(not start <= s.start < s.end <= end for s in spans):
        raise ValueError("sentences")
    if any(b.start < a.end for a, b in pairwise(spans)):
        raise ValueError("order of sentences")
    return Paragraph(owner, ordinal, start, end, Kind(kind), spans, headings(section), above)


def headings(section: str) -> tuple[str, ...]:
    """The headings above a paragraph, as they are stored."""
    path = json.loads(section) if section else []
    if not isinstance(path, list) or not all(isinstance(heading, str) for heading in path):
        raise ValueError("section")
    return tuple(path)


def vectors(rows: Sequence[Sequence[Any]], dim: int) -> NDArray[np.float32]:
    """From a column of vectors and one of their checksums: all of them, float32 (n, dim)."""
    size = 2 * dim
    for blob, checksum in typed(rows, bytes, int):
        if not blob or len(blob) % size or crc32(blob) != checksum:
            raise ValueError("vectors")
    flat = np.frombuffer(b"".join(blob for blob, _ in rows), dtype="<f2")
    return _unit(flat.astype(np.float32).reshape(-1, dim))


def window_vectors(found: Iterable[Any], dim: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """From rows of an id, vectors and their checksum: the ids, and of each the first vector."""
    ids, firsts, size = [], [], 2 * dim
    for key, blob, checksum in typed(found, int, bytes, int):
        if len(blob) < size or crc32(blob) != checksum:
            raise ValueError("vectors")
        ids.append(key)
        firsts.append(blob[:size])
    flat = np.frombuffer(b"".join(firsts), dtype="<f2").astype(np.float32)
    return np.array(ids, dtype=np.int64), _unit(flat.reshape(len(ids), dim))


def sentence_vectors(
    found: Sequence[Any], dim: int
) -> tuple[list[int], list[int], NDArray[np.float32]]:
    """From the same rows: of each its id, how many vectors come after the first, and all these."""
    whole = vectors([(blob, checksum) for _, blob, checksum in found], dim)
    counts = [len(blob) // (2 * dim) for _, blob, _ in found]
    firsts = [0, *accumulate(counts)][: len(counts)]
    others = np.delete(whole, firsts, axis=0) if firsts else whole
    return [key for key, _, _ in found], [count - 1 for count in counts], others


def _unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """The same, if all are of length 1."""
    squares = np.einsum("ij,ij->i", rows, rows)
    if not (np.abs(squares - 1) <= 2 * UNIT).all():  # a number that is none is not near 1 either
        raise ValueError("length of a vector")
    return rows


def integers(blob: bytes) -> "array[int]":
    """Little-endian int32."""
    return array("i", blob)
