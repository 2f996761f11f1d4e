"""What is wrong with an index is found, named with its repair, and mended where that is safe."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from zlib import crc32

import pytest
from fakes import FakeEmbedder

from qa.cli.main import main
from qa.errors import IndexMissing, IndexUnusable
from qa.indexing.doctor import Fault, examine, mend
from qa.indexing.results import Summary
from qa.library import Library
from qa.store.store import Store
from qa.store.sync import DATABASE, VECTORS
from qa.store.writer import HOLDER

Build = Callable[..., Summary]


@pytest.fixture
def index(tmp_path: Path, build: Build, articles: Path) -> Path:
    build(articles)
    return tmp_path / "index"


def _sql(*statements: str) -> Callable[[Path], None]:
    def harm(folder: Path) -> None:
        sql = sqlite3.connect(folder / DATABASE)
        sql.create_function("crc32", 1, crc32)
        for statement in statements:
            sql.execute(statement)
        sql.commit()
        sql.close()

    return harm


def _flip(folder: Path) -> None:
    path = folder / VECTORS
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def _cut(folder: Path) -> None:
    (folder / VECTORS).write_bytes((folder / VECTORS).read_bytes()[:-9])


def _faults(folder: Path) -> list[str]:
    return [fault.what for fault in examine(folder, model=False).faults if not fault.harmless]


def test_a_healthy_index(index: Path) -> None:
    report = examine(index, model=False)
    assert report.faults == ()
    assert (report.healthy, report.documents, report.paragraphs) == (True, 2, 7)
    assert report.vectors == report.passages > 0


@pytest.mark.parametrize(
    ("harm", "what"),
    [
        (_flip, "vectors.faiss is missing or damaged"),
        (_cut, "vectors.faiss is missing or damaged"),
        (lambda folder: (folder / VECTORS).unlink(), "vectors.faiss is missing or damaged"),
        (_sql("INSERT INTO words (words) VALUES ('delete-all')"), "full-text index: 7"),
        (
            _sql("INSERT INTO windows VALUES (99, 98, 0, 1, x'00')"),
            "1 row with references to rows that do not exist",
        ),
        (
            _sql(
                "INSERT INTO words (words) VALUES ('delete-all')",
                "INSERT INTO words (rowid, title, text) SELECT id, '', 'x' FROM paragraphs"
                " WHERE kind = 'body'",
            ),
            "not found by their words",
        ),
    ],
    ids=["bit flipped", "cut short", "missing", "no words", "orphan", "other words"],
)
def test_what_is_derived_is_mended(
    harm: Callable[[Path], None], what: str, index: Path, embedder: FakeEmbedder
) -> None:
    with Library(Store.open(index), embedder=embedder) as library:
        before = library.search("Who fears for the trade?")
    harm(index)
    assert any(what in fault for fault in _faults(index))
    report = mend(index, model=False)
    assert report.healthy
    assert any(what in fault.what and fault.fixed for fault in report.faults)
    assert examine(index, model=False).faults == ()
    embedder.embedded.clear()
    with Library(Store.open(index), embedder=embedder) as library:
        assert library.search("Who fears for the trade?") == before
    assert embedder.embedded == []


_FEWER = _sql(  # vectors than sentences, though their checksum is right
    f"UPDATE embeddings SET vectors = substr(vectors, 1, {2 * FakeEmbedder().dim})",
    "UPDATE embeddings SET crc32 = crc32(vectors)",
)


def test_a_window_with_fewer_vectors_than_sentences_is_damage(
    index: Path, embedder: FakeEmbedder
) -> None:
    _FEWER(index)
    with Library(Store.open(index), embedder=embedder) as library:
        with pytest.raises(IndexUnusable, match="is damaged"):
            library.search("Who fears for the trade?")
        document = library.document("bridge.txt")
        assert document is not None
        with pytest.raises(IndexUnusable, match="is damaged"):
            library.catalogue.sentence_vectors(document)


@pytest.mark.parametrize(
    "harm", [_sql("UPDATE embeddings SET crc32 = crc32 + 1"), _FEWER], ids=["changed", "fewer"]
)
def test_rebuild_replaces_damaged_vectors(
    harm: Callable[[Path], None], index: Path, articles: Path, build: Build
) -> None:
    harm(index)
    assert not examine(index, model=False).healthy
    build(articles, rebuild=True)
    assert examine(index, model=False).faults == ()


def test_what_was_staged_is_read_again_if_its_vectors_are_lost(
    index: Path, articles: Path, build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("qa.indexing.indexer._save", killed)
        with pytest.raises(KeyboardInterrupt):
            build(articles, rebuild=True)
    _sql("DELETE FROM embeddings")(index)
    build(articles, rebuild=True)
    assert examine(index, model=False).faults == ()


@pytest.mark.parametrize(
    ("harm", "what"),
    [
        (_sql("DELETE FROM embeddings"), "passages not embedded"),
        (_sql("UPDATE embeddings SET vectors = substr(vectors, 1, 130)"), "damaged vectors"),
        (_sql("UPDATE embeddings SET crc32 = crc32 + 1"), "damaged vectors"),
        (_sql("UPDATE embeddings SET vectors = zeroblob(length(vectors))"), "damaged vectors"),
        (_sql("UPDATE paragraphs SET ends = 100000 WHERE ordinal = 3"), "cannot be read"),
        (_sql("UPDATE paragraphs SET begins = -1 WHERE ordinal = 3"), "cannot be read"),
        (_sql("UPDATE paragraphs SET kind = 'sermon'"), "cannot be read"),
        (_sql("UPDATE paragraphs SET sentences = x'010000'"), "cannot be read"),
        (_sql("UPDATE paragraphs SET sentences = x'0900000001000000'"), "cannot be read"),
        (_sql("UPDATE windows SET ends = ends + 9000"), "invalid in the index"),
        (_sql("UPDATE documents SET pages = x'ffffff7f'"), "cannot be read"),
        (
            _sql("UPDATE documents SET text = replace(text, 'Monday', 'Friday')"),
            "1 document differing from what was embedded",
        ),
        (_sql("UPDATE windows SET text_hash = x'00'"), "2 documents differing"),
        (_sql("UPDATE settings SET value = '99' WHERE key = 'format'"), "format 99"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_needs_the_files_again_is_said(
    harm: Callable[[Path], None], what: str, index: Path, articles: Path, build: Build
) -> None:
    harm(index)
    report = examine(index, model=False)
    assert not report.healthy
    [found] = [fault for fault in report.faults if what in fault.what][:1]
    assert found.repair.endswith("`qa index --rebuild`") or "format 99" in found.what
    assert "\n" not in found.what + found.repair
    if "--fix" in found.repair:
        mend(index, model=False)
    build(articles, rebuild=True)
    assert _faults(index) == []


def test_damage_to_the_file_itself(index: Path) -> None:
    data = bytearray((index / DATABASE).read_bytes())
    data[5 * 4096 :] = b"X" * (len(data) - 5 * 4096)
    (index / DATABASE).write_bytes(data)
    report = examine(index, model=False)
    assert not report.healthy
    assert "--rebuild" in report.faults[0].repair


def test_what_a_stopped_run_leaves_is_no_fault(index: Path) -> None:
    (index / f".{VECTORS}.4711").write_bytes(b"half")
    (index / HOLDER).write_text(json.dumps({"pid": 4711, "host": "here", "since": "today"}))
    (index / f"{DATABASE}.old").write_bytes(b"")
    _sql("INSERT INTO files VALUES (90, 'a', '', 0, 0, 'partial', 0)")(index)
    _sql("INSERT INTO embeddings VALUES ('m', x'00', x'00', 0)")(index)
    report = examine(index, model=False)
    assert report.healthy
    said = " ".join(fault.what for fault in report.faults)
    for word in ("4711 on here", ".vectors.faiss.4711", "qa.sqlite3.old", "in part", "1 embedd"):
        assert word in said
    left = [fault.what for fault in mend(index, model=False).faults if not fault.fixed]
    assert [what.split()[0] for what in left] == ["1", "qa.sqlite3.old"]


def test_no_index(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing):
        examine(tmp_path)


def test_the_command(
    index: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.indexing.doctor._model", lambda _settings: iter(()))
    monkeypatch.setenv("QA_INDEX", str(index))
    assert main(["doctor"]) == 0
    assert capsys.readouterr().out == "2 documents, 7 paragraphs, 7 passages, 7 vectors: healthy\n"
    _flip(index)
    assert main(["doctor"]) == 2
    assert "fault: vectors.faiss is missing or damaged" in capsys.readouterr().out
    assert main(["doctor", "--fix"]) == 0
    assert capsys.readouterr().out.endswith("\nrepaired: vectors.faiss is missing or damaged\n")
    _flip(index)
    assert main(["doctor", "--fix", "--json"]) == 0
    value = json.loads(capsys.readouterr().out)
    assert (value["healthy"], value["vectors"], value["faults"][0]["fixed"]) == (True, 7, True)


def test_another_model_is_noticed(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qa.embed.export.prepared_folder", lambda _model: None)
    [fault] = examine(index).faults
    assert fault == Fault(
        "the model fake is not prepared here, so its weights were not compared",
        "`qa ask` prepares it",
        harmless=True,
    )
    monkeypatch.setattr("qa.embed.export.prepared_folder", lambda _model: index)
    monkeypatch.setattr("qa.embed.loading.load_embedder", lambda *_: FakeEmbedder(dim=16))
    assert "the weights of" in examine(index).faults[0].what
