"""Documents from stdin and from the web, saved as files in the index folder.

A document from stdin stays until `--forget`; a page stays as long as its address is indexed, even
while it cannot be fetched.
"""

import hashlib
import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from qa.errors import BadInput
from qa.files.find import FoundFile
from qa.files.sources import is_saved_input
from qa.load.fetch import fetch
from qa.load.formats import suffix_by_beginning

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
    if not data.strip() or len(data) > MOST:
        raise BadInput("stdin is " + ("too large: index it as a file" if data.strip() else "empty"))
    name = f"stdin-{hashlib.sha256(data).hexdigest()[:12]}{suffix_by_beginning(data)}"
    _write(folder / GIVEN / name, data)
    return _source(name)


def from_stdin(folder: Path, forget: Sequence[str] = ()) -> list[FoundFile]:
    """All documents from stdin except those to forget.

    Raises:
        BadInput: if a source to forget is not a document from stdin.
    """
    saved = {_source(p.name): p for p in sorted((folder / GIVEN).glob("stdin-*"))}
    for source in forget:
        if source not in saved:
            choice = f"use one of {', '.join(saved)}" if saved else "there is none"
            raise BadInput(f"--forget {source}: not a document from stdin: {choice}")
    return [FoundFile(str(p), source) for source, p in saved.items() if source not in forget]


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
        page_path = _saved_page(folder, key)
        if page_path is None or again:
            try:
                page = fetch(url)
                fresh = folder / GIVEN / f"web-{key}{_suffix(page.name)}"
                _write(fresh, page.data)
            except BadInput as error:
                if not page_path and url not in known:
                    raise BadInput(f"{url}: {error}") from error
                notify(f"{url}: {error}" + ("; the saved page is used" if page_path else ""))
            else:
                if page_path and page_path != fresh:
                    page_path.unlink()
                page_path = fresh
        if page_path:
            yield FoundFile(str(page_path), url)


def fetched_before(folder: Path, urls: Sequence[str]) -> Iterator[FoundFile]:
    """The pages of these addresses that were fetched before."""
    for url in urls:
        if path := _saved_page(folder, _key(url)):
            yield FoundFile(str(path), url)


def clear(folder: Path, files: Iterable[FoundFile]) -> None:
    """Deletes all saved inputs but these. Call it after the update, so that nothing is lost.

    Raises:
        BadInput: if something cannot be deleted.
    """
    needed = {file.path.name for file in files if is_saved_input(file.source)}
    for path in (folder / GIVEN).glob("[sw]*"):
        if path.name not in needed:
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                raise BadInput(f"{path} cannot be deleted: {error.strerror or error}") from error


def _saved_page(folder: Path, key: str) -> Path | None:
    return next((folder / GIVEN).glob(f"web-{key}*"), None)


def _key(url: str) -> str:
    return hashlib.sha256(url.encode("utf-8", "surrogateescape")).hexdigest()[:24]


def _suffix(name: str) -> str:
    """The suffix of a name, or "" if it could lead out of the folder."""
    suffix = PurePosixPath(name).suffix.lower()
    return suffix if re.fullmatch(r"\.[a-z0-9]{1,8}", suffix) else ""


def _source(name: str) -> str:
    return _STDIN + Path(name).stem.removeprefix("stdin-")


def _write(path: Path, data: bytes) -> None:
    """Writes a file completely or not at all; raises BadInput."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        if path.is_file() and path.read_bytes() == data:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            draft.write_bytes(data)
            draft.replace(path)
        finally:
            with suppress(OSError):
                draft.unlink(missing_ok=True)
    except OSError as error:
        raise BadInput(f"{path.parent} cannot be written: {error.strerror or error}") from error
