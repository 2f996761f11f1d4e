"""What goes into the store for one document, and what is known of one that is there."""

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
    path: str
    """Where the file lies, absolute."""
    sha256: str
    """Hex digest of the file's bytes."""
    paragraphs: tuple[Paragraph, ...]
    windows: tuple[tuple[Window, ...], ...]
    """For each paragraph its windows; none for a fragment."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What tells whether the file behind a stored document has changed."""

    path: str
    sha256: str


def sentences_of(paragraph: Paragraph, window: Span) -> tuple[int, ...]:
    """Which sentences of the paragraph have words in the window, by their position."""
    return tuple(
        number
        for number, sentence in enumerate(paragraph.sentences)
        if sentence.start < window.end and window.start < sentence.end
    )
