"""How it looks: four sizes in both themes, and the screens that come less often.

After a wanted change: pytest tests/ui/test_snapshots.py --snapshot-update, and look at the SVGs.
"""

from collections.abc import Awaitable, Callable

import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.widgets import Input
from ui_driver import Driver
from ui_fakes import HOW_MANY, WHEAT, FakeLibrary, opener

from qa.ui.app import QAApp

Compare = Callable[..., bool]
SIZES = [(160, 50), (100, 30), (80, 24), (50, 20)]


def app(question: str | None = None) -> App[None]:
    return QAApp(opener(FakeLibrary()), question)


def settled(
    *keys: str, theme: str = "qa-dark", asked: bool = True
) -> Callable[[Pilot[None]], Awaitable[None]]:
    """Wait for the answer, then press keys; with a cursor that does not blink."""

    async def before(pilot: Pilot[None]) -> None:
        assert isinstance(pilot.app, QAApp)
        driver = Driver(pilot.app, pilot)
        await driver.until(lambda: bool(driver.screen.query("#prompt")))
        pilot.app.theme = theme
        driver.screen.prompt.cursor_blink = False
        if asked:
            await driver.answered()
        await driver.settled()
        for key in keys:
            await pilot.press(key)
            await driver.settled()
        # A cursor that is drawn or not by chance would make pictures differ.
        for field in pilot.app.screen.query(Input):
            field.cursor_blink = False
            field._cursor_visible = True

    return before


@pytest.mark.parametrize("theme", ["qa-dark", "qa-light"])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_an_answer_beside_its_source(
    snap_compare: Compare, size: tuple[int, int], theme: str
) -> None:
    assert snap_compare(
        app(HOW_MANY), terminal_size=size, run_before=settled("ctrl+n", theme=theme)
    )


def test_the_source_alone_on_a_small_screen(snap_compare: Compare) -> None:
    assert snap_compare(app(HOW_MANY), terminal_size=(50, 20), run_before=settled("f2"))


def test_not_in_these_documents(snap_compare: Compare) -> None:
    assert snap_compare(app(WHEAT), terminal_size=(100, 30), run_before=settled())


def test_before_the_first_question(snap_compare: Compare) -> None:
    assert snap_compare(app(), terminal_size=(100, 30), run_before=settled(asked=False))


def test_help(snap_compare: Compare) -> None:
    assert snap_compare(app(HOW_MANY), terminal_size=(80, 24), run_before=settled("f1"))


def test_finding_words_in_the_source(snap_compare: Compare) -> None:
    keys = ("f2", "slash", *"brid")
    assert snap_compare(app(HOW_MANY), terminal_size=(100, 30), run_before=settled(*keys))


def test_the_list_of_documents(snap_compare: Compare) -> None:
    keys = ("f3", *"fe")
    before = settled(*keys, theme="qa-light")
    assert snap_compare(app(HOW_MANY), terminal_size=(80, 24), run_before=before)


def test_choosing_the_documents_to_ask(snap_compare: Compare) -> None:
    keys = ("f6", *"published>=2024-10", "tab")
    assert snap_compare(app(HOW_MANY), terminal_size=(80, 24), run_before=settled(*keys))


def test_the_page_of_the_index(snap_compare: Compare) -> None:
    assert snap_compare(app(HOW_MANY), terminal_size=(80, 24), run_before=settled("f7"))


@pytest.mark.parametrize("theme", ["textual-dark", "textual-light", "nord", "dracula", "ansi-dark"])
def test_marks_can_be_told_apart_in_other_themes(snap_compare: Compare, theme: str) -> None:
    assert snap_compare(app(HOW_MANY), terminal_size=(100, 30), run_before=settled(theme=theme))
