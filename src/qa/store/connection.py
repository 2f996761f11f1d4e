"""One SQLite connection, opened defensively, since an index folder may come from a stranger.

Turns SQLite's errors for damage into the errors of this program.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zlib import crc32

from qa.errors import IndexUnusable


class Busy(IndexUnusable):
    """It cannot be used now (locked, full, no permission), and nothing says it is damaged."""


_FOR_NOW = (
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_CANTOPEN,
)
LIVE = "documents d JOIN files f ON f.id = d.file AND f.state = 'live'"
"""The documents that a reader sees, in SQL."""
PATIENCE = 30
"""Seconds that a statement waits for another process; only where WAL does not work has it to."""


def connect(path: Path, options: str = "") -> sqlite3.Connection:
    """A connection in autocommit mode; `options` follow the file's URI, like "?mode=ro"."""
    connection = sqlite3.connect(
        path.resolve().as_uri() + options,
        uri=True,
        timeout=PATIENCE,
        isolation_level=None,
        check_same_thread=False,
    )
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
    return (_code(error) & 0xFF) in _FOR_NOW


def _code(error: sqlite3.Error) -> int:
    """SQLite's code for an error; 0 for one of Python's own, such as for text that is not UTF-8."""
    return getattr(error, "sqlite_errorcode", 0)


def damaged(path: Path) -> IndexUnusable:
    """The error for a file that SQLite cannot read."""
    return IndexUnusable(
        f"{path} is damaged: see `qa doctor`, or make it again with `qa index --rebuild PATH...`"
    )


@contextmanager
def damage_as_unusable(path: Path) -> Iterator[None]:
    """Turns SQLite's errors for damage into IndexUnusable, whenever they occur."""
    try:
        yield
    except sqlite3.OperationalError as error:
        is_missing = any(words in str(error) for words in ("no such table", "no such column"))
        if is_missing or not _code(error):
            raise damaged(path) from error
        kind = Busy if is_for_now(error) else IndexUnusable
        raise kind(f"{path} cannot be used now: {error}") from error
    except sqlite3.DatabaseError as error:
        raise damaged(path) from error


def _folded(text: str) -> str:
    """Case-folded by Unicode's rules; SQLite's own lower() handles ASCII only."""
    return str(text).casefold()
