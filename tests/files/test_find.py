"""Which files are found, and under which names."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from qa.errors import BadInput
from qa.load.documents import find_files, read_documents

BODY = "The old bridge over the Lowe fell into the river on Monday."


def write(*paths: Path) -> None:
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(BODY, encoding="utf-8")


def sources(*paths: Path) -> list[str]:
    return [found.source for found in find_files(paths)]


def test_folders_are_searched(tmp_path: Path) -> None:
    names = ["b.txt", "a.MD", "sub/c.text", "sub/deep/d.markdown"]
    write(*(tmp_path / name for name in names))
    write(*(tmp_path / name for name in [".hidden.txt", ".git/e.txt", "f.png"]))
    assert sources(tmp_path) == sorted(names)
    assert all(found.path.read_text() == BODY for found in find_files([tmp_path]))


def test_links_are_not_followed(tmp_path: Path) -> None:
    write(tmp_path / "in" / "a.txt", tmp_path / "out" / "b.txt")
    (tmp_path / "in" / "out").symlink_to(tmp_path / "out")
    (tmp_path / "in" / "b.txt").symlink_to(tmp_path / "out" / "b.txt")
    (tmp_path / "in" / "round").symlink_to(tmp_path / "in")
    (tmp_path / "in" / "gone.txt").symlink_to(tmp_path / "gone.txt")
    assert sources(tmp_path / "in") == ["a.txt"]


def test_sources_are_unique_and_files_listed_once(tmp_path: Path) -> None:
    write(
        tmp_path / "east" / "a.txt", tmp_path / "west" / "a.txt", tmp_path / "x" / "west" / "a.txt"
    )
    east, west, other = tmp_path / "east", tmp_path / "west", tmp_path / "x" / "west"
    assert sources(east, west, other) == ["a.txt", "west-2/a.txt", "west/a.txt"]
    assert sources(east, east / "a.txt", east) == ["a.txt"]
    assert sources(east / "a.txt", west / "a.txt") == ["a.txt", "west/a.txt"]


def test_a_missing_path_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"nowhere: no such file or folder$"):
        find_files([tmp_path / "nowhere"])


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert sources(tmp_path) == []
    with pytest.raises(BadInput, match="neither a file nor a folder"):
        find_files([tmp_path / "pipe.txt"])


def test_odd_file_names_are_printable(tmp_path: Path) -> None:
    try:
        write(tmp_path / "a\nb.txt", tmp_path / os.fsdecode(b"caf\xe9.txt"))
    except OSError:
        pytest.skip("this file system takes no such names")
    found = sources(tmp_path)
    assert found == ["a\nb.txt", "caf\\xe9.txt"]
    assert [name.encode("utf-8") for name in found]


@pytest.mark.skipif(os.name != "posix" or os.getuid() == 0, reason="root may read anything")
def test_a_closed_folder_is_handed_on_and_the_rest_is_found(tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir()
    (tmp_path / "open.txt").write_text("A body of some five words.\n")
    (tmp_path / "closed").chmod(0)
    try:
        assert [file.source for file in find_files([tmp_path])] == ["closed", "open.txt"]
    finally:
        (tmp_path / "closed").chmod(0o755)


def test_a_file_given_is_read_whatever_its_suffix(tmp_path: Path) -> None:
    write(tmp_path / "notes.log")
    assert sources(tmp_path / "notes.log") == ["notes.log"]
    [document] = read_documents(tmp_path / "notes.log", "notes.log")
    assert document.text == BODY
