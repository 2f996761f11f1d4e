"""Work on an index folder other than questions: notice changes, reopen it, update it.

Everything here reads the disk and may take long: `Backend` calls it on its threads.
"""

from __future__ import annotations

import os
import shlex
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
    """Is told the stage, how much of it is done, how much there is, and in which unit."""

    def __call__(self, stage: str, done: int, total: int, unit: str = "", /) -> None: ...


FolderStamp = tuple[tuple[int, ...], ...]
"""Changes whenever an index is written; () where there is none."""

STALENESS_TIME = 1.0
"""Seconds spent at most on finding which files changed."""
CHANGED = "The file has changed since it was indexed. This is the text that was indexed."
GONE = "The file no longer exists. This is the text that was indexed."


class IndexFolderLike(Protocol):
    """What the backend needs of an index folder; `library` is the one that is open now."""

    def stamp(self) -> FolderStamp: ...
    def identity(self) -> int: ...
    def open(self) -> Any: ...
    def staleness(self, library: Any) -> Staleness: ...
    def file_problem(self, library: Any, document: Document, roots: tuple[str, ...]) -> str: ...
    def update(self, roots: Sequence[str], on_progress: OnProgress) -> Summary: ...
    def undo(self) -> str: ...


class IndexFolder:
    """The index in `folder`, and the files it was made from."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def stamp(self) -> FolderStamp:
        """A value that changes whenever the index is written; costs two calls of stat."""
        from qa.store.sync import DATABASE

        stamps = []
        for name in (DATABASE, f"{DATABASE}-wal"):
            try:
                facts = (self._folder / name).stat()
            except OSError:
                continue
            stamps.append((facts.st_ino, facts.st_size, facts.st_mtime_ns))
        return tuple(stamps)

    def identity(self) -> int:
        """The inode of the index, which changes when it is deleted and built again; 0 for none."""
        from qa.store.sync import DATABASE

        try:
            return (self._folder / DATABASE).stat().st_ino
        except OSError:
            return 0

    def open(self) -> Library:
        """Open the index as it is now.

        Raises:
            IndexMissing, IndexUnusable: as `Library.open`.
        """
        from qa.library import Library

        return Library.open(self._folder)

    def staleness(self, library: Library) -> Staleness:
        """How the files differ from the index, as far as can be told within STALENESS_TIME."""
        from qa.indexing.staleness import staleness

        return staleness(library, STALENESS_TIME)

    def file_problem(self, library: Library, document: Document, roots: tuple[str, ...]) -> str:
        """What is wrong with the file of a document, in words; "" when it is as indexed.

        Raises:
            OSError: if the file exists and cannot be read.
        """
        from qa.files.sources import is_saved_input
        from qa.files.state import digest

        with library.store.snapshot():
            files = library.store.database.files()
        file = file_of(document.source, files)
        if file not in files or is_saved_input(file) or not roots:
            return ""
        path = locate(file, roots)
        if path is None:
            return GONE
        return "" if digest(path) == files[file] else CHANGED

    def update(self, roots: Sequence[str], on_progress: OnProgress) -> Summary:
        """Update the index to hold exactly these roots.

        Web addresses that it has already are not fetched again.

        Raises:
            QAError: as `qa.indexer.index`.
        """
        from qa.indexing.indexer import index
        from qa.indexing.request import IndexRequest

        return index(
            IndexRequest(roots, fetch=False),
            self._folder,
            progress=lambda step: on_progress(step.stage, step.done, step.total, step.unit),
            notify=lambda line: on_progress(line, 0, 0),
        )

    def undo(self) -> str:
        """Bring back the index before the last update; what that did, in words.

        Raises:
            BadInput: if there is nothing to undo.
        """
        from qa.render_index import undone_text
        from qa.store.writer import undo

        return undone_text(undo(self._folder))


def typed_path(typed: str) -> str:
    """The path that was meant: without a shell's quotes and escapes, where none exists with them.

    Paths come from file managers and shells as 'my notes' or my\\ notes.
    """
    plain = os.path.expanduser(typed)
    if os.path.lexists(plain):
        return plain
    try:
        (word,) = shlex.split(typed)
    except ValueError:  # a quote without its pair, or several words
        return plain
    return os.path.expanduser(word.removeprefix("file://"))


def with_root(roots: Sequence[str], typed: str) -> tuple[str, ...]:
    """The roots of an index and one more: a file, a folder or a web address as a person types it.

    Raises:
        BadInput: if it does not exist, cannot be read, holds no document, or is a root already.
    """
    from qa.files.find import find
    from qa.files.sources import is_url
    from qa.load.formats import SUFFIXES

    root = typed
    if not is_url(typed):
        root = os.path.abspath(typed_path(typed))
        if next(find([Path(root)], SUFFIXES), None) is None:
            raise BadInput(f"{root} holds no file of a kind that qa can read")
    if root in roots:
        raise BadInput(f"{root} is indexed already; update the index to take up its changes")
    return (*roots, root)
