"""`qa search` finds numbers and days in any notation, and names the headings above them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from fakes import FakeEmbedder

from qa.cli.main import main
from qa.indexing.results import Summary

REPORT = (
    "# Canal\n\n## Dues\n\nThe dues of the canal brought in 2,340,000 crowns.\n\n"
    "## Locks\n\nThe upper lock was opened on 5 March 2019 by boat.\n"
)


@pytest.mark.parametrize(
    ("query", "section", "words"),
    [
        ("canal dues 2340000 crowns", ["Dues"], "2,340,000"),
        ("lock opened 2019-03-05", ["Locks"], "5 March 2019"),
        ('"lock was opened"', ["Locks"], "5 March 2019"),
    ],
)
def test_search_as_json(
    query: str,
    section: list[str],
    words: str,
    tmp_path: Path,
    build: Callable[..., Summary],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "canal.md").write_text(REPORT)
    build(tmp_path / "files")
    monkeypatch.setenv("QA_INDEX", str(tmp_path / "index"))
    monkeypatch.setattr("qa.retrieve.retriever.load_embedder", lambda *_: FakeEmbedder())
    assert main(["search", "--json", query]) == 0
    first = json.loads(capsys.readouterr().out)["passages"][0]
    assert (first["title"], first["section"]) == ("Canal", section)
    assert words in first["text"]
    assert REPORT[first["start"] : first["end"]] == first["text"]
    assert main(["search", query]) == 0
    assert f"canal.md, {section[0]}, " in capsys.readouterr().out
