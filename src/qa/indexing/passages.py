"""A document -> what the store keeps of it, and what is embedded for it: its windows."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace

from qa.embed.embedder import Embedder, Passage
from qa.files.sources import is_url
from qa.files.state import State
from qa.split.metadata import described
from qa.split.outline import outline
from qa.split.paragraphs import split
from qa.split.windows import windows
from qa.store.records import Entry, Window, sentences_of
from qa.types import Document, Kind, Paragraph, Span

WINDOW = 128
"""Tokens embedded as one; a longer paragraph becomes several windows. Smaller windows find more
(docs/quality.md) and cost more vectors; most paragraphs of news fit one of this size."""
LONGEST_TITLE = 200
"""Characters of a title that are embedded before each paragraph."""


def prepare(
    document: Document, file: str, sha256: str, state: State, embedder: Embedder
) -> tuple[Entry, dict[bytes, Passage]]:
    """What is stored for a document of a file, and by hash what that needs embedded."""
    passages: dict[bytes, Passage] = {}
    blocks = outline(document.text)
    document = described(document, blocks)
    if is_url(document.source) and not document.url:
        document = replace(document, url=document.source)
    paragraphs, before = split(document, blocks), title_prefix(document, embedder)
    found = tuple(
        tuple(_windows(paragraph, before, embedder, passages)) for paragraph in paragraphs
    )
    stored = Entry(document, file, sha256, paragraphs, found, state.size, state.changed_ns)
    return stored, passages


def title_prefixes(document: Document) -> Iterator[str]:
    """What may stand before each of its passages: its title, or less and less of it."""
    title = document.title[:LONGEST_TITLE]
    while title:
        yield f"{title}. "
        title = title[: len(title) // 2]
    yield ""


def title_prefix(document: Document, embedder: Embedder) -> str:
    """What does: as much of its title as takes no more than half of what the model reads."""
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
    """The windows of a paragraph: with `lead` before it, the model reads each whole."""
    limit = min(WINDOW, embedder.max_tokens - embedder.count_tokens(prefix))
    return windows(paragraph, embedder.count_tokens, limit)


def passage_of(paragraph: Paragraph, window: Span, prefix: str) -> Passage:
    """What is embedded for a window: its text after `lead`, which says what it is about."""
    shift = len(prefix) - window.start
    inside = [paragraph.sentences[i] for i in sentences_of(paragraph, window)]
    parts = [
        Span(max(s.start, window.start) + shift, min(s.end, window.end) + shift) for s in inside
    ]
    return Passage(prefix + paragraph.document.text[window.start : window.end], tuple(parts))


def text_hash(passage: Passage) -> bytes:
    """Under which the vectors of a passage are kept: of its text and the places of its parts."""
    parts = [(part.start, part.end) for part in passage.parts]
    return hashlib.sha256(json.dumps([passage.text, parts]).encode()).digest()


def _windows(
    paragraph: Paragraph, prefix: str, embedder: Embedder, passages: dict[bytes, Passage]
) -> Iterator[Window]:
    if paragraph.kind is not Kind.BODY:
        return
    for span in windows_of(paragraph, prefix, embedder):
        passage = passage_of(paragraph, span, prefix)
        key = text_hash(passage)
        passages[key] = passage
        yield Window(span, key)
