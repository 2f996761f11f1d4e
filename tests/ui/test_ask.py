"""Asking and reading: what a person does in the first five minutes."""

import threading

import pytest
from textual import events
from ui_driver import running_app
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
    hit,
)

from qa.errors import BadInput, IndexMissing
from qa.types import Answer
from qa.ui.model.exchange import Phase

pytestmark = pytest.mark.asyncio


async def test_the_first_screen_says_what_can_be_asked() -> None:
    async with running_app() as d:
        await d.settled()
        assert "2 documents" in d.text()
        assert "Ask your documents" in d.text()
        assert d.screen.focused is d.screen.prompt


async def test_an_answer_shows_words_marks_sources_and_how_sure_it_is() -> None:
    async with running_app() as d:
        await d.ask(HOW_MANY)
        text = d.text()
        assert "9,000 people" in text
        assert "likely right, about 9 in 10 · 2 sources" in text
        assert "Some 9,000 people cross the bridge" in text
        assert "A ferry for nine thousand · Harbour Post · 9" in text
        assert "[1]" in text
        assert "[3]" in text


async def test_the_source_stands_beside_the_answer_with_its_quote() -> None:
    async with running_app() as d:
        await d.ask(HOW_MANY)
        assert "Ada Vell · 7 Oct 2024 · news/bridge.md" in d.text()
        assert "quote 1 of 3" in d.text()


async def test_a_question_given_on_the_command_line_is_asked_at_once() -> None:
    async with running_app(question=WHEN) as d:
        await d.answered()
        assert "in April" in d.text()


async def test_one_key_walks_the_quotes_across_documents_and_round() -> None:
    async with running_app() as d:
        await d.ask(HOW_MANY)
        assert (d.current, d.screen._shown) == (0, BRIDGE_DOCUMENT)
        await d.pilot.press("ctrl+n")
        await d.settled()
        assert (d.current, d.screen._shown) == (1, FERRY_DOCUMENT)
        await d.pilot.press("ctrl+n", "ctrl+n")
        await d.settled()
        assert (d.current, d.screen._shown) == (0, BRIDGE_DOCUMENT)
        await d.pilot.press("ctrl+b")
        assert d.current == 2


async def test_arrows_walk_through_all_answers_of_the_conversation() -> None:
    async with running_app() as d:
        await d.ask(HOW_MANY)
        await d.ask(WHEN)
        d.screen.conversation.focus()
        await d.pilot.press("up")
        first, second = d.screen.conversation.cards
        assert d.screen.conversation.card is first
        assert (first.current, second.current) == (2, -1)
        await d.pilot.press("down", "j")
        assert (first.current, second.current) == (-1, 1)
        await d.pilot.press("j", "j")
        assert second.current == 1


async def test_digits_choose_a_quote_outside_the_prompt_and_are_typed_in_it() -> None:
    async with running_app() as d:
        await d.ask(HOW_MANY)
        await d.pilot.press("3")
        assert d.screen.prompt.text == "3"
        d.screen.conversation.focus()
        await d.pilot.press("3", "9")
        assert d.current == 2


async def test_a_click_on_a_mark_opens_its_source() -> None:
    async with running_app() as d:
        await d.ask(HOW_MANY)
        lines = d.text().splitlines()
        row = next(y for y, line in enumerate(lines) if "[2]" in line[:55])
        await d.pilot.click(offset=(5, row))
        await d.settled()
        assert (d.current, d.screen._shown) == (1, FERRY_DOCUMENT)


async def test_a_click_in_the_source_chooses_the_quote_that_stands_there() -> None:
    async with running_app() as d:
        await d.ask(HOW_MANY)
        lines = d.text().splitlines()
        row = next(n for n, line in enumerate(lines) if "free ferry will run" in line[60:])
        column = lines[row].rindex("ten" if "ten" in lines[row][60:] else "every")
        await d.pilot.click(offset=(column, row))
        assert d.current == 2


async def test_nothing_fits_is_said_plainly_with_the_nearest_passages() -> None:
    async with running_app() as d:
        await d.ask(WHEAT)
        text = d.text()
        assert "Not in these documents." in text
        assert "No passage speaks of wheat." in text
        assert "Nearest passages, though not an answer:" in text
        assert "(1)" in text
        assert "passage 1 of 3" in text
        assert "[1]" not in d.text().split("Ask your")[0].split("▏")[0]


async def test_passages_appear_before_the_answer() -> None:
    library = FakeLibrary(gate=threading.Event())
    async with running_app(library) as d:
        await d.ask(HOW_MANY, wait=False)
        await d.until(lambda: d.phases == [Phase.PASSAGES])
        await d.until(lambda: "Reading 3 passages" in d.text())
        await d.until(lambda: "news/bridge.md" in d.text() and "passage 1 of 3" in d.text())
        assert library.asked == [HOW_MANY]
        library.gate.set()
        await d.answered()
        assert d.phases == [Phase.DONE]


async def test_documents_that_differ_are_said_to_and_lead_to_their_places() -> None:
    async with running_app() as d:
        await d.ask(COUNTS)
        lines = d.text().splitlines()
        row = next(y for y, line in enumerate(lines) if "8,500  [2]" in line)
        assert "Sources differ" in lines[row - 2]
        assert "9,000  [1]  1 source · 7 Oct 2024" in lines[row - 1]
        await d.pilot.click(offset=(lines[row].index("[2]") + 1, row))
        await d.settled()
        assert (d.current, d.screen._shown) == (1, FERRY_DOCUMENT)


async def test_documents_that_agree_are_not_said_to_differ() -> None:
    async with running_app() as d:
        await d.ask(HOW_MANY)
        assert "differ" not in d.text()


async def test_the_words_of_the_question_stand_out_in_the_nearest_passages() -> None:
    passages = (hit(1, BRIDGE[5]), hit(2, BOATS[1]))
    question = "Why do people cross the sea?"
    answer = Answer(question, "", (), (), passages, 0.1, reason="nothing")
    async with running_app(FakeLibrary(answers={question: answer})) as d:
        await d.ask(question)
        card = d.screen.conversation.card
        content = next(block.words for block in card.blocks if block.barred)
        bold = {content.plain[s.start : s.end] for s in content.spans if s.style == "bold"}
        assert bold == {"people", "cross"}


async def test_a_later_answer_is_scrolled_to_whole() -> None:
    async with running_app(size=(80, 24)) as d:
        await d.ask(HOW_MANY)
        await d.ask(WHEN)
        conversation = d.screen.conversation
        card = conversation.cards[-1]
        top, room = conversation.top_of(card), conversation.size.height
        await d.until(lambda: conversation.scroll_offset.y > 0)
        seen = conversation.scroll_offset.y
        assert top == seen or (seen < top and top + len(card.rows) <= seen + room)


async def test_typing_goes_on_while_a_question_runs() -> None:
    library = FakeLibrary(gate=threading.Event())
    async with running_app(library) as d:
        await d.ask(HOW_MANY, wait=False)
        await d.pilot.press(*"when")
        assert d.screen.prompt.text == "when"
        library.gate.set()
        await d.answered()
        assert d.screen.prompt.text == "when"


async def test_escape_cancels_a_running_question() -> None:
    library = FakeLibrary(gate=threading.Event())
    async with running_app(library) as d:
        await d.ask(HOW_MANY, wait=False)
        await d.until(lambda: d.phases == [Phase.PASSAGES])
        await d.pilot.press("escape")
        await d.until(lambda: d.phases == [Phase.DROPPED])
        assert "Cancelled." in d.text()
        library.gate.set()
        await d.ask(WHEN)
        assert d.phases == [Phase.DROPPED, Phase.DONE]


async def test_questions_typed_while_one_runs_are_all_answered_in_order() -> None:
    library = FakeLibrary(gate=threading.Event())
    async with running_app(library) as d:
        await d.ask(HOW_MANY, wait=False)
        await d.until(lambda: library.asked == [HOW_MANY])
        await d.ask(WHEAT, wait=False)
        await d.ask(WHEN, wait=False)
        assert d.phases == [Phase.PASSAGES, Phase.WAITING, Phase.WAITING]
        library.gate.set()
        await d.answered()
        assert d.phases == [Phase.DONE, Phase.DONE, Phase.DONE]
        assert library.asked == [HOW_MANY, WHEAT, WHEN]


async def test_a_cancelled_question_is_not_read_and_the_next_one_is_asked() -> None:
    library = FakeLibrary(searching=threading.Event())
    async with running_app(library) as d:
        await d.ask(HOW_MANY, wait=False)
        await d.until(lambda: library.searched == [HOW_MANY])
        await d.ask(WHEN, wait=False)
        await d.pilot.press("escape")
        await d.until(lambda: d.phases == [Phase.DROPPED, Phase.WAITING])
        library.searching.set()
        await d.answered()
        assert d.phases == [Phase.DROPPED, Phase.DONE]
        assert (library.searched, library.asked) == ([HOW_MANY, WHEN], [WHEN])


async def test_documents_are_listed_and_read_while_an_answer_is_computed() -> None:
    library = FakeLibrary(gate=threading.Event())
    async with running_app(library) as d:
        await d.ask(HOW_MANY, wait=False)
        await d.until(lambda: library.asked == [HOW_MANY])
        await d.pilot.press("f3")
        await d.until(lambda: "A ferry for nine thousand" in d.text())
        await d.pilot.press(*"ferry", "enter")
        await d.until(lambda: d.screen._shown == FERRY_DOCUMENT)
        assert d.phases == [Phase.PASSAGES]
        library.gate.set()
        await d.answered()


async def test_an_error_meant_for_the_reader_is_a_message() -> None:
    async with running_app(
        FakeLibrary(error=BadInput("the question is too long; shorten it"))
    ) as d:
        await d.ask("x" * 60_000)
        assert d.phases == [Phase.FAILED]
        assert "the question is too long; shorten it" in d.text()


async def test_a_byte_that_is_no_utf_8_is_a_message() -> None:
    library = FakeLibrary(error=BadInput("the question has a byte that is no UTF-8"))
    async with running_app(library, question="the caf\udce9") as d:
        await d.answered()
        assert d.phases == [Phase.FAILED]
        assert "no UTF-8" in d.text()


async def test_an_unforeseen_error_is_a_message_too() -> None:
    async with running_app(FakeLibrary(error=ZeroDivisionError("oh"))) as d:
        await d.ask(HOW_MANY)
        assert d.phases == [Phase.FAILED]
        assert "ZeroDivisionError: oh" in d.text()


async def test_without_an_index_the_screen_says_what_to_do() -> None:
    async with running_app(IndexMissing("no index in index/: run `qa index`")) as d:
        await d.settled()
        assert "run `qa index`" in d.text()
        await d.ask("why?")
        assert d.phases == [Phase.FAILED]


async def test_an_empty_question_is_not_asked() -> None:
    async with running_app() as d:
        await d.pilot.press("space", "enter")
        assert d.screen.conversation.cards == []


async def test_keys_that_come_in_one_burst_are_asked_in_order() -> None:
    async with running_app() as d:
        await d.settled()
        for key in ("w", "h", "y", "enter"):
            d.app.simulate_key(key)
        await d.until(lambda: len(d.screen.conversation.cards) == 1)
        assert d.screen.conversation.cards[0].exchange.question == "why"


async def test_old_questions_come_back_and_the_draft_is_kept() -> None:
    async with running_app() as d:
        await d.ask(HOW_MANY)
        await d.ask(WHEN)
        await d.pilot.press(*"dra")
        await d.pilot.press("up")
        assert d.screen.prompt.text == WHEN
        await d.pilot.press("up", "up")
        assert d.screen.prompt.text == HOW_MANY
        await d.pilot.press("down", "down")
        assert d.screen.prompt.text == "dra"


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"], ids=["LF", "CR", "CRLF"])
async def test_lines_are_pasted_as_lines_whatever_ends_them(end: str) -> None:
    async with running_app() as d:
        await d.settled()
        d.app.post_message(events.Paste(f"one{end}two\x1b[31m{end}three"))
        await d.until(lambda: bool(d.screen.prompt.text))
        assert d.screen.prompt.text == "one\ntwo␛[31m\nthree"


async def test_a_long_text_is_pasted_whole_and_the_prompt_leaves_room() -> None:
    async with running_app(size=(80, 24)) as d:
        await d.settled()
        d.app.post_message(events.Paste("word " * 10_000))
        await d.until(lambda: len(d.screen.prompt.text) == 50_000)
        await d.pilot.pause()
        assert d.screen.prompt.outer_size.height == 10
        assert d.screen.welcome.outer_size.height > 6


async def test_the_prompt_grows_with_its_lines() -> None:
    async with running_app() as d:
        before = d.screen.prompt.size.height
        await d.pilot.press("a", "ctrl+j", "b", "ctrl+j", "c")
        await d.pilot.pause()
        assert d.screen.prompt.text == "a\nb\nc"
        assert d.screen.prompt.size.height == before + 2


async def test_foreign_text_is_shown_and_never_read_as_markup() -> None:
    hostile = "[red]x[/] \x1b[31m [/nope] [@click=app.quit]y[/]"
    async with running_app(FakeLibrary(answers={hostile: ANSWERS[WHEN]})) as d:
        await d.ask(hostile)
        assert "[red]x[/] ␛[31m [/nope] [@click=app.quit]y[/]" in d.text()
        assert "\x1b" not in d.text()


async def test_leaving_closes_the_library() -> None:
    library = FakeLibrary()
    async with running_app(library) as d:
        await d.settled()
    for _ in range(100):
        if library.closed:
            break
        threading.Event().wait(0.01)
    assert library.closed


async def test_each_letter_is_drawn_while_a_slow_library_opens_searches_and_reads() -> None:
    library = FakeLibrary(gate=threading.Event(), warming=threading.Event())
    async with running_app(library) as d:
        await d.until(lambda: "loading the model" in d.text())
        await d.pilot.press("w")
        await d.until(lambda: "│ w" in d.text())
        library.warming.set()
        await d.ask(HOW_MANY, wait=False)
        await d.until(lambda: d.phases == [Phase.PASSAGES])
        typed = ""
        for letter in "next":
            typed += letter
            await d.pilot.press(letter)
            await d.until(lambda typed=typed: f"│ {typed}" in d.text())
            assert d.phases == [Phase.PASSAGES]
        library.gate.set()
        await d.answered()
        assert f"│ {typed}" in d.text()
