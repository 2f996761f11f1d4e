"""A root that had files and has none now keeps its documents, until it is asked to drop them."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from qa.errors import BadInput
from qa.indexing.origins import recall, remember
from qa.indexing.results import Moved, RetainedRoot, Summary
from qa.indexing.staleness import staleness
from qa.load.row_layout import COLUMNS
from qa.store.records import StoredFile
from qa.store.settings import IndexSettings
from qa.store.store import Store, settings_of
from qa.store.writer import undo

Build = Callable[..., Summary]


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    return _folder(
        tmp_path / "disk", {"a.txt": "The ferry runs again.\n", "b/c.txt": "It rains.\n"}
    )


@pytest.fixture
def home(tmp_path: Path) -> Path:
    files = {"a.txt": "The mill is closed.\n", "z.txt": "The harvest was good this year.\n"}
    return _folder(tmp_path / "home", files)


def _folder(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def _empty(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.mkdir()


def _texts(tmp_path: Path) -> dict[str, str]:
    store = Store.open(tmp_path / "index")
    try:
        return {document.source: document.text for document in store.database.documents()}
    finally:
        store.close()


@pytest.mark.parametrize("lose", [_empty, shutil.rmtree], ids=["emptied", "missing"])
def test_a_root_without_files_keeps_its_documents(
    build: Build, disk: Path, home: Path, tmp_path: Path, lose: Callable[[Path], None]
) -> None:
    build(disk, home)
    before = _texts(tmp_path)
    assert before.keys() == {"a.txt", "b/c.txt", "home/a.txt", "z.txt"}
    shutil.copytree(disk, tmp_path / "away")
    lose(disk)
    (home / "z.txt").unlink()
    planned = build(disk, home, dry_run=True)
    for summary in (planned, build(disk, home), build(disk, home)):
        assert summary.retained == (RetainedRoot(str(disk), 2),)
        assert (summary.added, summary.changed, summary.moved) == ((), (), ())
    assert planned.removed == ("z.txt",)
    del before["z.txt"]
    assert _texts(tmp_path) == before
    assert not staleness(Store.open(tmp_path / "index"))
    shutil.copytree(tmp_path / "away", disk, dirs_exist_ok=True)
    again = build(disk, home)
    assert (again.unchanged, again.retained) == (("a.txt", "b/c.txt", "home/a.txt"), ())


@pytest.mark.parametrize("lose", [_empty, shutil.rmtree], ids=["emptied", "missing"])
def test_rebuild_and_other_paths_drop_them(
    build: Build, disk: Path, home: Path, tmp_path: Path, lose: Callable[[Path], None]
) -> None:
    build(disk, home)
    lose(disk)
    summary = build(disk, home, rebuild=True)
    assert summary.retained == ()
    assert _texts(tmp_path).keys() == {"a.txt", "z.txt"}
    undo(tmp_path / "index")
    assert build(disk, home).retained == (RetainedRoot(str(disk), 2),)
    assert build(home).retained == ()
    assert _texts(tmp_path).keys() == {"a.txt", "z.txt"}
    assert settings_of(tmp_path / "index").roots == (str(home),)


@pytest.mark.parametrize("lose", [_empty, shutil.rmtree], ids=["emptied", "missing"])
def test_the_only_root(
    build: Build, disk: Path, tmp_path: Path, lose: Callable[[Path], None]
) -> None:
    build(disk)
    lose(disk)
    assert build(disk).retained == (RetainedRoot(str(disk), 2),)
    assert _texts(tmp_path).keys() == {"a.txt", "b/c.txt"}
    with pytest.raises(BadInput, match="no documents"):
        build(disk, rebuild=True)
    assert _texts(tmp_path).keys() == {"a.txt", "b/c.txt"}


def test_a_file_that_is_a_root(build: Build, disk: Path, home: Path, tmp_path: Path) -> None:
    note = home / "z.txt"
    build(note, disk)
    note.unlink()
    assert build(note, disk).retained == (RetainedRoot(str(note), 1),)
    assert "z.txt" in _texts(tmp_path)


def test_files_that_moved_to_another_root_are_not_kept(
    build: Build, disk: Path, home: Path, tmp_path: Path
) -> None:
    build(disk, home)
    (disk / "b" / "c.txt").rename(home / "c.txt")
    (disk / "a.txt").unlink()
    summary = build(disk, home)
    assert summary.moved == (Moved("c.txt", "b/c.txt"),)
    assert summary.retained == (RetainedRoot(str(disk), 1),)


def test_a_root_that_never_had_files_keeps_nothing(
    build: Build, home: Path, tmp_path: Path
) -> None:
    (tmp_path / "inbox").mkdir()
    build(tmp_path / "inbox", home)
    (home / "z.txt").unlink()
    summary = build(tmp_path / "inbox", home)
    assert (summary.removed, summary.retained) == (("z.txt",), ())
    with pytest.raises(BadInput, match="no such file or folder"):
        build(tmp_path / "typo", home)


def test_what_is_left_out_from_now_on_is_not_kept(build: Build, disk: Path, home: Path) -> None:
    build(disk, home)
    summary = build(disk, home, exclude=["b/", "/a.txt"])
    assert summary.retained == ()
    assert "b/c.txt" in summary.removed


def test_documents_cannot_be_kept_with_other_columns(
    build: Build, disk: Path, home: Path, tmp_path: Path
) -> None:
    build(disk, home)
    _empty(disk)
    column = {next(iter(COLUMNS)): "name"}
    for dry_run in (True, False):
        with pytest.raises(BadInput, match="cannot be kept"):
            build(disk, home, fields=column, dry_run=dry_run)
    assert len(_texts(tmp_path)) == 4


def test_origins_come_back() -> None:
    origins = {"a": "/x", "b": "/x", "c": "/y", "d": "", "e": "/x"}
    runs = remember(origins, ["/x", "/y"])
    assert runs == ((0, 2), (1, 1), (-1, 1), (0, 1))
    settings = IndexSettings("m", "f", 3, ("/x", "/y"), origins=runs)
    stored = [StoredFile(source, "sha", 1, 1) for source in origins]
    assert recall(settings, [*stored, StoredFile("damaged", "", 1, 1)]) == origins
    assert recall(settings, stored[:-1]) == {}
