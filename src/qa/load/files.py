"""Which files to read: those given, and those in the folders given, each under a lasting name."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from qa.errors import BadInput


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to read, and its `source`: the path inside the folder given, with forward slashes."""

    path: Path
    source: str


def list_files(paths: Sequence[Path], suffixes: Collection[str]) -> tuple[FoundFile, ...]:
    """The files given, and those with a known suffix in the folders given, sorted by source.

    Hidden files and folders are left out, and so are symbolic links inside a folder: they could
    lead out of it, or in circles. A file found twice is listed once. Where two files would have
    the same source, the name of the folder given stands before that of the later one.

    Raises:
        BadInput: if a path does not exist, is neither file nor folder, or cannot be read.
    """
    seen: set[Path] = set()
    taken: dict[str, FoundFile] = {}
    for root in paths:
        for path in _below(root, suffixes):
            real = path.resolve()
            if real in seen:
                continue
            seen.add(real)
            folder = root if path != root else root.parent
            source = _unique(_printable(path.relative_to(folder)), folder, taken)
            taken[source] = FoundFile(path, source)
    return tuple(taken[source] for source in sorted(taken))


def _below(root: Path, suffixes: Collection[str]) -> Iterator[Path]:
    try:
        if root.is_dir():
            yield from _walk(root, suffixes)
        elif root.is_file():
            yield root
        elif root.exists():
            raise BadInput(f"{_printable(root)}: neither a file nor a folder")
        else:
            raise BadInput(f"{_printable(root)}: no such file or folder")
    except OSError as error:
        raise BadInput(f"{_printable(root)}: {error.strerror or error}") from error


def _walk(folder: Path, suffixes: Collection[str]) -> Iterator[Path]:
    closed: list[Path] = []

    def remember(error: OSError) -> None:
        if Path(error.filename) == folder:
            raise error
        closed.append(Path(error.filename))

    for place, folders, names in os.walk(folder, onerror=remember):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(place, name)
            known = not name.startswith(".") and path.suffix.lower() in suffixes
            if known and path.is_file() and not path.is_symlink():
                yield path
    # A folder that cannot be opened is handed on like a file: reading it says why.
    yield from closed


def _printable(path: Path) -> str:
    """The path with forward slashes, in characters that can be written as UTF-8."""
    return os.fsencode(path.as_posix()).decode("utf-8", "backslashreplace")


def _unique(source: str, folder: Path, taken: Collection[str]) -> str:
    if source not in taken:
        return source
    name = _printable(Path(folder.resolve().name))
    source, number, plain = f"{name}/{source}", 2, source
    while source in taken:
        source, number = f"{name}-{number}/{plain}", number + 1
    return source
