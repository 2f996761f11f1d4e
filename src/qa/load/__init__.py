"""Files -> Documents: `find_files` says which, `read_document` reads one.

A new format is one function from bytes to text and one line in `FORMATS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from qa.errors import BadInput
from qa.load.files import FoundFile, list_files
from qa.load.metadata import find_metadata
from qa.load.text import decode
from qa.types import Document

__all__ = ["FORMATS", "FoundFile", "decode", "find_files", "read_document"]

FORMATS: Mapping[str, Callable[[bytes], str]] = MappingProxyType(
    {".txt": decode, ".text": decode, ".md": decode, ".markdown": decode}
)


def find_files(paths: Sequence[Path]) -> tuple[FoundFile, ...]:
    """The files given, and those of a known format in the folders given; see `list_files`."""
    return list_files(paths, FORMATS)


def read_document(path: Path, source: str) -> Document:
    """The document in a file; a file of an unknown format is taken as text.

    Raises:
        BadInput: if the file cannot be read, is empty, or is no text; the message is the reason.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadInput(error.strerror or str(error)) from error
    text = FORMATS.get(path.suffix.lower(), decode)(data)
    found = find_metadata(text)
    return Document(
        source=source,
        text=text,
        title=found.title,
        author=found.author,
        published=found.published,
    )
