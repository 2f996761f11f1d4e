"""Which files a run reads, what it says of them, and what becomes of those that change."""

import json
import os
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from fakes import ARTICLES, FakeEmbedder

from qa.embed.embedder import Vectors, WindowText
from qa.errors import BadInput
from qa.indexing.results import Duplicate, Moved, Step, Summary
from qa.library import Library
from qa.load.documents import read_documents
from qa.store.store import Store, settings_of
from qa.store.sync import DATABASE
from qa.types import Document

Build = Callable[..., Summary]
BOTH = ("bridge.txt", "notes/harvest.md")


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are hashed."""
    from qa.indexing import comparison

    names: list[str] = []
    real = comparison.digest

    def digest(path: Path, *, follow: bool) -> str:
        names.append(path.name)
        return real(path, follow=follow)

    monkeypatch.setattr(comparison, "digest", digest)
    return names


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that was just written is trusted by its size and time at once."""
    monkeypatch.setattr("qa.files.state.INSTANT_NS", -(10**12))


def stored(tmp_path: Path) -> dict[str, str]:
    """By source, the text of each document."""
    return {d.source: d.text for d in Store.open(tmp_path / "index").database.documents()}


def generation(tmp_path: Path) -> int:
    return int(Store.open(tmp_path / "index").settings.generation)


@pytest.mark.usefixtures("settled")
def test_an_unchanged_file_costs_a_stat(build: Build, articles: Path, hashed: list[str]) -> None:
    build(articles)
    assert sorted(hashed) == ["bridge.txt", "harvest.md"]
    hashed.clear()
    (articles / "notes" / "harvest.md").write_text(ARTICLES["notes/harvest.md"])
    assert build(articles).unchanged == BOTH
    assert hashed == ["harvest.md"]
    hashed.clear()
    assert build(articles).unchanged == BOTH
    assert hashed == []


def test_a_file_that_was_just_written_is_not_trusted(
    build: Build, articles: Path, hashed: list[str]
) -> None:
    build(articles)
    hashed.clear()
    build(articles)
    assert sorted(hashed) == ["bridge.txt", "harvest.md"]


@pytest.mark.usefixtures("settled")
def test_a_change_that_size_and_time_of_modification_hide_is_found(
    build: Build, articles: Path, tmp_path: Path
) -> None:
    path = articles / "bridge.txt"
    os.utime(path, ns=(10**18, 10**18))
    build(articles)
    path.write_text(path.read_text().replace("4.5 million", "9.9 million"))
    os.utime(path, ns=(10**18, 10**18))
    assert build(articles).changed == ("bridge.txt",)
    assert "9.9 million" in stored(tmp_path)["bridge.txt"]


def test_a_copy_is_indexed_under_its_own_name(
    build: Build, articles: Path, embedder: FakeEmbedder, tmp_path: Path
) -> None:
    (articles / "copy.txt").write_text(ARTICLES["bridge.txt"])
    copies = (Duplicate("copy.txt", "bridge.txt"),)
    summary = build(articles)
    assert summary.added == ("bridge.txt", "copy.txt", "notes/harvest.md")
    assert summary.duplicates == copies
    assert stored(tmp_path)["copy.txt"] == stored(tmp_path)["bridge.txt"]
    again = build(articles)
    assert (again.unchanged, again.duplicates) == (summary.added, copies)
    embedder.embedded.clear()
    (articles / "a.txt").write_text(ARTICLES["bridge.txt"])
    assert build(articles).added == ("a.txt",)
    assert embedder.embedded == []
    (articles / "bridge.txt").unlink()
    assert build(articles).removed == ("bridge.txt",)
    assert set(stored(tmp_path)) == {"a.txt", "copy.txt", "notes/harvest.md"}


def test_a_copy_is_found_by_its_name(library: Library, articles: Path, build: Build) -> None:
    (articles / "copy.txt").write_text(ARTICLES["bridge.txt"])
    build(articles)
    for name in ("bridge.txt", "copy.txt"):
        hits = library.search("the stone bridge", where=f"source={name}")
        assert {hit.paragraph.document.source for hit in hits} == {name}


def test_nothing_changed_is_no_new_generation(build: Build, articles: Path, tmp_path: Path) -> None:
    (articles / "copy.txt").write_text(ARTICLES["bridge.txt"])
    (articles / "empty.txt").write_text("")
    build(articles)
    os.utime(articles / "bridge.txt", (1, 1))
    (articles / "empty.txt").unlink()
    build(articles)
    assert generation(tmp_path) == 1


def test_a_dry_run_says_what_would_be_done_and_writes_nothing(
    build: Build, articles: Path, embedder: FakeEmbedder, tmp_path: Path
) -> None:
    assert build(articles, dry_run=True) == Summary(added=BOTH)
    assert not (tmp_path / "index").exists()
    build(articles)
    (articles / "bridge.txt").write_text("The bridge is open again to all traffic.\n")
    (articles / "notes" / "harvest.md").rename(articles / "harvest.md")
    (articles / "mill.txt").write_text("The mill is closed until the spring.\n")
    (articles / "same.txt").write_text("The mill is closed until the spring.\n")
    embedder.embedded.clear()
    before = (tmp_path / "index" / DATABASE).read_bytes()
    told = build(articles, dry_run=True)
    assert (tmp_path / "index" / DATABASE).read_bytes() == before
    done = build(articles)
    assert told == Summary(
        added=("mill.txt", "same.txt"),
        changed=("bridge.txt",),
        moved=(Moved("harvest.md", "notes/harvest.md"),),
        duplicates=(Duplicate("same.txt", "mill.txt"),),
    )
    assert (done.added, done.changed, done.moved) == (told.added, told.changed, told.moved)
    assert build(articles, dry_run=True, rebuild=True).changed == (
        "bridge.txt", "harvest.md", "mill.txt", "same.txt",
    )  # fmt: skip


def test_a_file_that_could_not_be_read_is_told_until_it_changes(
    build: Build, articles: Path, tmp_path: Path
) -> None:
    (articles / "mill.txt").write_bytes(b"\0\1\2")
    build(articles)
    with Library.open(tmp_path / "index") as library:
        assert library.status().skipped == 1
    told = build(articles, dry_run=True)
    assert (told.unchanged, told.added) == (BOTH, ())
    assert [skipped.source for skipped in told.skipped] == ["mill.txt"]
    (articles / "mill.txt").write_text("The mill is closed until the spring.\n")
    assert build(articles, dry_run=True).added == ("mill.txt",)
    build(articles)
    with Library.open(tmp_path / "index") as library:
        assert library.status().skipped == 0


def test_exclude_is_remembered_with_the_roots(build: Build, articles: Path) -> None:
    assert build(articles, exclude=["notes/"]).added == ("bridge.txt",)
    assert build(articles).unchanged == ("bridge.txt",)
    assert build(articles, exclude=[]).added == ("notes/harvest.md",)


def test_fields_are_passed_on_and_others_read_the_file_again(build: Build, tmp_path: Path) -> None:
    row = {"head": "The mill is closed.", "story": "The bridge is open again to all traffic."}
    (tmp_path / "rows.jsonl").write_text(json.dumps(row) + "\n")
    build(tmp_path / "rows.jsonl", fields={"text": "story"})
    (text,) = stored(tmp_path).values()
    assert text.endswith(row["story"])
    assert build(tmp_path / "rows.jsonl").unchanged == ("rows.jsonl",)
    build(tmp_path / "rows.jsonl", fields={"text": "head"})
    (text,) = stored(tmp_path).values()
    assert text.endswith(row["head"])


def test_a_collection_is_one_file_of_many_documents(build: Build, tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    rows = [{"id": str(n), "text": f"Number {n} is a report on a bridge."} for n in range(5)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows) + "{ broken\n")
    summary = build(path)
    assert summary.added == ("rows.jsonl",)
    assert len(summary.skipped) == 1
    assert len(stored(tmp_path)) == 5
    path.write_text("".join(json.dumps(row) + "\n" for row in rows[1:]))
    assert build(path) == Summary(changed=("rows.jsonl",))
    assert len(stored(tmp_path)) == 4


def _changing(monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], None]) -> None:
    """Something happens to each file after it has been read."""

    def read(path: Path, source: str, **options: Any) -> Iterator[Document]:
        yield from read_documents(path, source, **options)
        change(path)

    monkeypatch.setattr("qa.indexing.splitting.read_documents", read)


def test_a_file_that_changes_while_it_is_read_is_read_again(
    build: Build, articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = iter(["The bridge is half open.\n", "The bridge is open again.\n"])

    def change(path: Path) -> None:
        if path.name == "bridge.txt" and (text := next(texts, None)):
            path.write_text(text)

    (articles / "copy.txt").write_text(ARTICLES["bridge.txt"])
    _changing(monkeypatch, change)
    build(articles)
    assert stored(tmp_path)["bridge.txt"] == "The bridge is open again.\n"
    assert stored(tmp_path)["copy.txt"] == ARTICLES["bridge.txt"]
    assert build(articles).unchanged == ("bridge.txt", "copy.txt", "notes/harvest.md")


def test_a_file_that_never_stays_the_same_is_skipped(
    build: Build, articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(articles)
    (articles / "bridge.txt").write_text("The bridge is open again.\n")

    def change(path: Path) -> None:
        path.write_text(path.read_text() + "And again.\n")

    _changing(monkeypatch, change)
    (skipped,) = build(articles).skipped
    assert skipped.source == "bridge.txt"
    assert "changes" in skipped.reason
    assert stored(tmp_path)["bridge.txt"] == ARTICLES["bridge.txt"]


def test_a_file_that_vanishes_while_it_is_read_is_named(
    build: Build, articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _changing(monkeypatch, lambda path: path.unlink() if path.name == "bridge.txt" else None)
    (skipped,) = build(articles).skipped
    assert (skipped.source, skipped.reason) == ("bridge.txt", "No such file or directory")
    assert set(stored(tmp_path)) == {"notes/harvest.md"}


def test_a_clock_that_goes_back_does_no_harm(
    build: Build, articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(articles)
    monkeypatch.setattr("qa.indexing.comparison.time.time_ns", lambda: 10**17)
    assert build(articles).unchanged == BOTH
    (articles / "bridge.txt").write_text("The bridge is open again.\n")
    os.utime(articles / "bridge.txt", (1, 1))
    assert build(articles).changed == ("bridge.txt",)


def test_a_document_that_is_no_unicode_ends_no_run(
    build: Build, articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(path: Path, source: str, **options: Any) -> Iterator[Document]:
        for document in read_documents(path, source, **options):
            yield document if source != "bridge.txt" else Document(source, "A lone \ud800 here.")

    monkeypatch.setattr("qa.indexing.splitting.read_documents", read)
    summary = build(articles)
    assert summary.added == ("notes/harvest.md",)
    assert [s.reason for s in summary.skipped] == ["characters that are not Unicode"]


class Interrupted(FakeEmbedder):
    """Is stopped by Ctrl+C after so many batches."""

    def __init__(self, batches: int) -> None:
        super().__init__()
        self._left = batches

    def embed_windows(self, passages: Sequence[WindowText]) -> list[Vectors]:
        if not self._left:
            raise KeyboardInterrupt
        self._left -= 1
        return super().embed_windows(passages)


def test_what_was_read_before_an_interruption_is_not_read_again(
    build: Build, articles: Path, embedder: FakeEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.indexing.read_ahead.MOST", 1)
    with pytest.raises(KeyboardInterrupt):
        build(articles, embedder=Interrupted(1))
    read: list[Path] = []
    _changing(monkeypatch, read.append)
    assert build(articles).added == BOTH
    assert [path.name for path in read] == ["harvest.md"]
    assert build(articles, embedder=FakeEmbedder()).unchanged == BOTH


def test_what_waits_of_an_interrupted_run_is_dropped_when_it_is_no_longer_wanted(
    build: Build, articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.indexing.read_ahead.MOST", 1)
    with pytest.raises(KeyboardInterrupt):
        build(articles, embedder=Interrupted(1))
    (articles / "bridge.txt").unlink()
    assert build(articles, embedder=FakeEmbedder("other", dim=32)).added == ("notes/harvest.md",)
    store = Store.open(tmp_path / "index")
    assert store.database.files().keys() == {"notes/harvest.md"}


def test_progress_of_many_files_and_of_one_large_one_is_steady(
    build: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.indexing.read_ahead.MOST", 16)
    monkeypatch.setattr("qa.indexing.staging.BATCH", 4)
    rows = [{"id": str(n), "text": f"Number {n} is a report on a bridge. " * 9} for n in range(80)]
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    steps: list[Step] = []
    build(path, progress=steps.append)
    done = [step.done / step.total for step in steps if step.stage == "indexing"]
    assert done == sorted(done)
    assert max(b - a for a, b in pairwise(done)) < 0.25
    assert done[-1] == 1
    assert {step.unit for step in steps if step.stage == "indexing"} == {"kB"}


def test_a_folder_that_is_gone_leaves_the_old_index(
    build: Build, articles: Path, tmp_path: Path
) -> None:
    build(articles)
    with pytest.raises(BadInput, match="no such file or folder"):
        build(articles, tmp_path / "usb")
    assert set(stored(tmp_path)) == set(BOTH)


def test_what_is_not_read_is_counted_and_remembered(
    build: Build, articles: Path, tmp_path: Path
) -> None:
    def unread() -> dict[str, int]:
        return dict(settings_of(tmp_path / "index").unread)

    (articles / "chart.png").write_bytes(b"")
    (articles / "link.txt").symlink_to("bridge.txt")
    assert build(articles, dry_run=True).unread == {".png": 1, "links": 1}
    assert build(articles).unread == {".png": 1, "links": 1} == unread()
    (articles / "notes" / "talk.mp3").write_bytes(b"")
    assert build(articles).unread == {".mp3": 1, ".png": 1, "links": 1} == unread()
    assert generation(tmp_path) == 1


def test_a_folder_without_documents_says_what_it_holds(build: Build, tmp_path: Path) -> None:
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "a.png").write_bytes(b"")
    with pytest.raises(BadInput, match=r"no documents in .*\(not read: 1 \.png\)"):
        build(tmp_path / "pictures")
