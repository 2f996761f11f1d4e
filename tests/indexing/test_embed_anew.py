"""`--rebuild --embed`: no stored vector is trusted, and until the update none is touched."""

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from fakes import FakeEmbedder

import qa.indexing.staging
from qa.embed.embedder import Vectors, WindowText
from qa.errors import BadInput
from qa.indexing.doctor import examine
from qa.indexing.indexer import index
from qa.indexing.request import IndexRequest
from qa.indexing.results import Summary
from qa.library import Library
from qa.store.store import Store
from qa.store.sync import DATABASE
from qa.store.writer import undo

Build = Callable[..., Summary]
QUESTION = "Who fears for the trade?"


class DamagedEmbedder(FakeEmbedder):
    """Says it is the same model, and gives every text nearly the same vector."""

    def _vectors(self, texts: Sequence[str]) -> Vectors:
        return super()._vectors(["damaged"] * len(texts))


class StoppedEmbedder(FakeEmbedder):
    def embed_windows(self, passages: Sequence[WindowText]) -> list[Vectors]:
        if self.embedded:
            raise KeyboardInterrupt
        return super().embed_windows(passages)


def _found(folder: Path) -> list[tuple[str, float]]:
    with Library(Store.open(folder), embedder=FakeEmbedder()) as library:
        return [(hit.paragraph.text, hit.score) for hit in library.search(QUESTION, 10)]


def _models(folder: Path) -> set[str]:
    with closing(sqlite3.connect(folder / DATABASE)) as sql:
        return {model for (model,) in sql.execute("SELECT DISTINCT model FROM embeddings")}


@pytest.fixture
def damaged(build: Build, articles: Path, tmp_path: Path) -> Path:
    """An index made with a model that was damaged."""
    build(articles, embedder=DamagedEmbedder())
    return tmp_path / "index"


@pytest.fixture
def right(articles: Path, tmp_path: Path) -> list[tuple[str, float]]:
    """What an index made afresh finds."""
    index(IndexRequest([articles]), tmp_path / "afresh", embedder=FakeEmbedder())
    return _found(tmp_path / "afresh")


def test_every_passage_is_embedded_again(
    damaged: Path, build: Build, articles: Path, embedder: FakeEmbedder,
    right: list[tuple[str, float]],
) -> None:  # fmt: skip
    build(articles, rebuild=True)
    assert embedder.embedded == []
    assert _found(damaged) != right
    assert build(articles, rebuild=True, embed=True).embedded == len(embedder.embedded) == 7
    assert _found(damaged) == right
    assert _models(damaged) == {embedder.fingerprint}
    assert examine(damaged, model=False).faults == ()


def test_until_the_update_the_index_keeps_its_vectors(
    damaged: Path, build: Build, articles: Path, embedder: FakeEmbedder,
    right: list[tuple[str, float]], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    before = _found(damaged)
    monkeypatch.setattr(qa.indexing.staging, "BATCH", 2)
    with pytest.raises(KeyboardInterrupt):
        build(articles, rebuild=True, embed=True, embedder=StoppedEmbedder())
    assert _found(damaged) == before
    assert len(_models(damaged)) == 2
    assert build(articles, rebuild=True, embed=True).embedded == 7
    assert _found(damaged) == right
    assert _models(damaged) == {embedder.fingerprint}


def test_what_a_stopped_run_has_embedded_goes_with_the_next_update(
    damaged: Path, build: Build, articles: Path, embedder: FakeEmbedder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(qa.indexing.staging, "BATCH", 2)
    with pytest.raises(KeyboardInterrupt):
        build(articles, rebuild=True, embed=True, embedder=StoppedEmbedder())
    (articles / "bridge.txt").unlink()
    build(articles)
    assert embedder.embedded == []
    assert _models(damaged) == {embedder.fingerprint}
    assert examine(damaged, model=False).healthy


def test_undo_brings_back_documents_that_were_not_embedded_again(
    damaged: Path, build: Build, articles: Path
) -> None:
    (articles / "bridge.txt").unlink()
    build(articles, rebuild=True, embed=True)
    undo(damaged)
    with Library(Store.open(damaged), embedder=FakeEmbedder()) as library:
        assert [d.source for d in library.documents()] == ["bridge.txt", "notes/harvest.md"]
    assert examine(damaged, model=False).healthy


def test_it_goes_with_rebuild(build: Build, articles: Path) -> None:
    with pytest.raises(BadInput, match="goes with --rebuild"):
        build(articles, embed=True)
