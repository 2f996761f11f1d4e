"""vectors.faiss kept in step with qa.sqlite3: what it should hold now, and when to write it."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from qa.store.database import Database
from qa.store.reading import Reading
from qa.store.vectors import Stamp, Vectors, drafts_of, is_whole

DATABASE = "qa.sqlite3"
VECTORS = "vectors.faiss"


def current_vectors(database: Reading, settings: dict[str, Any], path: Path) -> Vectors:
    """The vectors of this generation: of the file, brought up to date, or else made anew."""
    model, dim, stamp = settings["fingerprint"], settings["dim"], stamp_of(settings)
    # What is in the file of an older generation need not be read from the database again: an id
    # stands for the same text for ever.
    known = stamp and (stamp.generation == settings["generation"] or stamp.model == model)
    vectors = Vectors.read(path, stamp, dim) if stamp and known else None
    if vectors and stamp and stamp.generation == settings["generation"]:
        return vectors
    wanted = database.windows_among()
    vectors = vectors or Vectors.empty(dim)
    vectors.remove(np.setdiff1d(vectors.ids, wanted))
    for ids, rows in database.embeddings(np.setdiff1d(wanted, vectors.ids), model, dim):
        vectors.add(ids, rows)
    return vectors


def write_vectors(database: Database, folder: Path) -> None:
    """Brings vectors.faiss in step with qa.sqlite3, if it is not.

    Raises:
        OSError: if the file cannot be written; the index is whole all the same.
    """
    settings, path = database.settings(), folder / VECTORS
    generation, stamp = settings["generation"], stamp_of(settings)
    for left in drafts_of(path):
        left.unlink(missing_ok=True)
    if stamp and stamp.generation == generation and is_whole(path, stamp):
        return
    vectors = current_vectors(database, settings, path)
    database.save(vectors=asdict(vectors.write(path, generation, settings["fingerprint"])))


def stamp_of(settings: dict[str, Any]) -> Stamp | None:
    """How to recognise the vectors.faiss that was written last; None if none was."""
    return Stamp(**settings["vectors"]) if "vectors" in settings else None
