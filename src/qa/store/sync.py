"""Keeps vectors.faiss in step with qa.sqlite3: what it should contain, and when to write it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from qa.store.database import Database
from qa.store.folder import drafts_in, remove_in
from qa.store.settings import IndexSettings
from qa.store.sizing import PER_LIST, lists_for
from qa.store.vectors import Vectors, is_whole

if TYPE_CHECKING:
    from qa.store.writable import WritableDatabase  # asking needs nothing of it

DATABASE = "qa.sqlite3"
VECTORS = "vectors.faiss"


def current_vectors(
    database: Database, settings: IndexSettings, path: Path, *, whole: bool = False
) -> Vectors:
    """The vectors of this generation: from the file, brought up to date, or else built again.

    Args:
        whole: as in `Vectors.read`; for a writer.
    """
    model, dim, stamp = settings.fingerprint, settings.dim, settings.vectors
    vectors: Vectors | None = None
    if stamp and stamp.generation == settings.generation:
        vectors = Vectors.read(path, stamp, dim, whole=whole)
        if vectors:
            return vectors
    wanted = database.windows_among()
    # The vectors of an older generation's file need not be read from the database again: an id
    # always stands for the same text.
    reusable = stamp if stamp and stamp.model == model else None
    lists = lists_for(len(wanted), reusable.lists if reusable else 0)
    # A reader does not change the number of lists: computing centres is slow, and not saved.
    fits = reusable is not None and (reusable.lists == lists or not whole)
    if reusable and fits and reusable.generation != settings.generation:
        vectors = Vectors.read(path, reusable, dim, whole=True)
    if vectors is None and lists:
        vectors = Vectors.in_lists(lists, _sample(database, wanted, lists * PER_LIST, model, dim))
    vectors = vectors or Vectors.empty(dim)
    vectors.remove(np.setdiff1d(vectors.ids, wanted))
    for ids, rows in database.embeddings(np.setdiff1d(wanted, vectors.ids), model, dim):
        vectors.add(ids, rows)
    return vectors


def write_vectors(
    database: "WritableDatabase", folder: Path, notify: Callable[[str], None] | None
) -> None:
    """Brings vectors.faiss in step with qa.sqlite3, if it is not.

    Args:
        notify: called with a line if the file cannot be written; the index is whole all the same.
    """
    try:
        _write_vectors(database, folder)
    except OSError as error:
        if notify:
            notify(f"vectors.faiss cannot be written ({error}): asking will start more slowly")


def rewrite_vectors(database: "WritableDatabase", folder: Path) -> None:
    """Makes vectors.faiss again from qa.sqlite3 alone.

    Raises:
        IndexUnusable: if a window has no vector; there is no vectors.faiss then.
        OSError: if the file cannot be written.
    """
    remove_in(folder, VECTORS)
    _write_vectors(database, folder)


def _write_vectors(database: "WritableDatabase", folder: Path) -> None:
    settings, path = database.settings(), folder / VECTORS
    generation, stamp = settings.generation, settings.vectors
    for draft in drafts_in(folder, VECTORS):
        remove_in(folder, draft)
    if stamp and stamp.generation == generation and is_whole(path, stamp, settings.dim):
        return
    vectors = current_vectors(database, settings, path, whole=True)
    stamp = vectors.write(path, generation, settings.fingerprint)
    database.save_settings(replace(settings, vectors=stamp))


def _sample(
    database: Database, windows: NDArray[np.int64], n: int, model: str, dim: int
) -> NDArray[np.float32]:
    """The vectors of about `n` of these windows, evenly spaced."""
    some = windows[:: max(1, len(windows) // n)]
    sample, filled = np.empty((len(some), dim), np.float32), 0
    for _, rows in database.embeddings(some, model, dim):
        sample[filled : filled + len(rows)] = rows
        filled += len(rows)
    return sample
