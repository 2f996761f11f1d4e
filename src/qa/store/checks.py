"""The checks that `qa doctor` makes of qa.sqlite3, and the repairs that need only that file.

Everything is checked as it is stored; none of it is trusted.
"""

import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise

from qa.errors import IndexUnusable
from qa.store import rows
from qa.store.connection import LIVE
from qa.store.database import SEARCHED, Database
from qa.store.records import Window, sentences_of
from qa.store.writable import WritableDatabase
from qa.types import Document, Kind, Paragraph, Span

MOST_COMPLAINTS = 5
"""Complaints of SQLite that are shown; it may have thousands."""
_OWNERS = (
    ("documents", "file", "files"), ("paragraphs", "document", "documents"),
    ("windows", "paragraph", "paragraphs"), ("sketches", "document", "documents"),
    ("retellings", "one", "documents"), ("retellings", "other", "documents"),
)  # fmt: skip
"""Table, its column that refers to another table's id, that table."""
_SEARCHED = f"SELECT p.id FROM {LIVE} JOIN paragraphs p ON p.document = d.id WHERE {SEARCHED}"


@dataclass(frozen=True, slots=True)
class Stored:
    """A document as it is stored."""

    document: Document
    paragraphs: tuple[Paragraph, ...]
    windows: tuple[tuple[Window, ...], ...]
    """For each paragraph its windows."""


def complaints(database: Database) -> list[str]:
    """What SQLite itself finds wrong with its file; empty if nothing."""
    found = database.rows(f"PRAGMA integrity_check({MOST_COMPLAINTS})")
    return [text for (text,) in found if text != "ok"]


def is_unread(complaints: Iterable[str]) -> bool:
    """Whether SQLite complains that the disk did not give it a page, which may be sound."""
    codes = (re.search(r"error code=(\d+)", complaint) for complaint in complaints)
    return any(code and int(code[1]) & 0xFF == sqlite3.SQLITE_IOERR for code in codes)


def orphans(database: Database) -> int:
    """How many rows refer to a row that does not exist."""
    return sum(
        database.number(
            f"SELECT count(*) FROM {table} WHERE {column} NOT IN (SELECT id FROM {owner})"
        )
        for table, column, owner in _OWNERS
    )


def drop_orphans(database: WritableDatabase) -> None:
    for table, column, owner in _OWNERS:
        database.change(f"DELETE FROM {table} WHERE {column} NOT IN (SELECT id FROM {owner})")


def words_amiss(database: Database, sample: int) -> tuple[int, int]:
    """Searched paragraphs and rows of the full-text index without a counterpart; and how many of
    about `sample` paragraphs are not found by one of their words."""
    searched, indexed = (
        {key for (key,) in database.rows(query)} for query in (_SEARCHED, "SELECT rowid FROM words")
    )
    both = sorted(searched & indexed)
    some = both[:: max(1, len(both) // sample)]
    lost = 0
    query = "SELECT count(*) FROM words WHERE words MATCH ? AND rowid = ?"
    for key in some:
        places = database.rows(
            "SELECT text, begins, ends FROM paragraphs p JOIN documents d ON d.id = p.document"
            " WHERE p.id = ?",
            key,
        )
        [(text, start, end)] = database.typed(places, str, int, int)
        plain = [word for word in text[start:end].split() if word.isascii() and word.isalpha()]
        if plain:
            lost += not database.number(query, f'"{max(plain, key=len)}"', key)
    return len(searched ^ indexed), lost


def rebuild_indexes(database: WritableDatabase) -> None:
    """Makes SQLite's own indexes of the tables again."""
    database.change("REINDEX")


def rebuild_words(database: WritableDatabase) -> None:
    database.change("INSERT INTO words (words) VALUES ('delete-all')")
    for (document,) in database.rows(f"SELECT d.id FROM {LIVE}"):
        database.add_words(document)


def not_embedded(database: Database, model: str) -> int:
    """How many live windows have no vectors of this model."""
    return database.number(
        f"SELECT count(*) FROM {LIVE} JOIN paragraphs p ON p.document = d.id JOIN windows w"
        " ON w.paragraph = p.id LEFT JOIN embeddings e ON e.model = ? AND"
        " e.text_hash = w.text_hash WHERE e.model IS NULL",
        model,
    )


def badly_embedded(database: Database, model: str, dim: int, stored: Stored) -> Iterator[bytes]:
    """Hashes of a document's windows whose vectors are not those that were stored, or not of
    length 1, or not one for the window and one for each sentence."""
    query = "SELECT vectors, crc32 FROM embeddings WHERE model = ? AND text_hash = ?"
    for paragraph, windows in zip(stored.paragraphs, stored.windows, strict=True):
        for window in windows:
            count = 1 + len(sentences_of(paragraph, window.span))
            for blob, checksum in database.rows(query, model, window.text_hash):
                try:
                    amiss = len(rows.vectors([(blob, checksum)], dim)) != count
                except ValueError:
                    amiss = True
                if amiss:
                    yield window.text_hash


def drop_bad_embeddings(database: WritableDatabase) -> None:
    """Deletes damaged embeddings, so that the next run makes them again."""
    settings = database.last_settings()
    if settings is None:
        return
    model, dim = settings.fingerprint, settings.dim
    for source in sources(database):
        # A record that cannot be read is reported, and stays.
        with suppress(IndexUnusable, ValueError):
            record = stored(database, source)
            for key in tuple(badly_embedded(database, model, dim, record)):
                query = "DELETE FROM embeddings WHERE model = ? AND text_hash = ?"
                database.change(query, model, key)


def unused(database: Database) -> int:
    """How many embeddings no window needs, staged windows and those kept for undo included."""
    return database.number(
        "SELECT count(*) FROM embeddings WHERE text_hash NOT IN (SELECT text_hash FROM windows)"
    )


def waiting(database: Database) -> tuple[int, int]:
    """Files that a stopped run has staged, and those of which it had read only a part."""
    query = "SELECT count(*) FROM files WHERE state = ?"
    return database.number(query, "staged"), database.number(query, "partial")


def sources(database: Database) -> list[str]:
    found = database.rows(f"SELECT d.source FROM {LIVE} ORDER BY d.source")
    return [source for (source,) in database.typed(found, str)]


def stored(database: Database, source: str) -> Stored:
    """Raises IndexUnusable or ValueError if its record cannot be read."""
    key = database.number(f"SELECT d.id FROM {LIVE} WHERE d.source = ?", source)
    keys = database.rows("SELECT id FROM paragraphs WHERE document = ? ORDER BY ordinal", key)
    paragraphs = database.paragraphs_by_id(row[0] for row in keys)
    query = "SELECT begins, ends, text_hash FROM windows WHERE paragraph = ? ORDER BY id"
    windows = tuple(
        tuple(
            Window(Span(start, end), digest)
            for start, end, digest in database.typed(database.rows(query, row[0]), int, int, bytes)
        )
        for row in keys
    )
    document = database.document(source)
    if document is None:
        raise ValueError(f"no document {source!r}")
    return Stored(document, tuple(paragraphs[row[0]] for row in keys), windows)


def misplaced(record: Stored) -> Iterator[str]:
    """What has an impossible place, though each paragraph on its own has none (`rows.py`)."""
    if [p.ordinal for p in record.paragraphs] != list(range(len(record.paragraphs))):
        yield "the numbers of its paragraphs"
    if any(b.start < a.end for a, b in pairwise(record.paragraphs)):
        yield "the order of its paragraphs"
    for paragraph, windows in zip(record.paragraphs, record.windows, strict=True):
        spans = [window.span for window in windows]
        if any(not paragraph.start <= s.start < s.end <= paragraph.end for s in spans):
            yield f"the places of windows in paragraph {paragraph.ordinal}"
        if {Kind.BODY: True, Kind.CONTENTS: False}.get(paragraph.kind, bool(windows)) != bool(
            windows
        ):
            yield f"the windows of paragraph {paragraph.ordinal}"


def lost_words(record: Stored) -> bool:
    """Whether words of the text lie in no paragraph, or in one that nothing finds."""
    text, at = record.document.text, 0
    for paragraph, windows in zip(record.paragraphs, record.windows, strict=True):
        if _has_words(text[at : paragraph.start]):
            return True
        found = windows or paragraph.kind in (Kind.HEADING, Kind.CONTENTS)
        if not found and _has_words(paragraph.text):
            return True
        at = paragraph.end
    return _has_words(text[at:])


def _has_words(text: str) -> bool:
    return any(character.isalnum() for character in text)


def vacuum(database: WritableDatabase) -> None:
    """Returns the space of deleted rows to the disk."""
    database.change("VACUUM")
