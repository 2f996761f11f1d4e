"""Which files of a folder are found: git's ignore rules, and nothing that could lead astray."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.errors import BadInput
from qa.files.find import find, list_files
from qa.files.ignore import Pattern
from qa.files.sources import is_saved_input
from qa.files.state import INSTANT_NS, State

TREE = (
    "a.txt",
    "a.log",
    "build/b.txt",
    "build/deep/c.txt",
    "doc/build/d.txt",
    "doc/notes/e.txt",
    "doc/notes/f.txt",
    "doc/top.txt",
    "draft-1.txt",
    "draft-2.txt",
    "top.txt",
    "ünï [x].txt",
)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name in TREE:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("words")
    return tmp_path


def sources(folder: Path, exclude: Sequence[str] = ()) -> list[str]:
    return [file.source for file in list_files([folder], [".txt", ".log"], exclude)]


def by_git(folder: Path) -> list[str]:
    """The files that git would take."""
    command = "git init -q . && git ls-files -z --others --exclude-per-directory=.gitignore"
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder)}
    told = subprocess.run(
        ["sh", "-c", command], cwd=folder, env=environment, capture_output=True, check=True
    )
    names = told.stdout.decode().split("\0")
    return sorted(name for name in names if name.endswith((".txt", ".log")))


@pytest.mark.parametrize(
    "rules",
    [
        pytest.param({"": "*.log\n"}, id="suffix"),
        pytest.param({"": "build/\n"}, id="folder-anywhere"),
        pytest.param({"": "/build\n/top.txt\n"}, id="anchored"),
        pytest.param({"": "doc/notes\n"}, id="a-slash-anchors"),
        pytest.param({"": "draft-*\n!draft-2.txt\n"}, id="again"),
        pytest.param({"": "build/\n!build/b.txt\n"}, id="not-again-in-a-folder-left-out"),
        pytest.param({"": "doc/**/f.txt\n**/build\n"}, id="two-stars"),
        pytest.param({"": "draft-[!1].txt\ndraft-?.log\n"}, id="sets"),
        pytest.param({"": "# a.txt\n\n\\#x\n  \na.txt   \n"}, id="comments-and-spaces"),
        pytest.param({"": "*.txt\n", "doc": "!top.txt\n"}, id="the-inner-file-counts-more"),
        pytest.param({"doc": "/notes/\n"}, id="anchored-in-its-folder"),
        pytest.param({"": "[z-a]\n!\n\\\na.txt\n"}, id="broken-lines-are-passed-over"),
        pytest.param({"": "ünï*\n"}, id="letters"),
        pytest.param({"": "*\n!*/\n!top.txt\n"}, id="all-but"),
    ],
)
@pytest.mark.skipif(shutil.which("git") is None, reason="no git to compare with")
def test_the_same_files_as_git(rules: dict[str, str], tree: Path) -> None:
    for folder, text in rules.items():
        (tree / folder / ".gitignore").write_text(text, encoding="utf-8")
    assert sources(tree) == by_git(tree)


def test_qaignore_counts_more_than_gitignore_and_the_user_more_than_both(tree: Path) -> None:
    (tree / ".gitignore").write_text("*.log\n*.txt\n")
    (tree / ".qaignore").write_text("!top.txt\n!draft-*\n")
    assert sources(tree) == ["doc/top.txt", "draft-1.txt", "draft-2.txt", "top.txt"]
    assert sources(tree, ["draft-*", "/top.txt"]) == ["doc/top.txt"]


def test_a_file_given_by_name_is_taken_whatever_the_rules(tree: Path) -> None:
    (tree / ".gitignore").write_text("*\n")
    assert sources(tree / "a.txt", ["a.txt"]) == ["a.txt"]


def test_rules_outside_the_folder_given_do_not_count(tree: Path) -> None:
    (tree / ".gitignore").write_text("*\n")
    assert sources(tree / "doc" / "notes") == ["e.txt", "f.txt"]


def test_rules_in_a_link_or_a_folder_are_not_read(tree: Path, tmp_path: Path) -> None:
    (tree / ".rules").write_text("*\n")
    (tree / ".gitignore").symlink_to(tree / ".rules")
    (tree / ".qaignore").mkdir()
    assert len(sources(tree)) == len(TREE)


@pytest.mark.parametrize(
    ("pattern", "path"),
    [("*a" * 100 + "b", "a" * 250), ("**/a/" * 50 + "b", "a/" * 1000 + "c"), ("[a", "[a")],
)
def test_no_pattern_takes_long(pattern: str, path: str) -> None:
    """With a regular expression that tries everything the first two would never end."""
    found = Pattern.of(pattern)
    assert not (found and found.matches(path, False))


@pytest.mark.skipif(shutil.which("git") is None, reason="no git to compare with")
@settings(max_examples=60)
@given(
    st.lists(st.text("ab*?/!.[]-\\# ", max_size=8), min_size=1, max_size=3),
    st.lists(st.from_regex(r"[ab]{1,2}(/[ab]{1,2}){0,2}\.txt", fullmatch=True), max_size=4),
)
def test_any_patterns_as_git(patterns: list[str], names: list[str]) -> None:
    with TemporaryDirectory() as place:
        folder = Path(place)
        for name in ["a.txt", "b/ab.txt", *names]:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text("words")
        (folder / ".gitignore").write_text("\n".join(patterns))
        assert sources(folder) == by_git(folder)


@pytest.mark.parametrize("pattern", ["!", "[z", "a//b", "# a", ""])
def test_a_pattern_of_the_user_that_cannot_be_used_is_said(pattern: str, tree: Path) -> None:
    with pytest.raises(BadInput, match="--exclude"):
        sources(tree, [pattern])


def test_files_come_one_by_one(tree: Path) -> None:
    found = find([tree], [".txt"], ["*.log"])
    assert next(found).source == "a.txt"
    shutil.rmtree(tree / "doc")  # what goes meanwhile is handed on: reading it says why
    assert {file.source for file in found} >= {"build/b.txt", "doc"}


def test_a_file_is_not_trusted_at_the_instant_of_a_change(tree: Path) -> None:
    state = State.of(tree / "a.txt")
    assert state.settled(state.changed_ns + INSTANT_NS + 1) == state
    assert state.settled(state.changed_ns + INSTANT_NS - 1).changed_ns == 0
    assert state.settled(state.changed_ns - 10**12).changed_ns == 0  # the clock has gone back


def test_a_time_that_was_set_back_shows(tree: Path) -> None:
    path = tree / "a.txt"
    os.utime(path, ns=(0, 0))
    before = State.of(path)
    path.write_text("other")
    os.utime(path, ns=(0, 0))
    assert State.of(path) != before


@pytest.mark.parametrize(
    ("source", "given"),
    [
        ("https://news.example/a", True),
        ("stdin/0123456789ab", True),
        ("stdin/notes.txt", False),
        ("notes/https.txt", False),
    ],
)
def test_what_is_no_file_of_the_users(source: str, given: bool) -> None:
    assert is_saved_input(source) is given
