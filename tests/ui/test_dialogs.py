"""Dialogs and notes: one at a time, over nothing that is needed; every command does something."""

import pytest
from textual.screen import ModalScreen
from textual.widgets._toast import Toast
from ui_driver import Driver, running_app
from ui_fakes import HOW_MANY, WHEN, FakeIndexFolder, FakeLibrary

from qa.ui.dialogs.index_screen import IndexScreen
from qa.ui.dialogs.jump import JumpScreen
from qa.ui.widgets.index_notice import IndexNotice
from qa.ui.widgets.key_bar import KeyBar

pytestmark = pytest.mark.asyncio


def dialogs(d: Driver) -> list[ModalScreen[object]]:
    return [each for each in d.app.screen_stack if isinstance(each, ModalScreen)]


@pytest.mark.parametrize(
    "keys", [("f3", "f4"), ("f4", "f3", "f6"), ("f3", "f7"), ("ctrl+p", "f4"), ("f7", "ctrl+p")]
)
async def test_keys_that_follow_closely_open_one_dialog(keys: tuple[str, ...]) -> None:
    library = FakeLibrary()
    async with running_app(library, index_folder=FakeIndexFolder(library)) as d:
        await d.settled()
        await d.pilot.press(*keys)
        await d.until(lambda: bool(dialogs(d)))
        await d.settled()
        assert len(dialogs(d)) == 1


async def test_what_the_index_dialog_asks_comes_in_its_place() -> None:
    library = FakeLibrary(roots=("news", "notes"))
    async with running_app(library, index_folder=FakeIndexFolder(library)) as d:
        await d.settled()
        await d.pilot.press("f7")
        await d.until(lambda: isinstance(d.app.screen, IndexScreen))
        for key in ("a", "d", "z"):
            await d.pilot.press(key)
            await d.until(lambda: not isinstance(d.app.screen, IndexScreen))
            await d.until(lambda: len(dialogs(d)) == 1)
            await d.pilot.press("escape")
            await d.until(lambda: isinstance(d.app.screen, IndexScreen))


@pytest.mark.parametrize("size", [(50, 20), (80, 24), (160, 50)])
async def test_one_note_at_a_time_and_none_over_the_footer(size: tuple[int, int]) -> None:
    async with running_app(size=size) as d:
        await d.ask(HOW_MANY)
        await d.pilot.press("f2")
        await d.until(lambda: d.screen.pane.view.has_focus)
        await d.pilot.press("y", "c", "Y")
        await d.until(lambda: "Copied the answer" in d.text())
        (toast,) = d.screen.query(Toast)
        assert toast.region.bottom <= d.screen.query_one(IndexNotice).region.y or (
            toast.region.bottom <= d.screen.query_one(KeyBar).region.y
        )


async def test_a_note_goes_when_a_dialog_comes() -> None:
    async with running_app() as d:
        await d.ask(HOW_MANY)
        await d.pilot.press("f2")
        await d.pilot.press("y")
        await d.until(lambda: "Copied" in d.text())
        await d.pilot.press("f3")
        await d.until(lambda: bool(dialogs(d)))
        await d.until(lambda: "Copied" not in d.text())


async def test_a_letter_goes_where_it_says() -> None:
    async with running_app(FakeLibrary(suggested=(WHEN,))) as d:
        await d.until(lambda: WHEN in d.text())
        await d.pilot.press("ctrl+o")
        await d.until(lambda: isinstance(d.app.screen, JumpScreen))
        await d.pilot.press("1")
        await d.answered()
        assert d.screen.conversation.cards[0].exchange.question == WHEN
        for letter, widget in (
            ("s", d.screen.pane.view),
            ("c", d.screen.conversation),
            ("p", d.screen.prompt),
        ):
            await d.pilot.press("ctrl+o", letter)
            await d.until(lambda widget=widget: widget.has_focus)
        await d.pilot.press("ctrl+o", "z")
        await d.until(lambda: d.screen.zoomed)
        await d.pilot.press("ctrl+o", "ctrl+o")
        await d.until(lambda: not dialogs(d))


async def test_a_place_is_clicked() -> None:
    async with running_app() as d:
        await d.settled()
        await d.pilot.press("ctrl+o")
        await d.until(lambda: "all documents" in d.text())
        line = next(n for n, each in enumerate(d.text().splitlines()) if "all documents" in each)
        column = d.text().splitlines()[line].index("all documents")
        await d.pilot.click(offset=(column, line))
        await d.until(lambda: "type to filter" in d.text())


async def test_the_palette_offers_only_what_does_something() -> None:
    async with running_app() as d:
        await d.settled()
        names = {each.title for each in d.screen.commands()}
        hidden = {"Next quote", "Find in the document: search", "Copy answer", "Ask all documents"}
        assert not names & hidden
        await d.ask(HOW_MANY)
        later = {each.title for each in d.screen.commands()}
        assert names < later
        assert later & hidden == hidden - {"Ask all documents"}
        assert "Take the question as typed" not in later
