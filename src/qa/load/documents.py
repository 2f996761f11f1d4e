"""Files -> Documents: `find_files` lists files, `read_documents` reads one, or a collection.

`formats.FORMATS` has a record for each format.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

from qa.errors import BadInput, QAError
from qa.files.find import FoundFile, list_files
from qa.files.opening import open_regular
from qa.files.unread import Unread
from qa.load.formats import SUFFIXES, read_part
from qa.load.part import MIB, MOST_TEXT, Part, ReadOptions
from qa.types import Document

MOST_LINES = 500_000
"""Lines of one document: a Bible has 31,000. Each can become a paragraph, all in memory at once."""
MOST_NAMED = 100
"""Skipped rows and members that are named; any more are only counted."""


def find_files(
    paths: Sequence[Path],
    exclude: Sequence[str] = (),
    unread: Unread | None = None,
    reserved: Collection[str] = (),
) -> tuple[FoundFile, ...]:
    """The files given, and those of a known format in the folders given; see `list_files`."""
    return list_files(paths, SUFFIXES, exclude, unread, reserved)


def read_documents(
    path: Path,
    source: str,
    *,
    fields: Mapping[str, str] | None = None,
    skip: Callable[[str, str], None] | None = None,
    follow: bool = True,
) -> Iterator[Document]:
    """The document in a file, or those of a collection, whose sources begin with `source`.

    Args:
        fields: the user's columns for ours in a collection, such as {"text": "body"}.
        skip: called as (source, reason) for what is left out: rows, members, the rest of a file.
        follow: whether the file may be a link.

    Raises:
        BadInput: if no document at all can be read; the message is the reason, in one line.
        MissingExtra: if the format needs a package that is not installed.
    """
    try:
        with os.fdopen(open_regular(path, follow=follow), "rb") as stream:
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
    """As `read_documents`, from an open file, stdin or a fetched page.

    The suffix of `name` decides the format.
    """
    skipped = _Skipped(skip)
    try:
        for document in read_part(
            Part(source, name, stream), ReadOptions(dict(fields or {}), skipped.tell)
        ):
            if document.text.count("\n") > MOST_LINES:
                skipped.tell(document.source, f"more than {MOST_LINES:,} lines")
                continue
            if len(document.text) > MOST_TEXT:  # made of names or cells that are repeated
                skipped.tell(document.source, f"more than {MOST_TEXT // MIB} MB of text")
                continue
            skipped.open()
            yield document
    except QAError as error:
        if not skipped.is_open:
            raise
        skipped.tell(source, f"{error}; what comes before that was read")
    if not skipped.is_open:
        raise BadInput(f"it contains no document{skipped.example()}")
    skipped.close(source)


class _Skipped:
    """Reports what is skipped, once there is a document: `MOST_NAMED` by name, then a number."""

    def __init__(self, skip: Callable[[str, str], None] | None) -> None:
        self._skip = skip
        self._count = 0
        self._first: list[tuple[str, str]] = []
        self.is_open = False
        """Whether there is a document; if there is none, what was skipped is the reason."""

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
        """The first that was skipped, to follow a message; "" if there is none."""
        if not self._first:
            return ""
        (source, reason), more = self._first[0], self._count - 1
        return f": {source}: {reason}" + (f" (and {more:,} more)" if more else "")

    def _pass_on(self, source: str, reason: str) -> None:
        if self._skip is not None:
            self._skip(source, reason)

    def close(self, source: str) -> None:
        if self._skip is not None and self._count > MOST_NAMED:
            self._skip(
                source, f"{self._count - MOST_NAMED:,} more are left out, for similar reasons"
            )
