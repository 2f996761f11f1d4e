"""Conversations and settings are there again the next time."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from textual.widgets import Input, OptionList
from ui_driver import Driver, running_app
from ui_fakes import (
    ANSWERS,
    BOATS,
    BRIDGE,
    BRIDGE_DOCUMENT,
    COUNTS,
    FERRY_DOCUMENT,
    HOW_MANY,
    WHEAT,
    WHEN,
    FakeLibrary,
)

from qa.types import Document
from qa.ui.model.conversations import (
    CHANGED,
    ConversationStore,
    SavedConversation,
    exchange_json,
    restored,
)
from qa.ui.model.exchange import Exchange, Phase

PAGES = {"news/bridge.md": (BRIDGE_DOCUMENT, BRIDGE), "news/ferry.txt": (FERRY_DOCUMENT, BOATS)}
DONE = [Exchange(q, Phase.DONE, a.passages, a) for q, a in ANSWERS.items()]


def saved(name: str, exchanges: Sequence[Exchange] = ()) -> SavedConversation:
    return replace(SavedConversation.begin(name), answers=tuple(map(exchange_json, exchanges)))


def through_json(conversation: SavedConversation) -> SavedConversation:
    return replace(conversation, answers=tuple(json.loads(json.dumps(conversation.answers))))


def test_what_is_kept_comes_back_the_same() -> None:
    kept = through_json(saved("x", DONE))
    assert [restored(each, PAGES) for each in kept.answers] == DONE


def test_a_quote_whose_document_changed_stands_for_itself() -> None:
    kept = through_json(saved("x", DONE[:1]))
    shorter = Document("news/bridge.md", "Other words.", "Other")
    exchange = restored(kept.answers[0], {**PAGES, "news/bridge.md": (shorter, ())})
    first, second, _ = exchange.places
    assert (first.quote, first.paragraph.document.title.endswith(CHANGED)) == ("9,000 people", True)
    assert second.paragraph == BOATS[1]


def test_files_that_are_damaged_are_passed_over(tmp_path: Path) -> None:
    store = ConversationStore(tmp_path)
    store.save(saved("good", DONE[:1]))
    (tmp_path / "conversations" / "99.json").write_text("{")
    (tmp_path / "conversations" / "98.json").write_text("[]")
    (tmp_path / "conversations" / "97.json").write_text('{"answers": [1]}')
    assert [each.name for each in store.conversations()] == ["good"]


def test_without_a_home_nothing_is_kept() -> None:
    store = ConversationStore(None)
    store.save(SavedConversation.begin("x"))
    store.set("theme", "x")
    assert list(store.conversations()) == []
    assert store.settings == {}


def names(home: Path) -> list[str]:
    return [each.name for each in ConversationStore(home).conversations()]


async def open_list(d: Driver) -> OptionList:
    await d.pilot.press("f4")
    await d.until(lambda: bool(d.app.screen.query("#choices")))
    return d.app.screen.query_one("#choices", OptionList)


def answers_line(d: Driver) -> Callable[[], bool]:
    return lambda: bool(d.app.screen.query("#line"))


@pytest.mark.asyncio
async def test_a_conversation_is_kept_and_reopened_by_its_words(tmp_path: Path) -> None:
    async with running_app(home=tmp_path) as d:
        await d.ask(HOW_MANY)
        await d.ask(WHEN)
        await d.pilot.press("f9")
        await d.until(lambda: not d.screen.conversation.cards)
        await d.ask(WHEAT)
    assert names(tmp_path) == [WHEAT, HOW_MANY]
    async with running_app(home=tmp_path) as d:
        await d.settled()
        options = await open_list(d)
        await d.pilot.press(*"open again")
        await d.until(lambda: options.option_count == 1)
        await d.pilot.press("enter")
        await d.until(lambda: len(d.screen.conversation.cards) == 2)
        await d.settled()
        assert [e.question for e in d.screen.all_exchanges()] == [HOW_MANY, WHEN]
        assert d.screen._shown == BRIDGE_DOCUMENT
        await d.ask(WHEAT)
    assert names(tmp_path) == [WHEAT, HOW_MANY]
    assert [len(c.answers) for c in ConversationStore(tmp_path).conversations()] == [1, 3]


@pytest.mark.asyncio
async def test_a_conversation_is_found_by_what_was_answered(tmp_path: Path) -> None:
    async with running_app(home=tmp_path) as d:
        await d.ask(HOW_MANY)
        await d.pilot.press("f9")
        await d.until(lambda: not d.screen.conversation.cards)
        await d.ask(WHEAT)
        options = await open_list(d)
        await d.pilot.press(*"town 8,500")
        await d.until(lambda: options.option_count == 1)
        assert HOW_MANY in str(options.get_option_at_index(0).prompt)


@pytest.mark.asyncio
async def test_questions_of_earlier_days_come_back(tmp_path: Path) -> None:
    async with running_app(home=tmp_path) as d:
        for question in (HOW_MANY, WHEN):
            await d.ask(question)
        await d.pilot.press("f9")
        await d.until(lambda: not d.screen.conversation.cards)
        await d.ask(WHEAT)
    async with running_app(home=tmp_path) as d:
        await d.settled()
        brought = []
        for _ in range(4):
            await d.pilot.press("up")
            brought.append(d.screen.prompt.text)
        assert brought == [WHEAT, WHEN, HOW_MANY, HOW_MANY]


@pytest.mark.asyncio
async def test_conversations_are_renamed_and_deleted(tmp_path: Path) -> None:
    store = ConversationStore(tmp_path)
    for key, question in (("20240101T000000", "one"), ("20240102T000000", "two")):
        store.save(SavedConversation(key, question, ()))
    async with running_app(home=tmp_path) as d:
        await d.settled()
        await open_list(d)
        await d.pilot.press("ctrl+r")
        await d.until(answers_line(d))
        d.app.screen.query_one("#line", Input).value = "better"
        await d.pilot.press("enter")
        await d.until(lambda: names(tmp_path) == ["better", "one"])
        await d.until(lambda: bool(d.app.screen.query("#choices")))
        await d.pilot.press("ctrl+d")
        await d.until(lambda: "Delete “better”?" in d.text())
        await d.pilot.press("escape")
        await d.until(lambda: bool(d.app.screen.query("#choices")))
        assert names(tmp_path) == ["better", "one"]
        await d.pilot.press("ctrl+d")
        await d.until(lambda: "Delete “better”?" in d.text())
        await d.pilot.press("enter")
        await d.until(lambda: names(tmp_path) == ["one"])


@pytest.mark.asyncio
async def test_the_conversation_on_the_screen_is_renamed_and_deleted_too(tmp_path: Path) -> None:
    async with running_app(home=tmp_path) as d:
        await d.ask(HOW_MANY)
        await open_list(d)
        await d.pilot.press("ctrl+r")
        await d.until(answers_line(d))
        d.app.screen.query_one("#line", Input).value = "crossing"
        await d.pilot.press("enter")
        await d.until(lambda: names(tmp_path) == ["crossing"])
        await d.until(lambda: bool(d.app.screen.query("#choices")))
        await d.pilot.press("escape")
        await d.until(lambda: d.app.screen is d.screen)
        await d.ask(WHEN)
        assert names(tmp_path) == ["crossing"]
        await open_list(d)
        await d.pilot.press("ctrl+d")
        await d.until(lambda: "Delete “crossing”?" in d.text())
        await d.pilot.press("enter")
        await d.until(lambda: names(tmp_path) == [])
        await d.until(lambda: bool(d.app.screen.query("#choices")))
        await d.pilot.press("escape")
        await d.until(lambda: d.app.screen is d.screen)
        assert d.screen.all_exchanges() == []
        await d.ask(WHEAT)
        assert [len(c.answers) for c in ConversationStore(tmp_path).conversations()] == [1]


@pytest.mark.asyncio
async def test_a_quote_of_a_changed_document_can_still_be_read(tmp_path: Path) -> None:
    async with running_app(home=tmp_path) as d:
        await d.ask(HOW_MANY)
    library = FakeLibrary(pages={FERRY_DOCUMENT: BOATS})
    async with running_app(library, home=tmp_path) as d:
        await d.settled()
        await open_list(d)
        await d.pilot.press("enter")
        await d.until(lambda: len(d.screen.conversation.cards) == 1)
        await d.until(lambda: CHANGED in d.text())
        assert d.screen._shown.text == "9,000 people"


@pytest.mark.asyncio
async def test_the_theme_is_remembered(tmp_path: Path) -> None:
    async with running_app(home=tmp_path) as d:
        d.app.theme = "qa-light"
        await d.until(lambda: ConversationStore(tmp_path).settings == {"theme": "qa-light"})
    async with running_app(home=tmp_path) as d:
        assert d.app.theme == "qa-light"
    ConversationStore(tmp_path).set("theme", "gone")
    async with running_app(home=tmp_path) as d:
        assert d.app.theme == "qa-dark"


@pytest.mark.asyncio
async def test_a_home_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "conversations").write_text("a file where a folder should be")
    async with running_app(home=tmp_path) as d:
        await d.ask(HOW_MANY)
        await d.until(lambda: "could not be saved" in d.text())
        assert d.phases == [Phase.DONE]


@pytest.mark.asyncio
async def test_conversations_of_other_indexes_are_not_listed(tmp_path: Path) -> None:
    store = ConversationStore(tmp_path)
    store.save(SavedConversation("20240101T000000", "of another index", (), "/elsewhere/index"))
    store.save(SavedConversation("20240102T000000", "of an older qa", ()))
    async with running_app(home=tmp_path) as d:
        await d.ask(HOW_MANY)
        await open_list(d)
        await d.until(lambda: "2 conversations" in d.text())
        assert "of an older qa" in d.text()
        assert "of another index" not in d.text()
    saved = {each.name: each.index for each in store.conversations()}
    assert saved[HOW_MANY] == str(Path("/").joinpath(saved[HOW_MANY]))
    assert saved["of another index"] == "/elsewhere/index"


@pytest.mark.asyncio
async def test_a_browser_tab_that_is_loaded_again_shows_its_conversation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QA_TAB", "ab12")
    async with running_app(home=tmp_path) as d:
        await d.ask(HOW_MANY)
    async with running_app(home=tmp_path) as d:
        await d.until(lambda: "9,000 people" in d.text())
        assert [each.question for each in d.screen.all_exchanges()] == [HOW_MANY]
        await d.ask(WHEN)
    assert names(tmp_path) == [HOW_MANY], "one conversation goes on"
    monkeypatch.setenv("QA_TAB", "cd34")
    async with running_app(home=tmp_path) as d:
        await d.settled()
        assert not d.screen.all_exchanges(), "another tab begins anew"


@pytest.mark.asyncio
async def test_two_uis_on_one_conversation_lose_nobodys_answers(tmp_path: Path) -> None:
    store = ConversationStore(tmp_path)
    async with running_app(home=tmp_path) as d:
        await d.ask(HOW_MANY)
        (seen_by_another,) = store.conversations()
        await d.ask(WHEN)
        store.append(seen_by_another, exchange_json(DONE[3]))
        await d.ask(COUNTS)
        assert "Another qa has saved 1 answer" in d.text()
    (kept,) = store.conversations()
    assert kept.questions == (HOW_MANY, WHEN, WHEAT, COUNTS)


def test_a_conversation_renamed_meanwhile_keeps_its_answers(tmp_path: Path) -> None:
    store = ConversationStore(tmp_path)
    first = store.append(SavedConversation.begin("x"), exchange_json(DONE[0]))
    store.append(first, exchange_json(DONE[1]))
    store.rename(first, "ferries")
    (kept,) = store.conversations()
    assert (kept.name, len(kept.answers)) == ("ferries", 2)


@pytest.mark.asyncio
async def test_the_filter_stays_after_renaming(tmp_path: Path) -> None:
    store = ConversationStore(tmp_path)
    for name in ("old bridge", "old ferry", "wheat"):
        store.save(SavedConversation(name, name, ()))
    async with running_app(home=tmp_path) as d:
        await d.settled()
        await d.pilot.press("f4", *"old")
        await d.until(lambda: "wheat" not in d.text())
        await d.pilot.press("ctrl+r")
        await d.until(answers_line(d))
        await d.pilot.press("end", "s", "enter")
        await d.until(lambda: bool(d.app.screen.query("#filter")))
        assert d.app.screen.query_one("#filter", Input).value == "old"
        assert d.app.screen.query_one("#choices", OptionList).option_count == 2
