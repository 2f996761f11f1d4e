"""Which documents are asked: chosen, seen, handed on, kept."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from textual.widgets import Input, Static
from ui_driver import Driver, running_app
from ui_fakes import (
    ANSWERS,
    BRIDGE_DOCUMENT,
    FERRY_DOCUMENT,
    HOW_MANY,
    WHEN,
    FakeLibrary,
)

from qa.errors import BadInput, IndexMissing
from qa.store.filters import Condition
from qa.ui.dialogs.scope_picker import ScopePicker
from qa.ui.model import export
from qa.ui.model.conversations import exchange_json, restored
from qa.ui.model.exchange import Exchange, Phase
from qa.ui.model.scope import EVERYTHING, Scope, parse_filter

BRIDGE_ONLY = Scope(("news/bridge.md",), (), 1, 2)
IN_OCTOBER = Scope(None, ("published>=2024-10-08",), 1, 2)
SCOPED = Exchange(WHEN, Phase.DONE, ANSWERS[WHEN].passages, ANSWERS[WHEN], scope=IN_OCTOBER)


@pytest.mark.parametrize(
    ("typed", "words", "conditions"),
    [
        pytest.param("ferry Lake", ("ferry", "lake"), (), id="words"),
        pytest.param("published>=2024-10", (), ("published>=2024-10",), id="condition"),
        pytest.param(
            "ferry Author = Ada Vell published<2025",
            ("ferry",),
            ("author=Ada Vell", "published<2025"),
            id="both",
        ),
        pytest.param("title~", (), (), id="value still to come"),
        pytest.param("subtitle~x", ("subtitle~x",), (), id="no field"),
    ],
)
def test_what_is_typed(typed: str, words: tuple[str, ...], conditions: tuple[str, ...]) -> None:
    assert parse_filter(typed) == (words, tuple(map(Condition.parse, conditions)))


def test_half_a_date_is_wrong() -> None:
    with pytest.raises(BadInput, match="a date is"):
        parse_filter("published>=2024-1")


def test_a_scope_says_what_it_is_and_narrows_only_when_it_does() -> None:
    assert (EVERYTHING.label, EVERYTHING.arguments, bool(EVERYTHING)) == ("", {}, False)
    assert BRIDGE_ONLY.label == "1 of 2 documents"
    assert BRIDGE_ONLY.details == "1 of 2 documents (news/bridge.md)"
    assert BRIDGE_ONLY.arguments == {"sources": ("news/bridge.md",)}
    assert IN_OCTOBER.label == "1 of 2 documents: published>=2024-10-08"
    assert IN_OCTOBER.arguments == {"where": ("published>=2024-10-08",)}
    counted = replace(IN_OCTOBER, documents=9, of=9).counted([BRIDGE_DOCUMENT, FERRY_DOCUMENT])
    assert counted == IN_OCTOBER


@pytest.mark.parametrize("kept", [None, [], {"sources": 3, "documents": "x"}])
def test_what_is_no_scope_narrows_nothing(kept: object) -> None:
    assert not Scope.from_json(kept)


def test_a_scope_is_kept_and_exported_with_its_answer() -> None:
    answer = json.loads(json.dumps(exchange_json(SCOPED)))
    assert restored(answer, {}).scope == IN_OCTOBER
    assert json.loads(export.to_json([SCOPED]))[0]["scope"]["where"] == ["published>=2024-10-08"]
    assert "Asked of 1 of 2 documents: published>=2024-10-08." in export.answer_text(SCOPED)
    assert r"*Asked of 1 of 2 documents: published\>=2024-10-08.*" in export.markdown([SCOPED])


async def choose(d: Driver, *keys: str, typed: str = "") -> None:
    await d.settled()
    await d.pilot.press("f6")
    await d.until(lambda: isinstance(d.app.screen, ScopePicker))
    await d.until(lambda: bool(d.app.screen.query("#choices")))
    if typed:
        d.app.screen.query_one(Input).value = typed
        await d.pilot.pause()
    await d.pilot.press(*keys)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("typed", "keys", "scope"),
    [
        pytest.param("harbour bridge closes", (), BRIDGE_ONLY, id="by name"),
        pytest.param("published>=2024-10-08", (), IN_OCTOBER, id="by a condition"),
        pytest.param("", ("tab",), Scope(("news/bridge.md",), (), 1, 2), id="one unticked"),
        pytest.param("", ("ctrl+a", "down", "tab"), BRIDGE_ONLY, id="one ticked"),
        pytest.param("", (), EVERYTHING, id="all"),
    ],
)
async def test_documents_are_chosen(typed: str, keys: tuple[str, ...], scope: Scope) -> None:
    pages = {FERRY_DOCUMENT: (), BRIDGE_DOCUMENT: ()}
    async with running_app(FakeLibrary(pages=pages)) as d:
        await choose(d, *keys, "enter", typed=typed)
        await d.until(lambda: d.app.screen is d.screen)
        assert d.screen.scope == scope


@pytest.mark.asyncio
async def test_the_scope_is_seen_handed_on_kept_and_ended(tmp_path: Path) -> None:
    library = FakeLibrary()
    async with running_app(library, home=tmp_path) as d:
        await choose(d, "enter", typed="published>=2024-10-08 author~[red]post")
        outcome = d.app.screen.query_one("#outcome", Static)
        assert "No document is chosen." in str(outcome.render())
        d.app.screen.query_one(Input).value = "author~post"
        await d.pilot.press("enter")
        await d.until(lambda: d.app.screen is d.screen)
        await d.until(lambda: d.text().count("1 of 2 documents: author~post") >= 2)
        await d.ask(HOW_MANY)
        assert library.narrowed == [{"where": ("author~post",), "sources": None}]
        assert "asked of 1 of 2 documents: author~post" in d.text()
        d.screen.action_all_documents()
        await d.ask(WHEN)
        assert library.narrowed[1:] == [{"where": (), "sources": None}]
        first, second = d.screen.all_exchanges()
        assert (first.scope.where, second.scope) == (("author~post",), EVERYTHING)
    (kept,) = (tmp_path / "conversations").glob("*.json")
    assert json.loads(kept.read_text())["answers"][0]["scope"]["where"] == ["author~post"]


@pytest.mark.asyncio
async def test_half_a_date_is_said_and_esc_changes_nothing() -> None:
    async with running_app() as d:
        await choose(d, "enter", typed="published>=2024-1")
        await d.until(lambda: "a date is 2024" in d.text())
        await d.pilot.press("escape")
        await d.until(lambda: d.app.screen is d.screen)
        assert d.screen.scope == EVERYTHING


@pytest.mark.asyncio
async def test_without_an_index_there_is_nothing_to_choose() -> None:
    async with running_app(IndexMissing("no index here")) as d:
        await d.settled()
        await d.pilot.press("f6")
        await d.until(lambda: "no index here" in d.text())
        assert d.app.screen is d.screen
