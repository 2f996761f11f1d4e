"""A conversation on the screen: what was understood, and the key that takes it literally."""

from pathlib import Path

import pytest
from ui_driver import running_app
from ui_fakes import ANSWERS, BRIDGE, WHEN, FakeLibrary, answer, citation

from qa.ui.model.conversations import exchange_json, restored
from qa.ui.model.export import answer_text, markdown

pytestmark = pytest.mark.asyncio
WHY_IT_OPENS = "Why does the bridge open again?"
WHY = "Why?"


def _library() -> FakeLibrary:
    why = answer(WHY_IT_OPENS, "Repairs", citation(1, BRIDGE[2], "Repairs"))
    return FakeLibrary(answers={**ANSWERS, WHY_IT_OPENS: why})


async def test_a_follow_up_shows_what_was_understood_and_is_saved_with_it() -> None:
    async with running_app(_library()) as d:
        await d.ask(WHEN)
        assert "^t As typed" not in d.text()
        await d.ask(WHY)
        assert f"Understood as: {WHY_IT_OPENS}" in d.text()
        assert "Repairs" in d.text()
        exchange = d.screen.all_exchanges()[1]
        assert exchange_json(exchange)["understood_as"] == WHY_IT_OPENS
        assert f"Understood as: {WHY_IT_OPENS}" in answer_text(exchange)
        assert f"*Understood as: {WHY_IT_OPENS}*" in markdown([exchange])
        assert restored(exchange_json(exchange), {}).turn is not None


async def test_one_key_takes_it_literally() -> None:
    library = _library()
    async with running_app(library) as d:
        await d.ask(WHEN)
        await d.pilot.press("ctrl+t")
        await d.settled()
        assert library.asked == [WHEN]
        await d.ask(WHY)
        assert "^t As typed" in d.text()
        await d.pilot.press("ctrl+t")
        await d.answered()
        assert library.asked == [WHEN, WHY_IT_OPENS, WHY]
        assert d.screen.all_exchanges()[-1].answer.understood_as is None


async def test_a_resumed_conversation_goes_on_where_it_was(tmp_path: Path) -> None:
    async with running_app(_library(), home=tmp_path) as d:
        await d.ask(WHEN)
        await d.ask(WHY)
        seen = [exchange_json(each) for each in d.screen.all_exchanges()]
    library = _library()
    async with running_app(library, home=tmp_path) as d:
        await d.settled()
        await d.pilot.press("f4")
        await d.until(lambda: "1 conversation" in d.text())
        await d.pilot.press("enter")
        await d.until(lambda: len(d.screen.conversation.cards) == 2)
        assert [exchange_json(each) for each in d.screen.all_exchanges()] == seen
        assert f"Understood as: {WHY_IT_OPENS}" in d.text()
        await d.ask("And where?")
        assert library.asked == ["Where does the bridge open again?"]
