"""The one writer of an index folder: the lock, who holds it, and undo."""

import contextlib
import itertools
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

from qa.errors import BadInput, IndexMissing, IndexUnusable, QAError
from qa.store import checks
from qa.store.connection import COMPANIONS, Busy, damage_as_unusable, damaged
from qa.store.database import Database
from qa.store.folder import (
    copy_in,
    drafts_in,
    identity_in,
    names_in,
    read_in,
    remove_in,
    write_in,
)  # fmt: skip
from qa.store.lock import LOCK, WriterLock
from qa.store.records import Undone
from qa.store.sync import DATABASE, write_vectors
from qa.store.writable import WritableDatabase

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
            record = json.loads(read_in(folder, HOLDER))
            return cls(int(record["pid"]), str(record["host"]), str(record["since"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None


@contextmanager
def writer(
    folder: Path,
    *,
    replace_unusable: bool = False,
    wait: float = 0.0,
    repairs: bool = False,
) -> Iterator[WritableDatabase]:
    """The one writer of an index folder, which is created if missing.

    Args:
        replace_unusable: set an unusable qa.sqlite3 aside (as *.old) and start a new one.
        wait: seconds to wait for another writer.
        repairs: what is written is no update, and may be done in part when a write fails.

    Raises:
        BadInput: if another process is writing, or the folder cannot be written.
        IndexUnusable: as `WritableDatabase`.
    """
    with _locked(folder, wait) as lock:
        database, before = _open_to_write(folder, replace_unusable), None
        try:
            with contextlib.closing(database):
                before = _generation(database)
                guard = database.guard = _Guard(folder, lock)
                yield database
                guard.check_index()
                database.cut_log()
        except sqlite3.OperationalError as error:
            if repairs:
                raise BadInput(
                    f"{folder} cannot be written ({error}): see what is left by `qa doctor`"
                ) from error
            raise _unwritable(folder, error, before) from error
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
        write_vectors(database, folder, notify)
    return undone


@contextmanager
def _locked(folder: Path, wait: float) -> Iterator[WriterLock]:
    lock = WriterLock(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        free = lock.acquire(wait)
    except OSError as error:
        raise BadInput(f"{folder} cannot be written: {error.strerror or error}") from error
    if not free:
        who = f"another `qa index` ({Holder.read(folder) or 'who did not say'})"
        raise BadInput(f"{who} is writing {folder}: again later, or `--wait SECONDS`")
    try:
        # Only for the message to a second writer; the lock does not depend on it.
        with contextlib.suppress(OSError):
            for draft in drafts_in(folder, HOLDER):  # of a process that was killed
                remove_in(folder, draft)
            write_in(folder, HOLDER, json.dumps(asdict(Holder.myself())).encode())
        yield lock
    finally:
        with contextlib.suppress(OSError):
            if lock.is_here():
                remove_in(folder, HOLDER)
        lock.release()


class _Guard:
    """Makes sure that this is still the one writer of the index that is in the folder."""

    def __init__(self, folder: Path, lock: WriterLock) -> None:
        self._folder, self._lock = folder, lock
        self._database = identity_in(folder, DATABASE)

    def __call__(self) -> None:
        """Raises BadInput if not: somebody has deleted a file, and may have made it anew."""
        if not self._lock.is_here():
            raise self._deleted(LOCK)
        self.check_index()

    def check_index(self) -> None:
        """Raises BadInput if what was written is not in the folder."""
        if identity_in(self._folder, DATABASE) != self._database:
            raise self._deleted(DATABASE)

    def _deleted(self, name: str) -> BadInput:
        return BadInput(
            f"{self._folder / name} was deleted or replaced during this run, whose update is not"
            " in the index: run it again"
        )


def _open_to_write(folder: Path, replace_unusable: bool) -> WritableDatabase:
    path = folder / DATABASE
    # A disk may fail once: only what cannot be used twice is set aside.
    for _ in range(2):
        try:
            database = WritableDatabase.open_to_write(path)
            if replace_unusable:
                _make_usable(database)
        except Busy as error:  # the file itself is sound
            raise _as_it_was(folder, error.__cause__ or error) from error
        except IndexUnusable:
            if not replace_unusable:
                raise
        else:
            return database
    set_aside(folder)
    return WritableDatabase.open_to_write(path)


def _make_usable(database: WritableDatabase) -> None:
    """Repairs what can be repaired without the files, or raises IndexUnusable and closes it."""
    path = database.path
    with _closed_if_unusable(database), damage_as_unusable(path), database.transaction():
        database.forget_damaged_settings()
        database.stored_files()
        # All words are indexed again: to remove a document whose stored words are not those
        # that were indexed would damage the index further.
        checks.rebuild_words(database)
        if complaints := checks.complaints(database):
            unread = Busy("disk I/O error: some of it cannot be read")
            raise unread if checks.is_unread(complaints) else damaged(path)
        checks.drop_bad_embeddings(database)


@contextmanager
def _closed_if_unusable(database: WritableDatabase) -> Iterator[None]:
    try:
        yield
    except IndexUnusable:
        database.close()
        raise


def set_aside(folder: Path) -> None:
    """Gives qa.sqlite3 the first name that is free of qa.sqlite3.old, .old-2, ...

    The caller holds the writer's lock. A kill at any moment leaves the old file, with its log,
    whole under one of the names.

    Raises:
        BadInput: if the folder cannot be written.
    """
    taken = names_in(folder)
    names = (f"{DATABASE}.old" + (f"-{n}" if n > 1 else "") for n in itertools.count(1))
    aside = next(n for n in names if not any(f"{n}{end}" in taken for end in ("", *COMPANIONS)))
    present = [end for end in ("", *COMPANIONS) if f"{DATABASE}{end}" in taken]
    try:
        for end in present:  # the names that SQLite expects beside one another
            copy_in(folder, f"{DATABASE}{end}", f"{aside}{end}")
        # A log without its database is dropped by SQLite; a database without its log is not whole.
        for end in present:
            remove_in(folder, f"{DATABASE}{end}")
    except OSError as error:
        raise _as_it_was(folder, error.strerror or error) from error


def _unwritable(folder: Path, error: Exception, before: int | None) -> BadInput:
    """What to say of a write that failed, after a look at what is in the index now.

    Args:
        before: the generation when the writer began; None if nothing was written.
    """
    if before is None:
        return _as_it_was(folder, error)
    try:
        with contextlib.closing(Database.open(folder / DATABASE)) as database:
            updated = _generation(database) != before
    except IndexMissing:
        updated = before != 0
    except (QAError, sqlite3.Error):
        return BadInput(
            f"{folder} cannot be written ({error}), and cannot be read now: see `qa status`"
        )
    if updated:
        return BadInput(
            f"{folder} cannot be written ({error}): the update is in the index, but the next"
            " `qa index` has to put the rest in order"
        )
    return _as_it_was(folder, error)


def _as_it_was(folder: Path, reason: object) -> BadInput:
    return BadInput(f"{folder} cannot be written ({reason}): the index is as it was")


def _generation(database: Database) -> int:
    settings = database.last_settings()
    return settings.generation if settings else 0
