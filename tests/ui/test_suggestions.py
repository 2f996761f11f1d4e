"""Questions that are offered: before the first one, and below an answer."""

from dataclasses import replace

import pytest
from ui_driver import running_app
from ui_fakes import COUNTS, CROSSING, HOW_MANY, WHEN, FakeLibrary, answer

from qa.types import Answer
from qa.ui.drawing.answer_card import blocks_of
from qa.ui.model.exchange import Exchange, Phase


@pytest.mark.asyncio
async def test_the_welcome_offers_questions_by_a_key() -> None:
    library = FakeLibrary(suggested=(HOW_MANY, WHEN))
    async with running_app(library) as d:
        await d.until(lambda: d.screen.welcome.suggestions == (HOW_MANY, WHEN))
        assert WHEN in d.text()
        await d.pilot.press("alt+2")
        await d.answered()
        assert library.asked == [WHEN]


@pytest.mark.asyncio
async def test_the_welcome_offers_questions_by_a_click() -> None:
    library = FakeLibrary(suggested=(HOW_MANY,))
    async with running_app(library) as d:
        await d.until(lambda: HOW_MANY in d.text())
        lines = d.text().splitlines()
        row = next(n for n, line in enumerate(lines) if HOW_MANY in line)
        await d.pilot.click(offset=(lines[row].index(HOW_MANY) + 2, row))
        await d.answered()
        assert library.asked == [HOW_MANY]


@pytest.mark.asyncio
async def test_an_answer_offers_what_to_ask_next_by_key_and_click() -> None:
    library = FakeLibrary(next=(COUNTS,))
    async with running_app(library) as d:
        await d.ask(HOW_MANY)
        await d.until(lambda: d.screen.conversation.cards[-1].exchange.offered == (COUNTS,))
        await d.pilot.press("alt+1")
        await d.answered()
        assert library.asked == [HOW_MANY, COUNTS]
        await d.until(lambda: d.screen.conversation.cards[-1].exchange.offered == (COUNTS,))
        d.screen.conversation.scroll_end(animate=False)
        await d.until(lambda: "Alt+1" in d.text())
        lines = d.text().splitlines()
        row = next(n for n, line in enumerate(lines) if "Alt+1" in line)
        await d.pilot.click(offset=(lines[row].index("Alt+1") + 9, row))
        await d.answered()
        assert library.asked == [HOW_MANY, COUNTS, COUNTS]


@pytest.mark.asyncio
async def test_a_key_without_a_question_does_nothing() -> None:
    library = FakeLibrary()
    async with running_app(library) as d:
        await d.settled()
        await d.pilot.press("alt+3")
        await d.settled()
        assert not library.asked


def test_a_card_shows_a_remark_in_place_of_a_refusal() -> None:
    told = Answer("hello", "", (), (), (), 0.0, remark="Hello! Ask.", suggestions=(HOW_MANY,))
    looks = [(b.look, b.words.plain) for b in blocks_of(Exchange("hello", Phase.DONE, (), told))]
    assert looks == [
        ("question", "hello"),
        ("note", "Hello! Ask."),
        ("offered", f"Alt+1  {HOW_MANY}"),
    ]


def test_a_list_shows_its_short_form_and_remark_and_no_chance() -> None:
    listed = answer("What is here?", "2 documents", *CROSSING, confidence=1.0)
    shown = blocks_of(Exchange("What is here?", Phase.DONE, (), replace(listed, remark="By name.")))
    looks = [block.look for block in shown]
    assert looks == ["question", "short-answer", "note", "excerpt", "excerpt", "excerpt"]
