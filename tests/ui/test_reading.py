"""Reading a source: finding words, going to places, very large documents."""

import pytest
from textual.strip import Strip
from textual.widgets import Input, OptionList
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

from qa.types import Document, Kind, Paragraph
from qa.ui.drawing.highlight import Level
from qa.ui.drawing.wrap import Layout
from qa.ui.widgets import source_view
from qa.ui.widgets.source_view import SourceView

pytestmark = pytest.mark.asyncio


def levels_on_screen(d: Driver, level: Level) -> list[str]:
    """The words of the source that are drawn at a level."""
    view = d.screen.pane.view
    text = d.screen._shown.text
    return [text[m.start : m.end] for m in (*view._marks, *view._found) if m.level is level]


async def test_find_marks_places_and_n_walks_them() -> None:
    async with running_app() as d:
        await d.ask(HOW_MANY)
        d.screen.pane.view.focus()
        await d.pilot.press("slash", *"bridge")
        await d.until(lambda: "of 6" in d.text())
        assert len(levels_on_screen(d, Level.FOUND)) == 5
        assert len(levels_on_screen(d, Level.FOUND_HERE)) == 1
        await d.pilot.press("enter", "n")
        await d.until(lambda: "2 of 6" in d.text())
        await d.pilot.press("N", "N")
        await d.until(lambda: "6 of 6" in d.text())
        assert d.current == 0


async def test_escape_ends_finding_and_n_walks_quotes_again() -> None:
    async with running_app() as d:
        await d.ask(HOW_MANY)
        d.screen.pane.view.focus()
        await d.pilot.press("slash", *"ferry", "escape")
        await d.until(lambda: not d.screen.pane.finding)
        assert levels_on_screen(d, Level.FOUND) == []
        assert d.screen.focused is d.screen.pane.view
        await d.pilot.press("n")
        assert d.current == 1


async def test_what_is_not_there_is_said() -> None:
    async with running_app() as d:
        await d.ask(HOW_MANY)
        d.screen.pane.view.focus()
        await d.pilot.press("slash", *"wheat")
        await d.until(lambda: "not found" in d.text())


async def test_the_list_of_documents_narrows_while_one_types_and_opens_one() -> None:
    async with running_app() as d:
        await d.settled()
        await d.pilot.press("f3")
        await d.until(lambda: bool(d.app.screen.query("#choices")))
        options = d.app.screen.query_one("#choices", OptionList)
        assert options.option_count == 2
        await d.pilot.press(*"post ferry")
        await d.until(lambda: options.option_count == 1)
        await d.pilot.press("enter")
        await d.until(lambda: d.screen._shown == FERRY_DOCUMENT)
        assert d.screen.focused is d.screen.pane.view
        assert "The boats were built in 2019" in d.text()


async def test_the_list_of_documents_opens_with_the_arrows_and_closes_without_a_choice() -> None:
    async with running_app() as d:
        await d.ask(HOW_MANY)
        await d.pilot.press("f3")
        await d.until(lambda: bool(d.app.screen.query("#choices")))
        await d.pilot.press("down", "escape")
        await d.until(lambda: d.app.screen is d.screen)
        assert d.screen._shown == BRIDGE_DOCUMENT


async def test_go_to_a_paragraph() -> None:
    async with running_app(size=(100, 20)) as d:
        await d.ask(HOW_MANY)
        d.screen.pane.view.focus()
        await d.pilot.press("p")
        await d.until(lambda: bool(d.app.screen.query(Input)))
        await d.pilot.press("1", "enter")
        await d.until(lambda: d.app.screen is d.screen)
        await d.until(lambda: d.screen.pane.view.offset_in_view() == 0)


async def test_a_paragraph_that_is_not_there_is_said() -> None:
    async with running_app() as d:
        await d.ask(HOW_MANY)
        d.screen.pane.view.focus()
        await d.pilot.press("p", "9", "9", "enter")
        await d.until(lambda: "no paragraph 99" in d.text())


async def test_a_document_without_a_title_goes_by_its_source() -> None:
    nameless = document("notes/x.txt", (Kind.BODY, "It rained."))
    nameless = Document(nameless.source, nameless.text, "")
    pages = paragraphs(nameless, (Kind.BODY, "It rained."))
    known = answer("q", "rained", citation(1, pages[0], "rained"))
    async with running_app(FakeLibrary(pages={nameless: pages}, answers={"q": known})) as d:
        await d.ask("q")
        assert d.text().count("notes/x.txt") == 2


SENTENCES = (
    "The harbour council met on day {n} and spoke of nothing but the bridge. "
    "Its members could not agree whether {n} crowns would do. "
)
LONG = tuple((Kind.BODY, SENTENCES.format(n=n) * 4) for n in range(9_500))


async def test_five_megabytes_are_opened_and_walked() -> None:
    long = document("long.txt", *LONG)
    pages = paragraphs(long, *LONG)
    assert len(long.text) > 4_900_000
    first, last = pages[40], pages[-3]
    known = answer("q", "x", citation(1, first, "40 crowns"), citation(2, last, "9497 crowns"))
    library = FakeLibrary(pages={long: pages}, answers={"q": known})
    async with running_app(library) as d:
        await d.ask("q")
        assert "40 crowns" in d.text()
        await d.pilot.press("ctrl+n")
        await d.settled()
        row = next(r for r, line in enumerate(d.text().splitlines()) if "9497 crowns" in line[60:])
        assert row < 34 * 2 // 3


async def test_a_large_document_is_laid_out_once_and_only_what_is_seen_is_drawn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    long = document("long.txt", *LONG)
    pages = paragraphs(long, *LONG)
    known = answer("q", "x", citation(1, pages[40], "40 crowns"))
    laid: list[int] = []
    drawn: list[int] = []
    lay_out, render_line = source_view.lay_out, source_view.SourceView.render_line

    def counted_layout(*given: object) -> Layout:
        laid.append(1)
        return lay_out(*given)

    def counted_line(view: source_view.SourceView, y: int) -> Strip:
        drawn.append(y)
        return render_line(view, y)

    monkeypatch.setattr(source_view, "lay_out", counted_layout)
    async with running_app(FakeLibrary(pages={long: pages}, answers={"q": known})) as d:
        await d.ask("q")
        view = d.screen.pane.view
        assert len(view._layout_of_lines) > 70_000
        # Again only where the width changed: the gutter makes room for the numbers of quotes.
        assert len(laid) <= 3
        view.focus()
        await d.settled()
        laid.clear()
        monkeypatch.setattr(source_view.SourceView, "render_line", counted_line)
        for key in ("space", "space", "j", "G", "g"):
            await d.pilot.press(key)
            await d.settled()
        assert laid == []
        # Scrolling is animated, and each step draws one screen at the most.
        assert 0 < len(drawn) < len(view._layout_of_lines) / 4


async def test_the_quote_comes_into_the_upper_third() -> None:
    blocks = tuple((Kind.BODY, f"Paragraph {n} says what the others say too.") for n in range(200))
    many = document("many.txt", *blocks)
    pages = paragraphs(many, *blocks)
    known = answer("q", "x", citation(1, pages[120], "says"))
    async with running_app(FakeLibrary(pages={many: pages}, answers={"q": known})) as d:
        await d.ask("q")
        view = d.screen.pane.view
        lines = d.text().splitlines()
        row = next(r for r, line in enumerate(lines) if "Paragraph 120 says" in line[60:])
        assert 0 <= row - view.region.y <= view.size.height // 3


async def test_a_resize_keeps_the_quote_in_view() -> None:
    blocks = tuple((Kind.BODY, f"Paragraph {n} says what the others say. " * 5) for n in range(200))
    many = document("many.txt", *blocks)
    pages = paragraphs(many, *blocks)
    known = answer("q", "x", citation(1, pages[120], "120 says"))
    async with running_app(FakeLibrary(pages={many: pages}, answers={"q": known})) as d:
        await d.ask("q")
        await d.pilot.resize_terminal(160, 50)
        await d.until(lambda: "Paragraph 120 says" in d.text())
        await d.pilot.resize_terminal(92, 20)
        await d.until(lambda: "120 says" in "".join(x[42:] for x in d.text().splitlines()))


async def test_a_source_that_comes_back_without_a_resize_is_laid_out_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(SourceView, "on_resize", lambda self, event: None)
    async with running_app(size=(50, 20)) as d:
        await d.ask(HOW_MANY)
        await d.pilot.press("f2")
        await d.until(lambda: "Some 9,000 people cross the bridge" in d.text())


@pytest.mark.asyncio
async def test_markdown_is_drawn_and_a_key_shows_it_as_written() -> None:
    text = "# Opening hours\n\nWe open at **nine**, says [the guide](hours.html).\n\n## Fees"
    page = Document("notes/guide.md", text, "Guide")
    cuts = ((Kind.HEADING, "Opening hours"), (Kind.BODY, "We open"), (Kind.HEADING, "Fees"))
    parts = tuple(
        Paragraph(page, n, text.index(words), text.index(words) + len(words), kind)
        for n, (kind, words) in enumerate(cuts)
    )
    async with running_app(FakeLibrary(pages={page: parts})) as d:
        await d.settled()
        d.screen.open_document(page)
        await d.until(lambda: "We open at nine, says the guide." in d.text())
        assert "##" not in d.text()
        await d.pilot.press("r")
        await d.until(lambda: "We open at **nine**, says [the guide](hours.html)." in d.text())
        await d.pilot.press("r", "t")
        await d.until(lambda: "2 headings" in d.text())
        await d.pilot.press("down", "enter")
        await d.until(lambda: d.app.screen is d.screen)
        assert "We open at nine" in d.text()


@pytest.mark.asyncio
async def test_the_prompt_scrolls_the_conversation_by_pages() -> None:
    async with running_app(size=(80, 24)) as d:
        for _ in range(6):
            await d.ask(HOW_MANY)
        bottom = d.screen.conversation.scroll_offset.y
        await d.pilot.press("pageup")
        await d.until(lambda: d.screen.conversation.scroll_offset.y < bottom)
        assert d.screen.prompt.has_focus
        await d.pilot.press("pagedown", "pagedown")
        await d.until(lambda: d.screen.conversation.scroll_offset.y >= bottom)
