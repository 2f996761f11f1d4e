"""The queries of qa.sqlite3: documents, paragraphs, words, embeddings and settings.

Only live files are seen, not those staged for an update or kept for undo.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from qa.errors import IndexMissing, IndexUnusable
from qa.store import rows as stored
from qa.store.connection import LIVE, damage_as_unusable, damaged, wrong_as_damaged
from qa.store.filters import EVERYTHING, Filter
from qa.store.full_text import FullText
from qa.store.read_access import ReadAccess, begin
from qa.store.records import StoredFile
from qa.store.schema import is_ours
from qa.store.settings import KEYS, IndexSettings
from qa.types import Document, Kind, Paragraph, Span

FORMAT = 4
APPLICATION = 0x71610001
"""SQLite's application_id of an index made by qa."""
IDS_PER_QUERY = 500
"""Ids in one SQL statement, below the oldest SQLite's limit of 999 variables."""
VECTOR_BATCH = 8 * IDS_PER_QUERY
"""Vectors that are read at a time."""

SEARCHED = "EXISTS (SELECT 1 FROM windows s WHERE s.paragraph = p.id)"
"""The paragraphs `p` that can be found: all but contents pages and headings over their text."""


class Database:
    """One connection. Threads may share it, but not at the same time; see `Store.snapshot`.

    Raises:
        IndexMissing: if there is no index yet, or its first build has not finished.
        IndexUnusable: if the file is damaged, foreign, or of a newer or an older format.
    """

    access: ReadAccess | None = None
    """How it was opened to read; None for a writer."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._sql = connection
        self.path = path
        self._document = lru_cache(maxsize=64)(self._read_document)
        self._full_text = FullText(connection)

    @classmethod
    def open(cls, path: Path, *, older: bool = False) -> Self:
        """Opens it to read, without permission to write.

        Args:
            older: accept an older format too, to read its settings.
        """
        if not path.is_file():
            raise IndexMissing(f"no index in {path.parent}: make one with `qa index PATH...`")
        with damage_as_unusable(path):
            access = ReadAccess.open(path)
        database = cls(access.connection, path)
        database.access = access
        try:
            with database.snapshot():
                database.check_format(older=older)
                database.settings()
        except BaseException:
            database.close()
            raise
        return database

    @property
    def is_current(self) -> bool:
        """Whether it reads the index that is in the folder now, not one that was there before."""
        return self.access is None or self.access.is_current()

    def close(self) -> None:
        self._sql.close()

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Everything read inside is from one moment, whatever others commit meanwhile.

        Raises:
            Busy: if it could not be locked, and somebody has written meanwhile.
        """
        with self._undisturbed(), damage_as_unusable(self.path):
            begin(self._sql, self.path)
            try:
                yield
            except BaseException:
                self.forget()  # SQLite may have rolled back temporary tables
                raise
            finally:
                if self._sql.in_transaction:
                    self._sql.execute("COMMIT")

    @contextmanager
    def _undisturbed(self) -> Iterator[None]:
        """What looks like damage may be the half of a write, where nothing is locked."""
        try:
            yield
        except IndexUnusable:
            if self.access:
                self.access.check()
            raise
        if self.access:
            self.access.check()

    def copy_to(self, copy: sqlite3.Connection, tell: Callable[[int, int], None]) -> None:
        """Makes an empty database a copy of this one. For use in `snapshot`, of one state.

        Args:
            tell: called with the pages that are done, and with all.
        """
        pages = 2_000  # between two looks at whether Ctrl+C was pressed
        self._sql.backup(copy, pages=pages, progress=lambda _, left, n: tell(n - left, n))

    def forget(self) -> None:
        """Drops cached documents and filters, which may have changed."""
        self._document.cache_clear()
        self._full_text.forget()

    # -- settings

    def settings(self) -> IndexSettings:
        """Raises IndexMissing before the first update."""
        settings = self.last_settings()
        if settings is None:
            raise IndexMissing(
                f"the index in {self.path.parent} is not finished: run `qa index PATH...` again"
            )
        return settings

    def last_settings(self) -> IndexSettings | None:
        """Those of the last update; None before the first."""
        if self.is_empty():
            return None
        rows = self._setting_rows(*KEYS)
        try:
            return IndexSettings.from_rows(rows) if rows.get("generation") else None
        except ValueError as error:
            raise damaged(self.path) from error

    def _setting_rows(self, *keys: str) -> dict[str, Any]:
        query = "SELECT key, value FROM settings WHERE key"
        try:
            return {key: json.loads(value) for key, value in self._among(query, keys)}
        except (ValueError, TypeError, RecursionError) as error:
            raise damaged(self.path) from error

    def is_empty(self) -> bool:
        return not self._sql.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]

    # -- files and documents

    def files(self) -> dict[str, str]:
        """By source of the file: the sha256 of its bytes, which tells whether it has changed."""
        return {file.file: file.sha256 for file in self.stored_files()}

    def stored_files(self) -> list[StoredFile]:
        """All files of the index, in order of source."""
        rows = self._sql.execute(
            "SELECT file, sha256, size, mtime_ns FROM files WHERE state = 'live' ORDER BY file"
        )
        return [StoredFile(*row) for row in self.typed(rows, str, str, int, int)]

    def documents(self) -> list[Document]:
        rows = self._sql.execute(f"SELECT d.id FROM {LIVE} ORDER BY d.source")
        return [self._document(key) for (key,) in rows.fetchall()]

    def document(self, source: str) -> Document | None:
        query = f"SELECT d.id FROM {LIVE} WHERE d.source = ?"
        row = self._sql.execute(query, (source,)).fetchone()
        return self._document(row[0]) if row else None

    # -- paragraphs

    def paragraphs(self, document: Document) -> list[Paragraph]:
        """All of a document, fragments included, in order."""
        rows = self._sql.execute(
            f"SELECT p.id FROM {LIVE} JOIN paragraphs p ON p.document = d.id"
            " WHERE d.source = ? ORDER BY ordinal",
            (document.source,),
        )
        keys = [key for (key,) in rows.fetchall()]
        by_id = self.paragraphs_by_id(keys)
        return [by_id[key] for key in keys]

    def places(self, keys: Iterable[int]) -> dict[int, tuple[str, int]]:
        """Source and ordinal of each of these paragraphs that exists."""
        rows = self._among(
            "SELECT p.id, d.source, p.ordinal FROM paragraphs p JOIN documents d"
            " ON d.id = p.document WHERE p.id", keys,
        )  # fmt: skip
        typed = self.typed(rows, int, str, int)
        return {key: (source, ordinal) for key, source, ordinal in typed}

    def paragraphs_by_id(self, keys: Iterable[int]) -> dict[int, Paragraph]:
        columns = "id, document, ordinal, begins, ends, kind, sentences, section, header"
        paragraphs = {}
        for key, document, *row in self._among(f"SELECT {columns} FROM paragraphs WHERE id", keys):
            owner = self._document(document)
            with wrong_as_damaged(self.path):
                paragraphs[key] = stored.paragraph(owner, row)
        return paragraphs

    def kinds(self, keys: Iterable[int]) -> dict[int, Kind]:
        """The kinds of those of these paragraphs that are not of the body."""
        found = self._among("SELECT id, kind FROM paragraphs WHERE kind <> 'body' AND id", keys)
        with wrong_as_damaged(self.path):
            return {key: Kind(kind) for key, kind in stored.typed(found, int, str)}

    def bylines(self, keys: Iterable[int]) -> dict[int, int]:
        """For each of these paragraphs whose document names its author: the paragraph that does."""
        query = (
            "SELECT p.id, min(b.id) FROM paragraphs p JOIN paragraphs b"
            " ON b.document = p.document AND b.kind IN ('byline', 'front matter')"
            " JOIN documents d ON d.id = p.document AND d.author <> '' WHERE p.id"
        )
        return dict(self.typed(self._among(query, keys, " GROUP BY p.id"), int, int))

    # -- search

    def lexical(
        self, words: Sequence[str], n: int, among: Filter = EVERYTHING
    ) -> list[tuple[int, float]]:
        """The `n` best (paragraph id, BM25) for FTS5 expressions, best first; see `FullText`."""
        with wrong_as_damaged(self.path):
            return self._full_text.search(words, n, among)

    def windows_among(self, among: Filter = EVERYTHING) -> NDArray[np.int64]:
        """Ids of the windows of all documents that the filter lets through, int64 (n,), rising."""
        condition, values = among.sql
        rows = self._sql.execute(
            f"SELECT w.id FROM {LIVE} JOIN paragraphs p ON p.document = d.id"
            f" JOIN windows w ON w.paragraph = p.id WHERE {condition} ORDER BY w.id",
            values,
        )
        return np.fromiter((key for (key,) in rows), dtype=np.int64)

    def paragraphs_of_windows(self, keys: Iterable[int]) -> dict[int, int]:
        found = self._among("SELECT id, paragraph FROM windows WHERE id", keys)
        return dict(self.typed(found, int, int))

    # -- embeddings

    def windows_of_paragraphs(
        self, keys: Iterable[int], model: str, dim: int
    ) -> Iterator[tuple[int, Span, NDArray[np.float32]]]:
        """(paragraph id, window, vectors): float32 (1 + sentences of the window, dim)."""
        # CROSS JOIN makes SQLite begin with the windows; else it may begin with all embeddings.
        query = (
            "SELECT w.paragraph, w.begins, w.ends, e.vectors, e.crc32 FROM windows w"
            " CROSS JOIN embeddings e ON e.text_hash = w.text_hash AND e.model = ?"
            " WHERE w.paragraph"
        )
        found = self._among(query, keys, before=(model,))
        for paragraph, start, end, *pair in self.typed(found, int, int, int, bytes, int):
            with wrong_as_damaged(self.path):
                window, vectors = Span(start, end), stored.vectors([pair], dim)
            yield paragraph, window, vectors

    def sentence_vectors(
        self, keys: Iterable[int], model: str, dim: int
    ) -> tuple[list[int], list[int], NDArray[np.float32]]:
        """The same for many paragraphs at once, without the windows' own vectors and places.

        Returns:
            For each window its paragraph's id, and how many sentences it has; and of all these
            sentences, in this order, the vectors, float32 (n, dim).
        """
        query = (
            "SELECT w.paragraph, e.vectors, e.crc32 FROM windows w CROSS JOIN embeddings e"
            " ON e.text_hash = w.text_hash AND e.model = ? WHERE w.paragraph"
        )
        found = list(self.typed(self._among(query, keys, before=(model,)), int, bytes, int))
        with wrong_as_damaged(self.path):
            return stored.sentence_vectors(found, dim)

    def missing_embeddings(self, model: str, hashes: Sequence[bytes]) -> set[bytes]:
        query = "SELECT text_hash FROM embeddings WHERE model = ? AND text_hash"
        return set(hashes) - {key for (key,) in self._among(query, hashes, before=(model,))}

    def embeddings(
        self, windows: NDArray[np.int64], model: str, dim: int
    ) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float32]]]:
        """The vectors of these windows, int64 (n,), in parts: ids (m,), float32 (m, dim).

        Raises:
            IndexUnusable: if a window has no vector, or one of another length.
        """
        # CROSS JOIN as above.
        query = (
            "SELECT w.id, e.vectors, e.crc32 FROM windows w"
            " CROSS JOIN embeddings e ON e.model = ? AND e.text_hash = w.text_hash WHERE w.id"
        )
        for first in range(0, len(windows), VECTOR_BATCH):
            some = windows[first : first + VECTOR_BATCH]
            with wrong_as_damaged(self.path):
                found = self._among(query, some.tolist(), before=(model,))
                ids, vectors = stored.window_vectors(found, dim)
            if len(ids) < len(some):
                raise damaged(self.path)
            yield ids, vectors

    # -- any query, for the other files of this folder

    def checked(self) -> AbstractContextManager[None]:
        """Turns what `qa.store.rows` raises into IndexUnusable."""
        return wrong_as_damaged(self.path)

    def typed(self, found: Iterable[Any], *types: type) -> Iterator[Any]:
        """Rows of a query, which raise IndexUnusable where they are not of these types."""
        with wrong_as_damaged(self.path):
            yield from stored.typed(found, *types)

    def rows(self, query: str, *values: Any) -> list[Any]:
        """All rows of a query."""
        return self._sql.execute(query, values).fetchall()

    def number(self, query: str, *values: Any) -> int:
        """The first value of a query's first row; 0 without one."""
        row = self._sql.execute(query, values).fetchone()
        if row and type(row[0]) is not int:
            raise damaged(self.path)
        return row[0] if row else 0

    # -- inside

    def check_format(self, *, older: bool = False) -> None:
        """Raises IndexUnusable unless this is an index that can be read as it is."""
        written = self._written_format()
        if written not in (None, FORMAT) and not older:
            raise IndexUnusable(
                f"{self.path} was made by an older qa: run `qa index` once to bring it up to date"
            )

    def _written_format(self) -> int | None:
        """The format of an index made by qa; None for an empty file."""
        if self.is_empty():
            return None
        if self._sql.execute("PRAGMA application_id").fetchone()[0] != APPLICATION:
            raise IndexUnusable(
                f"{self.path} is not an index of qa: choose another folder with --index"
            )
        made = self.rows("SELECT type, name, sql FROM sqlite_master")
        message = f"{self.path} has parts that were not made by qa: choose another folder"
        foreign = IndexUnusable(message)
        # Before any table is read, and with it the format.
        is_current = is_ours(made, current=True)
        if not (is_current or is_ours(made, current=False)):
            raise foreign
        written = self._setting_rows("format").get("format")
        if written == FORMAT and not is_current:
            raise foreign
        if type(written) is not int or not 1 <= written <= FORMAT:
            raise IndexUnusable(
                f"{self.path} has format {written}, this qa reads up to {FORMAT}: "
                "update qa, or choose another folder with --index"
            )
        return written

    def _read_document(self, key: int) -> Document:
        row = self._sql.execute(
            "SELECT source, text, title, author, published, publisher, url, language, pages"
            " FROM documents WHERE id = ?",
            (key,),
        ).fetchone()
        if row is None:
            raise damaged(self.path)
        with wrong_as_damaged(self.path):
            return stored.document(row)

    def _among(
        self,
        query: str,
        keys: Iterable[int | str | bytes],
        end: str = "",
        before: tuple[Any, ...] = (),
    ) -> Iterator[Any]:
        wanted = list(dict.fromkeys(k if isinstance(k, str | bytes) else int(k) for k in keys))
        for first in range(0, len(wanted), IDS_PER_QUERY):
            some = wanted[first : first + IDS_PER_QUERY]
            marks = ",".join("?" * len(some))
            # All at once: a query that is left unfinished would be finished by the garbage.
            yield from self._sql.execute(f"{query} IN ({marks}){end}", (*before, *some)).fetchall()
