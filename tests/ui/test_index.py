"""The index from inside: what is in it, its update, and what others do to it meanwhile."""

import threading
from dataclasses import replace
from pathlib import Path

import pytest
from textual.widgets import Input, OptionList
from ui_driver import Driver, running_app
from ui_fakes import (
    BOATS,
    BRIDGE,
    BRIDGE_DOCUMENT,
    FERRY,
    FERRY_DOCUMENT,
    HOW_MANY,
    WHEN,
    FakeIndexFolder,
    FakeLibrary,
    FakeSkipped,
    FakeStaleness,
    FakeSummary,
    paragraphs,
)

from qa.errors import BadInput, IndexMissing
from qa.files.sources import file_of
from qa.types import Document
from qa.ui.backend.index import CHANGED, typed_path
from qa.ui.dialogs.index_screen import IndexScreen
from qa.ui.dialogs.line_dialog import Confirm, PathDialog, Paths
from qa.ui.dialogs.picker import Picker
from qa.ui.main_screen import index_watch
from qa.ui.main_screen.screen import EARLIER, NO_LONGER
from qa.ui.model.exchange import Phase
from qa.ui.model.index_state import Pace, Progress, staleness_text, summary_text

NEWER = "An update.\n\n" + FERRY_DOCUMENT.text


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_watch, "POLL", 0.3)


def test_the_pace_of_a_stage() -> None:
    pace = Pace()
    assert pace.step("reading", 0, 4, "kB", 10.0) == Progress("reading", 0, 4, unit="kB")
    assert pace.step("reading", 2, 4, "kB", 11.0) == Progress("reading", 2, 4, 2.0, "kB")
    assert pace.step("embedding", 0, 100, "kB", 12.0) == Progress("embedding", 0, 100, unit="kB")
    later = pace.step("embedding", 40, 100, "kB", 14.0)
    assert later.words == "embedding 40 of 100 kB · 20 kB a second · 3.0 s left"
    assert Progress("embedding", 1, 7201, 2.0).words.endswith("1 h 00 min left")
    assert Progress("embedding", 100, 100, 20.0).words == "embedding 100 of 100"
    assert Progress("loading the model").words == "loading the model"


@pytest.mark.parametrize(
    ("staleness", "words"),
    [
        pytest.param(None, "", id="nobody knows"),
        pytest.param(FakeStaleness(), "", id="nothing"),
        pytest.param(
            FakeStaleness(("a", "b", "c")), "3 files changed since indexing", id="changed"
        ),
        pytest.param(
            FakeStaleness(("a",), whole=False), "at least 1 file changed since indexing", id="part"
        ),
        pytest.param(FakeStaleness(new=("a",)), "1 file is new since indexing", id="new"),
        pytest.param(
            FakeStaleness(("a",), gone=("b", "c")),
            "3 files changed since indexing (1 changed, 2 gone)",
            id="both",
        ),
    ],
)
def test_what_changed_in_words(staleness: FakeStaleness | None, words: str) -> None:
    assert staleness_text(staleness) == words


def test_what_an_update_did_in_words() -> None:
    skipped = (FakeSkipped("x.txt", "is empty"),)
    summary = FakeSummary(("a",), ("b", "c"), (), ("d",), skipped, 1)
    said = "1 added, 2 changed, 1 unchanged, 1 skipped, 1 passage embedded"
    assert summary_text(summary) == said
    assert summary_text(FakeSummary()) == "0 passages embedded"


def test_the_file_of_a_document_in_a_collection() -> None:
    files = {"news/all.jsonl": "", "a.txt": ""}
    assert file_of("news/all.jsonl/2024/7", files) == "news/all.jsonl"
    assert file_of("a.txt", files) == "a.txt"
    assert file_of("b/c.txt", files) == "b/c.txt"


async def open_index(d: Driver) -> None:
    await d.settled()
    await d.pilot.press("f7")
    await d.until(lambda: isinstance(d.app.screen, IndexScreen))
    await d.until(lambda: "all-MiniLM-L6-v2" in d.text())


@pytest.mark.asyncio
async def test_the_page_says_what_is_indexed_and_what_changed() -> None:
    library = FakeLibrary()
    index_folder = FakeIndexFolder(library, FakeStaleness(("a", "b", "c")))
    async with running_app(library, index_folder=index_folder) as d:
        await d.until(lambda: "3 files changed since indexing: press F7 to update" in d.text())
        await open_index(d)
        for said in ("7, of 7 paragraphs", "123.5 KB", "10 Oct 2024", "Press u to update"):
            assert said in d.text()
        await d.pilot.press("escape")
        await d.until(lambda: d.app.screen is d.screen)


@pytest.mark.asyncio
async def test_an_update_shows_how_far_it_is_while_questions_are_answered() -> None:
    library = FakeLibrary()
    skipped = tuple(FakeSkipped(f"bad-{n}.txt", f"[red]is empty {n}[/]") for n in range(40))
    index_folder = FakeIndexFolder(
        library,
        FakeStaleness(("a",)),
        steps=threading.Semaphore(0),
        summary=FakeSummary(added=("new.md",), skipped=skipped, embedded=4),
    )
    async with running_app(library, index_folder=index_folder) as d:
        await open_index(d)
        await d.pilot.press("u")
        await d.until(lambda: "embedding 0 of 4" in d.text())
        index_folder.steps.release()
        await d.until(lambda: "embedding 1 of 4 kB" in d.text() and "25%" in d.text())
        await d.pilot.press("u", "escape")
        await d.until(lambda: "updating the index: embedding 1 of 4" in d.text())
        await d.ask(HOW_MANY)
        assert d.phases == [Phase.DONE]
        index_folder.steps.release(10)
        await d.until(lambda: "1 added, 40 skipped, 4 passages embedded" in d.text())
        assert index_folder.updates == 1
        await d.pilot.press("f7")
        await d.until(lambda: "40 files could not be indexed" in d.text())
        assert "bad-0.txt  [red]is empty 0[/]" in d.text()
        await d.pilot.press("tab", "end")
        await d.until(lambda: "bad-39.txt" in d.text())
        assert d.app.screen.query_one("#skipped", OptionList).has_focus
        assert "files changed since" not in d.text()


@pytest.mark.asyncio
async def test_an_update_is_stopped_between_its_steps() -> None:
    library = FakeLibrary()
    index_folder = FakeIndexFolder(library, steps=threading.Semaphore(0))
    async with running_app(library, index_folder=index_folder) as d:
        await open_index(d)
        await d.pilot.press("u")
        await d.until(lambda: "embedding 0 of 4" in d.text())
        await d.pilot.press("s")
        await d.until(lambda: "stopping" in d.text())
        index_folder.steps.release()
        await d.until(lambda: "Stopped. The index is unchanged" in " ".join(d.text().split()))
        assert index_folder.ended.is_set()
        assert library.generation == 1
        index_folder.steps.release(10)
        await d.pilot.press("u")
        await d.until(lambda: library.generation == 2)
        await d.until(lambda: "1 unchanged, 3 passages embedded" in d.text())


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "error", [BadInput("another `qa index` is writing"), ZeroDivisionError("oh")], ids=repr
)
async def test_an_update_that_fails_is_a_message(error: Exception) -> None:
    library = FakeLibrary()
    async with running_app(library, index_folder=FakeIndexFolder(library, error=error)) as d:
        await open_index(d)
        await d.pilot.press("u")
        await d.until(lambda: str(error) in " ".join(d.text().split()))
        await d.until(lambda: d.screen.index_state.progress is None)
        await d.pilot.press("escape")
        await d.ask(WHEN)
        assert d.phases == [Phase.DONE]


@pytest.mark.asyncio
async def test_leaving_stops_an_update() -> None:
    library = FakeLibrary()
    index_folder = FakeIndexFolder(library, steps=threading.Semaphore(0))
    async with running_app(library, index_folder=index_folder) as d:
        await open_index(d)
        await d.pilot.press("u")
        await d.until(lambda: "embedding 0 of 4" in d.text())
    index_folder.steps.release()
    assert index_folder.ended.wait(5)
    assert library.generation == 1


@pytest.mark.asyncio
async def test_without_an_index_there_is_nothing_to_update() -> None:
    async with running_app(IndexMissing("no index here")) as d:
        await d.settled()
        await d.pilot.press("f7")
        await d.until(lambda: "There is no index yet" in d.text())
        await d.pilot.press("u", "escape")
        await d.until(lambda: d.app.screen is d.screen)
        d.screen.update_index()
        await d.until(lambda: "no index to update" in " ".join(d.text().split()))


def footer(d: Driver) -> str:
    return " ".join(d.text().splitlines()[-1].split())


@pytest.mark.asyncio
async def test_the_line_of_keys_is_that_of_the_page_and_holds_what_can_be_done_now() -> None:
    library = FakeLibrary()
    index_folder = FakeIndexFolder(library, steps=threading.Semaphore(0))
    async with running_app(library, index_folder=index_folder, size=(80, 24)) as d:
        await d.ask(HOW_MANY)
        d.screen.pane.view.focus()
        await open_index(d)
        await d.until(lambda: footer(d) == "esc Back u Update a Add d Remove z Undo")
        await d.pilot.press("u")
        await d.until(lambda: footer(d) == "esc Back s Stop")
        index_folder.steps.release(5)
        await d.until(lambda: footer(d) == "esc Back u Update a Add d Remove z Undo")


@pytest.mark.asyncio
async def test_without_an_index_only_files_can_be_added() -> None:
    async with running_app(IndexMissing("no index here")) as d:
        await d.settled()
        await d.pilot.press("f7")
        await d.until(lambda: footer(d) == "esc Back a Add")


@pytest.mark.asyncio
async def test_an_update_by_others_is_taken_up_and_nothing_is_lost() -> None:
    library = FakeLibrary()
    async with running_app(library, index_folder=FakeIndexFolder(library)) as d:
        await d.ask(HOW_MANY)
        before = d.screen.all_exchanges()
        newer = replace(FERRY_DOCUMENT, text=NEWER)
        other = Document("news/other.txt", "Other news.")
        library.pages = {BRIDGE_DOCUMENT: BRIDGE, newer: paragraphs(newer, *FERRY), other: ()}
        library.generation = 2
        await d.until(lambda: "The index was updated: 3 documents now." in d.text())
        assert d.text().splitlines()[0].startswith(" qa  3 documents")
        assert d.screen.all_exchanges() == before
        await d.pilot.press("ctrl+n")
        await d.settled()
        assert d.screen._shown == FERRY_DOCUMENT
        assert d.screen._paragraphs[FERRY_DOCUMENT] == (BOATS[1],)
        assert EARLIER[:40] in d.text()
        assert "8,500 of them" in d.text()


@pytest.mark.asyncio
async def test_a_document_that_is_only_read_is_shown_as_it_is_now() -> None:
    library = FakeLibrary()
    async with running_app(library, index_folder=FakeIndexFolder(library)) as d:
        await d.settled()
        d.screen.open_document(FERRY_DOCUMENT)
        await d.settled()
        newer = replace(FERRY_DOCUMENT, text=NEWER)
        library.pages = {newer: paragraphs(newer, *FERRY)}
        library.generation = 2
        await d.until(lambda: d.screen._shown == newer)
        await d.until(lambda: "An update." in d.text())
        assert EARLIER[:40] not in d.text()


@pytest.mark.asyncio
async def test_a_file_that_changed_is_said_above_its_text() -> None:
    library = FakeLibrary()
    async with running_app(library, index_folder=FakeIndexFolder(library, wrong=CHANGED)) as d:
        await d.ask(HOW_MANY)
        await d.until(lambda: CHANGED[:40] in d.text())


@pytest.mark.asyncio
async def test_an_index_in_place_of_the_one_that_is_open_is_taken_up() -> None:
    library = FakeLibrary()
    index_folder = FakeIndexFolder(library)
    async with running_app(library, index_folder=index_folder) as d:
        await d.ask(HOW_MANY)
        index_folder.there = False
        await d.until(lambda: "The index was deleted" in " ".join(d.text().split()))
        await d.ask(WHEN)
        assert d.phases == [Phase.DONE] * 2
        index_folder.other, index_folder.there = IndexMissing("not finished"), True
        await d.until(lambda: d.screen._stamp == index_folder.stamp())
        index_folder.other = FakeLibrary(pages={FERRY_DOCUMENT: BOATS}, generation=1)
        await d.until(lambda: "The index was replaced: 1 document." in d.text())
        assert d.text().splitlines()[0].startswith(" qa  1 document ")
        await d.until(lambda: library.closed)
        await d.until(lambda: NO_LONGER[:38] in " ".join(d.text().split()))
        await d.ask(WHEN)
        assert index_folder.other.asked == [WHEN]
        assert len(d.screen.all_exchanges()) == 3


@pytest.mark.asyncio
async def test_an_index_that_is_made_while_one_waits_is_opened() -> None:
    library = FakeLibrary()
    index_folder = FakeIndexFolder(library, there=False)
    async with running_app(IndexMissing("no index in x"), index_folder=index_folder) as d:
        await d.until(lambda: "no index in x" in d.text())
        await d.until(lambda: "Press F7 to build one" in " ".join(d.text().split()))
        index_folder.other, index_folder.there = library, True
        await d.until(lambda: "2 documents to ask" in d.text())
        await d.ask(HOW_MANY)
        assert d.phases == [Phase.DONE]


async def given(d: Driver, words: str) -> None:
    await d.until(lambda: isinstance(d.app.screen, PathDialog))
    d.app.screen.query_one(Input).value = words
    await d.pilot.press("enter")


@pytest.mark.asyncio
async def test_a_folder_is_added_and_one_that_is_not_there_is_asked_for_again(
    tmp_path: Path,
) -> None:
    (tmp_path / "new.txt").write_text("New.", encoding="utf-8")
    library = FakeLibrary()
    index_folder = FakeIndexFolder(library)
    async with running_app(library, index_folder=index_folder) as d:
        await open_index(d)
        await d.pilot.press("a")
        await given(d, str(tmp_path / "nowhere"))
        await d.until(lambda: "no such file or folder" in " ".join(d.text().split()))
        assert d.app.screen.query_one(Input).value == str(tmp_path / "nowhere")
        await given(d, str(tmp_path))
        await d.until(lambda: index_folder.updated == [("news", str(tmp_path))])
        await d.until(lambda: "1 unchanged, 3 passages embedded" in d.text())


@pytest.mark.asyncio
async def test_a_folder_is_left_out_but_never_the_last() -> None:
    library = FakeLibrary(roots=("news", "notes"))
    index_folder = FakeIndexFolder(library)
    async with running_app(library, index_folder=index_folder) as d:
        await open_index(d)
        await d.pilot.press("d")
        await d.until(lambda: isinstance(d.app.screen, Picker))
        await d.pilot.press("down", "enter")
        await d.until(lambda: isinstance(d.app.screen, Confirm))
        await d.pilot.press("escape")
        await d.until(lambda: isinstance(d.app.screen, IndexScreen))
        await d.pilot.press("d")
        await d.until(lambda: isinstance(d.app.screen, Picker))
        assert index_folder.updates == 0
        await d.pilot.press("down", "enter")
        await d.until(lambda: isinstance(d.app.screen, Confirm))
        await d.pilot.press("enter")
        await d.until(lambda: index_folder.updated == [("news",)])
        await d.until(lambda: d.screen.index_state.progress is None)
        await d.until(lambda: d.screen.roots == ("news",))
        await d.pilot.press("d")
        await d.until(lambda: "Add one before" in " ".join(d.text().split()))
        assert index_folder.updates == 1


@pytest.mark.asyncio
async def test_an_update_is_undone_when_that_is_confirmed() -> None:
    library = FakeLibrary()
    index_folder = FakeIndexFolder(library)
    async with running_app(library, index_folder=index_folder) as d:
        await open_index(d)
        await d.pilot.press("z")
        await d.until(lambda: isinstance(d.app.screen, Confirm))
        await d.pilot.press("n")
        assert index_folder.undone == 0
        await d.pilot.press("z")
        await d.until(lambda: isinstance(d.app.screen, Confirm))
        await d.pilot.press("y")
        await d.until(lambda: "the last update is undone" in " ".join(d.text().split()))
        assert index_folder.undone == 1


@pytest.mark.asyncio
async def test_the_first_index_is_made_from_the_page() -> None:
    library = FakeLibrary()
    index_folder = FakeIndexFolder(library, there=False)
    async with running_app(IndexMissing("no index"), index_folder=index_folder) as d:
        await d.settled()
        await d.pilot.press("f7", "a")
        await given(d, "https://example.org/page")
        await d.until(lambda: index_folder.updated == [("https://example.org/page",)])
        index_folder.other, index_folder.there = library, True
        await d.until(lambda: "all-MiniLM-L6-v2" in d.text())


@pytest.mark.asyncio
async def test_tab_completes_a_path(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    library = FakeLibrary()
    async with running_app(library, index_folder=FakeIndexFolder(library)) as d:
        await open_index(d)
        await d.pilot.press("a")
        await d.until(lambda: isinstance(d.app.screen, PathDialog))
        d.app.screen.query_one(Input).value = f"{tmp_path}/no"
        await d.pilot.press("tab")
        await d.until(lambda: d.app.screen.query_one(Input).value == f"{tmp_path}/notes/")


@pytest.mark.parametrize("form", ["'{}'", '"{}"', "{escaped}", "file://{escaped}", "{}"])
def test_a_path_as_a_shell_or_file_manager_writes_it(form: str, tmp_path: Path) -> None:
    notes = tmp_path / "my notes.txt"
    notes.touch()
    typed = form.format(notes, escaped=str(notes).replace(" ", "\\ "))
    assert typed_path(typed) == str(notes)
    assert typed_path("it's nothing") == "it's nothing"


@pytest.mark.asyncio
async def test_paths_are_completed(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "nota.txt").touch()
    (tmp_path / ".nothing").touch()
    paths, folder = Paths(), f"{tmp_path}/"
    assert await paths.get_suggestion(folder + "note") == folder + "notes/"
    assert await paths.get_suggestion(folder + "n") == folder + "nota.txt"
    assert await paths.get_suggestion(folder + ".n") == folder + ".nothing"
    assert await paths.get_suggestion(folder + "x") is None
    assert await paths.get_suggestion(folder) is None
    assert await paths.get_suggestion(folder + "gone/x") is None
    assert await paths.get_suggestion("\0") is None
