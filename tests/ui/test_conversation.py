"""The conversation as rows: what is laid out again, what stays in view, where the cursor is."""

from __future__ import annotations

import pytest
from test_mouse import drag, place
from ui_driver import Driver, running_app
from ui_fakes import HOW_MANY, WHEN

from qa.ui.drawing.answer_card import AnswerCard
from qa.ui.model.exchange import Exchange, Phase

pytestmark = pytest.mark.asyncio


def marked(d: Driver) -> list[str]:
    """The marks that stand out in the conversation."""
    strips = d.app.screen._compositor.render_strips()
    return [
        segment.text
        for strip in strips
        for segment in strip.crop(0, d.screen.conversation.region.right)
        if segment.style and segment.style.reverse and segment.text[:1] in "[("
    ]


async def test_an_answer_leaves_the_rows_of_those_before_as_they_are() -> None:
    async with running_app() as d:
        await d.ask(HOW_MANY)
        before = d.screen.conversation.cards[0].rows
        await d.ask(WHEN)
        assert d.screen.conversation.cards[0].rows is before


async def test_only_one_place_of_a_conversation_is_the_one_in_view() -> None:
    async with running_app(size=(120, 60)) as d:
        await d.ask(HOW_MANY)
        assert marked(d) == ["[1]"]
        await d.ask(WHEN)
        assert marked(d) == ["[1]"]
        await d.pilot.press("ctrl+n")
        assert [card.current for card in d.screen.conversation.cards] == [-1, 1]
        assert marked(d) == ["[2]"]


async def test_another_width_breaks_the_rows_anew_and_keeps_the_answer_in_view() -> None:
    async with running_app(size=(120, 24)) as d:
        for question in (HOW_MANY, HOW_MANY, WHEN):
            await d.ask(question)
        conversation = d.screen.conversation
        rows = len(conversation.cards[-1].rows)
        for size in ((70, 24), (160, 24), (120, 24)):
            await d.pilot.resize_terminal(*size)
            await d.settled()
            await d.until(lambda: WHEN in d.text())
            assert all(
                row.words.cell_length <= conversation.size.width
                for card in conversation.cards
                for row in card.rows
            )
        assert len(conversation.cards[-1].rows) == rows


async def test_a_pane_that_was_hidden_shows_the_answer_that_came_meanwhile() -> None:
    async with running_app(size=(80, 24)) as d:
        await d.ask(HOW_MANY)
        await d.pilot.press("f2")
        await d.until(lambda: d.screen.front == "source")
        d.screen.ask(WHEN)
        await d.answered()
        await d.pilot.press("escape")
        await d.until(lambda: WHEN in d.text() and "in April" in d.text())


async def test_what_is_selected_over_several_rows_has_the_line_ends_of_the_words() -> None:
    async with running_app(size=(100, 30)) as d:
        await d.ask(HOW_MANY)
        start, end = place(d, "A free ferry"), place(d, "midnight. [3]")
        assert end[1] > start[1]
        await drag(d, start, (end[0] + 7, end[1]))
        await d.pilot.press("ctrl+c")
        words = "A free ferry will run every ten minutes from six in the morning until midnight"
        assert d.app.clipboard == words


async def test_the_bar_under_the_mouse_stands_out() -> None:
    async with running_app() as d:
        await d.ask(HOW_MANY)
        column, row = place(d, "[2]")

        def bar() -> object:
            strip = d.app.screen._compositor.render_strips()[row]
            return next(each.style for each in strip if each.text == "▌")

        before = bar()
        await d.pilot.hover(offset=(column, row))
        await d.until(lambda: bar() != before)
        await d.pilot.hover(offset=(column, 0))
        await d.until(lambda: bar() == before)


@pytest.mark.parametrize("width", [1, 2, 7, 40, 200])
async def test_rows_hold_every_letter_at_its_place_in_the_text(width: int) -> None:
    card = AnswerCard(Exchange("Who went, and  where to? " * 3, Phase.FAILED, note="no\x1b one"))
    card.lay_out(width)
    for row in card.rows:
        assert card.text[row.start : row.start + len(row.words)] == row.words.plain
    assert "".join(row.words.plain for row in card.rows).replace(" ", "") == (
        card.text.replace(" ", "").replace("\n", "")
    )
