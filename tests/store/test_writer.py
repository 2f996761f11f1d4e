"""Nothing is lost: one writer, full disks, folders without WAL, older formats, kills."""

import json
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import faiss
import pytest
from fakes import FakeEmbedder

import qa.store.database
import qa.store.writable
from qa.errors import BadInput, IndexUnusable
from qa.indexing.doctor import examine
from qa.indexing.results import Summary
from qa.library import Library
from qa.store.connection import connect
from qa.store.faiss_header import Claims, claims
from qa.store.store import Store, settings_of
from qa.store.sync import DATABASE, VECTORS
from qa.store.vectors import Vectors
from qa.store.writer import HOLDER, is_held, writer

Build = Callable[..., Summary]
QUESTION = "Who fears for the trade?"
ROOT = Path(__file__).parents[2]


def _found(folder: Path) -> list[tuple[str, float]]:
    with Library(Store.open(folder), embedder=FakeEmbedder()) as library:
        return [(hit.paragraph.text, hit.score) for hit in library.search(QUESTION, 10)]


def test_a_second_writer_hears_who_holds_the_lock(tmp_path: Path) -> None:
    with writer(tmp_path):
        assert is_held(tmp_path)
        noted = json.loads((tmp_path / HOLDER).read_text())
        said = rf"process {os.getpid()} on .+ since {re.escape(noted['since'])}.+ is writing"
        with pytest.raises(BadInput, match=said), writer(tmp_path, wait=0.1):
            pass
    assert not is_held(tmp_path)
    assert not (tmp_path / HOLDER).exists()


@pytest.mark.parametrize("noted", ["", "[]", "{", '{"pid": 1}', "\x00\xff"], ids=repr)
def test_a_holder_that_cannot_be_read_is_nobody(noted: str, tmp_path: Path) -> None:
    with writer(tmp_path):
        (tmp_path / HOLDER).write_text(noted)
        with pytest.raises(BadInput, match="who did not say"), writer(tmp_path):
            pass


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BadInput, match="cannot be written"), writer(tmp_path / "file"):
        pass


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on the size of files")
@pytest.mark.parametrize("room", [0, 20_000, 200_000], ids=["none", "some", "nearly enough"])
def test_a_full_disk_leaves_the_old_index(
    room: int, build: Build, articles: Path, tmp_path: Path
) -> None:
    build(articles)
    folder = tmp_path / "index"
    before = _found(folder)
    lines = [f"Report {n} on the mill and its {n * n} sacks of flour.\n" for n in range(2000)]
    (articles / "long.txt").write_text("\n".join(lines))
    # A limit on the size of any file: what a full disk is to a program.
    script = (
        "import resource, sys\n"
        "from pathlib import Path\n"
        "from fakes import FakeEmbedder\n"
        "from qa.errors import BadInput\n"
        "from qa.indexing.indexer import index\n"
        "from qa.indexing.request import IndexRequest\n"
        "size = int(sys.argv[3])\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))\n"
        "try:\n"
        "    index(IndexRequest([Path(sys.argv[1])]), Path(sys.argv[2]), embedder=FakeEmbedder())\n"
        "except BadInput as error:\n"
        "    print(error)\n"
    )
    size = (folder / DATABASE).stat().st_size + room
    done = subprocess.run(
        [sys.executable, "-c", script, articles, folder, str(size)],
        env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT / 'tests'}"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert re.fullmatch(r".+ cannot be written .+: the index is as it was\n", done.stdout)
    assert done.stderr == ""
    assert _found(folder) == before
    assert examine(folder, model=False).healthy
    assert build(articles).added == ("long.txt",)


@pytest.fixture
def without_wal(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file system on which processes share no memory, as on a network."""

    def lonely(path: Path, options: str = "") -> sqlite3.Connection:
        return connect(path, f"{options}{'&' if options else '?'}vfs=unix-dotfile")

    monkeypatch.setattr(qa.store.writable, "connect", lonely)
    monkeypatch.setattr(qa.store.database, "connect", lonely)


def _journal(folder: Path) -> str:
    sql = sqlite3.connect(folder / DATABASE)
    mode = sql.execute("PRAGMA journal_mode").fetchone()[0]
    sql.close()
    return str(mode)


@pytest.mark.skipif(os.name != "posix", reason="needs SQLite's dot-file locks")
@pytest.mark.usefixtures("without_wal")
def test_a_network_folder(build: Build, articles: Path, tmp_path: Path) -> None:
    build(articles)
    assert _journal(tmp_path / "index") == "delete"
    (articles / "mill.txt").write_text("The mill trade is what the shopkeepers fear for most.\n")
    assert build(articles).added == ("mill.txt",)
    assert len(_found(tmp_path / "index")) == 6
    assert examine(tmp_path / "index", model=False).faults == ()


@pytest.mark.skipif(os.name != "posix", reason="needs SQLite's dot-file locks")
def test_an_index_that_moves_to_a_network_folder(
    build: Build, articles: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    build(articles)
    before = _found(tmp_path / "index")
    assert _journal(tmp_path / "index") == "wal"
    request.getfixturevalue("without_wal")
    assert _found(tmp_path / "index") == before
    (articles / "mill.txt").write_text("The mill trade is what the shopkeepers fear for most.\n")
    assert build(articles).added == ("mill.txt",)
    assert _journal(tmp_path / "index") == "delete"


def _make_format_1(folder: Path) -> None:
    """Turns an index into what the first version of qa would have made of the same files."""
    sql = sqlite3.connect(folder / "old.sqlite3")
    sql.executescript((Path(__file__).parent / "format_1.sql").read_text())
    sql.execute("ATTACH ? AS new", (str(folder / DATABASE),))
    columns = {
        "settings": "* FROM new.settings WHERE key NOT IN ('former', 'vectors')",
        "documents": "d.id, d.source, sha256, title, author, published, text FROM"
        " new.documents d JOIN new.files f ON f.id = d.file",
        "paragraphs": "* FROM new.paragraphs",
        "windows": "* FROM new.windows",
        "embeddings": "model, text_hash, vectors FROM new.embeddings",
    }
    for table, query in columns.items():
        sql.execute(f"INSERT INTO {table} SELECT {query}")
    sql.execute("UPDATE settings SET value = '1' WHERE key = 'format'")
    sql.execute("PRAGMA application_id = 0x71610001")
    for key, title, text, start, end in sql.execute(
        "SELECT p.id, title, text, begins, ends FROM paragraphs p JOIN documents d"
        " ON d.id = p.document WHERE kind = 'body'"
    ).fetchall():
        sql.execute("INSERT INTO words (rowid, title, text) VALUES (?, ?, ?)",
                    (key, title, text[start:end]))  # fmt: skip
    sql.commit()
    sql.close()
    os.replace(folder / "old.sqlite3", folder / DATABASE)
    (folder / VECTORS).unlink()


def test_an_older_format_is_brought_up_to_date(
    build: Build, articles: Path, tmp_path: Path, embedder: FakeEmbedder
) -> None:
    build(articles)
    folder = tmp_path / "index"
    before = _found(folder)
    _make_format_1(folder)
    with pytest.raises(IndexUnusable, match="older qa: run `qa index` once"):
        Store.open(folder)
    assert settings_of(folder).roots == (str(articles),)
    embedder.embedded.clear()
    with writer(folder) as database:
        assert database.counts()["documents"] == 2  # also where the files are there no more
    summary = build(articles)
    assert (summary.added, summary.removed, embedder.embedded) == ((), (), [])
    assert _found(folder) == before
    assert _faults(folder) == []


def _faults(folder: Path) -> list[str]:
    return [fault.what for fault in examine(folder, model=False).faults]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("dim", "1000000000000"), ("dim", '"64"'), ("dim", "0"), ("model", "null"),
        ("fingerprint", "[]"), ("roots", '"/"'), ("vectors", "{}"), ("vectors", "[1]"),
        ("generation", '"x"'), ("updated", "{"), ("exclude", "7"), ("fields", '{"text": 1}'),
        ("suffixes", "[null]"), ("former", "true"), ("former", '{"dim": 3}'),
        ("roots", "[" * 9999),
    ],
)  # fmt: skip
def test_settings_of_a_stranger(
    key: str, value: str, build: Build, articles: Path, tmp_path: Path, embedder: FakeEmbedder
) -> None:
    build(articles)
    before = _found(tmp_path / "index")
    sql = sqlite3.connect(tmp_path / "index" / DATABASE)
    sql.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (key, value))
    sql.commit()
    sql.close()
    with pytest.raises(IndexUnusable, match="is damaged"):
        Store.open(tmp_path / "index")
    with pytest.raises(IndexUnusable, match="is damaged"):
        build(articles)
    embedder.embedded.clear()
    build(articles, rebuild=True)  # in place: the embeddings are sound
    assert (embedder.embedded, _found(tmp_path / "index")) == ([], before)
    assert not (tmp_path / "index" / f"{DATABASE}.old").exists()


def test_triggers_of_a_stranger_are_refused(build: Build, articles: Path, tmp_path: Path) -> None:
    build(articles)
    sql = sqlite3.connect(tmp_path / "index" / DATABASE)
    sql.execute("CREATE TRIGGER t AFTER DELETE ON files BEGIN DELETE FROM embeddings; END")
    sql.commit()
    sql.close()
    with pytest.raises(IndexUnusable, match="not made by qa"):
        Store.open(tmp_path / "index")
    with pytest.raises(IndexUnusable, match="not made by qa"):
        build(articles)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the harness forks")
def test_killed_at_any_moment() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "benchmarks" / "kill.py", "--kills", "9", "--articles", "12"],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    counts = [
        int(n) for n in re.findall(r"before a write \| (\d+) \| \d+ \| (\d+)", done.stdout)[0]
    ]
    assert counts == [3, 0]  # three runs, none of which was over before it was killed


def test_a_file_of_vectors_grows_without_being_made_again(
    build: Build, articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(articles)
    read: list[int] = []
    plain = qa.store.database.Database.embeddings
    monkeypatch.setattr(
        qa.store.database.Database,
        "embeddings",
        lambda self, windows, *rest: (read.append(len(windows)), plain(self, windows, *rest))[1],
    )
    (articles / "mill.txt").write_text("The mill trade is what the shopkeepers fear for most.\n")
    (articles / "bridge.txt").unlink()
    build(articles)
    assert read == [1]
    found = _found(tmp_path / "index")
    assert read == [1]
    (tmp_path / "index" / VECTORS).unlink()
    assert _found(tmp_path / "index") == found
    assert read == [1, 3]


def test_a_file_of_vectors_of_another_kind_is_made_anew(
    build: Build, articles: Path, tmp_path: Path
) -> None:
    build(articles)
    folder = tmp_path / "index"
    with writer(folder) as database:
        settings = database.settings()
        other = Vectors(faiss.IndexIDMap2(faiss.IndexFlatIP(settings.dim)))
        stamp = other.write(folder / VECTORS, settings.generation, settings.fingerprint)
        database.save_settings(replace(settings, vectors=stamp))
    build(articles)
    with (folder / VECTORS).open("rb") as stream:
        assert claims(stream, settings.dim) == Claims(5, 0, 0)
