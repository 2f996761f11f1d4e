"""The mouse: marks that lead to their source, words that can be selected and copied."""

import pytest
from ui_driver import Driver, running_app
from ui_fakes import (
    BRIDGE_DOCUMENT,
    FERRY_DOCUMENT,
    HOW_MANY,
    FakeLibrary,
    answer,
    citation,
    document,
    paragraphs,
)

from qa.types import Kind

pytestmark = pytest.mark.asyncio


def place(d: Driver, words: str, beyond: int = 0) -> tuple[int, int]:
    """Where words stand on the screen: column and row, at `beyond` or right of it."""
    for row, line in enumerate(d.text().splitlines()):
        if (column := line.find(words, beyond)) >= 0:
            return column, row
    raise AssertionError(f"{words!r} is not on the screen")


async def drag(d: Driver, start: tuple[int, int], end: tuple[int, int]) -> None:
    """Select from cell to cell, both included."""
    await d.pilot.mouse_down(offset=start)
    await d.pilot.hover(offset=end)
    await d.pilot.mouse_up(offset=end)
    await d.pilot.pause()


@pytest.mark.parametrize(
    ("mark", "current", "shown"),
    [("[1]", 0, BRIDGE_DOCUMENT), ("[2]", 1, FERRY_DOCUMENT), ("[3]", 2, BRIDGE_DOCUMENT)],
)
async def test_a_click_on_a_mark_goes_to_its_source(mark: str, current: int, shown: object) -> None:
    async with running_app() as d:
        await d.ask(HOW_MANY)
        await d.pilot.press("ctrl+n")
        column, row = place(d, mark)
        await d.pilot.click(offset=(column + 1, row))
        await d.settled()
        assert (d.current, d.screen._shown) == (current, shown)


async def test_each_mark_of_one_statement_goes_to_its_own_source() -> None:
    blocks = ((Kind.BODY, "Nine thousand people cross."), (Kind.BODY, "All of them walk."))
    one = document("one.txt", *blocks)
    pages = paragraphs(one, *blocks)
    places = (citation(1, pages[0], "Nine thousand"), citation(2, pages[1], "All of them"))
    both = answer("q", "Nine thousand", *places)
    both = type(both)(
        both.question, both.text, (type(both.statements[0])(pages[0].text, (1, 2)),),
        both.citations, both.passages, both.confidence, both.seconds,
    )  # fmt: skip
    async with running_app(FakeLibrary(pages={one: pages}, answers={"q": both})) as d:
        await d.ask("q")
        column, row = place(d, "[2]")
        await d.pilot.click(offset=(column + 1, row))
        await d.settled()
        assert d.current == 1


async def test_a_click_on_a_number_in_the_gutter_chooses_the_quote() -> None:
    async with running_app() as d:
        await d.ask(HOW_MANY)
        column, row = place(d, "[3]", beyond=55)
        await d.pilot.click(offset=(column + 1, row))
        await d.settled()
        assert d.current == 2


async def test_words_of_the_source_are_selected_without_the_gutter_and_copied() -> None:
    async with running_app() as d:
        await d.ask(HOW_MANY)
        start, end = place(d, "Some 9,000", 55), place(d, "free ferry", 55)
        await drag(d, start, (end[0] + 3, end[1]))
        await d.pilot.press("ctrl+c")
        text = BRIDGE_DOCUMENT.text
        assert d.app.clipboard == text[text.index("Some 9,000") : text.index("free ferry") + 4]
        # A drag is no click: the quote is the same.
        assert d.current == 0


async def test_what_is_selected_is_seen() -> None:
    async with running_app() as d:
        await d.ask(HOW_MANY)
        column, row = place(d, "Shopkeepers", 55)
        before = d.app.screen._compositor.render_strips()[row].crop(column, column + 1)
        await drag(d, (column, row), (column + 7, row))
        after = d.app.screen._compositor.render_strips()[row].crop(column, column + 1)
        assert next(iter(before)).style.bgcolor != next(iter(after)).style.bgcolor
        assert d.screen.get_selected_text() == "Shopkeep"


async def test_wide_characters_are_selected_whole() -> None:
    blocks = ((Kind.BODY, "漢字漢字 people cross the bridge."),)
    one = document("one.txt", *blocks)
    pages = paragraphs(one, *blocks)
    known = answer("q", "people", citation(1, pages[0], "people"))
    async with running_app(FakeLibrary(pages={one: pages}, answers={"q": known})) as d:
        await d.ask("q")
        view = d.screen.pane.view
        x = view.content_region.x + view._gutter_width
        row = view.content_region.y
        await drag(d, (x + 4, row), (x + 14, row))
        assert d.screen.get_selected_text() == "漢字 people"


async def test_words_of_an_answer_are_selected_and_copied() -> None:
    async with running_app() as d:
        await d.ask(HOW_MANY)
        column, row = place(d, "Some 9,000 people")
        await drag(d, (column, row), (column + 9, row))
        await d.pilot.press("ctrl+c")
        assert d.app.clipboard == "Some 9,000"
