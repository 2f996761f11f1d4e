"""Documents that are no files of the user's: from stdin and from the web, kept in the index folder.

What came from stdin stays until it is forgotten; a page stays as long as its address is indexed,
also while it cannot be fetched.
"""

import hashlib
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from qa.errors import BadInput
from qa.files.find import FoundFile
from qa.files.sources import is_saved_input
from qa.load.fetch import fetch

GIVEN = ".given"
"""The folder in the index folder; hidden: a folder that has the index in it does not find it."""
MOST = 256 * 1024 * 1024
"""Bytes taken from stdin."""
_STDIN = "stdin/"
_BEGINNINGS = {
    b"%pdf-": ".pdf",
    b"<!doctype html": ".html",
    b"<html": ".html",
    b"<?xml": ".html",
    b'{"': ".jsonl",
    b"pk\x03\x04": ".zip",
    b"\x1f\x8b": ".gz",
}


def save(folder: Path, stream: BinaryIO) -> str:
    """Keeps what comes from `stream`, and returns its source; the same content is kept once.

    Raises:
        BadInput: if it is empty or too large, or cannot be kept.
    """
    data = stream.read(MOST + 1)
    if not data.strip() or len(data) > MOST:
        raise BadInput("stdin: " + ("too large: save it to a file" if data.strip() else "empty"))
    start = data[:32].lstrip().lower()
    suffix = next((s for first, s in _BEGINNINGS.items() if start.startswith(first)), ".txt")
    name = f"stdin-{hashlib.sha256(data).hexdigest()[:12]}{suffix}"
    _write(folder / GIVEN / name, data)
    return _source(name)


def from_stdin(folder: Path, forget: Sequence[str] = ()) -> list[FoundFile]:
    """All that came from stdin, but for the sources to forget.

    Raises:
        BadInput: if one of these is no such source.
    """
    there = {_source(p.name): p for p in sorted((folder / GIVEN).glob("stdin-*"))}
    for source in forget:
        if source not in there:
            known = ", ".join(there) or "there is none"
            raise BadInput(f"--forget {source}: not a document from stdin ({known})")
    return [FoundFile(str(p), source) for source, p in there.items() if source not in forget]


def from_web(
    folder: Path, urls: Sequence[str], *, again: bool, say: Callable[[str], None]
) -> Iterator[FoundFile]:
    """The pages of these addresses.

    Args:
        again: fetch also those that are here.
        say: hears of those that cannot be fetched.
    """
    for key, url in {_key(url): url for url in urls}.items():
        page_at = _kept(folder, key)
        if page_at is None or again:
            try:
                page = fetch(url)
                fresh = folder / GIVEN / f"web-{key}{_suffix(page.name)}"
                _write(fresh, page.data)
            except BadInput as error:
                say(f"{url}: {error}" + (": kept as it was" if page_at else ""))
            else:
                if page_at and page_at != fresh:
                    page_at.unlink()
                page_at = fresh
        if page_at:
            yield FoundFile(str(page_at), url)


def fetched_before(folder: Path, urls: Sequence[str]) -> Iterator[FoundFile]:
    """The pages of these addresses that were fetched before."""
    for url in urls:
        if path := _kept(folder, _key(url)):
            yield FoundFile(str(path), url)


def clear(folder: Path, found: Iterable[FoundFile]) -> None:
    """Deletes all but these: only after the update that does without it, lest it be lost.

    Raises:
        BadInput: if something cannot be deleted.
    """
    needed = {file.path.name for file in found if is_saved_input(file.source)}
    for path in (folder / GIVEN).glob("[sw]*"):
        if path.name not in needed:
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                raise BadInput(f"{path} cannot be deleted: {error.strerror or error}") from error


def _kept(folder: Path, key: str) -> Path | None:
    return next((folder / GIVEN).glob(f"web-{key}*"), None)


def _key(url: str) -> str:
    return hashlib.sha256(url.encode("utf-8", "surrogateescape")).hexdigest()[:24]


def _suffix(name: str) -> str:
    """Its suffix; none that could lead out of the folder."""
    suffix = PurePosixPath(name).suffix.lower()
    return suffix if re.fullmatch(r"\.[a-z0-9]{1,8}", suffix) else ""


def _source(name: str) -> str:
    return _STDIN + Path(name).stem.removeprefix("stdin-")


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all; nothing where the same is there. Raises BadInput."""
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
