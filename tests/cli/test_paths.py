"""`qa PATH... [QUESTION]`: what is a path, what is the question, and whose index is opened."""

from pathlib import Path

import pytest

import qa.ui.app
from qa.cli.main import main
from qa.cli.paths import index_for, split
from qa.errors import BadInput


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with a folder and a file, and user data of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.delenv("QA_INDEX", raising=False)
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "ferry.txt").write_text("The ferry leaves at seven from pier three.")
    (tmp_path / "plan.md").write_text("The mill opens in May, says its owner.")
    return tmp_path


@pytest.mark.parametrize(
    ("words", "paths", "question"),
    [
        (["notes"], ["notes"], ""),
        (["notes", "plan.md", "Who?"], ["notes", "plan.md"], "Who?"),
        (["notes", "Who", "owns", "it?"], ["notes"], "Who owns it?"),
        (["Who owns notes"], [], "Who owns notes"),
        (["what", "is", "notes"], [], "what is notes"),
        (["https://example.org/a", "Why?"], ["https://example.org/a"], "Why?"),
        ([], [], ""),
    ],
)
def test_paths_come_before_the_question(
    words: list[str], paths: list[str], question: str, here: Path
) -> None:
    assert split(words) == (paths, question)


@pytest.mark.parametrize("word", ["./nothing", "nothing/", "/nothing/here", "~/no such".split()[0]])
def test_what_can_only_be_a_path_must_exist(word: str, here: Path) -> None:
    with pytest.raises(BadInput, match="no such file or folder"):
        split([word, "Who?"])


def test_each_set_of_paths_has_an_index_of_its_own(here: Path) -> None:
    assert index_for(["notes"]).is_relative_to(here / "data" / "qa" / "indexes")
    assert index_for(["notes"]) == index_for([str(here / "notes")]) == index_for(["./notes/"])
    assert index_for(["notes", "plan.md"]) == index_for(["plan.md", "notes"])
    assert len({index_for(["notes"]), index_for(["plan.md"]), index_for(["notes", "plan.md"])}) == 3


def test_a_folder_opens_the_ui_on_it(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[tuple[object, ...]] = []

    def run(
        folder: Path, paths: list[str], question: str | None, *, in_step: bool, writer: object
    ) -> int:
        assert writer is None
        calls.append((folder, paths, question, in_step))
        return 0

    monkeypatch.setattr(qa.ui.app, "run", run)
    assert main(["notes", "When does the ferry leave?"]) == 0
    assert main(["--index", "mine", "plan.md"]) == 0
    assert main([]) == 0
    assert calls == [
        (index_for(["notes"]), ["notes"], "When does the ferry leave?", True),
        (Path("mine"), ["plan.md"], None, True),
        (Path("index"), [], None, False),
    ]


@pytest.mark.model
def test_an_index_that_holds_other_files_is_not_taken_over(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(qa.ui.app, "run", lambda *_, **__: 0)
    assert main(["index", "notes", "--index", "mine"]) == 0
    assert main(["--index", "mine", "plan.md"]) == 2
    assert "which would be dropped: name it too" in capsys.readouterr().err
    assert main(["--index", "mine", "plan.md", "notes"]) == 0


@pytest.mark.model
def test_indexing_other_files_says_what_it_drops(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["index", "notes", "--index", "mine"]) == 0
    assert "drops" not in capsys.readouterr().err
    assert main(["index", "nowhere", "--index", "mine"]) == 2
    assert "drops" not in capsys.readouterr().err
    assert main(["index", "plan.md", "--index", "mine"]) == 0
    said = capsys.readouterr().err
    assert f"this drops {here / 'notes'}" in said
    assert "`qa index --undo`" in said
