"""What is done with an index besides asking it: is it new, are its files, make it anew.

Everything here reads the disk and may take long: it is called on threads of the `Desk`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from qa.types import Document
from qa.ui.editor import locate
from qa.ui.progress import StalenessLike, SummaryLike

if TYPE_CHECKING:
    from qa.library import Library


class Report(Protocol):
    """Hears of a stage, how much of it is done, how much there is, and in which unit."""

    def __call__(self, stage: str, done: int, total: int, unit: str = "", /) -> None: ...


Stamp = tuple[tuple[int, ...], ...]

MOMENT = 1.0
"""Seconds spent at most on seeing which files changed."""
CHANGED = "The file changed since it was indexed: this is the text as indexed."
GONE = "The file is not there any more: this is the text as indexed."


class Described(Protocol):
    """The facts about an index that are needed here."""

    @property
    def folder(self) -> str: ...
    @property
    def roots(self) -> tuple[str, ...]: ...


class KeeperLike(Protocol):
    """What the desk asks for; `library` is the one that its opener opened."""

    def stamp(self, status: Described) -> Stamp: ...
    def stale(self, library: Any) -> StalenessLike: ...
    def amiss(self, library: Any, document: Document, roots: tuple[str, ...]) -> str: ...
    def update(self, library: Any, status: Described, report: Report) -> SummaryLike: ...


class Keeper:
    """The files as they are."""

    def stamp(self, status: Described) -> Stamp:
        """A value that changes whenever somebody writes the index; costs two calls of stat."""
        from qa.store import DATABASE

        found = []
        for name in (DATABASE, f"{DATABASE}-wal"):
            try:
                facts = Path(status.folder, name).stat()
            except OSError:
                continue
            found.append((facts.st_ino, facts.st_size, facts.st_mtime_ns))
        return tuple(found)

    def stale(self, library: Library) -> StalenessLike:
        """How the files differ from the index, as far as a moment tells."""
        from qa.freshness import staleness

        return staleness(library, MOMENT)

    def amiss(self, library: Library, document: Document, roots: tuple[str, ...]) -> str:
        """What is wrong with the file of a document, in words; "" when it is as indexed.

        Raises:
            OSError: if the file is there and cannot be read.
        """
        from qa.files import digest, is_given

        with library.store.snapshot():
            files = library.store.database.files()
        file = file_of(document.source, files)
        if file not in files or is_given(file):
            return ""
        path = locate(file, roots)
        if path is None:
            return GONE
        return "" if digest(path) == files[file] else CHANGED

    def update(self, library: Library, status: Described, report: Report) -> SummaryLike:
        """Make the index mirror its files and folders again, as it was told the last time.

        Addresses of the web are not fetched again: nobody asked for the network.
        """
        from qa.indexer import index

        with library.store.snapshot():
            settings = library.store.settings
        return index(
            status.roots,
            Path(status.folder),
            progress=lambda step: report(step.stage, step.done, step.total, step.unit),
            notify=lambda line: report(line, 0, 0),
            exclude=settings.get("exclude", ()),
            fields=settings.get("fields"),
            fetch=False,
        )


def file_of(source: str, files: Mapping[str, object]) -> str:
    """The source of the file that a document came from, which may hold several documents."""
    file = source
    while file not in files and "/" in file:
        file = file.rsplit("/", 1)[0]
    return file if file in files else source
