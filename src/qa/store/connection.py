"""One SQLite connection, opened defensively, since an index folder may come from a stranger.

Turns SQLite's errors for damage into the errors of this program.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zlib import crc32

from qa.errors import IndexUnusable
from qa.store.folder import check_regular, ends_with


class Busy(IndexUnusable):
    """It cannot be used now (locked, full, no permission), and nothing says it is damaged."""


_FOR_NOW = (
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_NOMEM,
)
LIVE = "documents d JOIN files f ON f.id = d.file AND f.state = 'live'"
"""The documents that a reader sees, in SQL."""
PATIENCE = 30
"""Seconds that a statement waits for another process; only where WAL does not work has it to."""
COMPANIONS = ("-wal", "-shm", "-journal")
"""What SQLite appends to the name of a database, for files that it keeps beside it."""
_JOURNAL = bytes.fromhex("d9d505f920a163d7")
"""A rollback journal ends with this where it names another journal, which SQLite would delete."""
_LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: 300_000_000,  # bytes of a value: a text of 64 million characters
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 1_000_000,
    sqlite3.SQLITE_LIMIT_ATTACHED: 1,  # VACUUM needs one
    sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
}
_STEPS = 200_000
"""Of SQLite's machine, some milliseconds, between two looks at whether Ctrl+C was pressed."""


def connect(path: Path, options: str = "") -> sqlite3.Connection:
    """A connection in autocommit mode; `options` follow the file's URI, like "?mode=ro".

    Raises:
        IndexUnusable: if one of SQLite's files is a link, or not what SQLite makes for qa.
    """
    journal = f"{path.name}-journal"
    check_regular(path.parent, [path.name, *(path.name + each for each in COMPANIONS)])
    if ends_with(path.parent, journal, _JOURNAL):
        raise IndexUnusable(
            f"{path.with_name(journal)} names a file to delete: choose another folder with --index"
        )
    connection = sqlite3.connect(
        (path.parent.resolve() / path.name).as_uri() + options,
        uri=True,
        timeout=PATIENCE,
        isolation_level=None,
        check_same_thread=False,
    )
    for limit, most in _LIMITS.items():
        connection.setlimit(limit, most)
    # Python handles Ctrl+C only where it runs: in a long statement, in this function.
    connection.set_progress_handler(lambda: 0, _STEPS)
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    connection.create_function("crc32", 1, crc32, deterministic=True)
    connection.create_function("folded", 1, _folded, deterministic=True)
    return connection


def statements(script: str) -> Iterator[str]:
    """The statements of a script one by one: executescript would commit between them."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def is_for_now(error: sqlite3.OperationalError) -> bool:
    """Whether an error comes from the moment or the place, rather than from the file."""
    # The low byte is the kind of error; the rest gives details.
    return (code_of(error) & 0xFF) in _FOR_NOW


def code_of(error: sqlite3.Error) -> int:
    """SQLite's code for an error; 0 for one of Python's own, such as for text that is not UTF-8."""
    return getattr(error, "sqlite_errorcode", 0)


def damaged(path: Path) -> IndexUnusable:
    """The error for a file that SQLite cannot read."""
    return IndexUnusable(
        f"{path} is damaged: see `qa doctor`, or make it again with `qa index --rebuild PATH...`"
    )


@contextmanager
def wrong_as_damaged(path: Path) -> Iterator[None]:
    """Turns what `qa.store.rows` raises into IndexUnusable; only for the reading of rows."""
    try:
        yield
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise damaged(path) from error


@contextmanager
def damage_as_unusable(path: Path) -> Iterator[None]:
    """Turns SQLite's errors for damage into IndexUnusable, whenever they occur."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if code_of(error) == sqlite3.SQLITE_INTERRUPT:  # Ctrl+C, which SQLite takes for its own
            raise KeyboardInterrupt from error
        is_missing = any(words in str(error) for words in ("no such table", "no such column"))
        if is_missing or not code_of(error):
            raise damaged(path) from error
        kind = Busy if is_for_now(error) else IndexUnusable
        raise kind(f"{path} cannot be used now: {error}") from error
    except sqlite3.DatabaseError as error:
        raise damaged(path) from error


def _folded(text: str) -> str:
    """Case-folded by Unicode's rules; SQLite's own lower() handles ASCII only."""
    return str(text).casefold()
