"""Files -> entries staged in the index, embedded first: a batch of documents at a time.

Readers see none of it until the update. A run that was cut short leaves whole files staged, and
embeddings for more; the next one goes on from both.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from qa.embed import Embedder, Passage
from qa.entries import entry
from qa.errors import BadInput, QAError
from qa.files import State
from qa.load import is_url, read_documents
from qa.mirror import Seen, look
from qa.store.database import Database
from qa.store.entry import Entry
from qa.types import Document

BATCH = 256
"""Passages embedded between two commits."""
AHEAD = 2048
"""Passages among which those of like length are embedded together, so that little is padding."""
CHARACTERS = 8_000_000
"""Read at most, more or less, before they are embedded and staged."""
ATTEMPTS = 3
"""To read a file that changes meanwhile."""


@dataclass(frozen=True, slots=True)
class _Read:
    """A document that waits to be embedded; or, without an entry, the end of its file."""

    file: str
    weight: int
    """Bytes of the file that it stands for."""
    entry: Entry | None = None
    passages: Mapping[bytes, Passage] = field(default_factory=dict)


class Staging:
    """Reads files, embeds what is new in them, and stages them."""

    def __init__(
        self,
        database: Database,
        embedder: Embedder,
        fields: Mapping[str, str],
        tell: Callable[[int], None],
        skip: Callable[[str, str], None],
    ) -> None:
        """Into `database`.

        Args:
            fields: the user's columns for ours in a collection.
            tell: hears how many bytes of the files are done.
            skip: hears of rows and members that cannot be read, and why.
        """
        self.embedded = 0
        """Passages that had to be embedded."""
        self._database = database
        self._embedder = embedder
        self._fields = fields
        self._tell = tell
        self._skip = skip
        self._done = 0
        self._waiting: list[_Read] = []
        self._passages = self._characters = 0

    def read(self, seen: Seen) -> Seen:
        """Reads a file, and stages it sooner or later; `flush` does it now.

        Returns:
            The file as it was when it was read, if it has changed since it was seen.

        Raises:
            QAError: if it cannot be read, or does not stay the same meanwhile.
            OSError: if it cannot be opened.
        """
        for _ in range(ATTEMPTS):
            try:
                left = self._read(seen)
                if State.of(seen.file.at) == seen.state:
                    self._wait(_Read(seen.source, left))
                    return seen
            except (QAError, OSError):
                self._drop(seen.source)
                raise
            self._drop(seen.source)
            seen = look(seen.file)
        raise BadInput("it changes while it is being read")

    def flush(self) -> None:
        """Embeds and stages all that was read."""
        passages: dict[bytes, Passage] = {}
        for read in self._waiting:
            passages.update(read.passages)
        weight = sum(read.weight for read in self._waiting)
        self._embed(passages, weight)
        with self._database.transaction():
            for read in self._waiting:
                if read.entry is None:
                    self._database.finish_staging(read.file)
                else:
                    self._database.stage(read.entry)
        self._waiting, self._passages, self._characters = [], 0, 0
        self._done += weight
        self._tell(self._done)

    def _read(self, seen: Seen) -> int:
        """Returns the bytes of the file that no document stands for."""
        left, nothing = seen.state.size, True
        for document in read_documents(
            seen.file.path, seen.source, fields=self._fields, skip=self._skip
        ):
            _check(document)
            if is_url(document.source) and not document.url:
                document = replace(document, url=document.source)
            stored, passages = entry(
                document, seen.source, seen.sha256, seen.remembered, self._embedder
            )
            # Of a file that is packed, a document can be longer than the whole.
            weight, nothing = min(left, len(document.text)), False
            left -= weight
            self._wait(_Read(seen.source, weight, stored, passages))
        if nothing:
            raise BadInput("no documents in it")
        return left

    def _wait(self, read: _Read) -> None:
        full = self._passages >= AHEAD or self._characters >= CHARACTERS
        if full and read.entry:  # not before the end of a file, which makes it whole
            self.flush()
        self._waiting.append(read)
        self._passages += len(read.passages)
        self._characters += len(read.entry.document.text) if read.entry else 0

    def _drop(self, file: str) -> None:
        """Takes back what was read of a file, of which some may be staged."""
        self._waiting = [read for read in self._waiting if read.file != file]
        with self._database.transaction():
            self._database.drop_staged(())

    def _embed(self, passages: Mapping[bytes, Passage], weight: int) -> None:
        model = self._embedder.fingerprint
        missing = self._database.missing_embeddings(model, list(passages))
        todo = sorted(missing, key=lambda key: (len(passages[key].text), key))
        for first in range(0, len(todo), BATCH):
            self._tell(self._done + weight * first // len(todo))
            keys = todo[first : first + BATCH]
            vectors = self._embedder.embed_passages([passages[key] for key in keys])
            with self._database.transaction():
                self._database.add_embeddings(model, dict(zip(keys, vectors, strict=True)))
        self.embedded += len(todo)


def _check(document: Document) -> None:
    """Raises BadInput if it cannot be stored as UTF-8, which would end the run."""
    try:
        "".join((document.source, document.text, document.title, document.author)).encode()
        "".join((document.published, document.publisher, document.url, document.language)).encode()
    except UnicodeEncodeError:
        raise BadInput("characters that are not Unicode") from None
