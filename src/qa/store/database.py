"""qa.sqlite3: documents, paragraphs, full-text index, embeddings and settings, by SQL.

The only file that knows SQL. One transaction makes an update real; readers see the old index or
the new one, whole. Opened defensively, since an index folder may come from a stranger.
"""

import json
import sqlite3
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from qa.errors import IndexMissing, IndexUnusable
from qa.store.entry import Entry
from qa.types import Document, Kind, Paragraph, Span

FORMAT = 1
APPLICATION = 0x71610001
"""SQLite's application_id of an index of ours."""
TITLE_WEIGHT = 1.0
"""Weight of a title's words in BM25, against 1 for the paragraph's own."""
MANY = 500
"""Ids in one SQL statement, below the oldest SQLite's limit of 999 variables."""


class Database:
    """One connection, which threads may share: SQLite serialises their statements.

    Raises:
        IndexMissing: if there is no index yet, or its first build has not finished.
        IndexUnusable: if the file is damaged, foreign or of a newer format.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._sql = connection
        self._path = path
        self._document = lru_cache(maxsize=64)(self._read_document)

    @classmethod
    def open(cls, path: Path) -> Self:
        """To read. Needs no write permission."""
        if not path.is_file():
            raise IndexMissing(f"no index in {path.parent}: make one with `qa index PATH...`")
        with damage_as_unusable(path):
            database = cls(_connect(f"{path.resolve().as_uri()}?mode=ro"), path)
            try:
                database._check()
            except sqlite3.OperationalError:
                database.close()
                wal = path.with_name(f"{path.name}-wal")
                if wal.exists() and wal.stat().st_size:
                    raise IndexUnusable(
                        f"{path} has changes that a stopped run left: "
                        "open it once where the folder can be written"
                    ) from None
                # In a folder without write permission a WAL database opens only as immutable.
                database = cls(_connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1"), path)
                database._check()
        if database._is_empty() or not database.settings().get("generation"):
            raise IndexMissing(
                f"the index in {path.parent} is not finished: run `qa index PATH...` again"
            )
        return database

    @classmethod
    def open_to_write(cls, path: Path) -> Self:
        """To write; made when it is not there. The caller holds the folder's writer lock."""
        with damage_as_unusable(path):
            database = cls(_connect(path.resolve().as_uri()), path)
            sql = database._sql
            if database._is_empty():
                sql.execute("PRAGMA journal_mode = WAL")
                schema = files("qa.store").joinpath("schema.sql").read_text("utf-8")
                with database.transaction():
                    for statement in _statements(schema):
                        sql.execute(statement)
                    sql.execute(f"PRAGMA application_id = {APPLICATION}")
                    database.save(format=FORMAT)
            database._check()
            sql.execute("PRAGMA synchronous = FULL")
            sql.execute("PRAGMA foreign_keys = ON")
        return database

    def close(self) -> None:
        self._sql.close()

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """All that is read inside is of one moment, whatever others commit meanwhile."""
        with damage_as_unusable(self._path):
            self._sql.execute("BEGIN")
            try:
                yield
            finally:
                self._sql.execute("COMMIT")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is written inside becomes real together at the end, or not at all."""
        self._sql.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._sql.execute("ROLLBACK")
            raise
        self._sql.execute("COMMIT")
        self.forget()

    def forget(self) -> None:
        """Drops what was kept of documents; for when they may have changed."""
        self._document.cache_clear()

    # -- settings and counts

    def settings(self) -> dict[str, Any]:
        return {
            key: json.loads(value) for key, value in self._sql.execute("SELECT * FROM settings")
        }

    def save(self, **values: Any) -> None:
        rows = [(key, json.dumps(value)) for key, value in values.items()]
        self._sql.executemany("INSERT OR REPLACE INTO settings VALUES (?, ?)", rows)

    def counts(self) -> dict[str, int]:
        """How many documents, paragraphs (of the body) and windows there are."""
        tables = {
            "documents": "documents",
            "paragraphs": "paragraphs WHERE kind = 'body'",
            "windows": "windows",
        }
        return {
            name: self._sql.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for name, table in tables.items()
        }

    # -- documents

    def hashes(self) -> dict[str, str]:
        """By source: the sha256 of each file's bytes, which tells whether it has changed."""
        return dict(self._sql.execute("SELECT source, sha256 FROM documents").fetchall())

    def documents(self) -> list[Document]:
        rows = self._sql.execute("SELECT id FROM documents ORDER BY source")
        return [self._document(key) for (key,) in rows.fetchall()]

    def document(self, source: str) -> Document | None:
        row = self._sql.execute("SELECT id FROM documents WHERE source = ?", (source,)).fetchone()
        return self._document(row[0]) if row else None

    def add(self, entry: Entry) -> None:
        d = entry.document
        columns = (d.source, entry.sha256, d.title, d.author, d.published, d.text)
        key = self._insert("documents (source, sha256, title, author, published, text)", columns)
        for paragraph, windows in zip(entry.paragraphs, entry.windows, strict=True):
            flat = array("i", [n for s in paragraph.sentences for n in (s.start, s.end)])
            row = (key, paragraph.ordinal, paragraph.start, paragraph.end, paragraph.kind.value)
            owner = self._insert(
                "paragraphs (document, ordinal, begins, ends, kind, sentences)",
                (*row, flat.tobytes()),
            )
            if paragraph.kind is not Kind.BODY:
                continue
            self._insert("words (rowid, title, text)", (owner, d.title, paragraph.text))
            for window in windows:
                where = (owner, window.span.start, window.span.end, window.text_hash)
                self._insert("windows (paragraph, begins, ends, text_hash)", where)

    def remove(self, source: str) -> None:
        row = self._sql.execute("SELECT id FROM documents WHERE source = ?", (source,)).fetchone()
        if row is None:
            raise ValueError(f"no document {source!r}")
        document = self._document(row[0])
        # A contentless FTS5 table forgets a row only when told its words again.
        body = self._sql.execute(
            "SELECT id, begins, ends FROM paragraphs WHERE document = ? AND kind = 'body'", row
        )
        self._sql.executemany(
            "INSERT INTO words (words, rowid, title, text) VALUES ('delete', ?, ?, ?)",
            [(key, document.title, document.text[a:b]) for key, a, b in body.fetchall()],
        )
        self._sql.execute("DELETE FROM documents WHERE id = ?", row)

    # -- paragraphs

    def paragraphs(self, document: Document) -> list[Paragraph]:
        """All of a document, fragments included, in order."""
        rows = self._sql.execute(
            "SELECT p.id FROM paragraphs p JOIN documents d ON d.id = p.document"
            " WHERE d.source = ? ORDER BY ordinal",
            (document.source,),
        )
        keys = [key for (key,) in rows.fetchall()]
        found = self.paragraphs_by_id(keys)
        return [found[key] for key in keys]

    def paragraphs_by_id(self, keys: Iterable[int]) -> dict[int, Paragraph]:
        columns = "id, document, ordinal, begins, ends, kind, sentences"
        found = {}
        for key, document, ordinal, start, end, kind, sentences in self._among(
            f"SELECT {columns} FROM paragraphs WHERE id", keys
        ):
            flat = array("i", sentences)
            spans = tuple(Span(a, b) for a, b in zip(flat[::2], flat[1::2], strict=True))
            owner = self._document(document)
            found[key] = Paragraph(owner, ordinal, start, end, Kind(kind), spans)
        return found

    def bylines(self, keys: Iterable[int]) -> dict[int, int]:
        """For each of these paragraphs whose document names its author: the paragraph that does."""
        query = (
            "SELECT p.id, min(b.id) FROM paragraphs p JOIN paragraphs b"
            " ON b.document = p.document AND b.kind IN ('byline', 'front matter')"
            " JOIN documents d ON d.id = p.document AND d.author <> '' WHERE p.id"
        )
        return dict(self._among(query, keys, " GROUP BY p.id"))

    # -- search

    def lexical(self, match: str, n: int) -> list[tuple[int, float]]:
        """The `n` best (paragraph id, BM25) for an FTS5 expression, best first, higher better.

        An empty expression, as of a question without any word, finds nothing.
        """
        if not match:
            return []
        rows = self._sql.execute(
            "SELECT rowid, -bm25(words, ?, 1.0) AS score FROM words"
            " WHERE words MATCH ? ORDER BY score DESC, rowid LIMIT ?",
            (TITLE_WEIGHT, match, n),
        )
        return rows.fetchall()

    def paragraphs_of_windows(self, keys: Iterable[int]) -> dict[int, int]:
        return dict(self._among("SELECT id, paragraph FROM windows WHERE id", keys))

    def windows_of_paragraphs(
        self, keys: Iterable[int], model: str, dim: int
    ) -> Iterator[tuple[int, Span, NDArray[np.float32]]]:
        """(paragraph id, window, vectors): float32 (1 + sentences of the window, dim)."""
        query = (
            "SELECT w.paragraph, w.begins, w.ends, e.vectors FROM windows w JOIN embeddings e"
            " ON e.text_hash = w.text_hash AND e.model = ? WHERE w.paragraph"
        )
        for paragraph, start, end, vectors in self._among(query, keys, before=(model,)):
            rows = np.frombuffer(vectors, dtype="<f2").astype(np.float32)
            yield paragraph, Span(start, end), rows.reshape(-1, dim)

    # -- embeddings

    def missing_embeddings(self, model: str, hashes: Sequence[bytes]) -> set[bytes]:
        there: set[bytes] = set()
        for first in range(0, len(hashes), MANY):
            some = hashes[first : first + MANY]
            marks = ",".join("?" * len(some))
            query = f"SELECT text_hash FROM embeddings WHERE model = ? AND text_hash IN ({marks})"
            there.update(row[0] for row in self._sql.execute(query, (model, *some)))
        return set(hashes) - there

    def add_embeddings(self, model: str, vectors: Mapping[bytes, NDArray[np.float32]]) -> None:
        """Vectors of a window, float32 (1 + sentences, dim), by its text_hash."""
        rows = [(model, key, v.astype("<f2").tobytes()) for key, v in vectors.items()]
        self._sql.executemany("INSERT OR REPLACE INTO embeddings VALUES (?, ?, ?)", rows)

    def drop_unused_embeddings(self, model: str) -> None:
        self._sql.execute(
            "DELETE FROM embeddings WHERE model <> ? OR text_hash NOT IN"
            " (SELECT text_hash FROM windows)",
            (model,),
        )

    def embeddings(self, model: str, dim: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Window ids, int64 (n,), and their vectors, float32 (n, dim), in order of id.

        Raises:
            IndexUnusable: if a window has no vector, or one of another length.
        """
        size = 2 * dim
        rows = self._sql.execute(
            "SELECT w.id, substr(e.vectors, 1, ?) FROM windows w LEFT JOIN embeddings e"
            " ON e.model = ? AND e.text_hash = w.text_hash ORDER BY w.id",
            (size, model),
        ).fetchall()
        if any(vector is None or len(vector) != size for _, vector in rows):
            raise damaged(self._path)
        flat = np.frombuffer(b"".join(vector for _, vector in rows), dtype="<f2")
        ids = np.array([key for key, _ in rows], dtype=np.int64)
        return ids, flat.astype(np.float32).reshape(len(rows), dim)

    # -- inside

    def _is_empty(self) -> bool:
        return not self._sql.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]

    def _check(self) -> None:
        sql = self._sql
        if self._is_empty():
            return
        if sql.execute("PRAGMA application_id").fetchone()[0] != APPLICATION:
            raise IndexUnusable(
                f"{self._path} is not an index of qa: choose another folder with --index"
            )
        written = self.settings().get("format")
        if not isinstance(written, int) or written > FORMAT:
            raise IndexUnusable(
                f"{self._path} has format {written}, this qa reads up to {FORMAT}: "
                "update qa, or choose another folder with --index"
            )

    def _read_document(self, key: int) -> Document:
        row = self._sql.execute(
            "SELECT source, text, title, author, published FROM documents WHERE id = ?", (key,)
        ).fetchone()
        return Document(*row)

    def _insert(self, into: str, values: Sequence[Any]) -> int:
        marks = ",".join("?" * len(values))
        return int(self._sql.execute(f"INSERT INTO {into} VALUES ({marks})", values).lastrowid or 0)

    def _among(
        self, query: str, keys: Iterable[int], end: str = "", before: tuple[Any, ...] = ()
    ) -> Iterator[Any]:
        wanted = list(dict.fromkeys(int(key) for key in keys))
        for first in range(0, len(wanted), MANY):
            some = wanted[first : first + MANY]
            marks = ",".join("?" * len(some))
            yield from self._sql.execute(f"{query} IN ({marks}){end}", (*before, *some))


def _connect(uri: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        uri, uri=True, timeout=10, isolation_level=None, check_same_thread=False
    )
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    return connection


def _statements(script: str) -> Iterator[str]:
    """The statements of a script one by one: executescript would commit between them."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def damaged(path: Path) -> IndexUnusable:
    """The error for a file that SQLite cannot read."""
    return IndexUnusable(f"{path} is damaged: make it again with `qa index --rebuild PATH...`")


@contextmanager
def damage_as_unusable(path: Path) -> Iterator[None]:
    """Turns SQLite's words for damage into IndexUnusable, also in the middle of a use."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if any(words in str(error) for words in ("no such table", "no such column")):
            raise damaged(path) from error
        raise IndexUnusable(f"{path} cannot be used now: {error}") from error
    except sqlite3.DatabaseError as error:
        raise damaged(path) from error
