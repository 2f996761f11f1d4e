"""The lock of the one writer of an index folder: an operating system's, on the file writer.lock.

It goes with its process. Somebody may delete the file; so a holder can be asked whether it is still
there, and whoever takes the lock looks that it was not deleted meanwhile.
"""

import errno
import os
import time
from pathlib import Path

from qa.store.folder import identity_in, open_in

LOCK = "writer.lock"
_TAKEN = (errno.EACCES, errno.EAGAIN)
_NO_FLOCK = (errno.ENOSYS, errno.ENOTSUP, errno.EBADF)
"""What a file system without BSD's locks says, as some on a network; most have POSIX's."""
_PAUSE = 0.05
"""Seconds between two attempts."""


class WriterLock:
    """The lock of a folder, taken by `acquire`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._descriptor: int | None = None

    def acquire(self, wait: float = 0.0, *, create: bool = True) -> bool:
        """Whether the lock was free, or became so within `wait` seconds.

        Raises:
            OSError: if the file cannot be opened or locked.
        """
        deadline = time.monotonic() + wait
        while True:
            descriptor = open_in(self._folder, LOCK, os.O_RDWR | (os.O_CREAT if create else 0))
            try:
                taken = _lock(descriptor)
            except OSError:
                os.close(descriptor)
                raise
            if taken:
                self._descriptor = descriptor
                if self.is_here():
                    return True
                self.release()  # it was deleted, and another file has its name
            else:
                os.close(descriptor)
                if time.monotonic() >= deadline:
                    return False
                time.sleep(_PAUSE)

    def is_here(self) -> bool:
        """Whether the file that is locked is the one that others would lock."""
        if self._descriptor is None:
            return False
        facts = os.fstat(self._descriptor)
        return identity_in(self._folder, LOCK) == (facts.st_dev, facts.st_ino)

    def release(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)  # which also unlocks it
            self._descriptor = None


def is_held(folder: Path) -> bool:
    """Whether a writer is at work; never waits, and creates no lock."""
    lock = WriterLock(folder)
    try:
        return not lock.acquire(create=False)
    except OSError:
        return False
    finally:
        lock.release()


def _lock(descriptor: int) -> bool:
    """Whether nobody else has it."""
    try:
        try:
            import fcntl
        except ImportError:  # Windows
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
            return True
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno not in _NO_FLOCK:
                raise
            fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in _TAKEN:
            return False
        raise
    return True
