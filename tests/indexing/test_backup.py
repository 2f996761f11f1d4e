"""A backup is one state of the index, whole, made while others write it."""

import os
import shutil
import sqlite3
import threading
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from fakes import FakeEmbedder

import qa.indexing.backup
from qa.cli.main import main
from qa.errors import BadInput, IndexMissing, IndexUnusable, QAError
from qa.indexing.backup import back_up
from qa.indexing.doctor import examine
from qa.indexing.results import Summary
from qa.library import Library
from qa.store.store import Store
from qa.store.sync import DATABASE, VECTORS

Build = Callable[..., Summary]
QUESTION = "Who fears for the trade?"


def _contents(folder: Path) -> tuple[dict[str, str], list[tuple[str, float]]]:
    with Library(Store.open(folder), embedder=FakeEmbedder()) as library:
        found = [(hit.paragraph.text, hit.score) for hit in library.search(QUESTION, 10)]
        return {document.source: document.text for document in library.documents()}, found


def test_a_backup_is_asked_and_copied_back(
    build: Build, articles: Path, tmp_path: Path, embedder: FakeEmbedder
) -> None:
    build(articles, stdin=BytesIO(b"The ferry was sold to a farmer."))
    build(articles, stdin=BytesIO(b"The mill was sold to a baker."))
    index, backup = tmp_path / "index", tmp_path / "backups" / "monday"
    first = back_up(index, backup)
    assert (first.folder, first.documents) == (backup, 4)
    assert first.bytes == sum(path.stat().st_size for path in backup.rglob("*") if path.is_file())
    before = _contents(index)
    assert _contents(backup) == before
    assert examine(backup, model=False).faults == ()
    build(articles, forget=[source for source in before[0] if source.startswith("stdin/")])
    (articles / "bridge.txt").unlink()
    build(articles)
    assert _contents(index) != before
    shutil.rmtree(index)
    shutil.copytree(backup, index)
    assert _contents(index) == before
    embedder.embedded.clear()
    summary = build(articles)
    assert summary.removed == ("bridge.txt",)
    assert len([s for s in summary.unchanged if s.startswith("stdin/")]) == 2
    assert embedder.embedded == []


def test_a_backup_beside_a_writer(build: Build, articles: Path, tmp_path: Path) -> None:
    index, stop = tmp_path / "index", threading.Event()
    states, faults = [], list[QAError]()

    def update() -> None:
        try:
            for n in range(1000):
                if stop.is_set():
                    break
                (articles / "mill.txt").write_text(f"The mill trade is what {n} fear for.\n")
                build(articles, stdin=BytesIO(f"Number {n} of the ferry.".encode()),
                      forget=_from_stdin(index))  # fmt: skip
        except QAError as error:
            faults.append(error)

    build(articles)
    thread = threading.Thread(target=update)
    thread.start()
    try:
        for n in range(12):
            backup = tmp_path / f"backup {n}"
            back_up(index, backup)
            documents, _ = _contents(backup)
            states.append(documents.get("mill.txt"))
            assert examine(backup, model=False).healthy  # files may be staged in it
            saved = backup / ".given"
            kept = {f"stdin/{path.stem.removeprefix('stdin-')}" for path in saved.glob("*")}
            assert kept == {source for source in documents if source.startswith("stdin/")}
    finally:
        stop.set()
        thread.join()
    assert faults == []
    assert len(set(states)) > 3


def _from_stdin(index: Path) -> list[str]:
    return [f"stdin/{path.stem.removeprefix('stdin-')}" for path in (index / ".given").glob("*")]


def test_a_backup_needs_a_folder_of_its_own(build: Build, articles: Path, tmp_path: Path) -> None:
    build(articles)
    for target in (articles, articles / "bridge.txt", tmp_path / "index"):
        with pytest.raises(BadInput, match="is not empty: name a new folder"):
            back_up(tmp_path / "index", target)
    with pytest.raises(IndexMissing):
        back_up(tmp_path / "none", tmp_path / "backup")
    assert not (tmp_path / "backup").exists()


def test_a_backup_in_the_index_itself_is_refused(
    build: Build, articles: Path, tmp_path: Path
) -> None:
    build(articles)
    with pytest.raises(BadInput, match="lies in the index itself"):
        back_up(tmp_path / "index", tmp_path / "index" / "monday")
    assert not (tmp_path / "index" / "monday").exists()


def test_a_backup_that_was_stopped_is_begun_again(
    build: Build, articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(articles, stdin=BytesIO(b"The ferry was sold to a farmer."))
    index, backup = tmp_path / "index", tmp_path / "backup"

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(qa.indexing.backup, "finish_copy", stop)
        with pytest.raises(KeyboardInterrupt):
            back_up(index, backup)
    with pytest.raises(IndexMissing):
        Store.open(backup)
    (backup / f".{DATABASE}.1").write_text("of a process that was killed")
    back_up(index, backup)
    assert _contents(backup) == _contents(index)
    assert sorted(path.name for path in backup.iterdir() if path.name.startswith(".")) == [".given"]


def test_vectors_of_another_update_are_made_anew_in_a_backup(
    build: Build, articles: Path, tmp_path: Path
) -> None:
    build(articles)
    (tmp_path / "index" / VECTORS).write_bytes(b"of another update")
    back_up(tmp_path / "index", tmp_path / "backup")
    assert examine(tmp_path / "backup", model=False).faults == ()


def test_damage_is_not_copied_as_if_it_were_whole(
    build: Build, articles: Path, tmp_path: Path
) -> None:
    build(articles)
    sql = sqlite3.connect(tmp_path / "index" / DATABASE)
    [(page,)] = sql.execute("SELECT rootpage FROM sqlite_master WHERE name = 'windows_by_hash'")
    sql.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    sql.close()
    with (tmp_path / "index" / DATABASE).open("r+b") as stream:
        stream.seek(4096 * (page - 1))
        stream.write(b"\x0a" + bytes(4095))
    with pytest.raises(IndexUnusable, match="is damaged: see `qa doctor`"):
        back_up(tmp_path / "index", tmp_path / "backup")
    assert not (tmp_path / "backup" / DATABASE).exists()


@pytest.mark.skipif(os.name != "posix", reason="needs a file that is always full")
def test_a_place_that_cannot_be_written(build: Build, articles: Path, tmp_path: Path) -> None:
    build(articles)
    (tmp_path / "file").write_text("")
    with pytest.raises(BadInput, match="cannot be written"):
        back_up(tmp_path / "index", tmp_path / "file" / "backup")


def test_from_the_command_line(
    build: Build, articles: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    build(articles)
    backup = str(tmp_path / "backup")
    assert main(["backup", backup, "--index", str(tmp_path / "index")]) == 0
    out, err = capsys.readouterr()
    assert out.startswith(f"copied to {backup} and checked: 2 documents, 0.1 MB")
    assert err == ""
    assert main(["backup", backup, "--index", str(tmp_path / "index")]) == 2
    assert "is not empty" in capsys.readouterr().err
