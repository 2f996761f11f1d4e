"""More like this: passages that resemble one on the screen."""

import json
from pathlib import Path

import pytest
from ui_driver import running_app
from ui_fakes import BOATS, BRIDGE, HITS, HOW_MANY, WHEAT, FakeLibrary, hit

from qa.types import Document, Paragraph
from qa.ui.model import export
from qa.ui.model.exchange import Phase, others


def test_the_passage_itself_is_left_out_and_ranks_begin_anew() -> None:
    found = others(HITS, BRIDGE[5], 5)
    assert [(each.rank, each.paragraph) for each in found] == [(1, BOATS[1]), (2, BRIDGE[3])]
    assert len(others(HITS, BRIDGE[5], 1)) == 1


def test_a_passage_that_an_update_moved_is_left_out_too() -> None:
    text = "New. " + BRIDGE[5].text
    moved = Paragraph(Document("news/bridge.md", text), 9, 5, len(text))
    assert others([hit(1, moved)], BRIDGE[5], 5) == ()


@pytest.mark.asyncio
async def test_passages_like_a_quote_stand_on_a_card_and_are_kept(tmp_path: Path) -> None:
    library = FakeLibrary()
    async with running_app(library, home=tmp_path) as d:
        await d.ask(HOW_MANY)
        d.screen.conversation.focus()
        await d.pilot.press("2", "m")
        await d.until(lambda: len(d.phases) == 2)
        await d.answered()
        assert library.searched[-1] == BOATS[1].text
        assert library.asked == [HOW_MANY]
        exchange = d.screen.all_exchanges()[-1]
        assert exchange.like == "[2] A ferry for nine thousand"
        assert [each.paragraph for each in exchange.places] == [BRIDGE[5], BRIDGE[3]]
        assert "Like [2] A ferry for nine thousand: “While" in " ".join(d.text().split())
        assert "2 passages like it" in d.text()
        assert "passage 1 of 2" in d.text()
        assert "Not in these documents" not in d.text()
        written = export.markdown([exchange])
        assert r"## Like \[2\] A ferry" in written
        assert "> Some 9,000 people cross" in written
    (kept,) = (tmp_path / "conversations").glob("*.json")
    assert json.loads(kept.read_text())["answers"][1]["like"] == exchange.like
    async with running_app(home=tmp_path) as d:
        await d.settled()
        await d.pilot.press("f4")
        await d.until(lambda: bool(d.app.screen.query("#choices")))
        await d.pilot.press("enter")
        await d.until(lambda: len(d.phases) == 2)
        again = d.screen.all_exchanges()[1]
        assert (again.like, again.question, again.places) == (
            exchange.like,
            exchange.question,
            exchange.places,
        )
        await d.pilot.press("up")
        assert d.screen.prompt.text == HOW_MANY


@pytest.mark.asyncio
async def test_the_sentence_alone_or_the_paragraph_in_view_can_be_what_is_looked_for() -> None:
    library = FakeLibrary()
    async with running_app(library) as d:
        await d.ask(WHEAT)
        d.screen.conversation.focus()
        await d.pilot.press("M")
        await d.until(lambda: d.phases == [Phase.DONE] * 2)
        assert library.searched[-1] == "Some 9,000 people cross the bridge on a working day."
        assert d.screen.all_exchanges()[-1].like.startswith("(1) Harbour")
        await d.settled()
        d.screen.open_document(BOATS[0].document)
        await d.settled()
        await d.pilot.press("m")
        await d.until(lambda: d.phases == [Phase.DONE] * 3)
        assert library.searched[-1] == BOATS[1].text
        assert d.screen.all_exchanges()[-1].like == "¶ 2 A ferry for nine thousand"


@pytest.mark.asyncio
async def test_without_a_passage_it_says_so() -> None:
    async with running_app() as d:
        await d.settled()
        d.screen.conversation.focus()
        await d.pilot.press("m")
        await d.until(lambda: "Choose a quote or a document" in d.text())
        assert d.phases == []
