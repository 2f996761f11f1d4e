"""The files of a true index: what changed, and its update as the screen asks for it."""

from pathlib import Path

import pytest
from fakes import FakeEmbedder

from qa.library import Library
from qa.ui.keeper import CHANGED, GONE, Keeper
from qa.ui.port import StoppedError


def quiet(stage: str, done: int, total: int, unit: str = "", /) -> None:
    """Hears, and says nothing."""


def test_a_changed_file_is_seen_said_and_indexed_again(
    library: Library, articles: Path, embedder: FakeEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.indexer.load_embedder", lambda *_: embedder)
    keeper, before = Keeper(), library.status()
    stamp = keeper.stamp(before)
    document = library.document("bridge.txt")
    assert document is not None
    assert keeper.amiss(library, document, before.roots) == ""
    assert keeper.stamp(before) == stamp
    (articles / "bridge.txt").write_text("The bridge is open again.\n", encoding="utf-8")
    (articles / "new.txt").write_text("A ferry was built for the lake.\n", encoding="utf-8")
    stale = keeper.stale(library)
    assert (stale.changed, stale.new, stale.gone) == (("bridge.txt",), ("new.txt",), ())
    assert keeper.amiss(library, document, before.roots) == CHANGED
    heard: list[str] = []
    summary = keeper.update(library, before, lambda *step: heard.append(step[0]))
    assert (summary.added, summary.changed) == (("new.txt",), ("bridge.txt",))
    assert heard
    assert keeper.stamp(before) != stamp
    after = library.status()
    assert (after.generation, after.documents) == (before.generation + 1, before.documents + 1)
    assert after.roots == before.roots
    assert not keeper.stale(library).changed


def test_a_file_that_is_gone_is_said(library: Library, articles: Path) -> None:
    document = library.document("bridge.txt")
    assert document is not None
    (articles / "bridge.txt").unlink()
    assert Keeper().amiss(library, document, library.status().roots) == GONE


def test_an_update_that_is_stopped_leaves_the_index_as_it_was(
    library: Library, articles: Path, embedder: FakeEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.indexer.load_embedder", lambda *_: embedder)
    (articles / "new.txt").write_text("A ferry was built for the lake.\n", encoding="utf-8")
    before = library.status()

    def stop(stage: str, done: int, total: int, unit: str = "", /) -> None:
        raise StoppedError

    with pytest.raises(StoppedError):
        Keeper().update(library, before, stop)
    assert library.status().generation == before.generation
    assert Keeper().update(library, before, quiet).added == ("new.txt",)
