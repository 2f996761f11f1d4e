"""Archives -> their members, in memory: nothing is written to disk, no bomb is unpacked."""

from __future__ import annotations

import gzip
import io
import stat
import struct
import zipfile
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import PurePosixPath
from typing import IO, BinaryIO, cast

from qa.errors import BadInput
from qa.load.part import MIB, Names, Part, ReadOptions

MOST_UNPACKED = 8192 * MIB
"""Unpacked bytes of one archive; more would be too much to index on a laptop."""
MOST_RATIO = 200
"""Unpacked bytes for each packed one: articles have 3, monotonous tables 50, a bomb 1,000."""
FREE = MIB
"""Unpacked bytes before the ratio counts: a short file of one repeated letter is no bomb."""
MOST_MEMBERS = 100_000
MOST_DIRECTORY = 16 * MIB
"""Bytes of a zip's list of members: its size bounds the memory needed; its counts may lie."""
_DEEPEST = 2  # archives inside archives: a zip in a zip is common, a third one is a trap
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # others reach far higher ratios
_HEADER = 30  # bytes before a member at least, without its name
_TAIL = 22 + 65_535  # bytes at the end that hold the end record, with its comment


class _Unpacking(io.RawIOBase):
    """A stream that raises BadInput when it unpacks to too much for its packed size."""

    def __init__(self, inner: gzip.GzipFile, packed: BinaryIO) -> None:
        self._inner, self._packed, self._count = inner, packed, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._inner.read(len(buffer))
        self._count += len(data)
        check(self._count, self._packed.tell())
        buffer[: len(data)] = data
        return len(data)


def check(unpacked: int, packed: int) -> None:
    """Raises:
    BadInput: if so many bytes from so few are the mark of a bomb.
    """
    if unpacked > MOST_UNPACKED:
        raise BadInput(f"unpacks to more than {MOST_UNPACKED // MIB // 1024} GB")
    if unpacked > FREE and unpacked > MOST_RATIO * packed:
        raise BadInput(f"unpacks to more than {MOST_RATIO} times its size")


def gunzip(part: Part, options: ReadOptions) -> Iterator[Part]:
    """The content of a .gz, under the same source; its name is without the suffix."""
    name = part.name[: -len(".gz")]
    if name.lower().endswith(".gz"):
        raise BadInput("compressed twice: unpack it once")
    with gzip.GzipFile(fileobj=part.stream) as inner:
        stream = io.BufferedReader(_Unpacking(inner, part.stream), 64 * 1024)
        yield Part(part.source, name, stream, part.depth)


def unzip(part: Part, options: ReadOptions) -> Iterator[Part]:
    """The members of a zip, each under "<source>/<its path>"; hidden ones are left out."""
    if part.depth >= _DEEPEST:
        raise BadInput("archives nested too deeply: unpack the outer one")
    names, unpacked = Names(part.source), 0
    with open_zip(part.seekable()) as archive:
        for member in archive.infolist():
            if member.is_dir() or _is_hidden(member):
                continue
            source = names.give(member.filename)
            try:
                check_member(member)
                unpacked += member.file_size
                check(unpacked, unpacked)
                stream = archive.open(member)
            except (BadInput, zipfile.BadZipFile, OSError) as error:
                options.skip(source, str(error))
                continue
            with stream:
                yield Part(source, member.filename, _buffered(stream), part.depth + 1)


def _buffered(stream: IO[bytes]) -> BinaryIO:
    return io.BufferedReader(cast("io.RawIOBase", stream))


def open_zip(stream: BinaryIO) -> zipfile.ZipFile:
    """The zip in a stream, its list of members checked before it is read.

    Raises:
        BadInput: if it is not a zip, its list is too long, or members share their bytes.
    """
    if _directory_size(stream) > MOST_DIRECTORY:
        raise BadInput("its list of members is too long")
    try:
        archive = zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, struct.error, ValueError, NotImplementedError):
        raise BadInput("damaged, or not really a zip") from None
    if len(archive.infolist()) > MOST_MEMBERS:
        raise BadInput(f"more than {MOST_MEMBERS:,} members")
    _check_apart(archive.infolist())
    return archive


def _check_apart(members: Sequence[zipfile.ZipInfo]) -> None:
    """Raises:
    BadInput: if members overlap, so that the same packed bytes are unpacked again and again
        (Fifield, "A better zip bomb", 2019).
    """
    ordered = sorted(members, key=lambda member: member.header_offset)
    for member, following in pairwise(ordered):
        if member.header_offset + _HEADER + member.compress_size > following.header_offset:
            raise BadInput("its members overlap: a bomb")


def read_member(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """The bytes of a member of a document that is a zip, such as DOCX.

    Raises:
        BadInput: if no member has the name, or it is larger than `most`, encrypted, compressed by
            an unsupported method, or a bomb.
    """
    try:
        member = archive.getinfo(name)
    except KeyError:
        raise BadInput(f"damaged: {name} is missing") from None
    check_member(member)
    if member.file_size > most:
        raise BadInput(f"holds more than {most // MIB} MB of text")
    return archive.read(member)


def check_member(member: zipfile.ZipInfo) -> None:
    """Raises:
    BadInput: if the member is encrypted, compressed by an unsupported method, or a bomb.
    """
    if member.flag_bits & 1:
        raise BadInput("encrypted")
    if member.compress_type not in _METHODS:
        raise BadInput("compressed by an unsupported method")
    check(member.file_size, member.compress_size)


def _is_hidden(member: zipfile.ZipInfo) -> bool:
    """Whether it is hidden, metadata that macOS added, or a symbolic link."""
    steps = PurePosixPath(member.filename.replace("\\", "/")).parts
    hidden = any(step.startswith(".") and step != ".." for step in steps)
    return hidden or "__MACOSX" in steps or stat.S_ISLNK(member.external_attr >> 16)


def _directory_size(stream: BinaryIO) -> int:
    """Bytes of the list of members, by the end record; those of the whole file for a zip64."""
    size = stream.seek(0, io.SEEK_END)
    stream.seek(max(0, size - _TAIL))
    tail = stream.read(_TAIL)
    # As zipfile does: a record at the very end of the file, else the last one in it.
    at = len(tail) - 22 if tail[-22:-18] == b"PK\5\6" else tail.rfind(b"PK\5\6")
    if at < 0 or len(tail) - at < 22:
        raise BadInput("damaged, or not really a zip")
    listed: int = struct.unpack_from("<L", tail, at + 12)[0]
    return size if listed == 0xFFFFFFFF or tail[at - 20 : at - 16] == b"PK\6\7" else listed
