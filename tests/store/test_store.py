"""The index folder: what goes in comes out, and vectors.faiss is only ever a copy."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from fakes import ARTICLES, FakeEmbedder
from vector_samples import build_vectors

from qa.errors import BadInput, IndexMissing, IndexUnusable
from qa.indexing.results import Summary
from qa.library import Library
from qa.store.store import Store
from qa.store.sync import DATABASE, VECTORS
from qa.store.writer import writer
from qa.types import Kind

QUESTION = "Who fears for the trade?"


def test_documents_come_back_as_they_were(library: Library) -> None:
    bridge, harvest = library.documents()
    assert (bridge.source, harvest.source) == ("bridge.txt", "notes/harvest.md")
    assert bridge.text == ARTICLES["bridge.txt"]
    assert bridge.title == "Old Bridge Closed After Inspection"
    assert (bridge.author, bridge.published) == ("Ada Miller", "2024-11-06")
    assert library.document("notes/harvest.md") == harvest
    assert library.document("nowhere") is None


def test_paragraphs_come_back_whole_and_in_order(library: Library) -> None:
    bridge = library.documents()[0]
    paragraphs = library.paragraphs(bridge)
    assert [p.ordinal for p in paragraphs] == list(range(len(paragraphs)))
    assert [p.text for p in paragraphs if p.kind is Kind.BODY] == bridge.text.splitlines()[3:]
    last = paragraphs[-1]
    assert [bridge.text[s.start : s.end] for s in last.sentences] == [
        "Shopkeepers fear for their trade.",
        "About 300 people used to cross the bridge every hour.",
    ]


def test_a_paragraph_without_its_document_is_damage(library: Library) -> None:
    with sqlite3.connect(library.folder / DATABASE) as sql:
        sql.execute("DELETE FROM documents")  # their paragraphs stay
    with pytest.raises(IndexUnusable, match="damaged"):
        library.search(QUESTION)


def test_search_by_faiss_equals_brute_force(rng_vectors: np.ndarray) -> None:
    ids = np.arange(len(rng_vectors), dtype=np.int64) * 7 + 3
    vectors = build_vectors(ids, rng_vectors)
    questions = rng_vectors[:4]
    scores, found = vectors.search(questions, 10)
    expected = questions @ rng_vectors.astype(np.float16).astype(np.float32).T  # as they are kept
    order = np.argsort(-expected, axis=1)[:, :10]
    np.testing.assert_array_equal(found, ids[order])
    np.testing.assert_allclose(scores, np.take_along_axis(expected, order, axis=1), atol=1e-6)


def test_vectors_refuse_shapes_that_do_not_fit(rng_vectors: np.ndarray) -> None:
    with pytest.raises(ValueError, match="3 ids"):
        build_vectors(np.arange(3, dtype=np.int64), rng_vectors)
    vectors = build_vectors(np.arange(len(rng_vectors), dtype=np.int64), rng_vectors)
    with pytest.raises(ValueError, match="shape"):
        vectors.search(rng_vectors[:, :5], 3)


@pytest.fixture
def rng_vectors() -> np.ndarray:
    vectors = np.random.default_rng(0).standard_normal((50, 16)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def _truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-9])


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize("harm", [_truncate, _flip, Path.unlink, lambda p: p.write_bytes(b"")])
def test_harmed_vectors_are_made_again_without_embedding(
    harm: Callable[[Path], None],
    library: Library,
    embedder: FakeEmbedder,
    build: Callable[..., Summary],
    articles: Path,
    tmp_path: Path,
) -> None:
    before = [(hit.score, hit.paragraph) for hit in library.search(QUESTION)]
    harm(tmp_path / "index" / VECTORS)
    embedder.embedded.clear()
    again = Library(Store.open(tmp_path / "index"), embedder=embedder)
    assert [(hit.score, hit.paragraph) for hit in again.search(QUESTION)] == before
    build(articles)
    assert (tmp_path / "index" / VECTORS).stat().st_size > 0
    assert embedder.embedded == []


def test_an_open_library_sees_an_update_made_elsewhere(
    library: Library, build: Callable[..., Summary], articles: Path
) -> None:
    library.search(QUESTION)
    (articles / "mill.txt").write_text("The mill trade is what the shopkeepers fear for most.\n")
    (articles / "bridge.txt").unlink()
    build(articles)
    hits = library.search(QUESTION)
    assert {hit.paragraph.document.source for hit in hits} == {"mill.txt", "notes/harvest.md"}


def test_no_index(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="qa index"):
        Store.open(tmp_path)


def test_an_unfinished_first_build_is_no_index_yet(tmp_path: Path) -> None:
    with writer(tmp_path):
        pass
    with pytest.raises(IndexMissing, match="not finished"):
        Store.open(tmp_path)


def test_something_else_of_that_name(tmp_path: Path) -> None:
    (tmp_path / DATABASE).write_text("not a database, " * 100)
    with pytest.raises(IndexUnusable, match="damaged"):
        Store.open(tmp_path)


def test_a_database_of_somebody_else(tmp_path: Path) -> None:
    sql = sqlite3.connect(tmp_path / DATABASE)
    sql.execute("CREATE TABLE t (x)")
    sql.close()
    with pytest.raises(IndexUnusable, match="not an index of qa"):
        Store.open(tmp_path)


def test_a_newer_format(library: Library, tmp_path: Path) -> None:
    library.close()
    sql = sqlite3.connect(tmp_path / "index" / DATABASE)
    sql.execute("UPDATE settings SET value = '99' WHERE key = 'format'")
    sql.commit()
    sql.close()
    with pytest.raises(IndexUnusable, match="format 99"):
        Store.open(tmp_path / "index")


def test_a_truncated_database(library: Library, tmp_path: Path) -> None:
    library.close()
    path = tmp_path / "index" / DATABASE
    path.write_bytes(path.read_bytes()[: 3 * 4096])
    with pytest.raises(IndexUnusable, match="damaged"):
        Store.open(tmp_path / "index")


def test_a_first_build_killed_at_its_start_is_no_obstacle(
    build: Callable[..., Summary], articles: Path, tmp_path: Path
) -> None:
    (tmp_path / "index").mkdir()
    sqlite3.connect(tmp_path / "index" / DATABASE).execute("PRAGMA journal_mode = WAL").close()
    with pytest.raises(IndexMissing, match="not finished"):
        Store.open(tmp_path / "index")
    assert build(articles).added


def test_damage_met_while_asking_is_said(library: Library, tmp_path: Path) -> None:
    library.close()
    path = tmp_path / "index" / DATABASE
    data = bytearray(path.read_bytes())
    data[8192:] = b"X" * (len(data) - 8192)
    path.write_bytes(data)
    with pytest.raises(IndexUnusable, match="damaged"):
        Library(Store.open(tmp_path / "index"), embedder=FakeEmbedder()).search("bridge")


def test_a_model_that_changes_under_an_open_retriever_is_refused(
    library: Library, build: Callable[..., Summary], articles: Path
) -> None:
    retriever = library._loaded_retriever()
    build(articles, embedder=FakeEmbedder("other", dim=16))
    with pytest.raises(IndexUnusable, match="made with other"):
        retriever.search("bridge")


def test_a_paragraph_of_very_many_windows_leaves_room_for_others(
    build: Callable[..., Summary], tmp_path: Path, embedder: FakeEmbedder
) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "long.txt").write_text("The bridge is closed to all traffic today. " * 2500 + "\n")
    for n in range(5):
        (folder / f"{n}.txt").write_text(f"Number {n} is a report on a bridge elsewhere.\n")
    build(folder)
    hits = Library(Store.open(tmp_path / "index"), embedder=embedder).search("bridge", k=7)
    assert len({hit.paragraph.document.source for hit in hits}) == 6  # its last part is another


def test_threads_share_a_library(library: Library) -> None:
    questions = ["Who fears for the trade?", "When was the frost?"] * 8
    expected = [library.search(question) for question in questions]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(library.search, questions)) == expected


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    with writer(tmp_path), pytest.raises(BadInput, match="another `qa index`"), writer(tmp_path):
        pass


def test_a_transaction_that_fails_leaves_the_old_index(library: Library, tmp_path: Path) -> None:
    library.close()

    def half_done() -> None:
        with writer(tmp_path / "index") as database, database.transaction():
            database.remove_file("bridge.txt")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        half_done()
    store = Store.open(tmp_path / "index")
    assert [d.source for d in store.database.documents()] == ["bridge.txt", "notes/harvest.md"]


def test_a_killed_writer_leaves_the_old_index(library: Library, tmp_path: Path) -> None:
    script = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from qa.store.writer import writer\n"
        "with writer(Path(sys.argv[1])) as database, database.transaction():\n"
        "    database.remove_file('bridge.txt')\n"
        "    os.kill(os.getpid(), 9)\n"
    )
    killed = subprocess.run([sys.executable, "-c", script, tmp_path / "index"], check=False)
    assert killed.returncode != 0
    assert [d.source for d in library.documents()] == ["bridge.txt", "notes/harvest.md"]
    assert library.search(QUESTION)
