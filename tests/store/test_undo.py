"""Going back to the index before the last update, and forth again."""

from collections.abc import Callable
from pathlib import Path

import pytest
from fakes import ARTICLES, FakeEmbedder

from qa.errors import BadInput, IndexMissing
from qa.indexing.doctor import examine
from qa.indexing.results import Summary
from qa.indexing.staleness import staleness
from qa.library import Library
from qa.store.store import Store
from qa.store.writer import undo

Build = Callable[..., Summary]
Seen = tuple[dict[str, str], list[tuple[str, float]], tuple[str, ...], str]


def _seen(folder: Path, embedder: FakeEmbedder) -> Seen:
    """What the index holds and finds, and what it says of itself."""
    with Library(Store.open(folder), embedder=embedder) as library:
        hits = library.search("Who fears for the trade of the mill?", 10)
        status = library.status()
        return (
            {document.source: document.text for document in library.documents()},
            [(hit.paragraph.text, hit.score) for hit in hits],
            status.roots,
            status.model,
        )


@pytest.fixture
def index(tmp_path: Path, build: Build, articles: Path) -> Path:
    """Built, then updated by a new, a changed and a removed file."""
    build(articles)
    return tmp_path / "index"


def _change(articles: Path) -> None:
    (articles / "mill.txt").write_text("The mill fears for its trade, said the miller today.\n")
    (articles / "bridge.txt").write_text(ARTICLES["bridge.txt"].replace("300", "400"))
    (articles / "notes" / "harvest.md").unlink()


def test_back_and_forth(index: Path, build: Build, articles: Path, embedder: FakeEmbedder) -> None:
    before = _seen(index, embedder)
    _change(articles)
    build(articles)
    after = _seen(index, embedder)
    assert before[0].keys() == ARTICLES.keys() != after[0].keys()
    embedder.embedded.clear()
    undone = undo(index)
    assert undone.brought_back == ("bridge.txt", "notes/harvest.md")
    assert undone.taken_out == ("bridge.txt", "mill.txt")
    assert _seen(index, embedder) == before
    assert undo(index).taken_out == undone.brought_back
    assert _seen(index, embedder) == after
    assert embedder.embedded == []
    assert examine(index, model=False).faults == ()


def test_an_open_library_goes_back_too(
    library: Library, build: Build, articles: Path, tmp_path: Path
) -> None:
    _change(articles)
    build(articles)
    assert library.document("mill.txt")
    undo(tmp_path / "index")
    assert library.document("mill.txt") is None
    assert {h.paragraph.document.source for h in library.search("apples", 10)} == ARTICLES.keys()


def test_the_next_update_goes_on_from_there(
    index: Path, build: Build, articles: Path, embedder: FakeEmbedder
) -> None:
    _change(articles)
    build(articles)
    after = _seen(index, embedder)
    undo(index)
    embedder.embedded.clear()
    summary = build(articles)
    assert (summary.added, summary.changed) == (("mill.txt",), ("bridge.txt",))
    assert summary.removed == ("notes/harvest.md",)
    assert embedder.embedded == []
    assert _seen(index, embedder) == after
    assert examine(index, model=False).faults == ()


def test_another_model_is_undone_too(index: Path, build: Build, articles: Path) -> None:
    first, other = FakeEmbedder(), FakeEmbedder("other", dim=16)
    before = _seen(index, first)
    build(articles, embedder=other)
    assert _seen(index, other)[3] == "other"
    undo(index)
    assert _seen(index, first) == before
    assert first.embedded == []


def test_only_the_last_update_can_be_undone(
    index: Path, build: Build, articles: Path, embedder: FakeEmbedder
) -> None:
    _change(articles)
    build(articles)
    between = _seen(index, embedder)
    (articles / "mill.txt").unlink()
    build(articles)
    build(articles)  # nothing to do is no update
    undo(index)
    assert _seen(index, embedder) == between


def test_what_is_dropped_for_good_leaves_nothing(index: Path, build: Build, articles: Path) -> None:
    _change(articles)
    build(articles)
    (articles / "mill.txt").unlink()
    build(articles)
    (articles / "notes" / "harvest.md").write_text("A new harvest is brought in this week.\n")
    build(articles)
    with Library.open(index) as library:
        held = library.store.database
        assert held.number("SELECT count(*) FROM files") == 2
        assert held.number("SELECT count(*) FROM embeddings") == held.number(
            "SELECT count(DISTINCT text_hash) FROM windows"
        )


def test_what_could_not_be_read_is_not_new_after_it(
    index: Path, build: Build, articles: Path, embedder: FakeEmbedder
) -> None:
    _change(articles)
    (articles / "empty.txt").write_text("\n")
    build(articles)
    undo(index)
    with Library(Store.open(index), embedder=embedder) as library:
        assert staleness(library).new == ("mill.txt",)


def test_what_can_no_longer_be_read_comes_back(
    index: Path, build: Build, articles: Path, embedder: FakeEmbedder
) -> None:
    before = _seen(index, embedder)
    (articles / "bridge.txt").write_text("\n")
    assert [skipped.source for skipped in build(articles, rebuild=True).skipped] == ["bridge.txt"]
    after = _seen(index, embedder)
    for expected in (before, after, before):
        undo(index)
        assert _seen(index, embedder) == expected
    assert examine(index, model=False).faults == ()


def test_a_first_build_cannot_be_undone(index: Path) -> None:
    with pytest.raises(BadInput, match="nothing to undo"):
        undo(index)


def test_no_index_to_undo(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing):
        undo(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()
