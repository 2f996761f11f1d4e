"""Files -> batches of documents, ready to be embedded; they are prepared in a separate thread.

While one batch is embedded the next one is read, but no more: memory stays bounded.
"""

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path
from threading import Event
from typing import Protocol

from qa.embed.embedder import Embedder, WindowText
from qa.errors import BadInput, QAError
from qa.files.state import State
from qa.indexing.comparison import CurrentFile, current_file
from qa.indexing.splitting import SplitDocument
from qa.indexing.window_texts import prepare
from qa.load.part import Skip
from qa.store.records import Entry
from qa.types import Document

FIRST, MOST = 256, 2048
"""Windows in the first batch, and at most in any; each is twice the one before. A large batch
needs little padding, since windows of similar length are embedded together; a small first one lets
embedding begin soon."""
CHARACTERS = 8_000_000
"""In one batch, approximately."""
ATTEMPTS = 3
"""How often a file is read if it changes meanwhile."""


@dataclass(frozen=True, slots=True)
class LoadedDocument:
    """A document that was read; or, without an entry, the end of its file."""

    file: str
    weight: int = 0
    """Bytes of the file that it accounts for in the progress."""
    entry: Entry | None = None
    windows: Mapping[bytes, WindowText] = field(default_factory=dict)
    whole: bool = False
    """Without an entry: whether the file was read to its end; else its documents are dropped."""


class Reader(Protocol):
    """What reads files, as `qa.indexing.isolated.IsolatedReader` does."""

    stopped: Event

    def read(
        self,
        path: Path,
        source: str,
        *,
        fields: Mapping[str, str] | None = None,
        skip: Skip | None = None,
        follow: bool = True,
    ) -> Iterator[SplitDocument]: ...

    def stop(self) -> None: ...


class Loader:
    """Reads files, and prepares their documents to be stored."""

    def __init__(
        self,
        reader: Reader,
        embedder: Embedder,
        fields: Mapping[str, str],
        skip: Skip,
    ) -> None:
        """Reads with `reader`, and prepares for `embedder`.

        Args:
            fields: for collections, the column of each field of a document.
            skip: called with each row or member that cannot be read, and the reason.
        """
        self._reader = reader
        self._embedder = embedder
        self._fields = fields
        self._skip = skip

    def read(self, current: CurrentFile) -> Generator[LoadedDocument, None, CurrentFile]:
        """Yields the documents of a file, and at its end whether they are complete.

        Returns:
            The file as it was when it was read, which may differ from `current`.

        Raises:
            QAError: if it cannot be read, or keeps changing meanwhile.
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
        raise BadInput("the file changes while it is being read")

    def _documents(self, current: CurrentFile) -> Generator[LoadedDocument, None, int]:
        """Returns the bytes of the file that no document accounts for."""
        left, nothing = current.state.size, True
        for split in self._reader.read(
            current.file.path,
            current.source,
            fields=self._fields,
            skip=self._skip,
            follow=current.file.is_given,
        ):
            document = split.document
            if not _is_unicode(document):
                if document.source == current.source:
                    raise BadInput("characters that are not Unicode")
                self._skip(document.source, "characters that are not Unicode")
                continue
            entry, windows = prepare(
                split,
                current.source,
                current.sha256,
                current.remembered,
                self._embedder,
                self._reader.stopped,
            )
            # The text of a document in a compressed file can be longer than the file.
            weight, nothing = min(left, len(document.text)), False
            left -= weight
            yield LoadedDocument(current.source, weight, entry, windows)
        if nothing:
            raise BadInput("no documents in this file")
        return left


def read_ahead(
    reads: Iterator[LoadedDocument], reader: Reader
) -> Generator[Sequence[LoadedDocument], None, None]:
    """Batches of what `reads` yields, in order; one is read while the caller uses the one before.

    A caller who stops early has to close it, which stops the reader.

    Raises:
        Whatever `reads` raises, in the caller's thread.
    """
    batches = _batches_of(takewhile(lambda _: not reader.stopped.is_set(), reads))
    with ThreadPoolExecutor(1, "qa-reading") as thread:
        try:
            coming = thread.submit(next, batches, None)
            while (batch := coming.result()) is not None:
                coming = thread.submit(next, batches, None)
                yield batch
        finally:
            reader.stop()


def _batches_of(reads: Iterable[LoadedDocument]) -> Iterator[list[LoadedDocument]]:
    batch: list[LoadedDocument] = []
    windows, characters, most = 0, 0, min(FIRST, MOST)
    for read in reads:
        if read.entry:  # the end of a file goes with its last document
            if windows >= most or characters >= CHARACTERS:
                yield batch
                batch, windows, characters, most = [], 0, 0, min(2 * most, MOST)
            characters += len(read.entry.document.text)
        elif not read.whole:
            batch = [other for other in batch if other.file != read.file]
        batch.append(read)
        windows += len(read.windows)
    if batch:
        yield batch


def _is_unicode(document: Document) -> bool:
    """Whether it can be stored as UTF-8; half of a surrogate pair cannot."""
    d = document
    try:
        for text in (d.source, d.text, d.title, d.author, d.published, d.publisher, d.url):
            text.encode()
        d.language.encode()
    except UnicodeEncodeError:
        return False
    return True
