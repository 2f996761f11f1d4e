"""Opens a regular file and nothing else, whatever lies under its name by now.

A name may have become a link that leads elsewhere, or a pipe that never answers.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

BY_DESCRIPTOR = {os.open, os.stat, os.unlink, os.rename, os.mkdir, os.link} <= os.supports_dir_fd
"""Whether files can be named relative to the descriptor of a folder, as everywhere but Windows."""
_SAFE = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)


def open_regular(
    path: str | Path,
    flags: int = os.O_RDONLY,
    *,
    inside: int | None = None,
    follow: bool = False,
) -> int:
    """A descriptor of a regular file; never waits for anybody.

    Args:
        flags: as for `os.open`.
        inside: descriptor of the folder that `path` is in; None for the working directory.
        follow: also open what a link points to, for a file that the user named.

    Raises:
        OSError: as `os.open`, and for a link, a folder, a pipe or a device.
    """
    if not (follow or _NO_LINK) and os.path.islink(path):
        raise _irregular(path)
    flags |= _SAFE | (0 if follow else _NO_LINK)
    try:
        descriptor = os.open(path, flags, 0o666, dir_fd=inside)
    except OSError as error:
        # What a link gives, and a pipe without a reader or a socket.
        if error.errno in (errno.ELOOP, errno.EMLINK, errno.ENXIO):
            raise _irregular(path) from error
        raise
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise _irregular(path)
    return descriptor


def _irregular(path: str | Path) -> OSError:
    return OSError(errno.EINVAL, "a link, or no regular file", os.fspath(path))
