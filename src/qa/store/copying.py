"""A copy of qa.sqlite3, made by SQLite's online backup while others read and write the index.

A copy of the files alone, made during an update, may hold half of it.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from qa.errors import BadInput
from qa.store.connection import connect, damaged
from qa.store.database import Database
from qa.store.folder import draft_of, drafts_in, remove_in, rename_in
from qa.store.sync import DATABASE


def begin_copy(database: Database, folder: Path, tell: Callable[[int, int], None]) -> None:
    """Copies what a snapshot of the database holds into a folder; `finish_copy` gives it its name.

    Args:
        tell: called with the pages that are done, and with all.

    Raises:
        BadInput: if it cannot be written.
        IndexUnusable: if the database is damaged.
    """
    drop_copies(folder)
    with _unwritten(folder), closing(connect(folder / draft_of(DATABASE))) as copy:
        database.copy_to(copy, tell)


def finish_copy(database: Database, folder: Path) -> None:
    """Checks the copy, and makes it the index of its folder.

    Raises:
        BadInput: if it cannot be read.
        IndexUnusable: if the database was damaged, and so the copy is.
        OSError: if it cannot be renamed.
    """
    draft = draft_of(DATABASE)
    with _unwritten(folder), closing(connect(folder / draft)) as copy:
        found = copy.execute("PRAGMA integrity_check(1)").fetchone()
    if found != ("ok",):
        raise damaged(database.path)
    rename_in(folder, draft, DATABASE)


@contextmanager
def _unwritten(folder: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        raise BadInput(f"the copy in {folder} cannot be made: {error}") from error


def drop_copies(folder: Path) -> None:
    """Removes what backups that were stopped have left. Raises OSError."""
    for name in drafts_in(folder, DATABASE):
        remove_in(folder, name)
