"""How a reader opens qa.sqlite3: as one that may lock it, after a rollback, or without any lock.

A reader of a database in WAL mode shares memory with the writers, in a file beside it, which it has
to make if it is not there. Where it may not, it reads the database alone and locks nothing, which
SQLite calls immutable: it takes for granted that nobody writes. Here somebody may, so each look at
the database counts only if its files are afterwards as they were when it was opened.
"""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from qa.errors import IndexUnusable
from qa.store.connection import COMPANIONS, Busy, code_of, connect
from qa.store.folder import facts_in, identity_in

_LOOK = "SELECT count(*) FROM sqlite_master"
"""Reads the first page, for which SQLite takes its locks and rolls back."""
_NOT_FOR_WANT_OF_LOCKS = (
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_INTERRUPT,
)

Facts = tuple[int, ...] | None
"""Of a file: its number, size and times, one of which each write changes."""


@dataclass(frozen=True, slots=True)
class ReadAccess:
    """A connection without permission to write, and what it may rely on."""

    connection: sqlite3.Connection
    path: Path
    identity: tuple[int, int] | None
    """Of the file that was opened."""
    unlocked: tuple[Facts, ...] | None = None
    """Where nothing is locked: what its files were at first, and have to be after each look."""

    @classmethod
    def open(cls, path: Path) -> Self:
        """Opens a database to read.

        Raises:
            IndexUnusable: if there are changes beside it that cannot be read without writing.
            sqlite3.Error: if it cannot be read.
        """
        identity = identity_in(path.parent, path.name)
        connection = connect(path, "?mode=ro")
        try:
            begin(connection, path)
            connection.execute("COMMIT")
        except sqlite3.OperationalError as error:
            connection.close()
            if (code_of(error) & 0xFF) in _NOT_FOR_WANT_OF_LOCKS:
                raise
            unlocked = _state(path)
            _, log, _, journal = unlocked
            if any(facts and facts[1] for facts in (log, journal)):
                raise IndexUnusable(
                    f"{path} has changes that a stopped run left: "
                    "open it once where the folder can be written"
                ) from error
            return cls(connect(path, "?mode=ro&immutable=1"), path, identity, unlocked)
        except BaseException:
            connection.close()
            raise
        return cls(connection, path, identity)

    def is_current(self) -> bool:
        """Whether this would read what is in the folder now."""
        if self.unlocked is not None:
            return _state(self.path) == self.unlocked
        return identity_in(self.path.parent, self.path.name) == self.identity

    def check(self) -> None:
        """Raises Busy if what was read without a lock was perhaps being written."""
        if self.unlocked is not None and _state(self.path) != self.unlocked:
            raise Busy(f"{self.path} was written while it was read, without a lock: ask again")


def begin(connection: sqlite3.Connection, path: Path) -> None:
    """Begins to read one state of the database, after a rollback if a commit was interrupted.

    Raises:
        IndexUnusable: if that needs a rollback, for which the folder has to be written.
        sqlite3.Error: if it cannot be read.
    """
    try:
        _begin(connection)
    except sqlite3.OperationalError as error:
        if code_of(error) != sqlite3.SQLITE_READONLY_ROLLBACK:
            raise
        _roll_back(path)
        _begin(connection)


def _begin(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN")
    try:
        connection.execute(_LOOK)
    except sqlite3.Error:
        connection.execute("ROLLBACK")
        raise


def _roll_back(path: Path) -> None:
    """Has SQLite undo a commit that was interrupted, which takes permission to write."""
    try:
        with closing(connect(path, "?mode=rw")) as connection:
            connection.execute(_LOOK)
    except sqlite3.OperationalError as error:
        if (code_of(error) & 0xFF) in _NOT_FOR_WANT_OF_LOCKS:
            raise
        raise IndexUnusable(
            f"{path} has half of an update that was stopped: open it once where the folder can be"
            " written, which rolls it back"
        ) from error


def _state(path: Path) -> tuple[Facts, ...]:
    """Of the database and of each file that SQLite keeps beside it: log, shared memory, journal."""
    found = (facts_in(path.parent, path.name + end) for end in ("", *COMPANIONS))
    return tuple(f and (f.st_ino, f.st_size, f.st_mtime_ns, f.st_ctime_ns) for f in found)
