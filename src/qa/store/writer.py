"""The one writer of an index folder: the lock, who holds it, and undo."""

import contextlib
import json
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from socket import gethostname
from typing import Self

from qa.errors import BadInput, IndexUnusable
from qa.store import checks
from qa.store.connection import Busy, damage_as_unusable, damaged
from qa.store.database import Database
from qa.store.records import Undone
from qa.store.sync import DATABASE, write_vectors
from qa.store.writable import WritableDatabase

LOCK = "writer.lock"
HOLDER = "writer.json"
"""Names the holder of the lock; a file of its own, since a second writer may empty the lock's."""


@dataclass(frozen=True, slots=True)
class Holder:
    """The process that is writing, as it recorded itself."""

    pid: int
    host: str
    since: str
    """ISO 8601, UTC."""

    def __str__(self) -> str:
        return f"process {self.pid} on {self.host} since {self.since}"

    @classmethod
    def myself(cls) -> Self:
        return cls(os.getpid(), gethostname(), datetime.now(UTC).isoformat(timespec="seconds"))

    @classmethod
    def read(cls, folder: Path) -> Self | None:
        """None if there is no record, or none that can be read."""
        try:
            record = json.loads((folder / HOLDER).read_text("utf-8"))
            return cls(int(record["pid"]), str(record["host"]), str(record["since"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None


@contextmanager
def writer(
    folder: Path, *, replace_unusable: bool = False, wait: float = 0.0
) -> Iterator[WritableDatabase]:
    """The one writer of an index folder, which is created if missing.

    Args:
        replace_unusable: set an unusable qa.sqlite3 aside (as *.old) and start a new one.
        wait: seconds to wait for another writer.

    Raises:
        BadInput: if another process is writing, or the folder cannot be written.
        IndexUnusable: as `WritableDatabase`.
    """
    with _locked(folder, wait):
        try:
            with contextlib.closing(_open_to_write(folder, replace_unusable)) as database:
                yield database
        except sqlite3.OperationalError as error:
            raise _unwritable(folder, error) from error
        except sqlite3.DatabaseError as error:
            raise damaged(folder / DATABASE) from error


def undo(folder: Path, notify: Callable[[str], None] | None = None) -> Undone:
    """Reverts the last update of the index; done twice, everything is as it was.

    Raises:
        IndexMissing, IndexUnusable: if there is none, or it cannot be used.
        BadInput: if there is nothing to undo, or as `writer`.
    """
    Database.open(folder / DATABASE).close()  # a writer would create a missing one
    with writer(folder) as database:
        undone = database.undo()
        try:
            write_vectors(database, folder)
        except OSError as error:
            if notify:
                notify(f"vectors.faiss cannot be written ({error}): asking will start more slowly")
    return undone


@contextmanager
def _locked(folder: Path, wait: float) -> Iterator[None]:
    from filelock import FileLock, Timeout

    lock = FileLock(folder / LOCK)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=wait)
    except Timeout as error:
        who = f"another `qa index` ({Holder.read(folder) or 'who did not say'})"
        raise BadInput(f"{who} is writing {folder}: again later, or `--wait SECONDS`") from error
    except OSError as error:
        raise BadInput(f"{folder} cannot be written: {error.strerror or error}") from error
    try:
        # Only for the message to a second writer; the lock does not depend on it.
        with contextlib.suppress(OSError):
            (folder / HOLDER).write_text(json.dumps(asdict(Holder.myself())), "utf-8")
        yield
    finally:
        with contextlib.suppress(OSError):
            (folder / HOLDER).unlink(missing_ok=True)
        lock.release()


def is_held(folder: Path) -> bool:
    """Whether a writer is at work; never waits, and creates no lock."""
    from filelock import FileLock, Timeout

    if not (folder / LOCK).exists():
        return False
    try:
        with FileLock(folder / LOCK, timeout=0):
            return False
    except Timeout:
        return True
    except OSError:
        return False


def _open_to_write(folder: Path, replace_unusable: bool) -> WritableDatabase:
    path = folder / DATABASE
    try:
        database = WritableDatabase.open_to_write(path)
        if replace_unusable:
            # All words are indexed again: to remove a document whose stored words are not those
            # that were indexed would damage the index further.
            with _closed_if_unusable(database), damage_as_unusable(path), database.transaction():
                database.forget_damaged_settings()
                checks.rebuild_words(database)
                if checks.complaints(database):
                    raise damaged(path)
        return database
    except Busy as error:  # the file itself is sound: never set it aside
        raise _unwritable(folder, error) from error
    except IndexUnusable:
        if not replace_unusable:
            raise
    set_aside(folder)
    return WritableDatabase.open_to_write(path)


@contextmanager
def _closed_if_unusable(database: WritableDatabase) -> Iterator[None]:
    try:
        yield
    except IndexUnusable:
        database.close()
        raise


def set_aside(folder: Path) -> None:
    """Renames qa.sqlite3 to qa.sqlite3.old; the caller holds the writer's lock."""
    for companion in ("", "-wal", "-shm"):  # the names that SQLite expects
        if (folder / f"{DATABASE}{companion}").exists():
            os.replace(folder / f"{DATABASE}{companion}", folder / f"{DATABASE}.old{companion}")


def _unwritable(folder: Path, error: Exception) -> BadInput:
    return BadInput(f"{folder} cannot be written ({error}): the index is as it was")
