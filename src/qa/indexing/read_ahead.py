"""Files -> batches of documents, split and ready to be embedded; read in a thread of their own.

While one batch is embedded the next is read, and no more: what is in memory is bounded.
"""

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path
from threading import Event
from typing import Protocol

from qa.embed.embedder import Embedder, Passage
from qa.errors import BadInput, QAError
from qa.files.state import State
from qa.indexing.comparison import CurrentFile, current_file
from qa.indexing.passages import prepare
from qa.store.records import Entry
from qa.types import Document

FIRST, MOST = 256, 2048
"""Passages of the first batch, and of any: each is twice the one before. Among many, those of like
length are embedded together, so that little is padding; a first small one is soon begun with."""
CHARACTERS = 8_000_000
"""In one batch, more or less."""
ATTEMPTS = 3
"""To read a file that changes meanwhile."""


@dataclass(frozen=True, slots=True)
class LoadedDocument:
    """A document that was read; or, without an entry, what has become of its file."""

    file: str
    weight: int = 0
    """Bytes of the file that it stands for."""
    entry: Entry | None = None
    passages: Mapping[bytes, Passage] = field(default_factory=dict)
    whole: bool = False
    """All documents of the file have come. Else, without an entry: they do not count."""


class ReadDocuments(Protocol):
    """What reads a file, as `qa.load.read_documents`."""

    def __call__(
        self,
        path: Path,
        source: str,
        *,
        fields: Mapping[str, str] | None = None,
        skip: Callable[[str, str], None] | None = None,
    ) -> Iterator[Document]: ...


class Loader:
    """Reads files, and splits the documents in them."""

    def __init__(
        self,
        read: ReadDocuments,
        embedder: Embedder,
        fields: Mapping[str, str],
        skip: Callable[[str, str], None],
    ) -> None:
        """With `read`, for `embedder`.

        Args:
            fields: the user's columns for ours in a collection.
            skip: hears of rows and members that cannot be read, and why.
        """
        self._documents_of = read
        self._embedder = embedder
        self._fields = fields
        self._skip = skip

    def read(self, current: CurrentFile) -> Generator[LoadedDocument, None, CurrentFile]:
        """Yields its documents, and in the end that it is whole, or that they do not count.

        Returns:
            The file as it was when it was read, if it has changed since it was seen.

        Raises:
            QAError: if it cannot be read, or does not stay the same meanwhile.
            OSError: if it cannot be opened.
        """
        for _ in range(ATTEMPTS):
            try:
                left = yield from self._documents(current)
                if State.of(current.file.at) == current.state:
                    yield LoadedDocument(current.source, left, whole=True)
                    return current
            except (QAError, OSError):
                yield LoadedDocument(current.source)
                raise
            yield LoadedDocument(current.source)
            current = current_file(current.file)
        raise BadInput("it changes while it is being read")

    def _documents(self, current: CurrentFile) -> Generator[LoadedDocument, None, int]:
        """Returns the bytes of the file that no document stands for."""
        left, nothing = current.state.size, True
        for document in self._documents_of(
            current.file.path, current.source, fields=self._fields, skip=self._skip
        ):
            if not _is_unicode(document):
                if document.source == current.source:
                    raise BadInput("characters that are not Unicode")
                self._skip(document.source, "characters that are not Unicode")
                continue
            stored, passages = prepare(
                document, current.source, current.sha256, current.remembered, self._embedder
            )
            # Of a file that is packed, a document can be longer than the whole.
            weight, nothing = min(left, len(document.text)), False
            left -= weight
            yield LoadedDocument(current.source, weight, stored, passages)
        if nothing:
            raise BadInput("no documents in it")
        return left


def read_ahead(reads: Iterator[LoadedDocument]) -> Generator[Sequence[LoadedDocument], None, None]:
    """What is read, in order: a batch is read while its user is busy with the one before.

    To be closed by a user who stops early; it then waits for the document that is being read.

    Raises:
        What `reads` does, in the user's thread.
    """
    stop = Event()
    made = _batches_of(takewhile(lambda _: not stop.is_set(), reads))
    with ThreadPoolExecutor(1, "qa-reading") as thread:
        try:
            coming = thread.submit(next, made, None)
            while (batch := coming.result()) is not None:
                coming = thread.submit(next, made, None)
                yield batch
        finally:
            stop.set()


def _batches_of(reads: Iterable[LoadedDocument]) -> Iterator[list[LoadedDocument]]:
    batch: list[LoadedDocument] = []
    passages, characters, most = 0, 0, min(FIRST, MOST)
    for read in reads:
        if read.entry:  # the end of a file goes with its last document
            if passages >= most or characters >= CHARACTERS:
                yield batch
                batch, passages, characters, most = [], 0, 0, min(2 * most, MOST)
            characters += len(read.entry.document.text)
        elif not read.whole:
            batch = [other for other in batch if other.file != read.file]
        batch.append(read)
        passages += len(read.passages)
    if batch:
        yield batch


def _is_unicode(document: Document) -> bool:
    """Whether it can be stored as UTF-8; a half of a surrogate pair cannot."""
    d = document
    try:
        for text in (d.source, d.text, d.title, d.author, d.published, d.publisher, d.url):
            text.encode()
        d.language.encode()
    except UnicodeEncodeError:
        return False
    return True
