"""The examples run as they stand, and what they print is true."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"
EXAMPLE = EXAMPLES / "ask.py"
CITATION = re.compile(r"\[(\d+)\] ('[^']+') (\d+)-(\d+): (.+)")
HIT = re.compile(r"(\d)\. (-?\d+\.\d\d) ('[^']+') paragraph (\d+): (.+)")


def _run(*arguments: object, example: Path = EXAMPLE) -> list[str]:
    """The lines that the example prints."""
    command = [sys.executable, "-X", "utf8", str(example), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.mark.model
def test_an_answer_and_its_places(seeds: Path, tmp_path: Path) -> None:
    answer, *rest = _run(seeds, tmp_path / "index")
    assert answer.startswith("Answer: ")
    assert "2021" in answer
    cited = [match.groups() for line in rest if (match := CITATION.fullmatch(line))]
    hits = [match.groups() for line in rest if (match := HIT.fullmatch(line))]
    assert len(cited) + len(hits) == len(rest)

    assert [int(number) for number, *_ in cited] == list(range(1, len(cited) + 1))
    assert cited
    for _, source, start, end, quote in cited:
        # In the file itself, not in what the index says of it.
        text = (seeds / ast.literal_eval(source)).read_text(encoding="utf-8")
        assert text[int(start) : int(end)] == ast.literal_eval(quote)

    assert [int(rank) for rank, *_ in hits] == [1, 2, 3]
    for _, _, source, _, quote in hits:
        text = (seeds / ast.literal_eval(source)).read_text(encoding="utf-8")
        assert ast.literal_eval(quote) in text


@pytest.mark.model
def test_a_folder_that_does_not_answer(articles: Path, tmp_path: Path) -> None:
    answer, *rest = _run(articles, tmp_path / "index")
    assert answer.startswith("No answer: ")
    assert rest
    assert not any(CITATION.fullmatch(line) for line in rest)


@pytest.mark.model
@pytest.mark.parametrize(
    ("name", "package"),
    [
        ("with_langchain.py", "langchain_core"),
        ("with_llamaindex.py", "llama_index.core"),
        ("with_haystack.py", "haystack"),
    ],
)
def test_passages_for_a_framework(
    name: str, package: str, real_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HAYSTACK_TELEMETRY_ENABLED", "False")
    pytest.importorskip(package)
    lines = _run(real_index, example=EXAMPLES / name)
    assert any("Kursk" in line for line in lines)
    assert sum(".md" in line or ".txt" in line for line in lines) >= 3
