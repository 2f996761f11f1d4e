"""Changes of files are heard, and what is no change of the index is not."""

import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.errors import MissingExtra
from qa.indexing import watch


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, milliseconds in (("SETTLED", 50), ("PATIENCE", 400), ("AGAIN", 300)):
        monkeypatch.setattr(watch, name, milliseconds)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    pytest.importorskip("watchfiles")
    (tmp_path / "files" / "index").mkdir(parents=True)
    (tmp_path / "files" / "a.txt").write_text("words")
    return tmp_path / "files"


def heard(changes: Iterator[bool], within: float = 20) -> bool:
    """Whether a change is heard in so many seconds."""
    until = time.monotonic() + within
    return any(changed or time.monotonic() > until for changed in changes) and (
        time.monotonic() < until
    )


def started(*roots: Path, index: Path, told: list[str] | None = None) -> Iterator[bool]:
    """The changes of these, being watched already."""
    said = told if told is not None else []
    changes = watch.changes(roots, index, notify=said.append)
    assert next(changes) is True
    return changes


def test_a_change_in_a_folder_is_heard(folder: Path) -> None:
    changes = started(folder, index=folder / "index")
    (folder / "b.txt").write_text("words")
    assert heard(changes)


def test_what_cannot_change_the_index_is_not_heard(folder: Path) -> None:
    changes = started(folder, index=folder / "index")
    (folder / "index" / "qa.sqlite3").write_text("x")
    (folder / ".hidden.txt").write_text("x")
    (folder / ".git").mkdir()
    (folder / ".git" / "a.txt").write_text("x")
    assert not heard(changes, within=1)
    (folder / ".qaignore").write_text("*.md\n")
    assert heard(changes)


def test_a_file_that_is_replaced_again_and_again_is_heard_each_time(folder: Path) -> None:
    changes = started(folder / "a.txt", index=folder / "index")
    for words in ("one", "two", "three"):
        (folder / "new").write_text(words)
        (folder / "new").replace(folder / "a.txt")
        assert heard(changes), words


def test_a_folder_that_goes_and_comes_back_is_waited_for(folder: Path, tmp_path: Path) -> None:
    told: list[str] = []
    changes = started(folder, index=tmp_path / "index", told=told)
    shutil.move(folder, tmp_path / "away")
    back = threading.Timer(1, shutil.move, (tmp_path / "away", folder))
    back.start()
    while not told or not folder.exists():
        assert heard(changes)
    back.join()
    assert told == [f"{folder}: no such file or folder; waiting for it"]
    (folder / "b.txt").write_text("words")
    assert heard(changes)


def test_it_ends_when_it_is_told_to(folder: Path) -> None:
    stop = threading.Event()
    changes = watch.changes([folder], folder / "index", stop=stop)
    assert next(changes) is True
    stop.set()
    assert list(changes) in ([], [False])


def test_what_to_install_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "watchfiles", None)
    with pytest.raises(MissingExtra, match=r"pip install 'qa\[watch\]'"):
        next(watch.changes([tmp_path], tmp_path / "index"))
