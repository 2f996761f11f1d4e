"""Batches of documents -> entries staged in the index, embedded first.

Staged entries are invisible until the update. An interrupted run leaves complete files staged, and
embeddings of others; the next run goes on from both.
"""

from collections.abc import Callable, Mapping, Sequence

from qa.embed.embedder import Embedder, Vectors, WindowText
from qa.indexing.read_ahead import LoadedDocument
from qa.store.writable import WritableDatabase

BATCH = 256
"""Windows embedded between two commits."""
STEP = 32
"""Windows embedded between two reports: a second's work on a slow machine."""


class Staging:
    """Embeds the windows of documents that are not embedded yet, and stages the documents."""

    def __init__(
        self,
        database: WritableDatabase,
        embedder: Embedder,
        stored_as: str,
        tell: Callable[[int], None],
    ) -> None:
        """Stages in `database`.

        Args:
            stored_as: the name of the model under which its vectors are looked for and stored.
            tell: called with the bytes of files done so far.
        """
        self.embedded = 0
        """Windows that had to be embedded."""
        self._database = database
        self._embedder = embedder
        self._stored_as = stored_as
        self._tell = tell
        self._done = 0

    def add(self, batch: Sequence[LoadedDocument]) -> None:
        """Embeds and stages a batch; batches have to come in the order in which files are read."""
        windows: dict[bytes, WindowText] = {}
        for read in batch:
            windows.update(read.windows)
        weight = sum(read.weight for read in batch)
        self._embed(windows, weight)
        with self._database.transaction():
            for read in batch:
                if read.entry:
                    self._database.stage(read.entry)
                elif read.whole:
                    self._database.finish_staging(read.file)
                else:
                    # Files are read one at a time: only this one is staged in part.
                    self._database.drop_staged(())
        self._done += weight
        self._tell(self._done)

    def _embed(self, windows: Mapping[bytes, WindowText], weight: int) -> None:
        model = self._stored_as
        missing = self._database.missing_embeddings(model, list(windows))
        todo = sorted(missing, key=lambda key: (len(windows[key].text), key))
        for first in range(0, len(todo), BATCH):
            keys = todo[first : first + BATCH]
            vectors: list[Vectors] = []
            for start in range(0, len(keys), STEP):
                self._tell(self._done + weight * (first + start) // len(todo))
                step = [windows[key] for key in keys[start : start + STEP]]
                vectors += self._embedder.embed_windows(step)
            with self._database.transaction():
                self._database.add_embeddings(model, dict(zip(keys, vectors, strict=True)))
        self.embedded += len(todo)
