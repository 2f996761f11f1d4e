"""What tells, at the price of a stat, that a file has not changed; else its digest does."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Self

INSTANT_NS = 2_000_000_000
"""The coarsest clock of a file system, FAT's, in nanoseconds."""


@dataclass(frozen=True, slots=True)
class State:
    """What tells, at the price of a stat, that a file's bytes have not changed."""

    size: int
    """Bytes."""
    changed_ns: int
    """When its content or the rest of it was last changed, in nanoseconds."""

    @classmethod
    def of(cls, path: str | Path) -> Self:
        """Now. Raises OSError if there is no such file."""
        found = os.stat(path)
        # The time of modification can be set back, as by `cp -p`; that of the inode cannot.
        return cls(found.st_size, max(found.st_mtime_ns, found.st_ctime_ns))

    def settled(self, now_ns: int) -> State:
        """As it is to be remembered by one who reads the file at `now_ns`, on the same clock.

        A change in the same instant would not show: then, and where the clock has gone back, the
        time is 0, and the file is taken for one that may have changed.
        """
        return self if self.changed_ns < now_ns - INSTANT_NS else State(self.size, 0)


def digest(path: Path) -> str:
    """The sha256 of a file's bytes, in hex. Raises OSError."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
