"""qa.sqlite3 for its one writer: how an update is staged, committed, and undone.

One transaction commits an update; readers see the whole old index or the whole new one. The files
it removes are kept as `former` until the next update, so that they can be restored.
"""

import json
import re
import sqlite3
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from qa.errors import BadInput, IndexUnusable
from qa.store import log, older_formats
from qa.store import rows as stored
from qa.store.connection import LIVE, connect, damage_as_unusable
from qa.store.database import APPLICATION, FORMAT, SEARCHED, Database
from qa.store.records import Entry, Sketch, StoredFile, Undone
from qa.store.settings import KEYS, IndexSettings
from qa.text.normalize import search_text
from qa.text.titles import is_beginning

UNREAD = "-"
"""In place of a file's sha256: it has to be read again, since an older version of qa split it."""
_NO_WORD = re.compile(r"[\W_]+")


class WritableDatabase(Database):
    """A connection to write. The caller holds the folder's writer lock."""

    guard: Callable[[], None] = staticmethod(lambda: None)
    """Raises BadInput where it does not any more, or the file was deleted."""

    @classmethod
    def open_to_write(cls, path: Path) -> Self:
        """Creates a missing database, and upgrades one of an older format."""
        with damage_as_unusable(path):
            database = cls(connect(path), path)
            try:
                database.is_empty()
            except sqlite3.OperationalError:
                database.close()
                database = cls(connect(path), path)
                log.leave(database._sql)
            database._prepare()
        return database

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything written inside is committed together at the end, or not at all."""
        self._sql.execute("BEGIN IMMEDIATE")
        try:
            self.guard()
            yield
            self.guard()
            self._sql.execute("COMMIT")
        except BaseException:
            if self._sql.in_transaction:  # SQLite itself may have rolled back, as on a full disk
                self._sql.execute("ROLLBACK")
            raise
        self.forget()
        self.cut_log()

    def cut_log(self) -> None:
        """Keeps the write-ahead log short, also beside constant readers."""
        log.cut(self._sql, self.path)

    @contextmanager
    def update(self, settings: IndexSettings) -> Iterator[None]:
        """The transaction that commits an update as a new generation.

        Inside, files are removed and added. What the previous update removed is dropped; what this
        one removes can be restored by `undo`.

        Args:
            settings: of the new generation; what is the store's own in them is set here.
        """
        with self.transaction():
            before = self.last_settings()
            self._sql.execute("DELETE FROM files WHERE state = 'former'")
            settings = replace(
                settings,
                updated=datetime.now(UTC).isoformat(timespec="seconds"),
                generation=(before.generation if before else 0) + 1,
                vectors=before.vectors if before else None,
                former=before,
            )
            self.save_settings(settings)
            yield
            self._drop_unused_embeddings(settings)

    def undo(self) -> Undone:
        """Reverts the last update; undone twice, everything is as it was.

        Raises:
            BadInput: if no update has come after the first.
        """
        with self.transaction():
            before = self.settings()
            if before.former is None:
                raise BadInput("there is nothing to undo: the index has had only one update")
            generation = before.generation
            out = self._keys("state = 'live' AND since = ?", generation)
            back = self._keys("state = 'former'")
            undone = Undone(generation + 1, self._names(back), self._names(out))
            self._set_state(out, "leaving", generation)
            # What could not be read with this update may have documents in the one before.
            self._sql.execute(
                "DELETE FROM files WHERE state = 'live' AND sha256 = ''"
                " AND file IN (SELECT file FROM files WHERE state = 'former')"
            )
            self._set_state(back, "live", generation + 1)
            self._set_state(out, "former", generation)
            self.save_settings(
                replace(
                    before.former,
                    generation=generation + 1,
                    vectors=before.vectors,
                    former=before,
                )
            )
        return undone

    def amend(self, settings: IndexSettings) -> None:
        """Saves other settings for what is in the index, without a new generation.

        For use in `transaction`.
        """
        before = self.settings()
        after = replace(
            settings,
            updated=before.updated,
            generation=before.generation,
            vectors=before.vectors,
            former=before.former,
        )
        if after != before:
            self.save_settings(after)

    def save_settings(self, settings: IndexSettings) -> None:
        rows = settings.to_rows()
        unset = [(key,) for key in KEYS if key not in rows]
        self._sql.executemany("DELETE FROM settings WHERE key = ?", unset)
        self._save(**rows)

    def forget_damaged_settings(self) -> None:
        """Drops settings that cannot be used, so that the next update is like a first one."""
        try:
            self.last_settings()
            self._setting_rows("staging")
        except IndexUnusable:
            self._sql.execute("DELETE FROM settings WHERE key <> 'format'")
            self._sql.execute("DELETE FROM files WHERE state = 'former'")

    def _save(self, **values: Any) -> None:
        rows = [(key, json.dumps(value)) for key, value in values.items()]
        self._sql.executemany("INSERT OR REPLACE INTO settings VALUES (?, ?)", rows)

    def change(self, statement: str, *values: Any) -> None:
        """Carries out a statement that writes."""
        self._sql.execute(statement, values)

    # -- files, and the documents in them

    def remove_file(self, file: str) -> None:
        """Removes all documents of a live file, and keeps them for `undo`."""
        keys = self._keys("state = 'live' AND file = ?", file)
        if not keys:
            raise ValueError(f"no file {file!r}")
        self._sql.execute("DELETE FROM files WHERE state = 'former' AND file = ?", (file,))
        self._set_state(keys, "former", self.number("SELECT since FROM files WHERE id = ?", *keys))

    def begin_staging(self, model: str, basis: Sequence[object]) -> None:
        """Drops what an interrupted run has staged on another basis, and incomplete files.

        Args:
            model: fingerprint of the one that embeds.
            basis: all else that decides how documents are read and embedded; values of JSON.
        """
        basis = [model, *basis]
        same = self._setting_rows("staging").get("staging") == basis
        self.drop_staged(() if same else None)
        # Their vectors may have been found damaged since, and dropped.
        self._sql.execute(
            "DELETE FROM files WHERE state = 'staged' AND id IN (SELECT d.file FROM documents d"
            " JOIN paragraphs p ON p.document = d.id JOIN windows w ON w.paragraph = p.id"
            " LEFT JOIN embeddings e ON e.model = ? AND e.text_hash = w.text_hash"
            " WHERE d.file = files.id AND e.model IS NULL)",
            (model,),
        )
        self._save(staging=basis)

    def stage(self, entry: Entry) -> None:
        """Stores a document, invisible until `take_staged`, even if this run is killed."""
        self._insert_document(self._file(entry, "partial"), entry)

    def finish_staging(self, file: str) -> None:
        """Records that all documents of a file are staged."""
        self._sql.execute("DELETE FROM files WHERE state = 'staged' AND file = ?", (file,))
        self._sql.execute(
            "UPDATE files SET state = 'staged' WHERE state = 'partial' AND file = ?", (file,)
        )

    def staged(self) -> dict[str, str]:
        """By source: the sha256 of files that are staged completely."""
        rows = self._sql.execute("SELECT file, sha256 FROM files WHERE state = 'staged'")
        return dict(self.typed(rows, str, str))

    def drop_staged(self, files: Sequence[str] | None = None) -> None:
        """Drops these staged files, or all; and all that were read only in part."""
        self._sql.execute("DELETE FROM files WHERE state = 'partial'")
        for file in self.staged() if files is None else files:
            self._sql.execute("DELETE FROM files WHERE state = 'staged' AND file = ?", (file,))

    def take_staged(self) -> None:
        """Makes all staged files live, in place of live files of the same names.

        For use in `update`.
        """
        live = self.files()
        for file in self.staged():
            if file in live:
                self.remove_file(file)
        self._set_state(self._keys("state = 'staged'"), "live", self.settings().generation)

    def touch(self, file: str, size: int, mtime_ns: int) -> None:
        """Stores a live file's size and time, as after it was rewritten with the same content."""
        self._sql.execute(
            "UPDATE files SET size = ?, mtime_ns = ? WHERE state = 'live' AND file = ?",
            (size, mtime_ns, file),
        )

    def pass_over(self, files: Iterable[StoredFile]) -> None:
        """Replaces the list of files that were seen and have no documents in the index, such as
        damaged ones; their sha256 is ""."""
        self._sql.execute("DELETE FROM files WHERE state = 'live' AND sha256 = ''")
        self._sql.executemany(
            "INSERT INTO files (file, sha256, size, mtime_ns, state, since)"
            " VALUES (?, '', ?, ?, 'live', 0)",
            [(file.file, file.size, file.mtime_ns) for file in files],
        )

    def add_embeddings(self, model: str, vectors: Mapping[bytes, NDArray[np.float32]]) -> None:
        """Stores the vectors of windows, float32 (1 + sentences, dim), by text_hash."""
        blobs = ((key, rows.astype("<f2").tobytes()) for key, rows in vectors.items())
        self._sql.executemany(
            "INSERT OR REPLACE INTO embeddings VALUES (?, ?, ?, ?)",
            ((model, key, blob, crc32(blob)) for key, blob in blobs),
        )

    def drop_embeddings(self, model: str) -> None:
        self._sql.execute("DELETE FROM embeddings WHERE model = ?", (model,))

    def replace_embeddings(self, model: str, by: str) -> None:
        """Puts what is stored under another name in the place of a model's own; for `update`."""
        self._sql.execute("UPDATE OR REPLACE embeddings SET model = ? WHERE model = ?", (model, by))
        self.save_settings(replace(self.settings(), vectors=None))  # nor is vectors.faiss trusted

    def _drop_unused_embeddings(self, settings: IndexSettings) -> None:
        """Unused are those of no window, and those of models other than this one and the former."""
        # Selected by the index first: a scan of the table would read all the vectors.
        self._sql.execute(
            "DELETE FROM embeddings WHERE rowid IN (SELECT rowid FROM embeddings"
            " WHERE model NOT IN (?, ?) OR text_hash NOT IN (SELECT text_hash FROM windows))",
            (settings.fingerprint, (settings.former or settings).fingerprint),
        )

    def _prepare(self) -> None:
        if self.is_empty():
            self._sql.execute("PRAGMA journal_mode = WAL")  # stays as it is where that fails
            with self.transaction():
                older_formats.run(self._sql, "schema.sql")
                self._save(format=FORMAT)
                self._sql.execute(f"PRAGMA application_id = {APPLICATION}")
        elif (written := self._written_format()) is not None and written < FORMAT:
            self._bring_up(written)
        self.check_format()
        self._sql.execute("PRAGMA synchronous = FULL")
        self._sql.execute("PRAGMA foreign_keys = ON")

    def _bring_up(self, written: int) -> None:
        if written > 1:
            self._sql.execute("PRAGMA foreign_keys = ON")  # what was staged goes as a whole
        with self.transaction():
            older_formats.bring_up(self._sql, written)
            if written < 3:
                self._read_all_again()
            self._save(format=FORMAT)

    def _read_all_again(self) -> None:
        """Makes the full-text index anew, and all files count as changed at the next update."""
        older_formats.make_words_anew(self._sql)
        for (document,) in self.rows(f"SELECT d.id FROM {LIVE}"):
            self.add_words(document)
        self._sql.execute("UPDATE files SET sha256 = ?, size = -1 WHERE sha256 <> ''", (UNREAD,))
        self._sql.execute("DELETE FROM files WHERE state IN ('staged', 'partial')")

    def _file(self, entry: Entry, state: str) -> int:
        row = self._sql.execute(
            "SELECT id FROM files WHERE file = ? AND state = ?", (entry.file, state)
        ).fetchone()
        if row:
            return int(row[0])
        last = self.last_settings()
        since = last.generation if last else 0
        return self._insert(
            "files (file, sha256, size, mtime_ns, state, since)",
            (entry.file, entry.sha256, entry.size, entry.mtime_ns, state, since),
        )

    def _insert_document(self, file: int, entry: Entry) -> int:
        d = entry.document
        key = self._insert(
            "documents (file, source, title, author, published, publisher, url, language, pages,"
            " text)",
            (file, d.source, d.title, d.author, d.published, d.publisher, d.url, d.language,
             array("i", d.pages).tobytes(), d.text),
        )  # fmt: skip
        self.add_sketch(key, entry.sketch)
        for paragraph, windows in zip(entry.paragraphs, entry.windows, strict=True):
            flat = array("i", [n for s in paragraph.sentences for n in (s.start, s.end)])
            above = paragraph.header
            header = array("i", [above.start, above.end] if above else [])
            section = json.dumps(paragraph.section) if paragraph.section else ""
            row = (key, paragraph.ordinal, paragraph.start, paragraph.end, paragraph.kind.value)
            owner = self._insert(
                "paragraphs (document, ordinal, begins, ends, kind, sentences, section, header)",
                (*row, flat.tobytes(), section, header.tobytes()),
            )
            for window in windows:
                where = (owner, window.span.start, window.span.end, window.text_hash)
                self._insert("windows (paragraph, begins, ends, text_hash)", where)
        return key

    def add_sketch(self, document: int, sketch: Sketch) -> None:
        """Stores what tells which documents may retell the same report as this one."""
        row = (document, sketch.words, sketch.shingles, sketch.facts)
        self._sql.execute("INSERT INTO sketches VALUES (?, ?, ?, ?)", row)

    def _set_state(self, files: Sequence[int], state: str, since: int) -> None:
        """Moves files to a state, and their words into the full-text index or out of it."""
        for file in files:
            was = self._sql.execute("SELECT state FROM files WHERE id = ?", (file,)).fetchone()[0]
            if "live" in (was, state) and was != state:
                documents = self._sql.execute("SELECT id FROM documents WHERE file = ?", (file,))
                for (document,) in documents.fetchall():
                    self.add_words(document, remove=was == "live")
            self._sql.execute(
                "UPDATE files SET state = ?, since = ? WHERE id = ?", (state, since, file)
            )

    def add_words(self, document: int, *, remove: bool = False) -> None:
        """Adds the words of a document's paragraphs to the full-text index, or removes them."""
        found = self.rows("SELECT source, title, text FROM documents WHERE id = ?", document)
        [(source, title, text)] = self.typed(found, str, str, str)
        paragraphs = self._sql.execute(
            "SELECT id, begins, ends, section, header FROM paragraphs p"
            f" WHERE document = ? AND {SEARCHED}",
            (document,),
        )
        title = "" if is_beginning(title, text) else search_text(title)
        place = search_text(_NO_WORD.sub(" ", source))
        rows = []
        typed = self.typed(paragraphs.fetchall(), int, int, int, str, bytes)
        for key, start, end, section, header in typed:
            with self.checked():
                above = slice(*stored.integers(header)) if header else slice(0, 0)
                headings = "\n".join(stored.headings(section))
            words = f"{text[above]}\n{text[start:end]}"
            rows.append((key, title, search_text(headings), search_text(words), place))
        # A contentless FTS5 table deletes a row only when given its words again.
        columns, first = ("words, rowid", "'delete', ?") if remove else ("rowid", "?")
        self._sql.executemany(
            f"INSERT INTO words ({columns}, title, section, text, place)"
            f" VALUES ({first}, ?, ?, ?, ?)",
            rows,
        )

    def _keys(self, condition: str, *values: Any) -> list[int]:
        rows = self._sql.execute(f"SELECT id FROM files WHERE {condition}", values)
        return [key for (key,) in rows.fetchall()]

    def _names(self, keys: Sequence[int]) -> tuple[str, ...]:
        found = self._among("SELECT file FROM files WHERE id", keys)
        return tuple(sorted(name for (name,) in self.typed(found, str)))

    def _insert(self, into: str, values: Sequence[Any]) -> int:
        marks = ",".join("?" * len(values))
        return int(self._sql.execute(f"INSERT INTO {into} VALUES ({marks})", values).lastrowid or 0)
