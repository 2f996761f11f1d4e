"""Copying, saving, opening elsewhere."""

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from textual.widgets import Input
from ui_driver import Driver, running_app
from ui_fakes import ANSWERS, CROSSING, HOW_MANY, WHEAT, WHEN

from qa.errors import BadInput
from qa.export import HTML_HEAD, html
from qa.files.sources import locate
from qa.load.documents import find_files
from qa.types import Answer, Written, WrittenSentence
from qa.ui.editor import edit, editor_command, is_text, line_in
from qa.ui.model import export
from qa.ui.model.exchange import Exchange, Phase

DONE = {q: Exchange(q, Phase.DONE, a.passages, a) for q, a in ANSWERS.items()}


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("key", "copied", "said"),
    [
        pytest.param("y", CROSSING[0].sentence_text, "Copied the sentence: ", id="sentence"),
        pytest.param("c", export.citation_text(CROSSING[0]), "with its source", id="citation"),
        pytest.param("Y", export.answer_text(DONE[HOW_MANY]), "Copied the answer", id="answer"),
    ],
)
async def test_a_key_copies_and_says_what(key: str, copied: str, said: str) -> None:
    async with running_app() as d:
        await d.ask(HOW_MANY)
        d.screen.conversation.focus()
        await d.pilot.press(key)
        assert d.app.clipboard == copied
        await d.until(lambda: said in " ".join(d.text().split()))


@pytest.mark.asyncio
async def test_nothing_to_copy_is_said() -> None:
    async with running_app() as d:
        await d.settled()
        d.screen.conversation.focus()
        await d.pilot.press("y")
        await d.until(lambda: "Nothing to copy here yet." in d.text())


async def given(d: Driver, key: str, name: str) -> None:
    d.screen.conversation.focus()
    await d.pilot.press(key)
    await d.until(lambda: bool(d.app.screen.query(Input)) and d.app.screen is not d.screen)
    d.app.screen.query_one(Input).value = name
    await d.pilot.press("enter")


async def save(d: Driver, key: str, name: str) -> None:
    await given(d, key, name)
    await d.until(lambda: d.app.screen is d.screen)


@pytest.mark.asyncio
async def test_an_answer_is_saved_as_markdown_and_never_over_a_file(tmp_path: Path) -> None:
    async with running_app() as d:
        await d.ask(HOW_MANY)
        target = tmp_path / "a.md"
        await save(d, "e", str(target))
        assert target.read_text(encoding="utf-8") == export.markdown([DONE[HOW_MANY]])
        target.write_text("mine")
        await given(d, "e", str(target))
        await d.until(lambda: "exists already" in " ".join(d.text().split()))
        assert d.app.screen.query_one(Input).value == str(target), "what was typed is kept"
        assert target.read_text() == "mine"


@pytest.mark.asyncio
async def test_a_conversation_is_saved_as_json(tmp_path: Path) -> None:
    async with running_app() as d:
        await d.ask(HOW_MANY)
        await d.ask(WHEAT)
        await save(d, "E", str(tmp_path / "a.json"))
        saved = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert [each["question"] for each in saved] == [HOW_MANY, WHEAT]
    assert saved[0]["citations"][0]["quote"] == "9,000 people"


@pytest.mark.asyncio
async def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    async with running_app() as d:
        await d.ask(HOW_MANY)
        await given(d, "e", str(tmp_path / "none" / "a.md"))
        await d.until(lambda: "could not be written" in " ".join(d.text().split()))


@pytest.mark.asyncio
async def test_a_file_that_is_gone_is_said() -> None:
    async with running_app() as d:
        await d.ask(HOW_MANY)
        d.screen.pane.view.focus()
        await d.pilot.press("o")
        await d.until(lambda: "no longer exists" in " ".join(d.text().split()))


@pytest.mark.asyncio
async def test_an_editor_that_is_missing_leaves_the_screen_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", "no-such-editor")
    monkeypatch.setattr("qa.ui.main_screen.copying.locate", lambda *_: tmp_path / "a.md")
    async with running_app() as d:
        await d.ask(HOW_MANY)
        d.screen.pane.view.focus()
        await d.pilot.press("o")
        await d.until(lambda: "no-such-editor is not installed" in " ".join(d.text().split()))
        d.screen.prompt.focus()
        await d.ask(WHEN)
        assert d.phases == [Phase.DONE] * 2


def test_a_file_is_named_after_its_question(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert export.free_name("Who runs the café, and why?") == "who-runs-the-café-and-why.md"
    (tmp_path / "who.md").touch()
    assert export.free_name("Who?!") == "who-2.md"
    assert export.free_name("../..") == "answer.md"


def test_markdown_quotes_the_documents_and_names_them() -> None:
    text = export.markdown([DONE[WHEN], DONE[WHEAT]], "Bridge")
    assert text.startswith("# Bridge\n\n## When does the bridge open again?\n\n**in April**")
    assert "> She expects the bridge to open again in April. [1]" in text
    assert "news/ferry.txt, paragraph 4, characters" in text
    assert "Not in these documents. No passage speaks of wheat." in text


@pytest.mark.parametrize(
    ("words", "escaped"),
    [
        pytest.param("*a* <b> [c](d)", r"\*a\* \<b\> \[c\](d)", id="marks"),
        pytest.param("~~a~~ $b$ &lt;", r"\~\~a\~\~ \$b\$ \&lt;", id="marks of some readers"),
        pytest.param("1. a - b", r"1\. a - b", id="a list, at the beginning alone"),
    ],
)
def test_markdown_in_a_document_stays_text(words: str, escaped: str) -> None:
    hostile = Exchange(words, Phase.DONE, (), ANSWERS[WHEAT])
    assert f"## {escaped}\n" in export.markdown([hostile])


def test_the_place_of_a_quote_can_be_checked() -> None:
    place = export.place_text(CROSSING[0])
    start, end = map(int, place.rsplit(" ", 1)[1].split("-"))
    assert CROSSING[0].paragraph.document.text[start:end] == "9,000 people"


@pytest.fixture
def places(tmp_path: Path) -> str:
    """A search path with some editors on it."""
    for name in ("vim", "hx", "code", "ed", "vi"):
        editor = tmp_path / "bin" / name
        editor.parent.mkdir(exist_ok=True)
        editor.write_text("#!/bin/sh\nexit 0\n")
        editor.chmod(0o755)
    return str(tmp_path / "bin")


@pytest.mark.parametrize(
    ("environment", "command"),
    [
        pytest.param({"EDITOR": "vim"}, ["vim", "+7", "/d/a.md"], id="vim"),
        pytest.param({"EDITOR": "vi", "VISUAL": "hx"}, ["hx", "/d/a.md:7"], id="visual first"),
        pytest.param(
            {"EDITOR": "code -n"}, ["code", "-n", "--wait", "--goto", "/d/a.md:7"], id="code"
        ),
        pytest.param(
            {"EDITOR": "code --wait"}, ["code", "--wait", "--goto", "/d/a.md:7"], id="code waits"
        ),
        pytest.param({"EDITOR": "ed"}, ["ed", "/d/a.md"], id="unknown"),
        pytest.param({"EDITOR": "vim 'x"}, ["vim", "'x", "+7", "/d/a.md"], id="odd quote"),
        pytest.param({}, ["vi", "+7", "/d/a.md"], id="none is set"),
        pytest.param({"EDITOR": " "}, ["vi", "+7", "/d/a.md"], id="blank"),
    ],
)
def test_editors(environment: dict[str, str], command: list[str], places: str) -> None:
    assert editor_command(Path("/d/a.md"), 7, environment | {"PATH": places}) == command


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        pytest.param({"EDITOR": "nano"}, "the editor nano is not installed", id="not installed"),
        pytest.param({"PATH": "/nowhere"}, "no editor is installed", id="none at all"),
    ],
)
def test_an_editor_that_is_not_there(environment: dict[str, str], said: str, places: str) -> None:
    with pytest.raises(BadInput, match=said):
        editor_command(Path("/d/a.md"), 7, {"PATH": places} | environment)


def test_an_editor_that_cannot_run_is_told(tmp_path: Path) -> None:
    assert "could not be started" in edit([str(tmp_path / "gone"), "a.md"])
    assert edit(["true"]) == ""


def test_a_file_name_is_never_an_option(
    tmp_path: Path, places: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    *_, file = editor_command(Path("+!touch x.md"), 1, {"EDITOR": "vim", "PATH": places})
    assert file == str(tmp_path / "+!touch x.md")


def test_the_file_behind_a_document(tmp_path: Path) -> None:
    (tmp_path / "news").mkdir()
    file = tmp_path / "news" / "a.md"
    file.touch()
    assert locate("news/a.md", [str(tmp_path / "other"), str(tmp_path)]) == file
    assert locate("a.md", [str(file)]) == file
    assert locate("b.md", [str(tmp_path)]) is None
    assert locate("news/a.md/3", [str(tmp_path)]) == file, "a document in a collection"


def test_the_file_behind_a_document_where_two_have_one_name(tmp_path: Path) -> None:
    files = [tmp_path / folder / "a.md" for folder in ("one", "two")]
    for file in files:
        file.parent.mkdir()
        file.write_text(file.parent.name)
    for roots in (files, [file.parent for file in files]):
        found = find_files(roots)
        assert [file.source for file in found] == ["a.md", "two/a.md"]
        assert [locate(each.source, list(map(str, roots))) for each in found] == files


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        pytest.param("a.md", True, 2, id="text"),
        pytest.param("a.HTML", True, 1, id="markup has other lines"),
        pytest.param("a.unknown", True, 2, id="an unknown format is text"),
        pytest.param("a.pdf", False, 1, id="no text"),
    ],
)
def test_what_an_editor_can_do_with_a_file(name: str, text: bool, line: int) -> None:
    assert is_text(Path(name)) is text
    assert line_in(Path(name), "one\ntwo\nthree", 5) == line


def test_words_of_qa_are_saved_and_copied_too() -> None:
    answer = Answer("hello", "", (), (), (), 0.0, remark="Hello!", suggestions=("Who is it?",))
    hello = Exchange("hello", Phase.DONE, (), answer)
    assert export.answer_text(hello) == "hello\nHello!\nWho is it?"
    assert export.markdown([hello]) == "## hello\n\nHello!\n\n- Who is it?\n"


@pytest.mark.parametrize("suffix", [".html", ".csv"])
def test_a_page_and_a_table_are_those_of_qa_ask(suffix: str) -> None:
    like = replace(DONE[WHEN], like="[1] A ferry")
    saved = export.saved([DONE[HOW_MANY], like, DONE[WHEAT]], suffix)
    answers = [ANSWERS[HOW_MANY], ANSWERS[WHEAT]]
    if suffix == ".html":
        assert saved == "\n".join([HTML_HEAD, *map(html, answers)]) + "\n"
    else:
        rows = list(csv.DictReader(io.StringIO(saved)))
        assert [row["question"] for row in rows] == [HOW_MANY] * 3 + [WHEAT]


def test_what_was_written_is_saved_with_what_is_struck_through() -> None:
    sentences = WrittenSentence("It is 9,000.", (1,)), WrittenSentence("Or 8,000.", (), "no")
    answer = replace(ANSWERS[HOW_MANY], written=Written(sentences, "m"))
    saved = export.saved([replace(DONE[HOW_MANY], answer=answer)], ".md")
    assert (
        "*Written by m, each sentence checked here:*\n\nIt is 9,000. [1]\n\n~~Or 8,000.~~ (no)"
        in saved
    )
    assert "1 of 2 sentences struck through" in saved
