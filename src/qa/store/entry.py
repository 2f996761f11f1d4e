"""What goes into the store for one document."""

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
class Entry:
    """A document, split and ready to be stored."""

    document: Document
    sha256: str
    """Hex digest of the file's bytes."""
    paragraphs: tuple[Paragraph, ...]
    windows: tuple[tuple[Window, ...], ...]
    """For each paragraph its windows; none for a fragment."""


def sentences_of(paragraph: Paragraph, window: Span) -> range:
    """Which sentences of the paragraph have characters in the window, by their position."""
    sentences = paragraph.sentences
    first = bisect_right(sentences, window.start, key=lambda sentence: sentence.end)
    return range(first, bisect_left(sentences, window.end, key=lambda sentence: sentence.start))
