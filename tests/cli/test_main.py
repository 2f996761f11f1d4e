"""The command line: stdout is the result alone, exit codes are a contract, errors are one line."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from qa.cli.main import main
from qa.cli.output import note
from qa.library import Library

MISSING = "Which submarine did Brazil sell to Iceland in 1873?"
FOUND = "How many soldiers does the XI Corps have?"
model = pytest.mark.model


@pytest.fixture
def index(real_index: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("QA_INDEX", str(real_index))
    return real_index


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory without seeds and without an index."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("QA_INDEX", raising=False)
    return tmp_path


def _stdin(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))


@model
def test_ask(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", FOUND]) == 0
    out, err = capsys.readouterr()
    assert "200,000" in out
    assert "[1]" in out
    assert err == ""


@model
def test_ask_json(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "--json", "-k", "3", FOUND]) == 0
    value = json.loads(capsys.readouterr().out)
    assert value["answered"] is True
    assert len(value["passages"]) == 3
    with Library.open(index) as library:
        for citation in value["citations"]:
            document = library.document(citation["source"])
            assert document is not None
            assert document.text[citation["start"] : citation["end"]] == citation["quote"]


@model
def test_ask_what_is_not_there(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", MISSING]) == 1
    assert capsys.readouterr().out.startswith("Not in these documents")
    assert main(["ask", "--json", MISSING]) == 1
    value = json.loads(capsys.readouterr().out)
    assert (value["answered"], value["answer"], value["statements"]) == (False, "", [])
    assert value["passages"]


@model
def test_search(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", "XI", "Corps", "-k", "2"]) == 0
    assert "XI Corps" in capsys.readouterr().out
    assert main(["search", "--json", "XI Corps", "-k", "2"]) == 0
    value = json.loads(capsys.readouterr().out)
    assert value["query"] == "XI Corps"
    assert [passage["rank"] for passage in value["passages"]] == [1, 2]


@model
def test_compare(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    question = "How many North Korean soldiers were sent to Russia?"
    assert main(["compare", question, "-k", "4"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("Sources differ:")
    assert "according to South Korea’s Defense Ministry" in " ".join(out.split())
    assert main(["compare", "--json", question, "-k", "4"]) == 0
    value = json.loads(capsys.readouterr().out)
    assert value["sources_differ"]
    sources = {saying["citation"]["source"] for saying in value["sayings"]}
    assert len(sources | set(value["silent"])) == 4
    assert main(["compare", "Which submarine sank near Brazil?"]) == 1
    assert capsys.readouterr().out.startswith("None of the documents says anything to it.")


@model
@pytest.mark.parametrize("command", ["ask", "search"])
def test_a_question_a_line(
    command: str, index: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _stdin(monkeypatch, f"{FOUND}\r\nWho is Rachel Lee?\n\nWhat is né ?")
    assert main([command, "--json", "-"]) == 2  # for the empty line
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    key = "question" if command == "ask" else "query"
    assert [line[key] for line in lines] == [
        FOUND, "Who is Rachel Lee?", "", "What is né ?",
    ]  # fmt: skip
    assert "empty" in lines[2]["error"]


@model
def test_a_batch_of_good_questions(
    index: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _stdin(monkeypatch, f"{MISSING}\n{FOUND}\n")
    assert main(["ask", "-"]) == 0
    _stdin(monkeypatch, f"{MISSING}\n")
    assert main(["ask", "-"]) == 1
    _stdin(monkeypatch, "")
    assert main(["ask", "-"]) == 1


@model
def test_index_status_and_eval(
    articles: Path, empty: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["index", str(articles), "--index", "mine"]) == 0
    assert "2 added" in capsys.readouterr().out
    (articles / "empty.txt").touch()
    assert main(["index", "--index", "mine"]) == 0
    assert "2 unchanged, 1 skipped" in capsys.readouterr().out
    assert main(["--index", "mine", "status"]) == 0
    told = capsys.readouterr().out
    assert "all-MiniLM-L6-v2" in told
    assert "not read    1 file skipped: `qa index` says why\n" in told
    assert main(["status", "--json", "--index=mine"]) == 0
    status = json.loads(capsys.readouterr().out)
    assert (status["documents"], status["roots"]) == (2, [str(articles)])
    row = {
        "kind": "answerable", "question": "What killed the blossom?",
        "answers": ["frost"], "evidence": ["A night of frost"],
    }  # fmt: skip
    Path("q.jsonl").write_text(json.dumps(row))
    assert main(["eval", "q.jsonl", "--json", "--index", "mine"]) == 0
    assert json.loads(capsys.readouterr().out)["evidence_at_1"] == 1.0


@model
def test_seeds_are_the_default(
    empty: Path, seeds: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (empty / "seeds").symlink_to(seeds, target_is_directory=True)
    assert main(["index"]) == 0
    assert f"{len(list(seeds.glob('*.*')))} added" in capsys.readouterr().out
    assert (empty / "index" / "qa.sqlite3").is_file()


@model
def test_an_index_of_another_model_is_not_mixed(
    index: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import sqlite3

    copy = index.parent / "other"
    copy.mkdir(exist_ok=True)
    for path in index.glob("*.*"):
        (copy / path.name).write_bytes(path.read_bytes())
    sql = sqlite3.connect(copy / "qa.sqlite3")
    sql.execute("UPDATE settings SET value = '\"abc\"' WHERE key = 'fingerprint'")
    sql.commit()
    sql.close()
    assert main(["ask", FOUND, "--index", str(copy)]) == 2
    assert "its weights are not" in _one_line(capsys)


def _one_line(capsys: pytest.CaptureFixture[str]) -> str:
    """What stands on stderr, which is one line, and nothing on stdout."""
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("qa: ")
    assert err.count("\n") == 1
    return err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["ask", "Who?"], "make one with `qa index"),
        (["search", "x"], "make one with `qa index"),
        (["status"], "make one with `qa index"),
        (["index"], "no folder seeds/"),
        (["index", "nowhere"], "nowhere"),
        (["index", "hollow"], "no documents"),
        (["index", "empty.txt"], "empty file"),
        (["index", "binary.txt"], "binary file"),
        (["eval", "nowhere.jsonl"], "cannot be read"),
        (["ask"], "required"),
        (["ask", "-k", "0", "x"], "'0' is not a whole number of at least 1"),
        (["ask", "-k", "²", "x"], "is not a whole number"),
        (["ask", "--no-such", "x"], "unrecognized"),
        (["serch"], "'serch' is no command, file or folder"),
        (["serch", "troops"], "'serch' is no command, file or folder"),
        (["--index"], "expected one argument"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_use(
    arguments: list[str], message: str, empty: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (empty / "hollow").mkdir()
    (empty / "empty.txt").write_text("")
    (empty / "binary.txt").write_bytes(bytes(range(256)))
    assert main(arguments) == 2
    assert message in _one_line(capsys)


@model
@pytest.mark.parametrize("question", ["", "   ", "x" * 50_000], ids=["empty", "blank", "endless"])
def test_wrong_questions(question: str, index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", question]) == 2
    assert "question" in _one_line(capsys)


@model
@pytest.mark.parametrize("command", ["ask", "search"])
def test_questions_that_are_none(
    command: str, index: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for question in ("???", os.fsdecode(b"Who runs the caf\xe9?")):
        for options in ([], ["--json"]):
            assert main([command, *options, question]) == 2
            out, err = capfd.readouterr()
            assert (out, err.count("\n")) == ("", 1)
            assert err.startswith("qa: the question has ")
    lines = b"Who runs the caf\xe9?\n...\n" + FOUND.encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines)))
    assert main([command, "--json", "-"]) == 2
    byte, marks, found = (json.loads(line) for line in capfd.readouterr().out.splitlines())
    assert "no UTF-8" in byte["error"]
    assert "no letter or digit" in marks["error"]
    assert found["passages"]


@pytest.mark.parametrize("arguments", [["--help"], ["ask", "--help"], ["index", "--help"]])
def test_help_shows_examples(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 0
    assert "examples:\n  qa " in capsys.readouterr().out


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--version"])
    assert capsys.readouterr().out.startswith("qa 0.")


@model
def test_as_a_process_with_hostile_text(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The \x1b[31mred\x1b[0m \x9bbridge is closed to all traffic.\n")
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-W", "error", "-m", "qa", *arguments, "--index", "i"]
        return subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )

    assert run("index", "a.txt").returncode == 0
    shown = run("search", "red bridge")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert not set(shown.stdout) & {"\x1b", "\x9b"}
    value = json.loads(run("search", "--json", "red bridge").stdout)
    assert "\x1b[31mred" in value["passages"][0]["text"]


@model
def test_a_reader_that_leaves_early(index: Path) -> None:
    command = f"{sys.executable} -m qa search --json troops -k 9 | head -c 1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("{", "")


@model
def test_conditions_narrow_the_search(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    everything = ["search", "--json", "-k", "20", "troops"]
    assert main(everything) == 0
    passages = json.loads(capsys.readouterr().out)["passages"]
    author = next(passage["author"] for passage in passages if passage["author"])
    assert main([*everything, "--where", f"author={author}"]) == 0
    found = json.loads(capsys.readouterr().out)["passages"]
    assert {passage["author"] for passage in found} == {author}


@model
def test_conditions_that_nothing_satisfies(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    conditions = ["--where", "published>=2030", "--where", "title~x"]
    assert main(["search", "troops", *conditions]) == 1
    out, err = capsys.readouterr()
    among = "published>=2030 and title~x"
    assert out.strip() == ""
    assert err.splitlines() == [
        f"qa: left out by {among}: 3 documents without a date",
        f"qa: no documents match {among}",
    ]
    assert main(["ask", "Who?", *conditions]) == 1
    assert "no documents match published>=2030 and title~x" in capsys.readouterr().out
    assert main(["ask", "Who?", "--where", "year=2024"]) == 2
    assert "a field (source, title," in _one_line(capsys)


def test_what_a_note_names_is_safe_to_show(capsys: pytest.CaptureFixture[str]) -> None:
    note("a\nb\x1b[2J: no answer")
    assert capsys.readouterr().err == "qa: a b␛[2J: no answer\n"


@model
def test_undo(articles: Path, empty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (empty / "index").mkdir()
    assert main(["index", "--undo"]) == 2
    assert "make one with" in _one_line(capsys)
    assert main(["index", str(articles)]) == 0
    (articles / "bridge.txt").unlink()
    assert main(["index"]) == 0
    capsys.readouterr()
    assert main(["index", "--undo", "x.txt"]) == 2
    assert "leave out other options" in _one_line(capsys)
    assert main(["index", "--undo"]) == 0
    assert capsys.readouterr().out == ("the last update is undone: 1 file restored, 0 removed\n")
    assert main(["doctor"]) == 0
    assert "2 documents" in capsys.readouterr().out
