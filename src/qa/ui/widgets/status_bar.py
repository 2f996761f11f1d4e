"""One line at the top: what is indexed, and what the program is busy with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.reactive import reactive
from textual.timer import Timer
from textual.widgets import Static

from qa.plain import one_line

_TURNS = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"


class StatusBar(Horizontal):
    """Facts on the left, work on the right."""

    facts: reactive[str] = reactive("")
    busy: reactive[str] = reactive("")
    """What the program is doing; "" when it waits for the reader."""

    def __init__(self) -> None:
        super().__init__(id="status")
        self._turns = cycle(_TURNS)
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        yield Static(Content.styled("qa", "bold $text-primary"), id="status-name")
        yield Static("", id="status-facts", markup=False)
        yield Static("", id="status-busy", markup=False)

    def on_mount(self) -> None:
        self._timer = self.set_interval(0.1, self._turn, pause=not self.busy)

    @contextmanager
    def waiting(self, words: str) -> Iterator[None]:
        """Say what takes long, unless something is said already."""
        if not self.busy:
            self.busy = words
        try:
            yield
        finally:
            if self.busy == words:
                self.busy = ""

    def watch_facts(self, facts: str) -> None:
        if self.is_mounted:
            self.query_one("#status-facts", Static).update(Content(one_line(facts)))

    def watch_busy(self, busy: str) -> None:
        if self._timer is None or not self.is_attached or not self.children:
            return
        if busy:
            self._turn()
            self._timer.resume()
        else:
            self._timer.pause()
            self.query_one("#status-busy", Static).update("")

    def _turn(self) -> None:
        text = f"{next(self._turns)} {one_line(self.busy)}"
        self.query_one("#status-busy", Static).update(Content(text))
