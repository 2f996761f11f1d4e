"""Which function reads which format: a new format is one function and one line in `FORMATS`."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from qa.errors import BadInput, QAError
from qa.load.archives import gunzip, unzip
from qa.load.docx import read_docx
from qa.load.epub import read_epub
from qa.load.html import read_html
from qa.load.json_file import read_json
from qa.load.mail import read_mail, read_mbox
from qa.load.odt import read_flat_odt, read_odt
from qa.load.part import BROKEN, MIB, MOST_FILE, Format, Part, Wishes, whole, whole_but
from qa.load.pdf import read_pdf
from qa.load.rows import read_csv, read_json_lines
from qa.load.rtf import read_rtf
from qa.load.subtitles import read_subtitles
from qa.load.text import read_text
from qa.types import Document

MOST_MARKUP = 16 * MIB
"""Bytes of a page: the largest articles have one or two million, the rest is scripts."""

_TEXT = whole(read_text)
_HTML = whole(read_html, MOST_MARKUP)
_DOCX = whole_but(read_docx, MOST_FILE)
_ODT = whole(read_odt, MOST_FILE)

FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        ".txt": _TEXT,
        ".text": _TEXT,
        ".md": _TEXT,
        ".markdown": _TEXT,
        ".html": _HTML,
        ".htm": _HTML,
        ".xhtml": _HTML,
        ".pdf": whole(read_pdf, MOST_FILE),
        ".docx": _DOCX,
        ".docm": _DOCX,
        ".dotx": _DOCX,
        ".odt": _ODT,
        ".ott": _ODT,
        ".ods": _ODT,
        ".odp": _ODT,
        ".fodt": whole(read_flat_odt),
        ".epub": whole(read_epub, MOST_FILE),
        ".rtf": whole(read_rtf),
        ".srt": whole(read_subtitles),
        ".vtt": whole(read_subtitles),
        ".jsonl": read_json_lines,
        ".ndjson": read_json_lines,
        ".json": read_json,
        ".csv": read_csv,
        ".tsv": read_csv,
    }
)

CONTAINERS: Mapping[str, Callable[[Part, Wishes], Iterator[Document | Part]]] = MappingProxyType(
    {".gz": gunzip, ".zip": unzip, ".eml": read_mail, ".mbox": read_mbox}
)
"""What holds files, and documents of its own."""

SUFFIXES = frozenset({*FORMATS, *CONTAINERS})
"""The files of a folder or an archive that are read; others are read only when named."""


def read_part(part: Part, wishes: Wishes) -> Iterator[Document]:
    """The documents in a part; one of an unknown format is taken as text.

    Raises:
        BadInput: if it cannot be read, or not to its end; the message is the reason.
        MissingExtra: if its format needs a package that is not installed.
    """
    try:
        if opens := CONTAINERS.get(part.suffix):
            taken: set[str] = set()
            for inner in opens(part, wishes):
                if isinstance(inner, Document):
                    yield _under_own_name(inner, taken)
                    continue
                for document in _read_member(inner, part, wishes):
                    yield _under_own_name(document, taken)
        else:
            yield from FORMATS.get(part.suffix, _TEXT)(part, wishes)
    except gzip.BadGzipFile:
        raise BadInput("damaged, or not really a .gz file") from None
    except OSError as error:
        raise BadInput(error.strerror or str(error)) from error
    except EOFError:
        raise BadInput("cut short: its end is missing") from None
    except BROKEN as error:
        kind = f"{part.suffix} file" if part.suffix else "text"
        raise BadInput(f"damaged, or not really a {kind} ({type(error).__name__})") from error


def _under_own_name(document: Document, taken: set[str]) -> Document:
    """The document; under another source where one of the same archive has its own.

    As the row "b.txt" of a member a.jsonl, where another member is a.jsonl/b.txt.
    """
    source, number = document.source, 2
    while source in taken:
        source, number = f"{document.source} ({number})", number + 1
    taken.add(source)
    return replace(document, source=source)


def _read_member(inner: Part, part: Part, wishes: Wishes) -> Iterator[Document]:
    """The documents of a member; one that cannot be read is skipped, unless it is all there is."""
    if inner.source == part.source:
        yield from read_part(inner, wishes)
        return
    if inner.suffix not in SUFFIXES:
        wishes.skip(inner.source, f"{inner.suffix or 'such'} files are not read")
        return
    try:
        yield from read_part(inner, wishes)
    except QAError as error:
        wishes.skip(inner.source, str(error))
