"""Files -> Documents: `find_files` says which, `read_documents` reads one or a whole collection.

`formats.FORMATS` has a line for each format.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

from qa.errors import BadInput, QAError
from qa.files.find import FoundFile, list_files
from qa.files.sources import is_url
from qa.load.fetch import fetch
from qa.load.formats import FORMATS, SUFFIXES, read_part
from qa.load.part import Part, ReadOptions
from qa.load.text import decode
from qa.types import Document

__all__ = [
    "FORMATS",
    "SUFFIXES",
    "FoundFile",
    "decode",
    "fetch",
    "find_files",
    "is_url",
    "read_documents",
    "read_stream",
]

MOST_LINES = 500_000
"""Lines of one document: a Bible has 31,000. Each can become a paragraph, in memory with others."""
MOST_NAMED = 100
"""Rows and members that are named when they are skipped; of more, only the number is told."""


def find_files(paths: Sequence[Path], exclude: Sequence[str] = ()) -> tuple[FoundFile, ...]:
    """The files given, and those of a known format in the folders given; see `list_files`."""
    return list_files(paths, SUFFIXES, exclude)


def read_documents(
    path: Path,
    source: str,
    *,
    fields: Mapping[str, str] | None = None,
    skip: Callable[[str, str], None] | None = None,
) -> Iterator[Document]:
    """The document in a file, or those of a collection, whose sources begin with `source`.

    Args:
        fields: the user's columns for ours in a collection, such as {"text": "body"}.
        skip: told of what is left out, as (source, reason): rows, members, the end of a file.

    Raises:
        BadInput: if not one document can be read; the message is the reason, in one line.
        MissingExtra: if the format needs a package that is not installed.
    """
    try:
        with path.open("rb") as stream:
            yield from read_stream(stream, path.name, source, fields=fields, skip=skip)
    except OSError as error:
        raise BadInput(error.strerror or str(error)) from error


def read_stream(
    stream: BinaryIO,
    name: str,
    source: str,
    *,
    fields: Mapping[str, str] | None = None,
    skip: Callable[[str, str], None] | None = None,
) -> Iterator[Document]:
    """As `read_documents`, from an open file, stdin or what was fetched.

    The suffix of `name` says the format.
    """
    skipped = _Skipped(skip)
    try:
        for document in read_part(
            Part(source, name, stream), ReadOptions(dict(fields or {}), skipped.tell)
        ):
            if document.text.count("\n") > MOST_LINES:
                skipped.tell(document.source, f"more than {MOST_LINES:,} lines")
                continue
            skipped.open()
            yield document
    except QAError as error:
        if not skipped.is_open:
            raise
        skipped.tell(source, f"{error}; what stands before that is read")
    if not skipped.is_open:
        raise BadInput(f"no document in it{skipped.example()}")
    skipped.close(source)


class _Skipped:
    """Passes on the first so many once there is a document, and counts the others."""

    def __init__(self, skip: Callable[[str, str], None] | None) -> None:
        self._skip = skip
        self._count = 0
        self._first: list[tuple[str, str]] = []
        self.is_open = False
        """Whether there is a document; what is skipped before that may be why there is none."""

    def open(self) -> None:
        if not self.is_open:
            self.is_open = True
            for source, reason in self._first:
                self._pass_on(source, reason)

    def tell(self, source: str, reason: str) -> None:
        self._count += 1
        if self._count <= MOST_NAMED:
            if self.is_open:
                self._pass_on(source, reason)
            else:
                self._first.append((source, reason))

    def example(self) -> str:
        """The first that was skipped, where there are some."""
        if not self._first:
            return ""
        (source, reason), more = self._first[0], self._count - 1
        return f": {source}: {reason}" + (f" (and {more:,} more)" if more else "")

    def _pass_on(self, source: str, reason: str) -> None:
        if self._skip is not None:
            self._skip(source, reason)

    def close(self, source: str) -> None:
        if self._skip is not None and self._count > MOST_NAMED:
            self._skip(source, f"{self._count - MOST_NAMED:,} more are left out, for such reasons")
