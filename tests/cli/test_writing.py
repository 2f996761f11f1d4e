"""`--writer` of ask and chat: the answer, then each sentence, checked; a failure is a note."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

pytest.importorskip("openai")

from writers import FakeJudge, model_server

from qa.cli.main import main

COST = "How much will repairs cost?"
GOOD = "Repairs will cost 4.5 million crowns [1]."
BAD = "Repairs will cost 9 million crowns [1]."

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(
    tmp_path: Path,
    articles: Path,
    build: Callable[..., object],
    embedder: object,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """`qa COMMAND ...` on the two articles; exit code, stdout and stderr."""
    build(articles)
    monkeypatch.setattr("qa.retrieve.retriever.load_embedder", lambda *_, **__: embedder)
    monkeypatch.setattr("qa.write.writing.bundled_judge", FakeJudge)

    def call(command: str, *arguments: str) -> tuple[int, str, str]:
        index = ["--reader", "none", "--index", str(tmp_path / "index")]
        code = main([command, *index, *arguments])
        out, err = capsys.readouterr()
        return code, out, err

    return call


def test_the_answer_comes_first_then_each_sentence(run: Run) -> None:
    with model_server("answers", f"{GOOD} {BAD}") as (address, _):
        code, out, err = run("ask", COST, "--writer", address, "--writer-model", "m")
    alone = run("ask", COST)[1].rstrip("\n")
    assert (code, err) == (0, "")
    assert out.startswith(alone)
    assert out[len(alone) :].splitlines() == [
        "",
        "",
        "Written by m, each sentence checked here:",
        "Repairs will cost 4.5 million crowns. [1]",
        "~~Repairs will cost 9 million crowns.~~ (“9 million crowns” is not there in the passages",
        "that it names)",
        "1 of 2 sentences struck through: the passages do not bear it out.",
    ]


def test_json_has_what_was_written(run: Run) -> None:
    with model_server("answers", f"{GOOD} {BAD}") as (address, _):
        _, out, _ = run("ask", COST, "--json", "--writer", address, "--writer-model", "m")
    answer = json.loads(out)
    written = answer["written"]
    assert (written["text"], written["struck"], written["model"], written["failure"]) == (
        "Repairs will cost 4.5 million crowns.", 1, "m", "",
    )  # fmt: skip
    good, bad = written["sentences"]
    assert (good["supported"], good["doubt"]) == (True, "")
    assert (bad["supported"], bad["citations"]) == (False, [])
    assert set(good["citations"]) <= {each["number"] for each in answer["citations"]}
    assert "written" not in json.loads(run("ask", COST, "--json")[1])


@pytest.mark.parametrize(
    ("form", "good", "bad"),
    [
        ("md", "Repairs will cost 4.5 million crowns. [^1]",
         "~~Repairs will cost 9 million crowns.~~ ("),
        ("html", "<p>Repairs will cost 4.5 million crowns. <sup>1</sup></p>",
         "<p><del>Repairs will cost 9 million crowns.</del> ("),
    ],
)  # fmt: skip
def test_documents_strike_through_in_their_own_way(
    form: str, good: str, bad: str, run: Run
) -> None:
    with model_server("answers", f"{GOOD} {BAD}") as (address, _):
        arguments = ("ask", COST, "--format", form, "--writer", address, "--writer-model", "m")
        _, out, _ = run(*arguments)
    assert good in out
    assert bad in out
    assert "1 of 2 sentences struck through" in out


def test_where_nothing_passes_the_answer_stands_alone(run: Run) -> None:
    with model_server("answers", BAD) as (address, _):
        named = ("--writer", address, "--writer-model", "m")
        _, out, _ = run("ask", COST, *named)
        _, document, _ = run("ask", COST, "--format", "md", *named)
    alone = "Nothing of it is borne out by the passages: the answer above stands alone."
    assert out.splitlines()[-1] == alone
    assert alone in document
    assert "9 million" not in document


@pytest.mark.parametrize("behaviour", ["nonsense", "refuses", "broken chunk", "breaks off"])
def test_a_failure_is_a_note_and_the_answer_stays(behaviour: str, run: Run) -> None:
    with model_server(behaviour, GOOD) as (address, _):
        code, out, err = run("ask", COST, "--writer", address, "--writer-model", "m")
    assert code == 0
    assert out.startswith(run("ask", COST)[1].rstrip("\n"))
    assert err.startswith("qa: the writer at 127.0.0.1 ")
    assert err.count("\n") == 1


def test_ctrl_c_stops_the_writer_alone(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with model_server("endless", f"{GOOD} More") as (address, model):
        monkeypatch.setattr("qa.render_written.sentence_text", interrupted)
        code, out, err = run("ask", COST, "--writer", address, "--writer-model", "m")
        assert model.left.wait(5)
    assert code == 0
    assert "4.5 million crowns" in out
    assert err == "qa: stopped writing\n"


def test_a_follow_up_is_written_in_its_own_words(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    import io

    monkeypatch.setattr("sys.stdin", io.StringIO("Who crossed the bridge?\nWhy?\n"))
    with model_server("answers", "About 300 people crossed it every hour [1].") as (address, model):
        named = ("--writer", address, "--writer-model", "m")
        _, out, _ = run("chat", "--json", "-", *named)
    answers = [json.loads(line) for line in out.splitlines()]
    asked = [each["messages"][1]["content"] for each in model.asked]
    standing = [each["understood_as"] or each["question"] for each in answers if each["answered"]]
    assert len(asked) == len(standing) >= 1
    for question, told in zip(standing, asked, strict=True):
        assert f"Question: {question}" in told


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--writer", "http://localhost:1/v1"], "name a model of the server by --writer-model"),
        (["--writer", "no.gguf"], "the writer no.gguf cannot be read: No such file"),
        (["--writer", __file__], "is no GGUF file"),
        (["--writer", __file__, "--writer-model", "m"], "--writer-model names a model of a server"),
        (["--writer-model", "m"], "--writer-model needs the address of a server"),
        (["--writer", "http:///v1", "--writer-model", "m"], "is no address"),
    ],
)
def test_wrong_use_is_told_before_anything_is_asked(
    arguments: list[str], told: str, run: Run
) -> None:
    code, out, err = run("ask", COST, *arguments)
    assert (code, out) == (2, "")
    assert told in err
    assert err.count("\n") == 1
