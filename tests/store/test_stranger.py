"""An index from a stranger does no harm: each test is an attack that once worked."""

import hashlib
import json
import os
import sqlite3
import struct
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zlib import crc32

import numpy as np
import pytest
from fakes import FakeEmbedder

import qa.load.documents
from qa.cli.main import main
from qa.errors import BadInput, IndexUnusable, ModelUnusable, QAError
from qa.files.sources import locate
from qa.indexing.doctor import examine, mend
from qa.indexing.results import Summary
from qa.indexing.staleness import staleness
from qa.library import Library
from qa.retrieve.retriever import Retriever
from qa.store.store import Store, settings_of
from qa.store.sync import DATABASE, VECTORS
from qa.store.writer import HOLDER, undo, writer

Build = Callable[..., Summary]
QUESTION = "Who fears for the trade?"
linux = pytest.mark.skipif(os.name != "posix", reason="needs links and pipes")


@pytest.fixture
def index(build: Build, articles: Path, tmp_path: Path) -> Path:
    build(articles)
    return tmp_path / "index"


def _change(index: Path, statement: str, *values: object) -> None:
    sql = sqlite3.connect(index / DATABASE)
    sql.create_function("crc32", 1, crc32)
    if values:
        sql.execute(statement, values)
    else:
        sql.executescript(statement)
    sql.commit()
    sql.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    sql.close()


def _ask(index: Path) -> None:
    with Library(Store.open(index), embedder=FakeEmbedder(), reader="none") as library:
        library.ask(QUESTION)
        library.documents()
        library.status()
        staleness(library)


# -- paths


@linux
@pytest.mark.parametrize("name", ["writer.lock", HOLDER, VECTORS, f".{VECTORS}.PID"])
def test_what_a_link_names_is_not_written(
    name: str, index: Path, build: Build, articles: Path, tmp_path: Path
) -> None:
    name = name.replace("PID", str(os.getpid()))
    mine = tmp_path / "mine.txt"
    mine.write_text("precious")
    (index / name).unlink(missing_ok=True)
    (index / name).symlink_to(mine)
    (articles / "mill.txt").write_text("The mill trade is what the shopkeepers fear for most.\n")
    with suppress(BadInput):
        build(articles)
    assert mine.read_text() == "precious"


@linux
@pytest.mark.parametrize("name", [DATABASE, *(f"{DATABASE}{end}" for end in ("-wal", "-journal"))])
def test_a_link_is_no_database(name: str, index: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").write_bytes((index / DATABASE).read_bytes())
    (index / name).unlink(missing_ok=True)
    (index / name).symlink_to(tmp_path / "mine")
    with pytest.raises(IndexUnusable, match="no regular file"):
        Store.open(index)
    with pytest.raises(IndexUnusable, match="no regular file"), writer(index):
        pass


@linux
def test_saved_inputs_that_are_a_link_are_left_alone(
    index: Path, build: Build, articles: Path, tmp_path: Path
) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    for name in ("stdin-0123456789ab.txt", "web-1.html", "summary.txt"):
        (mine / name).write_text("Precious words of mine.\n")
    (index / ".given").symlink_to(mine)
    assert build(articles).added == ()
    assert len(list(mine.iterdir())) == 3
    with pytest.raises(BadInput, match="cannot be written"):
        build(articles, stdin=BytesIO(b"A text."))
    assert len(list(mine.iterdir())) == 3


@linux
@pytest.mark.parametrize("name", [VECTORS, HOLDER, "writer.lock", f"{DATABASE}-shm"])
def test_a_pipe_is_not_waited_for(name: str, index: Path) -> None:
    (index / name).unlink(missing_ok=True)
    os.mkfifo(index / name)
    with suppress(IndexUnusable):
        _ask(index)
    examine(index, model=False)


@linux
def test_a_file_that_becomes_a_link_or_a_pipe(
    build: Build, articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("A secret.\n")
    (articles / "b.txt").write_text("This one stays.\n")
    found = qa.load.documents.list_files

    def then_changed(*values: object) -> object:
        files = found(*values)
        (articles / "bridge.txt").unlink()
        (articles / "bridge.txt").symlink_to(secret)
        (articles / "b.txt").unlink()
        os.mkfifo(articles / "b.txt")
        return files

    monkeypatch.setattr("qa.load.documents.list_files", then_changed)
    summary = build(articles)
    assert summary.added == ("notes/harvest.md",)
    assert {skipped.source for skipped in summary.skipped} == {"b.txt", "bridge.txt"}


def test_a_journal_that_names_a_file_of_mine(index: Path, tmp_path: Path) -> None:
    """SQLite deletes the "super-journal" that a journal names, whatever it is."""
    mine = tmp_path / "mine.txt"
    mine.write_text("precious")
    _change(index, "PRAGMA journal_mode = DELETE")
    name = str(mine).encode()
    pages = (index / DATABASE).stat().st_size // 4096
    magic = bytes.fromhex("d9d505f920a163d7")
    header = magic + struct.pack(">5I", 0, 1, pages, 512, 4096)
    end = struct.pack(">I", pages + 1) + name + struct.pack(">2I", len(name), sum(name)) + magic
    (index / f"{DATABASE}-journal").write_bytes(header.ljust(512, b"\0") + end)
    with pytest.raises(IndexUnusable, match="names a file to delete"), writer(index):
        pass
    assert mine.read_text() == "precious"


# -- settings


def _claim(index: Path, **values: object) -> None:
    for key, value in values.items():
        _change(index, "INSERT OR REPLACE INTO settings VALUES (?, ?)", key, json.dumps(value))


def test_roots_of_a_stranger_are_not_read(
    index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("QA_INDEX", str(index))
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "diary.txt").write_text("My diary.\n")
    assert settings_of(index).is_own
    _claim(index, roots=[str(mine)], origins=[[0, 2]])
    assert not settings_of(index).is_own
    assert main(["index"]) == 2
    assert "name the files and folders that it shall hold" in capsys.readouterr().err
    with Library.open(index) as library:
        assert (staleness(library).whole, staleness(library).new) == (False, ())
        assert (library.status().roots, library.status().own_roots) == ((str(mine),), ())
    _ask(index)


def test_a_key_signs_only_what_it_signed(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_of(index)
    assert settings.is_own
    for change in ({"model": "x"}, {"exclude": ("*",)}, {"fields": {"text": "y"}}):
        assert not replace(settings, **change).is_own
    monkeypatch.setenv("XDG_DATA_HOME", str(index / "another"))
    monkeypatch.setenv("QA_CACHE", str(index / "another"))
    assert not settings.is_own


def test_a_model_of_a_stranger_is_not_loaded(
    index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.embed.export.load_model", lambda *_, **__: pytest.fail("loaded"))
    (tmp_path / "model").mkdir()
    for name in ("owner/model", str(tmp_path / "model"), "\x1b[2J"):
        _claim(index, model=name)
        with pytest.raises(ModelUnusable, match="is not prepared here") as caught:
            Retriever.open(index)
        assert "\x1b" not in str(caught.value)


@pytest.mark.parametrize("source", ["../secret.txt", "a/../../secret.txt", "link.txt"])
@linux
def test_a_source_does_not_leave_its_root(source: str, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("")
    (tmp_path / "root" / "a").mkdir(parents=True)
    (tmp_path / "root" / "link.txt").symlink_to(tmp_path / "secret.txt")
    assert locate(source, [str(tmp_path / "root")]) is None


# -- the schema


@pytest.mark.parametrize(
    "change",
    [
        "CREATE VIEW v AS SELECT 1",
        "CREATE TRIGGER t AFTER DELETE ON files BEGIN DELETE FROM embeddings; END",
        "CREATE TABLE more (x)",
        "CREATE INDEX more ON documents (length(title))",
        "ALTER TABLE documents ADD COLUMN more TEXT AS (zeroblob(900000000))",
        "ALTER TABLE files ADD COLUMN more INTEGER NOT NULL DEFAULT (0)",
        "PRAGMA writable_schema = ON; UPDATE sqlite_master SET type = 'VIEW' WHERE name = 'files'",
        "PRAGMA writable_schema = ON; UPDATE sqlite_master SET sql = replace(sql, 'size ',"
        " 'size /* */ ') WHERE name = 'files'",
        "PRAGMA writable_schema = ON; UPDATE sqlite_master SET sql = replace(sql, 'porter',"
        " 'trigram') WHERE name = 'words'",
        "DROP INDEX windows_by_hash",
    ],
)
def test_a_schema_that_is_not_ours(change: str, index: Path) -> None:
    _change(index, change)
    for attempt in (Store.open, lambda folder: writer(folder).__enter__()):
        with pytest.raises(IndexUnusable, match=r"not made by qa|is damaged|cannot be used"):
            attempt(index)


# -- values

WRONG = {
    "null": None, "huge": 2**62, "negative": -1, "real": 0.5, "infinite": float("inf"),
    "text": "x", "empty": "", "blob": b"\xff\xfe\xfd", "no blob": b"",
}  # fmt: skip
COLUMNS = (
    ("settings", "value"), ("files", "file"), ("files", "sha256"), ("files", "size"),
    ("files", "mtime_ns"), ("files", "state"), ("files", "since"), ("documents", "source"),
    ("documents", "title"), ("documents", "author"), ("documents", "published"),
    ("documents", "language"), ("documents", "pages"), ("documents", "text"),
    ("documents", "file"), ("paragraphs", "document"), ("paragraphs", "ordinal"),
    ("paragraphs", "begins"), ("paragraphs", "ends"), ("paragraphs", "kind"),
    ("paragraphs", "sentences"), ("paragraphs", "section"), ("paragraphs", "header"),
    ("windows", "paragraph"), ("windows", "begins"), ("windows", "ends"),
    ("windows", "text_hash"), ("embeddings", "model"), ("embeddings", "text_hash"),
    ("embeddings", "vectors"), ("embeddings", "crc32"),
    ("words_data", "block"), ("words_docsize", "sz"),
)  # fmt: skip


def _put(index: Path, table: str, column: str, value: object) -> bool:
    """Writes a value past all types; whether the table can hold it."""
    sql = sqlite3.connect(index / DATABASE)
    sql.execute("PRAGMA ignore_check_constraints = ON")
    sql.execute("PRAGMA writable_schema = ON")
    sql.execute(
        "UPDATE sqlite_master SET sql = replace(replace(replace(sql, 'NOT NULL', ''), 'INTEGER N',"
        " 'BLOB N'), ' TEXT ', ' BLOB ') WHERE name = ? AND type = 'table'", (table,)
    )  # fmt: skip
    sql.commit()
    sql.close()
    old = sqlite3.connect(index / DATABASE)
    try:
        old.execute(f"UPDATE OR REPLACE {table} SET {column} = ?", (value,))
        old.commit()
    except sqlite3.Error:
        return False
    finally:
        old.close()
    return True


@pytest.mark.parametrize(
    ("table", "column"), COLUMNS, ids=[f"{table}.{column}" for table, column in COLUMNS]
)
def test_values_of_a_wrong_kind(
    table: str, column: str, build: Build, articles: Path, tmp_path: Path
) -> None:
    """Whatever is done with them ends well, or with an error of ours."""
    build(articles)
    index = tmp_path / "index"
    _change(index, "PRAGMA journal_mode = DELETE")
    whole = (index / DATABASE).read_bytes()
    schema = sqlite3.connect(index / DATABASE).execute(
        "SELECT sql FROM sqlite_master WHERE name = ?", (table,)
    ).fetchone()[0]  # fmt: skip
    tried = 0
    for value in WRONG.values():
        (index / DATABASE).write_bytes(whole)
        if not _put(index, table, column, value):
            continue
        sql = sqlite3.connect(index / DATABASE)
        sql.execute("PRAGMA writable_schema = ON")
        sql.execute("UPDATE sqlite_master SET sql = ? WHERE name = ?", (schema, table))
        sql.commit()
        sql.close()
        tried += 1
        for attempt in (
            lambda: _ask(index),
            lambda: examine(index, model=False),
            lambda: build(articles, dry_run=True),
            lambda: undo(index),
            lambda: build(articles),
            lambda: mend(index, model=False),
            lambda: build(articles, rebuild=True),
        ):
            with suppress(QAError):
                attempt()
        _ask(index)
    assert tried


@pytest.mark.parametrize("number", [np.nan, np.inf, 60_000.0, 0.0])
def test_vectors_that_are_none(number: float, index: Path, embedder: FakeEmbedder) -> None:
    sql = sqlite3.connect(index / DATABASE)
    [(size,)] = sql.execute("SELECT length(vectors) FROM embeddings LIMIT 1")
    sql.close()
    vectors = np.full(size // 2, number, dtype="<f2").tobytes()
    _change(index, "UPDATE embeddings SET vectors = ?, crc32 = ?", vectors, crc32(vectors))
    (index / VECTORS).unlink()
    with pytest.raises(IndexUnusable, match="is damaged"):
        _ask(index)
    assert not examine(index, model=False).healthy


def test_a_vector_that_changed_on_the_disk(index: Path) -> None:
    _change(index, "UPDATE embeddings SET vectors = zeroblob(4) || substr(vectors, 5)")
    with pytest.raises(IndexUnusable, match="is damaged"):
        _ask(index)


def test_a_prepared_model_is_still_what_was_prepared(tmp_path: Path) -> None:
    from qa import model_cache

    (tmp_path / "model.onnx").write_bytes(b"weights" * 1000)
    recorded = json.loads(json.dumps(model_cache.digests(tmp_path)))
    assert model_cache.is_intact(tmp_path, recorded)
    (tmp_path / "copy").mkdir()
    (tmp_path / "copy" / "model.onnx").write_bytes(b"weights" * 1000)
    assert model_cache.is_intact(tmp_path / "copy", recorded)
    with (tmp_path / "model.onnx").open("r+b") as stream:
        stream.seek(100)
        stream.write(bytes(50))
    assert not model_cache.is_intact(tmp_path, recorded)
    assert recorded["model.onnx"][0] == hashlib.sha256(b"weights" * 1000).hexdigest()
