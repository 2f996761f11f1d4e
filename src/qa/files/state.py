"""How to tell that a file has not changed: by a stat, otherwise by its digest."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from qa.files.opening import open_regular

INSTANT_NS = 2_000_000_000
"""The coarsest clock of a file system, FAT's, in nanoseconds."""


@dataclass(frozen=True, slots=True)
class State:
    """What a stat tells of a file: while it is the same, the bytes have not changed."""

    size: int
    """Bytes."""
    changed_ns: int
    """When its content or its metadata last changed, in nanoseconds."""

    @classmethod
    def of(cls, path: str | Path) -> Self:
        """The state now. Raises OSError if there is no such file."""
        status = os.stat(path)
        # The time of modification can be set back, as by `cp -p`; that of the inode cannot.
        return cls(status.st_size, max(status.st_mtime_ns, status.st_ctime_ns))

    def settled(self, now_ns: int) -> State:
        """The state to remember for a file that is read at `now_ns`, on the same clock.

        A later change in the same instant would not show. If one is possible, or the clock has gone
        back, the time is 0, which means that the file may have changed.
        """
        return self if self.changed_ns < now_ns - INSTANT_NS else State(self.size, 0)


def digest(path: Path, *, follow: bool = True) -> str:
    """The sha256 of a file's bytes, in hex. Raises OSError, also for a link unless `follow`."""
    with os.fdopen(open_regular(path, follow=follow), "rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
