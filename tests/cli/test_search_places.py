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


@pytest.fixture
def notes(
    tmp_path: Path, build: Callable[..., Summary], monkeypatch: pytest.MonkeyPatch
) -> Callable[[dict[str, str]], None]:
    """Indexes files by name, for the command line to search."""

    def index(files: dict[str, str]) -> None:
        (tmp_path / "notes").mkdir()
        for name, text in files.items():
            (tmp_path / "notes" / name).write_text(text)
        build(tmp_path / "notes")
        monkeypatch.setenv("QA_INDEX", str(tmp_path / "index"))
        monkeypatch.setattr("qa.retrieve.retriever.load_embedder", lambda *_: FakeEmbedder())

    return index


def test_what_a_condition_on_dates_leaves_out_is_counted(
    notes: Callable[[dict[str, str]], None], capsys: pytest.CaptureFixture[str]
) -> None:
    words = "The ferry of Stell was painted blue by the crew."
    notes(
        {
            "a.md": f"---\ncreated: 2023-02-09\n---\n{words}",
            "b.md": f"---\ndate: last spring\n---\n{words}",
            "c.md": f"{words} Twice.",
            "d.md": f"{words} Three times.",
        }
    )
    assert main(["search", "ferry", "--where", "published>=2023"]) == 0
    captured = capsys.readouterr()
    assert "a.md" in captured.out
    assert "b.md" not in captured.out
    left_out = "2 documents without a date, 1 document with a date that cannot be read"
    assert f"left out by published>=2023: {left_out}" in captured.err
    main(["search", "ferry", "--where", "published~spring"])
    assert "left out" not in capsys.readouterr().err


def test_a_passage_names_the_other_files_that_have_it(
    notes: Callable[[dict[str, str]], None], capsys: pytest.CaptureFixture[str]
) -> None:
    words = "The quarry of Stell gives a grey slate that splits well."
    notes({"2021-quarry.txt": words, "2022-quarry.txt": words})
    main(["search", "grey slate"])
    first = capsys.readouterr().out
    assert all(name in first for name in ("2021-quarry.txt", "2022-quarry.txt"))
    main(["search", "--json", "grey slate"])
    [passage] = json.loads(capsys.readouterr().out)["passages"]
    [copy] = passage["copies"]
    assert {passage["source"], copy["source"]} == {"2021-quarry.txt", "2022-quarry.txt"}
    for name in ("2021-quarry.txt", "2022-quarry.txt"):
        main(["search", "--json", "grey slate", "--where", f"source={name}"])
        [passage] = json.loads(capsys.readouterr().out)["passages"]
        assert passage["source"] == name


def test_a_phrase_is_not_found_in_a_title_made_of_first_words(
    notes: Callable[[dict[str, str]], None], capsys: pytest.CaptureFixture[str]
) -> None:
    said = "Olu spoke of warm rain in the hills."
    notes({"p.md": f"{said}\n\nThe rain of the hills was warm, and warm it stayed.\n"})
    main(["search", "--json", '"warm rain"'])
    assert [p["text"] for p in json.loads(capsys.readouterr().out)["passages"]] == [said]
