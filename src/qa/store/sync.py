"""vectors.faiss kept in step with qa.sqlite3: what it should hold now, and when to write it."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.store.database import Database
from qa.store.sizing import PER_LIST, lists_for
from qa.store.vectors import Stamp, Vectors, drafts_of, is_whole
from qa.store.writable import WritableDatabase

DATABASE = "qa.sqlite3"
VECTORS = "vectors.faiss"


def current_vectors(
    database: Database, settings: dict[str, Any], path: Path, *, whole: bool = False
) -> Vectors:
    """The vectors of this generation: of the file, brought up to date, or else made anew.

    Args:
        whole: as in `Vectors.read`, for those who will write them.
    """
    model, dim, stamp = settings["fingerprint"], settings["dim"], stamp_of(settings)
    vectors: Vectors | None = None
    if stamp and stamp.generation == settings["generation"]:
        vectors = Vectors.read(path, stamp, dim, whole=whole)
        if vectors:
            return vectors
    wanted = database.windows_among()
    # What is in the file of an older generation need not be read from the database again: an id
    # stands for the same text for ever.
    known = stamp if stamp and stamp.model == model else None
    lists = lists_for(len(wanted), known.lists if known else 0)
    # Who only reads does not choose anew: finding centres takes long, and is not kept.
    fits = known is not None and (known.lists == lists or not whole)
    if known and fits and known.generation != settings["generation"]:
        vectors = Vectors.read(path, known, dim, whole=True)
    if vectors is None and lists:
        vectors = Vectors.in_lists(lists, _sample(database, wanted, lists * PER_LIST, model, dim))
    vectors = vectors or Vectors.empty(dim)
    vectors.remove(np.setdiff1d(vectors.ids, wanted))
    for ids, rows in database.embeddings(np.setdiff1d(wanted, vectors.ids), model, dim):
        vectors.add(ids, rows)
    return vectors


def write_vectors(database: WritableDatabase, folder: Path) -> None:
    """Brings vectors.faiss in step with qa.sqlite3, if it is not.

    Raises:
        OSError: if the file cannot be written; the index is whole all the same.
    """
    settings, path = database.settings(), folder / VECTORS
    generation, stamp = settings["generation"], stamp_of(settings)
    for left in drafts_of(path):
        left.unlink(missing_ok=True)
    if stamp and stamp.generation == generation and is_whole(path, stamp, settings["dim"]):
        return
    vectors = current_vectors(database, settings, path, whole=True)
    database.save(vectors=asdict(vectors.write(path, generation, settings["fingerprint"])))


def _sample(
    database: Database, windows: NDArray[np.int64], n: int, model: str, dim: int
) -> NDArray[np.float32]:
    """About `n` of these windows' vectors, from the first to the last."""
    some = windows[:: max(1, len(windows) // n)]
    sample, filled = np.empty((len(some), dim), np.float32), 0
    for _, rows in database.embeddings(some, model, dim):
        sample[filled : filled + len(rows)] = rows
        filled += len(rows)
    return sample


def stamp_of(settings: dict[str, Any]) -> Stamp | None:
    """How to recognise the vectors.faiss that was written last; None if none was."""
    return Stamp(**settings["vectors"]) if "vectors" in settings else None
