"""What is done with an index besides asking it: is it new, are its files, make it anew.

Everything here reads the disk and may take long: it is called on threads of the `Backend`.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from qa.errors import BadInput
from qa.files.sources import file_of, locate
from qa.indexing.results import Staleness, Summary
from qa.types import Document

if TYPE_CHECKING:
    from qa.library import Library


class OnProgress(Protocol):
    """Hears of a stage, how much of it is done, how much there is, and in which unit."""

    def __call__(self, stage: str, done: int, total: int, unit: str = "", /) -> None: ...


FolderStamp = tuple[tuple[int, ...], ...]

MOMENT = 1.0
"""Seconds spent at most on seeing which files changed."""
CHANGED = "The file changed since it was indexed: this is the text as indexed."
GONE = "The file is not there any more: this is the text as indexed."


class IndexFolderLike(Protocol):
    """What the desk asks for; `library` is the one that is open now."""

    def stamp(self) -> FolderStamp: ...
    def identity(self) -> int: ...
    def open(self) -> Any: ...
    def stale(self, library: Any) -> Staleness: ...
    def file_problem(self, library: Any, document: Document, roots: tuple[str, ...]) -> str: ...
    def update(self, roots: Sequence[str], report: OnProgress) -> Summary: ...


class IndexFolder:
    """The index in `folder`, and the files as they are."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def stamp(self) -> FolderStamp:
        """A value that changes whenever somebody writes the index; costs two calls of stat."""
        from qa.store.sync import DATABASE

        found = []
        for name in (DATABASE, f"{DATABASE}-wal"):
            try:
                facts = (self._folder / name).stat()
            except OSError:
                continue
            found.append((facts.st_ino, facts.st_size, facts.st_mtime_ns))
        return tuple(found)

    def identity(self) -> int:
        """Which file is the index: another where it was deleted and made anew, 0 for none."""
        from qa.store.sync import DATABASE

        try:
            return (self._folder / DATABASE).stat().st_ino
        except OSError:
            return 0

    def open(self) -> Library:
        """The index that is there now.

        Raises:
            IndexMissing, IndexUnusable: as `Library.open`.
        """
        from qa.library import Library

        return Library.open(self._folder)

    def stale(self, library: Library) -> Staleness:
        """How the files differ from the index, as far as a moment tells."""
        from qa.indexing.staleness import staleness

        return staleness(library, MOMENT)

    def file_problem(self, library: Library, document: Document, roots: tuple[str, ...]) -> str:
        """What is wrong with the file of a document, in words; "" when it is as indexed.

        Raises:
            OSError: if the file is there and cannot be read.
        """
        from qa.files.sources import is_saved_input
        from qa.files.state import digest

        with library.store.snapshot():
            files = library.store.database.files()
        file = file_of(document.source, files)
        if file not in files or is_saved_input(file):
            return ""
        path = locate(file, roots)
        if path is None:
            return GONE
        return "" if digest(path) == files[file] else CHANGED

    def update(self, roots: Sequence[str], report: OnProgress) -> Summary:
        """Make the index hold just these files and folders, and whatever else it was told before.

        Addresses of the web that it has are not fetched again: nobody asked for the network.

        Raises:
            QAError: as `qa.indexer.index`.
        """
        from qa.indexing.indexer import index
        from qa.indexing.request import IndexRequest

        return index(
            IndexRequest(roots, fetch=False),
            self._folder,
            progress=lambda step: report(step.stage, step.done, step.total, step.unit),
            notify=lambda line: report(line, 0, 0),
        )


def with_root(roots: Sequence[str], given: str) -> tuple[str, ...]:
    """The roots of an index and another: a file or a folder, as a person writes it, or an address.

    Raises:
        BadInput: if there is no such file, it cannot be read, holds no document, or is a root.
    """
    from qa.files.find import find
    from qa.files.sources import is_url
    from qa.load.formats import SUFFIXES

    root = given
    if not is_url(given):
        root = os.path.abspath(os.path.expanduser(given))
        if next(find([Path(root)], SUFFIXES), None) is None:
            raise BadInput(f"{root}: no file in it of a kind that qa reads")
    if root in roots:
        raise BadInput(f"{root} is indexed already: an update takes up what changed in it")
    return (*roots, root)
