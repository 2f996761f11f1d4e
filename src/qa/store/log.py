"""The write-ahead log of qa.sqlite3: cut where it grows, and left where it does not work."""

import sqlite3
from contextlib import suppress
from pathlib import Path

from qa.store.connection import PATIENCE
from qa.store.folder import facts_in

MOST = 16 * 1024 * 1024
"""Bytes above which the log is cut after a commit."""
_WAIT = 500
"""Milliseconds that a reader is waited for, whose state would have to stay in the log."""


def cut(connection: sqlite3.Connection, path: Path) -> None:
    """Copies a long log into the database and empties it.

    SQLite by itself begins the log anew at a moment at which nobody reads from it; beside constant
    readers there is none. Here those that read are waited for, and those that begin meanwhile read
    the database alone.
    """
    facts = facts_in(path.parent, f"{path.name}-wal")
    if facts is None or facts.st_size <= MOST:
        return
    connection.execute(f"PRAGMA busy_timeout = {_WAIT}")
    with suppress(sqlite3.OperationalError):  # no room, perhaps: what the log holds is safe there
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    connection.execute(f"PRAGMA busy_timeout = {1000 * PATIENCE}")


def leave(connection: sqlite3.Connection) -> None:
    """For a folder where processes cannot share a write-ahead log, such as one on a network.

    Readers then wait while an update is written, at most `PATIENCE`.
    """
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")  # then the log needs no shared memory
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("PRAGMA locking_mode = NORMAL")
