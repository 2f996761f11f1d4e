"""Which files to read: those given, and those in the folders given, each with a lasting name."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import shuffle

from qa.errors import BadInput
from qa.files.ignore import Rules


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to read, and its `source`: the path inside the folder given, with forward slashes."""

    at: str
    """Where it is; a string, since making 20,000 Paths takes long."""
    source: str

    @property
    def path(self) -> Path:
        return Path(self.at)


def list_files(
    paths: Sequence[Path], suffixes: Collection[str], exclude: Sequence[str] = ()
) -> tuple[FoundFile, ...]:
    """The files given, and those with a known suffix in the folders given, sorted by source.

    Left out are hidden files and folders, files that `exclude` or a .gitignore or .qaignore in a
    folder matches (by git's rules; a file given by name is always listed), and symbolic links
    inside a folder, which could lead out of it or in circles. A file found twice is listed once.
    Where two files would have the same source, the later one gets its folder's name in front.

    Raises:
        BadInput: if a path does not exist, is neither file nor folder, or cannot be read; or if a
            pattern cannot be used.
    """
    return tuple(sorted(find(paths, suffixes, exclude), key=lambda file: file.source))


def find(
    paths: Sequence[Path],
    suffixes: Collection[str],
    exclude: Sequence[str] = (),
    *,
    shuffled: bool = False,
) -> Iterator[FoundFile]:
    """As `list_files`, but one by one: folder by folder, each in order of name.

    Args:
        shuffled: each folder in a random order, for callers that look at a few files only.
    """
    rules, endings = Rules.excluding(exclude), tuple(suffixes)
    seen: set[str] = set()
    sources: set[str] = set()
    for root in paths:
        real = os.path.realpath(root)
        for place in _below(root, endings, rules, shuffled):
            inside = f"{real}/{place}" if place else real
            if inside in seen:
                continue
            seen.add(inside)
            folder = root if place else root.parent
            source = _unique(_printable(place or root.name), folder, sources)
            sources.add(source)
            yield FoundFile(os.path.join(root, place) if place else os.fspath(root), source)


def _below(root: Path, endings: tuple[str, ...], rules: Rules, shuffled: bool) -> Iterator[str]:
    """The paths inside `root`; "" for `root` itself if it is a file."""
    try:
        if root.is_dir():
            yield from _walk(os.fspath(root), endings, rules, shuffled)
        elif root.is_file():
            yield ""
        elif root.exists():
            raise BadInput(f"{_printable(str(root))}: neither a file nor a folder")
        else:
            raise BadInput(f"{_printable(str(root))}: no such file or folder")
    except OSError as error:
        raise BadInput(f"{_printable(str(root))}: {error.strerror or error}") from error


def _walk(root: str, endings: tuple[str, ...], rules: Rules, shuffled: bool) -> Iterator[str]:
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
        if shuffled:
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
            elif (
                entry.name.lower().endswith(endings)
                and entry.is_file(follow_symlinks=False)
                and not rules.ignore(inside)
            ):
                yield inside
        waiting += reversed(below)


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
