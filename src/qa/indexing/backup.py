"""`qa backup`: copies an index, whole, while others ask and update it.

The database is one state of it; the documents from stdin and from the web that it needs come with
it, and vectors.faiss. What belongs to a run (its lock, its drafts) or was set aside stays behind.
"""

import os
import shutil
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from qa.errors import BadInput
from qa.indexing import saved_inputs
from qa.indexing.results import Step
from qa.store.copying import begin_copy, drop_copies, finish_copy
from qa.store.database import Database
from qa.store.folder import names_in, open_in, sync, written_in
from qa.store.lock import LOCK
from qa.store.sync import DATABASE, VECTORS, write_vectors
from qa.store.totals import counts
from qa.store.writer import HOLDER, writer

TRIES = 5
"""Copies that are begun, where each time a saved input was dropped while it was being made."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy of an index."""

    folder: Path
    documents: int
    bytes: int


def back_up(
    folder: Path,
    target: Path,
    *,
    progress: Callable[[Step], None] | None = None,
    notify: Callable[[str], None] | None = None,
) -> Backup:
    """Copies the index into another folder, which is made: whole, or without a qa.sqlite3.

    Args:
        progress: called with each step, in pages of the database.
        notify: called with a line about anything unusual.

    Raises:
        IndexMissing, IndexUnusable: if there is no index, or it is damaged.
        BadInput: if the other folder is not empty, lies in the index, or cannot be written.
    """
    report = progress or (lambda _step: None)
    with closing(Database.open(folder / DATABASE)) as database:
        _check_empty(target)
        if target.resolve().is_relative_to(folder.resolve()):
            raise BadInput(f"{target} lies in the index itself: name a folder elsewhere")
        try:
            target.mkdir(parents=True, exist_ok=True)
            sync(target.parent)
            documents = _copy(database, folder, target, report)
            _copy_vectors(folder, target)
            finish_copy(database, target)
        except OSError as error:
            raise BadInput(f"{target} cannot be written: {error.strerror or error}") from error
        finally:
            with suppress(OSError):
                drop_copies(target)
    with writer(target, repairs=True) as copy:
        write_vectors(copy, target, notify)
    size = sum(path.stat().st_size for path in target.rglob("*") if path.is_file())
    return Backup(target, documents, size)


def _check_empty(target: Path) -> None:
    """Raises BadInput if the folder holds anything but what a stopped backup has left."""
    ours = (saved_inputs.GIVEN, VECTORS, LOCK, HOLDER)
    others = [
        name
        for name in names_in(target)
        if name not in ours and not name.startswith((f".{DATABASE}.", f".{VECTORS}."))
    ]
    if others or (target.exists() and not target.is_dir()):
        raise BadInput(f"{target} is not empty: name a new folder, one for each backup")


def _copy(database: Database, folder: Path, target: Path, report: Callable[[Step], None]) -> int:
    """Copies one state and the saved inputs that it needs; returns how many documents it has."""

    def tell(done: int, total: int) -> None:
        report(Step("copying", done, total, "pages"))

    for _ in range(TRIES):
        with database.snapshot():
            generation, files = database.settings().generation, database.files()
            documents = counts(database)["documents"]
            begin_copy(database, target, tell)
        # An update drops inputs that its own state does not need once it is committed.
        whole = saved_inputs.copy(folder, target, files)
        with database.snapshot():
            if whole or database.settings().generation == generation:
                return documents
    raise BadInput(f"{folder} is updated too often to be copied: again later")


def _copy_vectors(folder: Path, target: Path) -> None:
    with (
        suppress(FileNotFoundError),  # then the copy gets it from its database
        os.fdopen(open_in(folder, VECTORS), "rb") as old,
        written_in(target, VECTORS) as new,
    ):
        shutil.copyfileobj(old, new)
