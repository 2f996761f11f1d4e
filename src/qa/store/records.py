"""What goes into the store for one document, and what an undone update changed."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from qa.types import Document, Paragraph, Span


@dataclass(frozen=True, slots=True)
class Window:
    """A part of a paragraph that is embedded on its own; mostly the whole of it."""

    span: Span
    text_hash: bytes
    """sha256 of the text that is embedded, and of where its sentences are."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """What tells quickly which documents may retell one report; see `qa.indexing.reports`."""

    words: int
    shingles: bytes
    """Hashes of some of its runs of words, little-endian uint32, rising."""
    facts: bytes
    """Hashes of its names and numbers, little-endian uint32, rising."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A document, split and ready to be stored."""

    document: Document
    file: str
    """Source of the file it came from; that of the document, where a file holds only one."""
    sha256: str
    """Hex digest of the file's bytes."""
    paragraphs: tuple[Paragraph, ...]
    windows: tuple[tuple[Window, ...], ...]
    """For each paragraph its windows; none for contents pages and headings over their text."""
    sketch: Sketch
    size: int = -1
    """Bytes of the file; -1 when unknown."""
    mtime_ns: int = 0
    """When the file was last modified, in nanoseconds; 0 when unknown."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """What the index knows of a file."""

    file: str
    sha256: str
    size: int
    """Bytes; -1 when unknown."""
    mtime_ns: int
    """As `Entry`; with `size` it tells, at the price of a stat, that a file has hardly changed."""


@dataclass(frozen=True, slots=True)
class Undone:
    """What undoing the last update did, in files."""

    generation: int
    brought_back: tuple[str, ...]
    """Had been removed or replaced."""
    taken_out: tuple[str, ...]
    """Had been added, or had replaced what is back."""


def sentences_of(paragraph: Paragraph, window: Span) -> range:
    """Which sentences of the paragraph have characters in the window, by their position."""
    sentences = paragraph.sentences
    first = bisect_right(sentences, window.start, key=lambda sentence: sentence.end)
    return range(first, bisect_left(sentences, window.end, key=lambda sentence: sentence.start))
