"""Documents from stdin and from the web, saved as files in the index folder.

A document from stdin stays until `--forget`; a page stays as long as its address is indexed, even
while it cannot be fetched.
"""

import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from qa.errors import BadInput
from qa.files.find import FoundFile
from qa.files.sources import is_saved_input, is_url
from qa.load.fetch import fetch
from qa.load.formats import suffix_by_beginning
from qa.store.folder import (
    make_folder_in,
    names_in,
    read_in,
    remove_in,
    sync,
    write_in,
)  # fmt: skip

GIVEN = ".given"
"""A folder in the index folder; hidden, so that it is never indexed as a folder of the user."""
MOST = 256 * 1024 * 1024
"""Bytes read from stdin at most."""
_STDIN = "stdin/"


def save(folder: Path, stream: BinaryIO) -> str:
    """Saves what `stream` holds, and returns its source; the same content is saved once.

    Raises:
        BadInput: if it is empty or too large, or cannot be saved.
    """
    data = stream.read(MOST + 1)
    if not data or data.isspace():
        raise BadInput("stdin is empty")
    if len(data) > MOST:
        raise BadInput("stdin is too large: index it as a file")
    name = f"stdin-{hashlib.sha256(data).hexdigest()[:12]}{suffix_by_beginning(data)}"
    _write(folder, name, data)
    return _source(name)


def from_stdin(folder: Path, forget: Sequence[str] = ()) -> list[FoundFile]:
    """All documents from stdin except those to forget.

    Raises:
        BadInput: if a source to forget is not a document from stdin.
    """
    saved = {_source(name): name for name in _names(folder, "stdin-")}
    for source in forget:
        if source not in saved:
            choice = f"use one of {', '.join(saved)}" if saved else "there is none"
            raise BadInput(f"--forget {source}: not a document from stdin: {choice}")
    return [
        FoundFile(str(folder / GIVEN / name), source)
        for source, name in saved.items()
        if source not in forget
    ]


def from_web(
    folder: Path,
    urls: Sequence[str],
    known: Collection[str],
    *,
    again: bool,
    notify: Callable[[str], None],
) -> Iterator[FoundFile]:
    """The pages of these addresses.

    Args:
        known: the addresses that are indexed already.
        again: also fetch pages that are saved already.
        notify: called with a line about each known page that cannot be fetched now.

    Raises:
        BadInput: if an address that is not known cannot be fetched.
    """
    for key, url in {_key(url): url for url in urls}.items():
        saved = _saved_page(folder, key)
        if saved is None or again:
            try:
                page = fetch(url)
                fresh = f"web-{key}{_suffix(page.name)}"
                _write(folder, fresh, page.data)
            except BadInput as error:
                if not saved and url not in known:
                    raise BadInput(f"{url}: {error}") from error
                notify(f"{url}: {error}" + ("; the saved page is used" if saved else ""))
            else:
                if saved and saved != fresh:
                    _remove(folder, saved)
                saved = fresh
        if saved:
            yield FoundFile(str(folder / GIVEN / saved), url)


def fetched_before(folder: Path, urls: Sequence[str]) -> Iterator[FoundFile]:
    """The pages of these addresses that were fetched before."""
    for url in urls:
        if name := _saved_page(folder, _key(url)):
            yield FoundFile(str(folder / GIVEN / name), url)


def copy(folder: Path, target: Path, sources: Collection[str]) -> bool:
    """Makes the saved inputs of another index folder those of these sources.

    Returns:
        Whether all of them were there, and not dropped by a writer meanwhile.

    Raises:
        BadInput: if they cannot be written.
    """
    keys = {f"web-{_key(s)}" if is_url(s) else f"stdin-{s.removeprefix(_STDIN)}"
            for s in sources if is_saved_input(s)}  # fmt: skip
    for name in _names(target, ""):
        _remove(target, name)
    found = [name for name in _names(folder, tuple(keys)) if Path(name).stem in keys]
    for name in found:
        with suppress(FileNotFoundError):
            _write(target, name, read_in(folder, f"{GIVEN}/{name}"))
    return len(_names(target, "")) == len(keys)


def clear(folder: Path, files: Iterable[FoundFile]) -> None:
    """Deletes all saved inputs but these. Call it after the update, so that nothing is lost.

    Raises:
        BadInput: if something cannot be deleted.
    """
    needed = {file.path.name for file in files if is_saved_input(file.source)}
    # A draft is of a run that was killed: this one has the lock, and has written its own.
    for name in _names(folder, ("stdin-", "web-", ".stdin-", ".web-")):
        if name not in needed:
            _remove(folder, name)


def _saved_page(folder: Path, key: str) -> str | None:
    return next(iter(_names(folder, f"web-{key}")), None)


def _names(folder: Path, beginning: str | tuple[str, ...]) -> list[str]:
    return [name for name in names_in(folder, GIVEN) if name.startswith(beginning)]


def _remove(folder: Path, name: str) -> None:
    try:
        remove_in(folder, f"{GIVEN}/{name}")
    except OSError as error:
        path = folder / GIVEN / name
        raise BadInput(f"{path} cannot be deleted: {error.strerror or error}") from error


def _key(url: str) -> str:
    return hashlib.sha256(url.encode("utf-8", "surrogateescape")).hexdigest()[:24]


def _suffix(name: str) -> str:
    """The suffix of a name, or "" if it could lead out of the folder."""
    suffix = PurePosixPath(name).suffix.lower()
    return suffix if re.fullmatch(r"\.[a-z0-9]{1,8}", suffix) else ""


def _source(name: str) -> str:
    return _STDIN + Path(name).stem.removeprefix("stdin-")


def _write(folder: Path, name: str, data: bytes) -> None:
    """Writes a file completely, and so that it lasts, or not at all; raises BadInput."""
    place = f"{GIVEN}/{name}"
    try:
        make_folder_in(folder, GIVEN)
        with suppress(OSError):
            if read_in(folder, place) == data:
                sync(folder / GIVEN)  # a run that was killed may not have come to it
                return
        write_in(folder, place, data)
    except OSError as error:
        reason = error.strerror or error
        raise BadInput(f"{folder / GIVEN} cannot be written: {reason}") from error
