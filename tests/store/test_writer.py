"""Nothing is lost: one writer, full disks, folders without WAL, older formats, kills."""

import json
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import faiss
import pytest
from fakes import FakeEmbedder

import qa.store.database
import qa.store.log
import qa.store.read_access
import qa.store.writable
from qa.cli.main import main
from qa.errors import BadInput, IndexUnusable
from qa.indexing.doctor import examine
from qa.indexing.results import Summary
from qa.indexing.window_texts import Lead, text_hash, window_text
from qa.library import Library
from qa.store.connection import connect
from qa.store.faiss_header import Claims, claims
from qa.store.lock import is_held
from qa.store.store import Store, settings_of
from qa.store.sync import DATABASE, VECTORS
from qa.store.totals import counts
from qa.store.vectors import Vectors
from qa.store.writer import HOLDER, writer
from qa.types import Span

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


def test_the_log_is_cut_beside_readers(
    build: Build, articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(articles)
    folder = tmp_path / "index"
    log = folder / f"{DATABASE}-wal"
    monkeypatch.setattr(qa.store.log, "MOST", 0)
    monkeypatch.setattr(qa.store.log, "_WAIT", 10)
    store = Store.open(folder)
    with writer(folder) as database:
        with database.transaction():
            database.touch("bridge.txt", 1, 1)
        assert log.stat().st_size == 0
        with store.snapshot():
            with database.transaction():
                database.touch("bridge.txt", 2, 2)
            assert log.stat().st_size
            assert store.database.stored_files()[0].size == 1
        with store.snapshot():
            assert store.database.stored_files()[0].size == 2
    assert log.stat().st_size == 0
    store.close()


def test_drafts_of_killed_runs_go(build: Build, articles: Path, tmp_path: Path) -> None:
    folder = tmp_path / "index"
    build(articles, stdin=BytesIO(b"The ferry was sold."))
    drafts = [folder / f".{name}.1" for name in (HOLDER, VECTORS)]
    drafts.append(next((folder / ".given").iterdir()).with_name(".stdin-0123456789ab.txt.1"))
    for draft in drafts:
        draft.write_text("half of it")
    build(articles)
    assert [draft for draft in drafts if draft.exists()] == []
    assert len(list((folder / ".given").iterdir())) == 1


@pytest.fixture
def without_wal(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file system on which processes share no memory, as on a network."""

    def lonely(path: Path, options: str = "") -> sqlite3.Connection:
        return connect(path, f"{options}{'&' if options else '?'}vfs=unix-dotfile")

    monkeypatch.setattr(qa.store.writable, "connect", lonely)
    monkeypatch.setattr(qa.store.read_access, "connect", lonely)


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
    assert len(_found(tmp_path / "index")) == 8
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


_OLD_PARAGRAPHS = "id, document, ordinal, begins, ends, kind, sentences FROM new.paragraphs"
_COLUMNS = {
    1: {
        "settings": "* FROM new.settings WHERE key NOT IN ('former', 'vectors')",
        "documents": "d.id, d.source, sha256, title, author, published, text FROM"
        " new.documents d JOIN new.files f ON f.id = d.file",
        "paragraphs": _OLD_PARAGRAPHS,
        "windows": "* FROM new.windows",
        "embeddings": "model, text_hash, vectors FROM new.embeddings",
    },
    2: {
        "settings": "* FROM new.settings WHERE key NOT IN ('former', 'vectors')",
        "files": "* FROM new.files",
        "documents": "* FROM new.documents",
        "paragraphs": _OLD_PARAGRAPHS,
        "windows": "* FROM new.windows",
        "embeddings": "* FROM new.embeddings",
    },
}


def _forget_sections(folder: Path) -> None:
    """Embeds what an older qa did: the paragraphs of the body, under their titles alone."""
    with writer(folder) as database:
        paragraphs = database.paragraphs_by_id(
            key for (key,) in database.rows("SELECT id FROM paragraphs WHERE kind = 'body'")
        )
        for key, paragraph in paragraphs.items():
            lead = Lead(paragraph.document, FakeEmbedder()).before(replace(paragraph, section=()))
            windows = list(
                database.rows(
                    "SELECT id, begins, ends, text_hash FROM windows WHERE paragraph = ?", key
                )
            )
            for window, start, end, now in windows:
                old = text_hash(window_text(paragraph, Span(start, end), lead))
                database._sql.execute(
                    "UPDATE embeddings SET text_hash = ? WHERE text_hash = ?", (old, now)
                )
                database._sql.execute(
                    "UPDATE windows SET text_hash = ? WHERE id = ?", (old, window)
                )
        others = "(SELECT id FROM paragraphs WHERE kind <> 'body')"
        database._sql.execute(f"DELETE FROM windows WHERE paragraph IN {others}")
        database._sql.execute(
            "DELETE FROM embeddings WHERE text_hash NOT IN (SELECT text_hash FROM windows)"
        )


def _make_older(folder: Path, old_format: int) -> None:
    """Turns an index into what an older version of qa would have made of the same files."""
    _forget_sections(folder)
    sql = sqlite3.connect(folder / "old.sqlite3")
    sql.executescript((Path(__file__).parent / f"format_{old_format}.sql").read_text())
    sql.execute("ATTACH ? AS new", (str(folder / DATABASE),))
    for table, query in _COLUMNS[old_format].items():
        sql.execute(f"INSERT INTO {table} SELECT {query}")
    sql.execute(f"UPDATE settings SET value = '{old_format}' WHERE key = 'format'")
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


@pytest.mark.parametrize("old_format", [1, 2])
def test_an_older_format_is_brought_up_to_date(
    old_format: int,
    build: Build,
    articles: Path,
    tmp_path: Path,
    embedder: FakeEmbedder,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    build(articles)
    folder = tmp_path / "index"
    before = _found(folder)
    _make_older(folder, old_format)
    with pytest.raises(IndexUnusable, match="older qa: run `qa index` once"):
        Store.open(folder)
    monkeypatch.setenv("QA_INDEX", str(folder))
    assert main(["ask", QUESTION]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert "run `qa index` once" in err
    assert settings_of(folder).roots == (str(articles),)
    embedder.embedded.clear()
    with writer(folder) as database:
        assert counts(database)["documents"] == 2  # also where the files are there no more
        assert counts(database)["paragraphs"] == 5
    assert {text for text, _ in _found(folder)} < {text for text, _ in before}
    faults = examine(folder, model=False).faults
    assert all(fault.harmless or "in no passage" in fault.what for fault in faults)
    summary = build(articles)
    assert (summary.added, summary.removed, summary.unchanged) == ((), (), ())
    assert summary.changed == ("bridge.txt", "notes/harvest.md")
    # All that is new: a byline and a date are searched, and a heading stands over its text.
    assert [text.split(". ", 1)[1][:13] for text in embedder.embedded] == [
        "By Ada Miller", "6 November 20", "Frost in Apri",
    ]  # fmt: skip
    assert _found(folder) == before
    assert _faults(folder) == []
    embedder.embedded.clear()
    assert build(articles).unchanged == ("bridge.txt", "notes/harvest.md")
    assert embedder.embedded == []


def test_format_3_only_learns_which_documents_are_one_report(
    build: Build, articles: Path, tmp_path: Path, embedder: FakeEmbedder
) -> None:
    (articles / "copy.txt").write_text((articles / "bridge.txt").read_text())
    build(articles)
    folder = tmp_path / "index"
    with Library.open(folder) as library:
        before = _found(folder), library.reports()
    sql = sqlite3.connect(folder / DATABASE)
    for table in ("sketches", "retellings"):
        sql.execute(f"DROP TABLE {table}")
    old = sqlite3.connect(":memory:")
    old.executescript((Path(__file__).parent / "format_3.sql").read_text())
    assert _columns(sql) == _columns(old)
    sql.execute("UPDATE settings SET value = '3' WHERE key = 'format'")
    sql.commit()
    sql.close()
    with pytest.raises(IndexUnusable, match="older qa: run `qa index` once"):
        Store.open(folder)
    embedder.embedded.clear()
    summary = build(articles)
    assert summary.unchanged == ("bridge.txt", "copy.txt", "notes/harvest.md")
    assert embedder.embedded == []
    with Library.open(folder) as library:
        assert (_found(folder), library.reports()) == before
        assert library.reports().keys() == {"bridge.txt", "copy.txt"}
    assert _faults(folder) == []


def _columns(sql: sqlite3.Connection) -> dict[str, list[str]]:
    """By table its columns."""
    tables = sql.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return {
        table: [name for (_, name, *_) in sql.execute(f"PRAGMA table_info({table})")]
        for (table,) in tables
    }


def test_what_was_half_done_in_an_older_format_is_left_out(
    build: Build, articles: Path, tmp_path: Path
) -> None:
    build(articles)
    folder = tmp_path / "index"
    before = _found(folder)
    _make_older(folder, 2)
    sql = sqlite3.connect(folder / DATABASE)
    sql.execute(
        "INSERT INTO files SELECT 90, 'x.txt', sha256, 1, 1, 'staged', 9 FROM files LIMIT 1"
    )
    sql.execute(
        "INSERT INTO documents SELECT 90, 90, 'x.txt', title, author, published, publisher, url,"
        " language, pages, text FROM documents LIMIT 1"
    )
    sql.execute("INSERT INTO paragraphs SELECT 90, 90, 0, begins, ends, kind, sentences"
                " FROM paragraphs LIMIT 1")  # fmt: skip
    sql.commit()
    sql.close()
    build(articles)
    assert _faults(folder) == []
    assert _found(folder) == before


def _faults(folder: Path) -> list[str]:
    return [fault.what for fault in examine(folder, model=False).faults]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("dim", "1000000000000"), ("dim", '"64"'), ("dim", "0"), ("model", "null"),
        ("fingerprint", "[]"), ("roots", '"/"'), ("vectors", "{}"), ("vectors", "[1]"),
        ("generation", '"x"'), ("updated", "{"), ("exclude", "7"), ("fields", '{"text": 1}'),
        ("suffixes", "[null]"), ("unread", '{".png": "2"}'),
        ("origins", "[[7, 1]]"), ("former", "true"), ("former", '{"dim": 3}'),
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
        assert claims(stream, settings.dim) == Claims(7, 0, 0)
