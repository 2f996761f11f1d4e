"""A split document -> its record in the store, and the text of its windows to be embedded."""

import hashlib
import json
from collections.abc import Iterator
from threading import Event

from qa.embed.embedder import Embedder, WindowText
from qa.errors import BadInput
from qa.files.state import State
from qa.indexing.splitting import SplitDocument
from qa.split.windows import windows
from qa.store.records import Entry, Window, sentences_of
from qa.text.titles import is_beginning
from qa.types import Document, Paragraph, Span

WINDOW = 128
"""Tokens in a window; a longer paragraph becomes several windows. Smaller windows find more
(docs/quality.md) and cost more vectors; most paragraphs of news fit into one of this size."""
LONGEST_TITLE = 200
"""Characters of a title, and of the headings above, that are embedded before each paragraph."""
LONGEST_HEADER = 300
"""Characters of a table's header that are."""


def prepare(
    split: SplitDocument, file: str, sha256: str, state: State, embedder: Embedder, stop: Event
) -> tuple[Entry, dict[bytes, WindowText]]:
    """The record of a document, and by hash the window texts that it needs embedded.

    Raises:
        BadInput: as soon as `stop` is set.
    """
    texts: dict[bytes, WindowText] = {}
    document = split.document
    lead = Lead(document, embedder)
    spans: list[tuple[Window, ...]] = []
    for paragraph, searched in zip(split.paragraphs, split.searched, strict=True):
        if stop.is_set():
            raise BadInput("indexing was stopped before it was read to its end")
        found = _windows(paragraph, lead.before(paragraph), embedder, texts) if searched else ()
        spans.append(tuple(found))
    entry = Entry(
        document, file, sha256, split.paragraphs, tuple(spans), split.sketch,
        state.size, state.changed_ns,
    )  # fmt: skip
    return entry, texts


class Lead:
    """What is embedded before the windows of a document, to say what they are about."""

    def __init__(self, document: Document, embedder: Embedder) -> None:
        self._document = document
        self._embedder = embedder
        self._known: tuple[tuple[tuple[str, ...], Span | None], str] | None = None

    def before(self, paragraph: Paragraph) -> str:
        """The title, the headings and the table's header above a paragraph, as far as they fit.

        They fill at most half of the model's input; the longest that fits is taken.
        """
        key = paragraph.section, paragraph.header
        if self._known is None or self._known[0] != key:
            half = self._embedder.max_tokens // 2
            fits = (
                lead
                for lead in leads(self._document, *key)
                if self._embedder.count_tokens(lead.removesuffix(". ")) <= half
            )
            self._known = key, next(fits, "")
        return self._known[1]


def leads(document: Document, section: tuple[str, ...], header: Span | None) -> Iterator[str]:
    """The possible texts before a window, shorter and shorter, the last one empty."""
    title = document.title[:LONGEST_TITLE]
    title = "" if is_beginning(title, document.text) else title
    path = " › ".join(section)[-LONGEST_TITLE:]
    columns = " ".join(document.text[header.start : header.end].split()) if header else ""
    columns = f"{columns[:LONGEST_HEADER]}\n" if columns else ""
    while title or path or columns:
        yield "".join(f"{part}. " for part in (title, path) if part) + columns
        title, path = title[: len(title) // 2], path[(len(path) + 1) // 2 :]
        columns = columns if len(title) > LONGEST_TITLE // 4 else ""
    yield ""


def windows_of(paragraph: Paragraph, prefix: str, embedder: Embedder) -> tuple[Span, ...]:
    """The windows of a paragraph; each fits into the model's input together with `prefix`."""
    limit = min(WINDOW, embedder.max_tokens - embedder.count_tokens(prefix))
    return windows(paragraph, embedder.count_tokens, limit)


def window_text(paragraph: Paragraph, window: Span, prefix: str) -> WindowText:
    """What is embedded for a window: its text after `prefix`, which says what it is about."""
    shift = len(prefix) - window.start
    inside = [paragraph.sentences[i] for i in sentences_of(paragraph, window)]
    parts = [
        Span(max(s.start, window.start) + shift, min(s.end, window.end) + shift) for s in inside
    ]
    return WindowText(prefix + paragraph.document.text[window.start : window.end], tuple(parts))


def text_hash(window: WindowText) -> bytes:
    """The key of a window's vectors: a hash of its text and of the offsets of its parts."""
    parts = [(part.start, part.end) for part in window.parts]
    return hashlib.sha256(json.dumps([window.text, parts]).encode()).digest()


def _windows(
    paragraph: Paragraph, prefix: str, embedder: Embedder, texts: dict[bytes, WindowText]
) -> Iterator[Window]:
    for span in windows_of(paragraph, prefix, embedder):
        text = window_text(paragraph, span, prefix)
        key = text_hash(text)
        texts[key] = text
        yield Window(span, key)
