"""Opens the app on a fake library and waits for what a person would wait for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from textual.pilot import Pilot
from ui_fakes import FakeIndexFolder, FakeLibrary, opener

from qa.errors import QAError
from qa.ui.app import QAApp
from qa.ui.main_screen.screen import MainScreen
from qa.ui.model.exchange import Phase
from qa.write.writing import CheckedWriter


class Driver:
    """A running app with a person before it."""

    def __init__(self, app: QAApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    @property
    def screen(self) -> MainScreen:
        return next(s for s in self.app.screen_stack if isinstance(s, MainScreen))

    async def until(self, true: Callable[[], bool]) -> None:
        for _ in range(500):
            await self.pilot.pause()
            if true():
                await self.pilot.pause()
                return
            await asyncio.sleep(0.01)
        raise AssertionError("waited in vain")

    async def ask(self, question: str, *, wait: bool = True) -> None:
        self.screen.prompt.load_text(question)
        cards = len(self.screen.conversation.cards)
        await self.pilot.press("enter")
        await self.until(lambda: len(self.screen.conversation.cards) > cards)
        if wait:
            await self.answered()

    async def answered(self) -> None:
        await self.until(
            lambda: (
                bool(self.screen.conversation.cards)
                and not self.screen.conversation.cards[-1].exchange.running
            )
        )
        await self.settled()

    async def settled(self) -> None:
        await self.until(lambda: self.screen.idle)
        await self.pilot.pause()

    @property
    def phases(self) -> list[Phase]:
        return [card.exchange.phase for card in self.screen.conversation.cards]

    @property
    def current(self) -> int:
        card = self.screen.conversation.card
        return card.current if card else -1

    def text(self) -> str:
        """What is on the screen, line by line."""
        screen = self.app.screen
        width, height = screen.size
        lines = screen._compositor.render_strips()
        return "\n".join(strip.text[:width].rstrip() for strip in lines[:height])


@asynccontextmanager
async def running_app(
    library: FakeLibrary | QAError | None = None,
    size: tuple[int, int] = (120, 34),
    question: str | None = None,
    home: Path | None = None,
    index_folder: FakeIndexFolder | None = None,
    *,
    in_step: bool = False,
    writer: CheckedWriter | None = None,
) -> AsyncIterator[Driver]:
    opens = opener(library if library is not None else FakeLibrary())
    app = QAApp(
        opens, question, home=home, index_folder=index_folder, in_step=in_step, writer=writer
    )
    async with app.run_test(size=size, notifications=True) as pilot:
        yield Driver(app, pilot)
