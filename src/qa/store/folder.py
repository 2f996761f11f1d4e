"""The files of an index folder, which may come from a stranger.

Each is opened relative to the folder's descriptor: a regular file, never through a link, without
waiting. Only SQLite opens its files by name, after `check_regular` has looked at them.
"""

import errno
import os
import shutil
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from qa.errors import IndexUnusable
from qa.files.opening import BY_DESCRIPTOR, open_regular

_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0)
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_NO_SYNC = (errno.EINVAL, errno.ENOTSUP, errno.ENOSYS, errno.EBADF)
"""What a file system says that cannot sync a folder."""


def open_in(folder: Path, name: str, flags: int = os.O_RDONLY) -> int:
    """A descriptor of a file of the folder; `name` may begin with that of a folder in it.

    Raises:
        OSError: as `open_regular`.
    """
    with _place(folder, name) as (last, inside):
        return open_regular(last, flags, inside=inside)


def read_in(folder: Path, name: str) -> bytes:
    """What a file holds. Raises OSError."""
    with os.fdopen(open_in(folder, name), "rb") as stream:
        return stream.read()


@contextmanager
def written_in(folder: Path, name: str) -> Iterator[BinaryIO]:
    """A file to write, which takes the place of `name` at the end: synced, whole, or not at all.

    Raises:
        OSError: if it cannot be written.
    """
    with _place(folder, draft_of(name)) as (last_draft, inside):
        with suppress(FileNotFoundError):  # of a process of the same number, which was killed
            os.unlink(last_draft, dir_fd=inside)
        create = os.O_RDWR | os.O_CREAT | os.O_EXCL
        try:
            with os.fdopen(open_regular(last_draft, create, inside=inside), "w+b") as stream:
                yield stream
                stream.flush()
                os.fsync(stream.fileno())
            target = os.path.join(os.path.dirname(last_draft), os.path.basename(name))
            os.replace(last_draft, target, src_dir_fd=inside, dst_dir_fd=inside)
        except BaseException:
            with suppress(OSError):
                os.unlink(last_draft, dir_fd=inside)
            raise
        _sync(inside)


def write_in(folder: Path, name: str, data: bytes) -> None:
    """Writes a file whole or not at all. Raises OSError."""
    with written_in(folder, name) as stream:
        stream.write(data)


def make_folder_in(folder: Path, name: str) -> None:
    """Makes a folder in the folder, unless it is there. Raises OSError."""
    with _place(folder, name) as (last, inside):
        with suppress(FileExistsError):
            os.mkdir(last, dir_fd=inside)
        _sync(inside)
        if not stat.S_ISDIR(os.stat(last, dir_fd=inside, follow_symlinks=False).st_mode):
            raise _no_folder(os.path.join(folder, name))


def remove_in(folder: Path, name: str) -> None:
    """Removes a file, if it is there. Raises OSError."""
    with suppress(FileNotFoundError), _place(folder, name) as (last, inside):
        os.unlink(last, dir_fd=inside)


def sync(folder: Path) -> None:
    """Makes sure that what was made in a folder outlasts a loss of power. Raises OSError."""
    with _place(folder, "") as (_, inside):
        _sync(inside)


def rename_in(folder: Path, old: str, new: str) -> None:
    """Gives a file another name, in the place of what has it; lasts a loss of power.

    Raises:
        OSError: if that fails.
    """
    with _place(folder, "") as (_, inside):
        os.replace(
            _full(folder, old, inside), _full(folder, new, inside),
            src_dir_fd=inside, dst_dir_fd=inside,
        )  # fmt: skip
        _sync(inside)


def copy_in(folder: Path, name: str, copy: str) -> None:
    """Gives a file a second name; a copy where the file system has no such names.

    Raises:
        OSError: if that fails, or `copy` is taken.
    """
    with _place(folder, "") as (_, inside):
        try:
            os.link(
                _full(folder, name, inside), _full(folder, copy, inside),
                src_dir_fd=inside, dst_dir_fd=inside, follow_symlinks=inside is None,
            )  # fmt: skip
        except OSError:
            with os.fdopen(open_in(folder, name), "rb") as old, written_in(folder, copy) as new:
                shutil.copyfileobj(old, new)
        _sync(inside)


def names_in(folder: Path, name: str = "") -> list[str]:
    """The names in the folder, or in one of its folders, in order; [] where there is none."""
    try:
        with _place(folder, f"{name}/" if name else "") as (last, inside):
            return sorted(os.listdir(inside if inside is not None else last))
    except OSError:
        return []


def identity_in(folder: Path, name: str) -> tuple[int, int] | None:
    """What tells one file from another that took its name; None where there is none."""
    facts = facts_in(folder, name)
    return (facts.st_dev, facts.st_ino) if facts else None


def facts_in(folder: Path, name: str) -> os.stat_result | None:
    """Of a file, or of the link that has its name; None where there is none."""
    try:
        with _place(folder, name) as (last, inside):
            return os.stat(last, dir_fd=inside, follow_symlinks=False)
    except OSError:
        return None


def check_regular(folder: Path, names: Sequence[str]) -> None:
    """Raises IndexUnusable if one of these is there and no regular file."""
    with suppress(OSError), _place(folder, "") as (_, inside):
        for name in names:
            try:
                path = _full(folder, name, inside)
                facts = os.stat(path, dir_fd=inside, follow_symlinks=False)
            except OSError:
                continue
            if not stat.S_ISREG(facts.st_mode):
                raise IndexUnusable(
                    f"{folder / name} is a link, or no regular file, which qa never makes:"
                    " choose another folder with --index"
                )


def ends_with(folder: Path, name: str, end: bytes) -> bool:
    """Whether a file is there and ends with these bytes."""
    try:
        with os.fdopen(open_in(folder, name), "rb") as stream:
            size = stream.seek(0, os.SEEK_END)
            stream.seek(max(0, size - len(end)))
            return stream.read() == end
    except OSError:
        return False


def drafts_in(folder: Path, name: str) -> list[str]:
    """The names under which a file of the folder was begun, by any process; a kill leaves one."""
    return [each for each in names_in(folder) if each.startswith(_draft_beginning(name))]


def draft_of(name: str) -> str:
    """The name under which this process begins a file of the folder."""
    place, slash, last = name.rpartition("/")
    return f"{place}{slash}{_draft_beginning(last)}{os.getpid()}"


def _draft_beginning(name: str) -> str:
    return f".{name}."


@contextmanager
def _place(folder: Path, name: str) -> Iterator[tuple[str, int | None]]:
    """The last part of a name, and the descriptor of the folder it is in.

    Where there are no such descriptors: the whole path, and None.
    """
    *folders, last = name.split("/")
    if not BY_DESCRIPTOR:
        place = os.fspath(folder)
        for part in folders:
            place = os.path.join(place, part)
            if os.path.islink(place):
                raise _no_folder(place)
        yield os.path.join(place, last), None
        return
    inside = os.open(folder, _FOLDER)
    try:
        for part in folders:
            outer, inside = inside, os.open(part, _FOLDER | _NO_LINK, dir_fd=inside)
            os.close(outer)
        yield last, inside
    finally:
        os.close(inside)


def _no_folder(path: str) -> OSError:
    return OSError(errno.ENOTDIR, "a link, or no folder", path)


def _full(folder: Path, name: str, inside: int | None) -> str:
    return os.fspath(folder / name) if inside is None else name


def _sync(folder: int | None) -> None:
    """Makes sure that new names in a folder outlast a loss of power, where that can be asked.

    Raises:
        OSError: if the disk fails.
    """
    try:
        if folder is not None:
            os.fsync(folder)
    except OSError as error:
        if error.errno not in _NO_SYNC:
            raise
