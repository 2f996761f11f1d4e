"""What is read ahead: in batches, in order, whole; and what ends it."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from fakes import ARTICLES, FakeEmbedder, ReaderHere

from qa.indexing.read_ahead import LoadedDocument, read_ahead
from qa.indexing.results import Summary
from qa.load.documents import read_documents
from qa.store.store import Store
from qa.types import Document

Build = Callable[..., Summary]
READS = [LoadedDocument(str(n), whole=True) for n in range(5)]


def rows(path: Path, count: int) -> None:
    texts = [f"Report {n} says that the bridge is closed." for n in range(count)]
    path.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts))


def stored(tmp_path: Path) -> list[str]:
    return [d.source for d in Store.open(tmp_path / "index").database.documents()]


def test_all_come_in_order() -> None:
    with closing(read_ahead(iter(READS), ReaderHere())) as batches:
        assert [read for batch in batches for read in batch] == READS


def test_what_goes_wrong_while_reading_is_raised_here() -> None:
    def reads() -> Iterator[LoadedDocument]:
        yield READS[0]
        raise ZeroDivisionError

    with (
        closing(read_ahead(reads(), ReaderHere())) as batches,
        pytest.raises(ZeroDivisionError),
    ):
        list(batches)


def test_one_who_stops_early_waits_for_one_document_at_most(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, build: Build
) -> None:
    class Stopped(FakeEmbedder):
        def embed_windows(self, windows: Any) -> Any:
            second.wait()
            raise KeyboardInterrupt

    second, read = threading.Event(), []

    def slowly(path: Path, source: str, **options: Any) -> Iterator[Document]:
        for document in read_documents(path, source, **options):
            read.append(document.source)
            if len(read) > 2:
                second.set()
            yield document

    monkeypatch.setattr("qa.indexing.splitting.read_documents", slowly)
    monkeypatch.setattr("qa.indexing.read_ahead.MOST", 1)
    rows(tmp_path / "rows.jsonl", 1000)
    with pytest.raises(KeyboardInterrupt):
        build(tmp_path / "rows.jsonl", embedder=Stopped())
    assert 3 <= len(read) < 1000
    assert not any(thread.name.startswith("qa-reading") for thread in threading.enumerate())


def test_a_file_that_cannot_be_read_takes_nothing_of_another_with_it(
    build: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.indexing.read_ahead.MOST", 4)
    folder = tmp_path / "folder"
    folder.mkdir()
    rows(folder / "a.jsonl", 9)
    (folder / "b.txt").write_bytes(b"\0")
    (folder / "c.txt").write_text(ARTICLES["bridge.txt"])
    assert build(folder).added == ("a.jsonl", "c.txt")
    assert stored(tmp_path) == [*(f"a.jsonl/{n}" for n in range(1, 10)), "c.txt"]


def test_a_collection_that_fails_after_some_batches_leaves_nothing(
    build: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(path: Path, source: str, **options: Any) -> Iterator[Document]:
        yield from read_documents(path, source, **options)
        if path.name == "b.jsonl":
            raise OSError(5, "Input/output error")

    monkeypatch.setattr("qa.indexing.splitting.read_documents", read)
    monkeypatch.setattr("qa.indexing.read_ahead.MOST", 4)
    for name, count in (("a.jsonl", 9), ("b.jsonl", 15), ("c.jsonl", 2)):
        rows(tmp_path / name, count)
    summary = build(*(tmp_path / name for name in ("a.jsonl", "b.jsonl", "c.jsonl")))
    assert [(s.source, s.reason) for s in summary.skipped] == [("b.jsonl", "Input/output error")]
    assert len(stored(tmp_path)) == 11


def test_a_row_that_is_no_unicode_is_left_out(build: Build, tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text('{"id": "a", "text": "The bridge."}\n{"id": "b", "text": "A lone \\ud800."}\n')
    assert build(path).added == ("rows.jsonl",)
    assert stored(tmp_path)[0] == "rows.jsonl/a"
