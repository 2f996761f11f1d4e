"""`qa chat`: lines in, answers out, with what was said before."""

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from qa.cli.main import main


@pytest.fixture
def chat(
    tmp_path: Path,
    articles: Path,
    build: Callable[..., object],
    embedder: object,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Callable[..., tuple[int, str, str]]:
    build(articles)
    monkeypatch.setattr("qa.retrieve.retriever.load_embedder", lambda *_, **__: embedder)

    def run(lines: str, *arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(lines))
        words = ["chat", *arguments, "--reader", "none", "--index", str(tmp_path / "index")]
        code = main(words)
        out, err = capsys.readouterr()
        return code, out, err

    return run


def test_a_question_a_line_keeps_the_context(chat: Callable[..., tuple[int, str, str]]) -> None:
    code, out, _ = chat("Who crossed the bridge?\nWhy?\n", "--json", "-")
    first, second = map(json.loads, out.splitlines())
    assert code in (0, 1)
    assert first["understood_as"] is None
    assert second["question"] == "Why?"
    assert second["understood_as"].startswith("Why is it that")


@pytest.mark.parametrize(
    "line",
    [
        pytest.param('{"question": "Why?", "alone": true}', id="object"),
        pytest.param("/alone Why?", id="command"),
    ],
)
def test_a_line_is_taken_literally(line: str, chat: Callable[..., tuple[int, str, str]]) -> None:
    _, out, _ = chat(f"Who crossed the bridge?\n{line}\n", "--json", "-")
    answer = json.loads(out.splitlines()[1])
    assert (answer["question"], answer["understood_as"]) == ("Why?", None)
    _, out, _ = chat("Who crossed the bridge?\nWhy?\n", "--json", "--alone", "-")
    assert json.loads(out.splitlines()[1])["understood_as"] is None


def test_a_line_with_a_slash_is_a_command(chat: Callable[..., tuple[int, str, str]]) -> None:
    _, out, err = chat("/help\n")
    assert "/alone QUESTION" in out
    assert "/quit" in out
    assert not err
    code, out, err = chat("/reset now\n/quit\nNever asked\n")
    assert (code, out) == (0, "")
    assert err == "qa: /reset is no command: /help lists what can be typed\n"
    assert "/reset" not in chat("/reset/now.md: who crossed the bridge?\n")[2]


def test_a_bad_line_is_told_and_the_next_is_answered(
    chat: Callable[..., tuple[int, str, str]],
) -> None:
    code, out, _ = chat('\n{"question": 3}\nWho crossed the bridge?\n', "--json", "-")
    empty, no_question, answer = map(json.loads, out.splitlines())
    assert code == 2
    assert empty["error"].startswith("the question is empty")
    assert no_question["error"].startswith("a line in braces has to be like")
    assert "error" not in answer


def test_a_plain_terminal_ends_at_exit_and_at_the_end_of_input(
    chat: Callable[..., tuple[int, str, str]],
) -> None:
    code, out, err = chat("Who crossed the bridge?\n\nWhy?\nexit\nNever asked\n")
    assert code == 0
    assert "understood as: Why is it that" in out
    assert "\x1b" not in out
    assert "Never asked" not in out + err
    assert chat("")[0] == 0
    assert "empty" in chat("/alone \n")[2] or chat("/alone \n")[0] == 0
