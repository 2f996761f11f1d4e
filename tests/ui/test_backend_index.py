"""The files of a true index: what changed, and its update as the screen asks for it."""

from pathlib import Path

import pytest
from fakes import FakeEmbedder

from qa.errors import BadInput, IndexMissing
from qa.library import Library
from qa.ui.backend.index import CHANGED, GONE, IndexFolder, with_root
from qa.ui.backend.library import StoppedError


def quiet(stage: str, done: int, total: int, unit: str = "", /) -> None:
    """Hears, and says nothing."""


def test_a_changed_file_is_seen_said_and_indexed_again(
    library: Library, articles: Path, embedder: FakeEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.indexing.indexer.load_embedder", lambda *_: embedder)
    index_folder, before = IndexFolder(library.folder), library.status()
    stamp = index_folder.stamp()
    document = library.document("bridge.txt")
    assert document is not None
    assert index_folder.file_problem(library, document, before.roots) == ""
    assert index_folder.stamp() == stamp
    (articles / "bridge.txt").write_text("The bridge is open again.\n", encoding="utf-8")
    (articles / "new.txt").write_text("A ferry was built for the lake.\n", encoding="utf-8")
    staleness = index_folder.staleness(library)
    assert (staleness.changed, staleness.new, staleness.gone) == (("bridge.txt",), ("new.txt",), ())
    assert index_folder.file_problem(library, document, before.roots) == CHANGED
    heard: list[str] = []
    summary = index_folder.update(before.roots, lambda *step: heard.append(step[0]))
    assert (summary.added, summary.changed) == (("new.txt",), ("bridge.txt",))
    assert heard
    assert index_folder.stamp() != stamp
    after = library.status()
    assert (after.generation, after.documents) == (before.generation + 1, before.documents + 1)
    assert after.roots == before.roots
    assert not index_folder.staleness(library).changed


def test_a_file_that_is_gone_is_said(library: Library, articles: Path) -> None:
    document = library.document("bridge.txt")
    assert document is not None
    (articles / "bridge.txt").unlink()
    assert (
        IndexFolder(library.folder).file_problem(library, document, library.status().roots) == GONE
    )


def test_an_update_that_is_stopped_leaves_the_index_as_it_was(
    library: Library, articles: Path, embedder: FakeEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.indexing.indexer.load_embedder", lambda *_: embedder)
    (articles / "new.txt").write_text("A ferry was built for the lake.\n", encoding="utf-8")
    before = library.status()

    def stop(stage: str, done: int, total: int, unit: str = "", /) -> None:
        raise StoppedError

    with pytest.raises(StoppedError):
        IndexFolder(library.folder).update(before.roots, stop)
    assert library.status().generation == before.generation
    assert IndexFolder(library.folder).update(before.roots, quiet).added == ("new.txt",)


def test_an_index_that_was_deleted_and_made_anew_is_another(
    library: Library,
    articles: Path,
    embedder: FakeEmbedder,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setattr("qa.indexing.indexer.load_embedder", lambda *_: embedder)
    index_folder = IndexFolder(library.folder)
    first, stamp = index_folder.identity(), index_folder.stamp()
    library.folder.rename(tmp_path / "away")
    assert (index_folder.identity(), index_folder.stamp()) == (0, ())
    with pytest.raises(IndexMissing):
        index_folder.open()
    index_folder.update([str(articles / "bridge.txt")], quiet)
    assert index_folder.identity() not in (0, first)
    assert index_folder.stamp() != stamp
    assert index_folder.open().status().documents == 1
    assert library.status().documents == 1  # what is open takes it up


def test_a_root_is_added_as_a_person_writes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "one.txt").write_text("One.\n", encoding="utf-8")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    for given in ("notes", "notes/", "~/notes", str(notes)):
        assert with_root(("news",), given) == ("news", str(notes))
    assert with_root((), "notes/one.txt") == (str(notes / "one.txt"),)
    page = "https://example.org/a"
    assert with_root(("news",), page) == ("news", page)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        pytest.param("nowhere", "no such file or folder", id="missing"),
        pytest.param("empty", "holds no file of a kind", id="nothing to read"),
        pytest.param("notes", "is indexed already", id="a root"),
    ],
)
def test_a_root_that_cannot_be_added_is_refused_in_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str, said: str
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "picture.jpg").write_bytes(b"x")
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "one.txt").write_text("One.\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(BadInput, match=said) as error:
        with_root((str(tmp_path / "notes"),), given)
    assert "\n" not in str(error.value)
