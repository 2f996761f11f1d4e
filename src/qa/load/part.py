"""A part: bytes to read under a lasting name, within limits that no hostile file can pass."""

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
"""Bytes of one document: twelve Bibles. Its text, pieces and sentences are in memory at once."""
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
"""What readers of foreign formats raise at a file that nobody foresaw, RecursionError included."""


@dataclass(frozen=True, slots=True)
class Part:
    """Something to read: a file, a member of an archive, an answer from the web."""

    source: str
    """Its lasting name, and what the sources of its documents begin with."""
    name: str
    """Its last suffix says the format."""
    stream: BinaryIO
    depth: int = 0
    """How many archives are around it."""

    @property
    def suffix(self) -> str:
        """The last suffix in small letters, "" when there is none."""
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
        """The bytes as a stream in which seeking is quick.

        Raises:
            BadInput: if it has to be held in memory for that, and is too large.
        """
        if self.depth == 0 and self.stream.seekable():
            return self.stream
        return io.BytesIO(self.read(MOST_FILE))


def _ignore(source: str, reason: str) -> None:
    """Skip without a word."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """How the user wants it read."""

    fields: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """The user's column for one of ours, such as {"text": "body"}."""
    skip: Callable[[str, str], None] = _ignore
    """Told of each row or member that is left out: its source, and the reason in one line."""


Format = Callable[[Part, Wishes], Iterator[Document]]
"""What reads the documents in a part."""


def whole(read: Callable[[bytes], Document], most: int = MOST_TEXT) -> Format:
    """A format in which a file is one document, of at most so many bytes."""

    def documents(part: Part, wishes: Wishes) -> Iterator[Document]:
        yield replace(read(part.read(most)), source=part.source)

    return documents


Tell = Callable[[str, str], None]
"""Told what a file holds that is not read: its name in the file, and the reason."""


def whole_but(read: Callable[[bytes, Tell], Document], most: int = MOST_TEXT) -> Format:
    """As `whole`, where what a file holds besides may be left out, which is told."""

    def documents(part: Part, wishes: Wishes) -> Iterator[Document]:
        def tell(name: str, reason: str) -> None:
            wishes.skip(f"{part.source}/{inner_name(name)}", reason)

        yield replace(read(part.read(most), tell), source=part.source)

    return documents


class Names:
    """Sources for what a collection holds: each begins with its own, is safe, and is given once."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._taken: set[str] = set()
        self._times: Counter[str] = Counter()

    def give(self, name: str) -> str:
        """A source for what calls itself `name`; a second of that name gets a number."""
        name = unique = inner_name(name)
        while unique in self._taken:
            self._times[name] += 1
            unique = f"{name} ({self._times[name] + 1})"
        self._taken.add(unique)
        return f"{self._source}/{unique}"


def inner_name(name: str) -> str:
    """A name from inside a file as a relative path without "..", on one line, of bounded length."""
    steps = one_line(name[: 10 * LONGEST_NAME].replace("\\", "/")).split("/")
    kept = "/".join(step for step in map(str.strip, steps) if step not in ("", ".", ".."))
    return kept[-LONGEST_NAME:].strip("/ ") or "unnamed"
