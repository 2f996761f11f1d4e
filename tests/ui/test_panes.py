"""The two panes: how large each is, by keys and by mouse, at every size of the terminal."""

import pytest
from textual import events
from ui_driver import Driver, running_app
from ui_fakes import HOW_MANY

pytestmark = pytest.mark.asyncio


def widths(d: Driver) -> tuple[int, int]:
    return d.screen.left.region.width, d.screen.pane.region.width


def heights(d: Driver) -> tuple[int, int]:
    return d.screen.left.region.height, d.screen.pane.region.height


async def test_keys_move_the_divider_and_a_third_puts_it_back() -> None:
    async with running_app() as d:
        await d.ask(HOW_MANY)
        before = widths(d)
        d.screen.pane.view.focus()
        await d.pilot.press("greater_than_sign")
        await d.until(lambda: widths(d) == (before[0] + 6, before[1] - 6))
        await d.pilot.press("less_than_sign", "less_than_sign")
        await d.until(lambda: widths(d)[0] < before[0])
        await d.pilot.press("equals_sign")
        await d.until(lambda: widths(d) == before)


async def test_the_same_keys_are_letters_in_the_prompt() -> None:
    async with running_app() as d:
        await d.settled()
        before = widths(d)
        await d.pilot.press("less_than_sign", "greater_than_sign", "equals_sign")
        assert d.screen.prompt.text == "<>="
        assert widths(d) == before


@pytest.mark.parametrize(("key", "smaller"), [("less_than_sign", 0), ("greater_than_sign", 1)])
async def test_no_pane_is_pushed_off_the_screen(key: str, smaller: int) -> None:
    async with running_app(size=(100, 30)) as d:
        await d.ask(HOW_MANY)
        d.screen.pane.view.focus()
        await d.pilot.press(*[key] * 20)
        await d.until(lambda: 29 <= widths(d)[smaller] <= 31)


async def test_the_divider_is_dragged_and_a_double_click_puts_it_back() -> None:
    async with running_app() as d:
        await d.ask(HOW_MANY)
        before = widths(d)
        at = d.screen.query_one("#divider").region.offset
        await d.pilot.mouse_down(offset=(at.x, at.y + 5))
        await d.pilot.hover(offset=(72, 12))
        await d.pilot.mouse_up(offset=(72, 12))
        await d.until(lambda: 70 <= widths(d)[0] <= 72)
        assert d.app.mouse_captured is None
        # Let go: moving on does not drag any more.
        await d.pilot.hover(offset=(50, 12))
        await d.pilot.pause()
        assert 70 <= widths(d)[0] <= 72
        await d.pilot.click("#divider", times=2)
        await d.until(lambda: widths(d) == before)


async def test_what_was_set_is_kept_through_full_screen_and_other_sizes() -> None:
    async with running_app() as d:
        await d.ask(HOW_MANY)
        d.screen.pane.view.focus()
        await d.pilot.press("greater_than_sign", "greater_than_sign")
        await d.until(lambda: widths(d)[0] > 60)
        kept = widths(d)
        await d.pilot.press("f5", "f5")
        await d.pilot.resize_terminal(60, 20)
        await d.until(lambda: d.screen.alone)
        await d.pilot.resize_terminal(120, 34)
        await d.until(lambda: widths(d) == kept)


async def test_panes_that_are_stacked_divide_the_height() -> None:
    async with running_app(size=(60, 48)) as d:
        await d.ask(HOW_MANY)
        assert d.screen.stacked
        before = heights(d)
        assert widths(d) == (60, 60)
        d.screen.pane.view.focus()
        await d.pilot.press("less_than_sign", "less_than_sign")
        await d.until(lambda: heights(d)[0] < before[0] - 3)
        assert widths(d) == (60, 60)
        at = d.screen.query_one("#divider").region.offset
        await d.pilot.mouse_down(offset=(5, at.y))
        await d.pilot.hover(offset=(5, 30))
        await d.pilot.mouse_up(offset=(5, 30))
        await d.until(lambda: 27 <= heights(d)[0] <= 29)


@pytest.mark.parametrize("size", [(80, 24), (50, 20)], ids=["80x24", "50x20"])
async def test_where_only_one_pane_fits_the_key_says_so(size: tuple[int, int]) -> None:
    async with running_app(size=size) as d:
        await d.ask(HOW_MANY)
        await d.pilot.press("f2")
        await d.until(lambda: d.screen.focused is d.screen.pane.view)
        await d.pilot.press("greater_than_sign")
        await d.until(lambda: "Only one pane is" in d.text())
        assert d.screen.share is None


@pytest.mark.parametrize(
    "size", [(160, 50), (100, 30), (80, 24), (50, 20), (60, 48)], ids=lambda s: f"{s[0]}x{s[1]}"
)
async def test_one_key_gives_the_pane_with_the_keys_all_of_the_screen(
    size: tuple[int, int],
) -> None:
    async with running_app(size=size) as d:
        await d.ask(HOW_MANY)
        await d.pilot.press("f2", "f5")
        await d.until(lambda: d.screen.pane.region.size == d.screen.panes.size)
        await d.pilot.press("escape", "escape")
        await d.until(lambda: not d.screen.zoomed)
        assert d.screen.left.region.width > 0


async def test_letters_after_a_click_go_to_the_prompt() -> None:
    async with running_app() as d:
        await d.ask(HOW_MANY)
        for pane in ("#source", "#conversation"):
            await d.pilot.click(pane, offset=(20, 8))
            await d.until(lambda pane=pane: d.screen.query_one(pane).has_focus)
            assert "copy_quote" not in {a.binding.action for a in d.screen.active_bindings.values()}
            await d.pilot.press("y", "n", "space", "7")
            await d.until(lambda: d.screen.prompt.text == "yn 7")
            assert d.screen.prompt.has_focus
            d.screen.prompt.clear()


async def test_letters_are_commands_in_a_pane_that_was_entered() -> None:
    async with running_app() as d:
        await d.ask(HOW_MANY)
        await d.pilot.press("f2")
        await d.until(lambda: d.screen.pane.view.has_focus)
        await d.pilot.click("#source", offset=(20, 8))
        await d.pilot.press("2")
        await d.until(lambda: d.current == 1)
        assert d.screen.prompt.text == ""


async def test_what_is_pasted_over_a_pane_goes_to_the_prompt() -> None:
    async with running_app() as d:
        await d.ask(HOW_MANY)
        await d.pilot.press("f2")
        d.app.post_message(events.Paste("Who\rleads?"))
        await d.until(lambda: d.screen.prompt.text == "Who\nleads?")


@pytest.mark.parametrize("pane", ["#conversation", "#source"])
async def test_the_pane_that_has_the_keys_has_a_line_beside_it(pane: str) -> None:
    async with running_app() as d:
        await d.ask(HOW_MANY)
        before = d.text()
        widget = d.screen.query_one(pane)
        widget.focus()
        await d.until(lambda: d.text().count("┃") >= widget.region.height)
        assert "┃" not in before
        # The text stays where it was.
        now = d.text().replace("┃", " ")
        assert [line.rstrip() for line in now.splitlines()[:-1]] == before.splitlines()[:-1]
