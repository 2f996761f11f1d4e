"""A part: bytes to read under a stable name, within limits that no hostile file can exceed."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import BinaryIO
from xml.parsers.expat import ExpatError

from qa.errors import BadInput
from qa.text.sanitize import one_line
from qa.types import Document

MIB = 1024 * 1024
MOST_TEXT = 64 * MIB
"""Bytes of one document: twelve Bibles. Memory holds its text, pieces and sentences at once."""
MOST_FILE = 256 * MIB
"""Bytes of one file of a format that also holds pictures and fonts: PDF, DOCX, ODT, EPUB, ZIP."""
LONGEST_NAME = 200
"""Characters of a name inside a collection."""

BROKEN = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    ExpatError,
    LookupError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)
"""What parsers raise for malformed files that they do not expect, RecursionError included."""


@dataclass(frozen=True, slots=True)
class Part:
    """Something to read: a file, a member of an archive, a fetched page."""

    source: str
    """Its stable name, with which the sources of its documents begin."""
    name: str
    """Its last suffix decides the format."""
    stream: BinaryIO
    depth: int = 0
    """How many archives it is nested in."""

    @property
    def suffix(self) -> str:
        """The last suffix in lower case, "" when there is none."""
        return PurePosixPath(self.name).suffix.lower()

    def read(self, most: int) -> bytes:
        """All of its bytes.

        Raises:
            BadInput: if there are more than `most`.
        """
        data = self.stream.read(most + 1)
        if len(data) > most:
            raise BadInput(f"larger than {most // MIB} MB, too large for one document")
        return data

    def seekable(self) -> BinaryIO:
        """The bytes as a stream in which seeking is fast.

        Raises:
            BadInput: if it would have to be held in memory, and is too large.
        """
        if self.depth == 0 and self.stream.seekable():
            return self.stream
        return io.BytesIO(self.read(MOST_FILE))


def _ignore(source: str, reason: str) -> None:
    """Skip silently."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How the user wants files to be read."""

    fields: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """The user's column for a field of ours, such as {"text": "body"}."""
    skip: Callable[[str, str], None] = _ignore
    """Called for each row or member that is left out, with its source and a reason of one line."""


ReadDocuments = Callable[[Part, ReadOptions], Iterator[Document]]
"""A function that reads the documents in a part."""


def whole(read: Callable[[bytes], Document], most: int = MOST_TEXT) -> ReadDocuments:
    """The same for a format in which a file is one document, of at most `most` bytes."""

    def documents(part: Part, options: ReadOptions) -> Iterator[Document]:
        yield replace(read(part.read(most)), source=part.source)

    return documents


Skip = Callable[[str, str], None]
"""Called for a member of a file that is left out, with its name and a reason of one line."""


def whole_with_skips(
    read: Callable[[bytes, Skip], Document], most: int = MOST_TEXT
) -> ReadDocuments:
    """The same for a reader that reports the members of a file that it leaves out."""

    def documents(part: Part, options: ReadOptions) -> Iterator[Document]:
        def tell(name: str, reason: str) -> None:
            options.skip(f"{part.source}/{inner_name(name)}", reason)

        yield replace(read(part.read(most), tell), source=part.source)

    return documents


def whole_noting(
    read: Callable[[bytes, Callable[[str], None]], Document], most: int = MOST_TEXT
) -> ReadDocuments:
    """As `whole`, for a format whose reader also reports, a line each, what it could not read."""

    def documents(part: Part, options: ReadOptions) -> Iterator[Document]:
        def report(reason: str) -> None:
            options.skip(part.source, reason)

        yield replace(read(part.read(most), report), source=part.source)

    return documents


class Names:
    """Sources for the documents in a collection: safe, unique, and beginning with its source."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._used: set[str] = set()
        self._times: Counter[str] = Counter()

    def give(self, name: str) -> str:
        """A source for a document named `name`; a second one of that name gets a number."""
        name = unique = inner_name(name)
        while unique in self._used:
            self._times[name] += 1
            unique = f"{name} ({self._times[name] + 1})"
        self._used.add(unique)
        return f"{self._source}/{unique}"


def inner_name(name: str) -> str:
    """A name from inside a file as a relative path without "..", on one line, of bounded length."""
    steps = one_line(name[: 10 * LONGEST_NAME].replace("\\", "/")).split("/")
    path = "/".join(step for step in map(str.strip, steps) if step not in ("", ".", ".."))
    return path[-LONGEST_NAME:].strip("/ ") or "unnamed"
