"""A writer in the UI: sentences as they are checked, struck through or not; Esc stops it."""

import threading
from collections.abc import Generator, Sequence

import pytest
from ui_driver import running_app
from ui_fakes import HOW_MANY
from writers import FakeJudge, FakeWriter

from qa.write.writer import Message
from qa.write.writing import CheckedWriter

pytestmark = pytest.mark.asyncio

GOOD = "Some 9,000 people cross the bridge [1]."
BAD = "Some 8,000 people cross the bridge [1]."


class WaitingWriter(FakeWriter):
    """Writes one sentence, and goes on only when it is told to."""

    def __init__(self) -> None:
        super().__init__(f"{GOOD} Then")
        self.goes_on = threading.Event()

    def stream(self, messages: Sequence[Message], most: int) -> Generator[str, None, None]:
        yield from super().stream(messages, most)
        while not self.goes_on.wait(0.02):
            yield ""
        yield "it was closed."


async def test_what_is_written_stands_below_the_answer() -> None:
    writer = CheckedWriter(FakeWriter(f"{GOOD} {BAD}"), FakeJudge())
    async with running_app(writer=writer) as d:
        await d.ask(HOW_MANY)
        await d.until(lambda: not d.screen.writing)
        text = d.text()
        assert "Written by fake, each sentence checked here:" in text
        assert "Some 9,000 people cross the bridge. [1]" in text
        assert "1 of 2 sentences struck through" in text
        card = d.screen.conversation.cards[-1]
        (struck,) = (b for b in card.blocks if b.words.plain.startswith("Some 8,000"))
        assert any(span.style == "struck" for span in struck.words.spans)
        assert not struck.places


async def test_a_failure_is_a_line_and_the_answer_stays() -> None:
    writer = CheckedWriter(FakeWriter("", "the writer at localhost cannot be reached"), FakeJudge())
    async with running_app(writer=writer) as d:
        await d.ask(HOW_MANY)
        await d.until(lambda: not d.screen.writing)
        assert "9,000 people" in d.text()
        assert "The writer at localhost cannot be reached." in d.text()


async def test_escape_stops_the_writer_and_keeps_what_is_there() -> None:
    writing = WaitingWriter()
    async with running_app(writer=CheckedWriter(writing, FakeJudge())) as d:
        await d.ask(HOW_MANY)
        await d.until(lambda: "Some 9,000 people cross the bridge. [1]" in d.text())
        assert d.screen.writing
        await d.pilot.press("escape")
        await d.until(lambda: writing.closed and not d.screen.writing)
        writing.goes_on.set()
        await d.settled()
        assert "it was closed" not in d.text()
        assert "9,000 people" in d.text()


async def test_another_question_does_not_wait_for_the_writer() -> None:
    writing = WaitingWriter()
    async with running_app(writer=CheckedWriter(writing, FakeJudge())) as d:
        await d.ask(HOW_MANY)
        await d.ask("When will the bridge close?")
        assert len(d.screen.conversation.cards) == 2
        assert d.screen.conversation.cards[-1].exchange.answer is not None
        writing.goes_on.set()
        await d.settled()
