"""A document -> its record in the store, and the text of its windows to be embedded."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace

from qa.embed.embedder import Embedder, WindowText
from qa.files.sources import is_url
from qa.files.state import State
from qa.split.metadata import described
from qa.split.outline import outline
from qa.split.paragraphs import split
from qa.split.windows import windows
from qa.store.records import Entry, Window, sentences_of
from qa.types import Document, Kind, Paragraph, Span

WINDOW = 128
"""Tokens in a window; a longer paragraph becomes several windows. Smaller windows find more
(docs/quality.md) and cost more vectors; most paragraphs of news fit into one of this size."""
LONGEST_TITLE = 200
"""Characters of a title that are embedded before each paragraph."""


def prepare(
    document: Document, file: str, sha256: str, state: State, embedder: Embedder
) -> tuple[Entry, dict[bytes, WindowText]]:
    """The record of a document, and by hash the window texts that it needs embedded."""
    texts: dict[bytes, WindowText] = {}
    blocks = outline(document.text)
    document = described(document, blocks)
    if is_url(document.source) and not document.url:
        document = replace(document, url=document.source)
    paragraphs, prefix = split(document, blocks), title_prefix(document, embedder)
    spans = tuple(tuple(_windows(paragraph, prefix, embedder, texts)) for paragraph in paragraphs)
    entry = Entry(document, file, sha256, paragraphs, spans, state.size, state.changed_ns)
    return entry, texts


def title_prefixes(document: Document) -> Iterator[str]:
    """The possible prefixes of a document's windows: its title, shorter and shorter, then ""."""
    title = document.title[:LONGEST_TITLE]
    while title:
        yield f"{title}. "
        title = title[: len(title) // 2]
    yield ""


def title_prefix(document: Document, embedder: Embedder) -> str:
    """The prefix that is used: the longest that fills at most half of the model's input."""
    half = embedder.max_tokens // 2
    return next(
        (
            one
            for one in title_prefixes(document)
            if embedder.count_tokens(one.removesuffix(". ")) <= half
        ),
        "",
    )


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
    if paragraph.kind is not Kind.BODY:
        return
    for span in windows_of(paragraph, prefix, embedder):
        text = window_text(paragraph, span, prefix)
        key = text_hash(text)
        texts[key] = text
        yield Window(span, key)
