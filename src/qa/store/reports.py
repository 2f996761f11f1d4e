"""Which documents retell one report, as qa.sqlite3 knows it: by sketches, and by pairs of them.

A report is all documents that pairs join, over live documents alone. So undo needs no pair changed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from qa.store.connection import LIVE
from qa.store.database import Database
from qa.store.filters import Filter
from qa.store.sentences import embedded_sentences

if TYPE_CHECKING:
    from qa.store.writable import WritableDatabase  # asking needs nothing of it

_JOINED = (  # root: a live document; id: one that pairs lead to
    "WITH RECURSIVE joined (root, id) AS (SELECT d.id, d.id FROM {live} WHERE {condition}"
    " UNION SELECT root, d.id FROM joined JOIN retellings r ON r.one = joined.id"
    " JOIN documents d ON d.id = r.other JOIN files f ON f.id = d.file AND {state})"
)


@dataclass(frozen=True, slots=True, eq=False)
class Hashes:
    """A rising run of hashes for each of n documents."""

    values: NDArray[np.uint32]
    """Of all documents, one after the other."""
    counts: NDArray[np.int64]
    """Of each document, (n,)."""


@dataclass(frozen=True, slots=True, eq=False)
class Sketches:
    """The sketches of all live documents, in order of source."""

    keys: NDArray[np.int64]
    """Ids of the documents, (n,)."""
    words: NDArray[np.int64]
    """Of each document, (n,)."""
    shingles: Hashes
    facts: Hashes


def reports(database: Database, sources: Sequence[str]) -> dict[str, int]:
    """For each of these documents that others retell or that retells others: the report's id.

    Documents with the same id are one source; one without an id is a report of its own. An id
    holds until the next update.
    """
    condition, values = Filter.of(sources=sources).sql
    joined = _JOINED.format(live=LIVE, condition=condition, state="f.state = 'live'")
    rows = database.rows(
        f"{joined} SELECT d.source, min(joined.id) FROM joined JOIN documents d"
        " ON d.id = joined.root GROUP BY root HAVING count(*) > 1",
        *values,
    )
    return dict(database.typed(rows, str, int))


def all_reports(database: Database) -> dict[str, int]:
    """The same for all documents."""
    joined = (
        f"SELECT DISTINCT d.source FROM {LIVE} JOIN retellings r ON r.one = d.id ORDER BY d.source"
    )
    return reports(database, [source for (source,) in database.typed(database.rows(joined), str)])


def independent(database: Database) -> int:
    """How many documents there are when those that retell one report count once."""
    found = all_reports(database)
    documents = database.number(f"SELECT count(*) FROM {LIVE}")
    return documents - len(found) + len(set(found.values()))


def sketches(database: Database) -> Sketches:
    """Raises IndexUnusable if one cannot be read."""
    rows = database.rows(
        f"SELECT d.id, s.words, s.shingles, s.facts FROM {LIVE} JOIN sketches s"
        " ON s.document = d.id ORDER BY d.source"
    )
    typed = tuple(database.typed(rows, int, int, bytes, bytes))
    keys, words, *blobs = zip(*typed, strict=True) if typed else ((), (), (), ())
    with database.checked():
        return Sketches(np.array(keys, np.int64), np.array(words, np.int64), *map(_hashes, blobs))


def _hashes(blobs: Iterable[bytes]) -> Hashes:
    blobs = tuple(blobs)
    counts = [np.frombuffer(blob, "<u4").size for blob in blobs]
    return Hashes(np.frombuffer(b"".join(blobs), "<u4"), np.array(counts, np.int64))


def not_sketched(database: Database) -> list[int]:
    """Live documents without a sketch, as an older qa stored them."""
    rows = database.rows(
        f"SELECT d.id FROM {LIVE} WHERE d.id NOT IN (SELECT document FROM sketches)"
    )
    return [key for (key,) in rows]


def since(database: Database, generation: int) -> list[int]:
    """Live documents that this generation brought."""
    return [
        key for (key,) in database.rows(f"SELECT d.id FROM {LIVE} WHERE f.since = ?", generation)
    ]


def parted(database: Database) -> list[int]:
    """Live documents of reports that have lost a document in the last update."""
    joined = _JOINED.format(
        live="documents d JOIN files f ON f.id = d.file AND f.state = 'former'",
        condition="d.id IN (SELECT one FROM retellings)",
        state="f.state IN ('live', 'former')",
    )
    rows = database.rows(
        f"{joined} SELECT DISTINCT d.id FROM {LIVE} JOIN joined ON joined.id = d.id"
    )
    return [key for (key,) in rows]


def pairs(database: Database) -> list[tuple[int, int]]:
    """Pairs of live documents that retell one report, as many as join them."""
    rows = database.rows(
        f"SELECT r.one, r.other FROM {LIVE} JOIN retellings r ON r.one = d.id"
        " JOIN documents o ON o.id = r.other JOIN files g ON g.id = o.file AND g.state = 'live'"
        " WHERE r.one < r.other"
    )
    return list(database.typed(rows, int, int))


def join(database: "WritableDatabase", one: int, other: int) -> None:
    """Records that two documents retell one report."""
    for pair in ((one, other), (other, one)):
        database.change("INSERT OR IGNORE INTO retellings VALUES (?, ?)", *pair)


def read(
    database: Database, document: int, model: str, dim: int
) -> tuple[str, list[str], NDArray[np.float32]]:
    """A document's text, and its sentences that were embedded with their vectors, (n, dim)."""
    found = database.rows("SELECT text FROM documents WHERE id = ?", document)
    [(text,)] = database.typed(found, str)
    places, vectors = embedded_sentences(database, document, model, dim)
    return text, [text[span.start : span.end] for _, span in places], vectors
