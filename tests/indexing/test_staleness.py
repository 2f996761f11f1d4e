"""Whether an index is stale is told at the price of some stats."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from fakes import ARTICLES

from qa.indexing.results import Staleness, Summary
from qa.indexing.staleness import staleness
from qa.library import Library
from qa.store.store import Store

Build = Callable[..., Summary]


def test_nothing_has_changed(library: Library) -> None:
    assert staleness(library) == staleness(library.store) == Staleness()
    assert not staleness(library)


def test_what_has_changed_is_named(library: Library, articles: Path) -> None:
    (articles / "bridge.txt").write_text("The bridge is open again to all traffic.\n")
    (articles / "notes" / "harvest.md").unlink()
    (articles / "mill.txt").write_text("The mill is closed until the spring.\n")
    stale = staleness(library)
    assert stale == Staleness(("bridge.txt",), ("mill.txt",), ("notes/harvest.md",))
    assert str(stale) == "1 file changed, 1 new, 1 gone"


def test_plain_text_of_any_suffix_is_new_until_it_is_indexed(
    library: Library, build: Build, articles: Path, tmp_path: Path
) -> None:
    (articles / "LICENSE").write_text("Anyone may print the news of the valley.\n")
    (articles / "a.unknown").write_bytes(b"\0\1")
    assert staleness(library).new == ("LICENSE",)
    build(articles)
    assert not staleness(Store.open(tmp_path / "index"))


def test_a_file_written_again_with_the_same_words_has_not_changed(
    library: Library, articles: Path
) -> None:
    path = articles / "bridge.txt"
    path.write_bytes(path.read_bytes())
    os.utime(path, (1, 1))
    assert not staleness(library)


def test_what_the_index_cannot_or_need_not_hold_is_not_new_for_ever(
    build: Build, articles: Path, tmp_path: Path
) -> None:
    (articles / "copy.txt").write_text(ARTICLES["bridge.txt"])
    (articles / "empty.txt").write_text("\n")
    (articles / ".qaignore").write_text("drafts/\n")
    build(articles, exclude=["*-old.txt"])
    (articles / "bridge-old.txt").write_text("The old text of an article on the bridge.\n")
    (articles / "drafts").mkdir()
    (articles / "drafts" / "mill.txt").write_text("A draft of an article on the mill.\n")
    (articles / "picture.png").write_bytes(b"\x89PNG")
    store = Store.open(tmp_path / "index")
    assert not staleness(store)
    (articles / "empty.txt").write_text("No longer empty at all.\n")
    assert staleness(store).changed == ("empty.txt",)
    (articles / "empty.txt").unlink()
    assert not staleness(store)


@pytest.mark.skipif(os.name != "posix" or os.getuid() == 0, reason="root may read anything")
def test_what_may_not_be_read_is_not_new_for_ever(library: Library, articles: Path) -> None:
    (articles / "locked.txt").write_text("A locked article on the mill.\n")
    (articles / "locked.txt").chmod(0)
    (articles / "notes").chmod(0)
    try:
        assert staleness(library) == Staleness(whole=False)
    finally:
        (articles / "notes").chmod(0o755)


def test_a_root_that_is_not_there_is_no_news(build: Build, articles: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "mill.txt").write_text("The mill is closed until the spring.\n")
    build(articles, other)
    shutil.rmtree(other)
    (articles / "new.txt").write_text("A new article on the old bridge.\n")
    assert staleness(Store.open(tmp_path / "index")) == Staleness(new=("new.txt",), whole=False)


def test_no_more_time_is_taken_than_allowed(library: Library, articles: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (articles / name).write_text("A new article on the old bridge.\n")
    (articles / "bridge.txt").unlink()
    seen = [staleness(library, seconds=0) for _ in range(60)]
    assert not any(stale.whole or stale.gone for stale in seen)
    # One file each time, and not the same for ever.
    assert {stale.new for stale in seen} == {("a.txt",), ("b.txt",)}
    assert str(seen[0]) == "at least 1 file new"


@pytest.mark.parametrize(
    ("stale", "words"),
    [
        (Staleness(), ""),
        (Staleness(whole=False), ""),
        (Staleness(changed=("a", "b")), "2 files changed"),
        (Staleness(gone=("a",)), "1 file gone"),
        (Staleness(new=("a",) * 1200, gone=("b",)), "1,200 files new, 1 gone"),
    ],
)
def test_words(stale: Staleness, words: str) -> None:
    assert str(stale) == words
