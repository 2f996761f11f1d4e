"""One record for each format: a new format is a function that reads it and a record in `FORMATS`.

Everything else that depends on the format of a file is looked up in these records.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum, auto
from io import BufferedReader
from pathlib import PurePosixPath
from types import MappingProxyType

from qa.errors import BadInput, QAError
from qa.files.plain_text import SAMPLE, begins_as_text, may_be_text
from qa.files.sources import is_url
from qa.files.unread import Unread, unread_text
from qa.load.adoc import read_adoc
from qa.load.archives import gunzip, unzip
from qa.load.docx import read_docx
from qa.load.epub import read_epub
from qa.load.html import read_html
from qa.load.json_file import read_json
from qa.load.mail import read_mail, read_mbox
from qa.load.mdx import read_mdx
from qa.load.notebook import read_notebook
from qa.load.odt import read_flat_odt, read_odt
from qa.load.org import read_org
from qa.load.part import (
    BROKEN,
    MIB,
    MOST_FILE,
    Part,
    ReadDocuments,
    ReadOptions,
    whole,
    whole_noting,
    whole_with_skips,
)
from qa.load.pdf import read_pdf
from qa.load.pptx import read_pptx
from qa.load.rows import read_csv, read_json_lines
from qa.load.rst import read_rst
from qa.load.rtf import read_rtf
from qa.load.subtitles import read_subtitles
from qa.load.tex import read_tex
from qa.load.text import read_text
from qa.load.xlsx import read_xlsx
from qa.types import Document

MOST_MARKUP = 16 * MIB
"""Bytes of a web page or marked-up text: the largest articles have one or two million."""


class Opens(Enum):
    """Where a text editor can open a file of a format."""

    AT_LINE = auto()
    """At any line: the lines of the file are the lines of its document."""
    AT_START = auto()
    """At its first line: the file is text, but its lines are not the document's."""
    NOWHERE = auto()
    """The file is not text."""


@dataclass(frozen=True, slots=True)
class Format:
    """What is known about a format."""

    suffixes: tuple[str, ...]
    """In lower case, with the dot. Data whose format is recognised is named with the first."""
    read: ReadDocuments
    opens: Opens
    media: tuple[str, ...] = ()
    """The media types by which a web server announces it."""
    begins: tuple[bytes, ...] = ()
    """The first bytes by which it is recognised on stdin, in lower case, white space skipped."""


def container(unpack: Callable[[Part, ReadOptions], Iterator[Document | Part]]) -> ReadDocuments:
    """The function that reads the documents in all members of an archive or a mail."""

    def documents(part: Part, options: ReadOptions) -> Iterator[Document]:
        used_sources: set[str] = set()
        unread = Unread()
        for member in unpack(part, options):
            if isinstance(member, Document):
                yield _with_unique_source(member, used_sources)
                continue
            if member.source != part.source and not _is_read(member):
                unread.add_file(member.name)
                continue
            for document in _read_member(member, part, options):
                yield _with_unique_source(document, used_sources)
        if counts := unread_text(unread.counts()):
            options.skip(part.source, f"not read: {counts}")

    return documents


_TEXT = Format(
    (".txt", ".text", ".log"),
    whole(read_text),
    opens=Opens.AT_LINE,
    media=("text/plain",),
)

FORMATS: tuple[Format, ...] = (
    _TEXT,
    Format(
        (".md", ".markdown"),
        whole(read_text),
        opens=Opens.AT_LINE,
        media=("text/markdown",),
    ),
    Format(
        (".mdx",),
        whole(read_mdx, MOST_MARKUP),
        opens=Opens.AT_LINE,
        media=("text/mdx",),
    ),
    Format(
        (".rst",),
        whole(read_rst, MOST_MARKUP),
        opens=Opens.AT_START,
        media=("text/x-rst",),
    ),
    Format(
        (".org",),
        whole(read_org, MOST_MARKUP),
        opens=Opens.AT_START,
        media=("text/x-org",),
    ),
    Format(
        (".adoc", ".asciidoc"),
        whole(read_adoc, MOST_MARKUP),
        opens=Opens.AT_START,
        media=("text/asciidoc",),
    ),
    Format(
        (".tex", ".latex"),
        whole(read_tex, MOST_MARKUP),
        opens=Opens.AT_START,
        media=("text/x-tex", "application/x-tex"),
    ),
    Format(
        (".ipynb",),
        whole(read_notebook),
        opens=Opens.AT_START,
        media=("application/x-ipynb+json",),
    ),
    Format(
        (".html", ".htm", ".xhtml"),
        whole(read_html, MOST_MARKUP),
        opens=Opens.AT_START,
        media=("text/html", "application/xhtml+xml"),
        begins=(b"<!doctype html", b"<html", b"<?xml"),
    ),
    Format(
        (".pdf",),
        whole_noting(read_pdf, MOST_FILE),
        opens=Opens.NOWHERE,
        media=("application/pdf",),
        begins=(b"%pdf-",),
    ),
    Format(
        (".docx", ".docm", ".dotx"),
        whole_with_skips(read_docx, MOST_FILE),
        opens=Opens.NOWHERE,
        media=("application/vnd.openxmlformats-officedocument.wordprocessingml.document",),
    ),
    Format(
        (".xlsx", ".xlsm", ".xltx"),
        whole(read_xlsx, MOST_FILE),
        opens=Opens.NOWHERE,
        media=("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",),
    ),
    Format(
        (".pptx", ".pptm", ".ppsx", ".potx"),
        whole_with_skips(read_pptx, MOST_FILE),
        opens=Opens.NOWHERE,
        media=("application/vnd.openxmlformats-officedocument.presentationml.presentation",),
    ),
    Format(
        (".odt", ".ott", ".ods", ".odp"),
        whole(read_odt, MOST_FILE),
        opens=Opens.NOWHERE,
        media=(
            "application/vnd.oasis.opendocument.text",
            "application/vnd.oasis.opendocument.spreadsheet",
            "application/vnd.oasis.opendocument.presentation",
        ),
    ),
    Format((".fodt",), whole(read_flat_odt), opens=Opens.AT_START),
    Format(
        (".epub",),
        whole(read_epub, MOST_FILE),
        opens=Opens.NOWHERE,
        media=("application/epub+zip",),
    ),
    Format(
        (".rtf",),
        whole(read_rtf),
        opens=Opens.AT_START,
        media=("application/rtf", "text/rtf"),
    ),
    Format((".eml",), container(read_mail), opens=Opens.AT_START),
    Format((".mbox",), container(read_mbox), opens=Opens.AT_START),
    Format((".srt",), whole(read_subtitles), opens=Opens.AT_START),
    Format(
        (".vtt",),
        whole(read_subtitles),
        opens=Opens.AT_START,
        media=("text/vtt",),
    ),
    Format(
        (".jsonl", ".ndjson"),
        read_json_lines,
        opens=Opens.AT_START,
        media=("application/x-ndjson",),
        begins=(b'{"',),
    ),
    Format(
        (".json",),
        read_json,
        opens=Opens.AT_START,
        media=("application/json",),
    ),
    Format(
        (".csv", ".tsv"),
        read_csv,
        opens=Opens.AT_START,
        media=("text/csv",),
    ),
    Format((".gz",), container(gunzip), opens=Opens.NOWHERE, begins=(b"\x1f\x8b",)),
    Format(
        (".zip",),
        container(unzip),
        opens=Opens.NOWHERE,
        media=("application/zip",),
        begins=(b"pk\x03\x04",),
    ),
)

_BY_SUFFIX: Mapping[str, Format] = MappingProxyType(
    {suffix: record for record in FORMATS for suffix in record.suffixes}
)

SUFFIXES = frozenset(_BY_SUFFIX)
"""The files of a folder or an archive that are read whatever they hold; of others, those that are
plain text are read."""


def format_of(suffix: str) -> Format:
    """The format of files with this suffix, in lower case; plain text for an unknown one."""
    return _BY_SUFFIX.get(suffix, _TEXT)


def is_plain_text(source: str) -> bool:
    """Whether the text of a document is its file's as it stands; that of all others is Markdown.

    The last part of a source that has a known suffix tells, as in "letters.mbox/3".
    """
    suffixes = (PurePosixPath(part).suffix.lower() for part in source.split("/"))
    formats = [_BY_SUFFIX[suffix] for suffix in suffixes if suffix in _BY_SUFFIX]
    return not is_url(source) and (not formats or formats[-1] is _TEXT)


def suffix_by_media(media: str) -> str:
    """The suffix for what a web server announces as this media type; "" for an unknown one."""
    return next((record.suffixes[0] for record in FORMATS if media in record.media), "")


def suffix_by_beginning(data: bytes) -> str:
    """The suffix for data without a name, by its first bytes; that of plain text for any other."""
    start = data[:32].lstrip().lower()
    matching = (record for record in FORMATS if start.startswith(record.begins))
    return next(matching, _TEXT).suffixes[0]


def read_part(part: Part, options: ReadOptions) -> Iterator[Document]:
    """The documents in a part; one of an unknown format is read as text.

    Raises:
        BadInput: if it cannot be read, or not to its end; the message is the reason.
        MissingExtra: if its format needs a package that is not installed.
    """
    try:
        yield from format_of(part.suffix).read(part, options)
    except gzip.BadGzipFile:
        raise BadInput("damaged, or not really a .gz file") from None
    except OSError as error:
        raise BadInput(error.strerror or str(error)) from error
    except EOFError:
        raise BadInput("cut short: its end is missing") from None
    except BROKEN as error:
        kind = f"{part.suffix} file" if part.suffix else "text"
        raise BadInput(f"damaged, or not really a {kind} ({type(error).__name__})") from error


def _with_unique_source(document: Document, used_sources: set[str]) -> Document:
    """The document, numbered where another one of the same archive already has its source.

    For example the row "b.txt" of a member a.jsonl, where another member is a.jsonl/b.txt.
    """
    source, number = document.source, 2
    while source in used_sources:
        source, number = f"{document.source} ({number})", number + 1
    used_sources.add(source)
    return replace(document, source=source)


def _is_read(member: Part) -> bool:
    """Whether its suffix is that of a format, or it is plain text."""
    if member.suffix in SUFFIXES:
        return True
    name = member.name.rpartition("/")[2]
    if not may_be_text(name) or not isinstance(member.stream, BufferedReader):
        return False
    return begins_as_text(member.stream.peek(SAMPLE))


def _read_member(member: Part, part: Part, options: ReadOptions) -> Iterator[Document]:
    """The documents of a member; one that cannot be read is skipped, unless it is the only one."""
    if member.source == part.source:
        yield from read_part(member, options)
        return
    try:
        yield from read_part(member, options)
    except QAError as error:
        options.skip(member.source, str(error))
