"""Batches of documents -> entries staged in the index, embedded first.

Readers see none of it until the update. A run that was cut short leaves whole files staged, and
embeddings for more; the next one goes on from both.
"""

from collections.abc import Callable, Mapping, Sequence

from qa.embed.embedder import Embedder, Passage
from qa.indexing.read_ahead import LoadedDocument
from qa.store.writable import Database

BATCH = 256
"""Passages embedded between two commits."""


class Staging:
    """Embeds what is new in documents, and stages them."""

    def __init__(self, database: Database, embedder: Embedder, tell: Callable[[int], None]) -> None:
        """Into `database`; `tell` hears how many bytes of the files are done."""
        self.embedded = 0
        """Passages that had to be embedded."""
        self._database = database
        self._embedder = embedder
        self._tell = tell
        self._done = 0

    def add(self, batch: Sequence[LoadedDocument]) -> None:
        """Embeds and stages a batch; batches come in the order in which files are read."""
        passages: dict[bytes, Passage] = {}
        for read in batch:
            passages.update(read.passages)
        weight = sum(read.weight for read in batch)
        self._embed(passages, weight)
        with self._database.transaction():
            for read in batch:
                if read.entry:
                    self._database.stage(read.entry)
                elif read.whole:
                    self._database.finish_staging(read.file)
                else:
                    # Files come one after the other: this alone is staged in part.
                    self._database.drop_staged(())
        self._done += weight
        self._tell(self._done)

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
