"""The screen itself: its sizes, the line of keys, help, and every command by name."""

import threading
from typing import Any

import pytest
from textual.css.stylesheet import Stylesheet
from textual.screen import Screen
from textual.widget import Widget
from ui_driver import running_app
from ui_fakes import HOW_MANY, FakeLibrary

from qa.ui.model.exchange import Phase
from qa.ui.widgets.key_bar import KeyBar

pytestmark = pytest.mark.asyncio


FOOTERS = {
    160: "F1 Help ^n Next ^b Previous F2 Pane ^o Go to F3 Documents F4 History F6 Scope F7 Index"
    " F9 New",
    100: "F1 Help ^n Next F2 Pane ^o Go to F3 Documents F4 History F6 Scope F7 Index",
    80: "F1 Help ^n Next F2 Pane ^o Go to F3 Documents F4 History F6 Scope",
    50: "F1 Help ^n Next F2 Pane ^o Go to",
}


@pytest.mark.parametrize("width", FOOTERS)
async def test_the_footer_holds_whole_keys_the_most_useful_ones_first(width: int) -> None:
    async with running_app(size=(120, 24)) as d:
        await d.settled()
        await d.pilot.resize_terminal(width, 24)
        footer = "⏎ Ask " + FOOTERS[width]

        def shown() -> str:
            return " ".join(d.text().splitlines()[-1].split())

        await d.until(lambda: shown() == footer + (" F5 Zoom ^p Commands" if width == 160 else ""))
        d.screen.conversation.focus()
        await d.until(lambda: shown().startswith("⏎ Read y Copy F1 Help ^n Next"))
        keys = d.screen.query_one(KeyBar)
        assert all(key.region.right <= width for key in keys.children)


@pytest.mark.parametrize("size", [(80, 24), (50, 20)], ids=["80x24", "50x20"])
async def test_small_screens_show_one_pane_and_a_key_changes_it(size: tuple[int, int]) -> None:
    async with running_app(size=size) as d:
        await d.ask(HOW_MANY)
        assert "Ask your documents" in d.text()
        assert "quote 1 of 3" not in d.text()
        await d.pilot.press("f2")
        await d.until(lambda: "quote 1 of 3" in d.text())
        assert "9,000 people" in d.text()
        assert "Ask your documents" not in d.text()
        await d.pilot.press("escape")
        await d.until(lambda: "Ask your documents" in d.text())
        assert d.screen.focused is d.screen.prompt


async def test_a_tall_narrow_screen_shows_both_panes() -> None:
    async with running_app(size=(60, 48)) as d:
        await d.ask(HOW_MANY)
        assert "Ask your documents" in d.text()
        assert "quote 1 of 3" in d.text()


async def test_a_pane_can_have_the_whole_screen() -> None:
    async with running_app() as d:
        await d.ask(HOW_MANY)
        await d.pilot.press("f2", "f5")
        await d.until(lambda: "Ask your documents" not in d.text())
        assert "quote 1 of 3" in d.text()
        await d.pilot.press("f5")
        await d.until(lambda: "Ask your documents" in d.text())


async def test_help_shows_the_keys_of_the_pane_first_and_closes() -> None:
    async with running_app() as d:
        await d.settled()
        await d.pilot.press("f1")
        await d.until(lambda: "The prompt" in d.text())
        assert d.text().index("The prompt") < d.text().index("Everywhere")
        await d.pilot.press("escape")
        await d.until(lambda: d.app.screen is d.screen)


async def test_every_command_is_in_the_palette() -> None:
    async with running_app() as d:
        await d.settled()
        await d.pilot.press("ctrl+p", *"light")
        await d.until(lambda: "Light or dark" in d.text())
        await d.pilot.press("enter")
        await d.until(lambda: d.app.theme == "qa-light")


@pytest.fixture
def layouts(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """One for each time that the screen is laid out: whether only to scroll."""
    made: list[bool] = []
    lay_out = Screen._refresh_layout

    def counted(self: Screen[Any], size: Any = None, scroll: bool = False) -> None:
        made.append(scroll)
        lay_out(self, size, scroll)

    monkeypatch.setattr(Screen, "_refresh_layout", counted)
    return made


async def test_while_an_answer_is_computed_only_the_sign_turns(layouts: list[bool]) -> None:
    library = FakeLibrary(gate=threading.Event())
    async with running_app(library) as d:
        await d.ask(HOW_MANY, wait=False)
        await d.until(lambda: d.phases == [Phase.PASSAGES] and "quote" not in d.text())
        await d.pilot.pause(0.2)
        before, signs = len(layouts), set()
        for _ in range(5):
            await d.pilot.pause(0.1)
            signs.add(d.text().splitlines()[0].split()[-2])
        assert len(signs) > 1
        assert len(layouts) == before
        library.gate.set()
        await d.answered()


@pytest.mark.parametrize("key", ["f2", "shift+tab"])
async def test_the_way_from_pane_to_pane_is_as_short_in_a_long_conversation(
    monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    styled: list[Widget] = []
    style = Stylesheet.update_nodes

    def counted(self: Stylesheet, nodes: Any, animate: bool = False) -> None:
        nodes = list(nodes)
        styled.extend(nodes)
        style(self, nodes, animate)

    monkeypatch.setattr(Stylesheet, "update_nodes", counted)
    async with running_app() as d:
        lengths = []
        for _ in range(2):
            await d.ask(HOW_MANY)
            counts = []
            for _ in range(3):  # on a busy machine something else may be styled meanwhile
                d.screen.pane.view.focus()
                await d.pilot.pause()
                styled.clear()
                await d.pilot.press(key)
                await d.until(lambda: d.screen.focused is not d.screen.pane.view)
                await d.pilot.pause(0.1)
                assert d.screen.pane.view in styled
                counts.append(len(styled))
            lengths.append(min(counts))
        assert lengths[1] <= lengths[0]
