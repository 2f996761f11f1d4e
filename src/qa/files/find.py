"""Which files to read: those given, and those in the folders given, each with a lasting name."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import shuffle

from qa.errors import BadInput
from qa.files.ignore import Rules
from qa.files.plain_text import is_plain_text
from qa.files.unread import Unread

_INDEX = frozenset(
    ("qa.sqlite3", "qa.sqlite3-shm", "qa.sqlite3-wal", "vectors.faiss", "writer.lock")
)
"""The files of an index, which may lie in a folder that it mirrors."""


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to read, and its `source`: the path inside the folder given, with forward slashes."""

    at: str
    """Where it is; a string, since making 20,000 Paths takes long."""
    source: str
    root: str = ""
    """The file or folder given, as an absolute path; "" for a saved input."""

    @property
    def path(self) -> Path:
        return Path(self.at)

    @property
    def is_given(self) -> bool:
        """Whether it was given by name; then it may be a link, which is followed."""
        return os.path.abspath(self.at) == self.root


def list_files(
    paths: Sequence[Path],
    suffixes: Collection[str],
    exclude: Sequence[str] = (),
    unread: Unread | None = None,
    reserved: Collection[str] = (),
) -> tuple[FoundFile, ...]:
    """The files given, and those in the folders given that can be read, sorted by source.

    These have a known suffix, or are plain text: see `plain_text`.

    Left out are hidden files and folders, files that `exclude` or a .gitignore or .qaignore in a
    folder matches (by git's rules; a file given by name is always listed), and symbolic links
    inside a folder, which could lead out of it or in circles. A file found twice is listed once.
    Where two files would have the same source, the later one gets its folder's name in front.

    Args:
        unread: counts the files of other formats, and the links, that the folders hold.
        reserved: sources that no file may get.

    Raises:
        BadInput: if a path does not exist, is neither file nor folder, or cannot be read; or if a
            pattern cannot be used.
    """
    files = find(paths, suffixes, exclude, unread=unread, reserved=reserved)
    return tuple(sorted(files, key=lambda file: file.source))


def find(
    paths: Sequence[Path],
    suffixes: Collection[str],
    exclude: Sequence[str] = (),
    *,
    shuffled: bool = False,
    is_text: Callable[[str], bool] = is_plain_text,
    unread: Unread | None = None,
    reserved: Collection[str] = (),
) -> Iterator[FoundFile]:
    """As `list_files`, but one by one: folder by folder, each in order of name.

    Args:
        shuffled: each folder in a random order, for callers that look at a few files only.
        is_text: whether a file in a folder, of an unknown suffix, is to be read as text.
        unread, reserved: as in `list_files`.
    """
    walk = _Walk(tuple(suffixes), shuffled, is_text, unread)
    rules = Rules.excluding(exclude)
    seen: set[str] = set()
    sources = set(reserved)
    for root in paths:
        real, absolute = os.path.realpath(root), os.path.abspath(root)
        for place in walk.below(root, rules):
            inside = f"{real}/{place}" if place else real
            if inside in seen:
                continue
            seen.add(inside)
            folder = root if place else root.parent
            source = _unique(_printable(place or root.name), folder, sources)
            sources.add(source)
            at = os.path.join(root, place) if place else os.fspath(root)
            yield FoundFile(at, source, absolute)


@dataclass(frozen=True, slots=True)
class _Walk:
    """How folders are searched: what `find` was asked for."""

    endings: tuple[str, ...]
    shuffled: bool
    is_text: Callable[[str], bool]
    unread: Unread | None

    def below(self, root: Path, rules: Rules) -> Iterator[str]:
        """The paths inside `root`; "" for `root` itself if it is a file."""
        try:
            if root.is_dir():
                yield from self._folders(os.fspath(root), rules)
            elif root.is_file():
                yield ""
            elif root.exists():
                raise BadInput(f"{_printable(str(root))}: neither a file nor a folder")
            else:
                raise BadInput(f"{_printable(str(root))}: no such file or folder")
        except OSError as error:
            raise BadInput(f"{_printable(str(root))}: {error.strerror or error}") from error

    def _folders(self, root: str, rules: Rules) -> Iterator[str]:
        waiting = [("", rules)]
        while waiting:
            place, rules = waiting.pop()
            folder = os.path.join(root, place)
            try:
                with os.scandir(folder) as entries:
                    children = sorted(entries, key=lambda entry: entry.name)
            except OSError:
                if not place:
                    raise
                # A folder that cannot be opened is treated as a file: reading it raises the error.
                yield place.removesuffix("/")
                continue
            if self.shuffled:
                shuffle(children)
            rules = rules.inside(folder, place, (entry.name for entry in children))
            below = []
            for entry in children:
                inside = place + entry.name
                if entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    if not rules.ignore(inside, is_folder=True):
                        below.append((f"{inside}/", rules))
                elif rules.ignore(inside):
                    continue
                elif entry.is_file(follow_symlinks=False):
                    if self._is_read(entry):
                        yield inside
                elif self.unread and entry.is_symlink():
                    self.unread.add_link()
            waiting += reversed(below)

    def _is_read(self, entry: os.DirEntry[str]) -> bool:
        """Whether a file is to be read; if not, and it is no index of ours, it is counted."""
        if entry.name.lower().endswith(self.endings):
            return True
        if entry.name in _INDEX:
            return False
        if self.is_text(entry.path):
            return True
        if self.unread:
            self.unread.add_file(entry.name)
        return False


def _printable(path: str) -> str:
    """The path with forward slashes, in characters that can be written as UTF-8."""
    return os.fsencode(path.replace(os.sep, "/")).decode("utf-8", "backslashreplace")


def _unique(source: str, folder: Path, others: Collection[str]) -> str:
    if source not in others:
        return source
    name = _printable(folder.resolve().name)
    source, number, plain = f"{name}/{source}", 2, source
    while source in others:
        source, number = f"{name}-{number}/{plain}", number + 1
    return source
