"""One line at the top: what is indexed, and what the program is doing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle

from textual.content import Content
from textual.reactive import reactive
from textual.timer import Timer

from qa.text.sanitize import one_line
from qa.ui.widgets.two_ended_line import Line

_SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"


class StatusBar(Line):
    """Facts on the left, work on the right."""

    facts: reactive[str] = reactive("")
    busy: reactive[str] = reactive("")
    """What the program is doing; "" when it waits for the reader."""

    def __init__(self) -> None:
        super().__init__(id="status")
        self._spinner = cycle(_SPINNER)
        self._timer: Timer | None = None

    def on_mount(self) -> None:
        self._timer = self.set_interval(0.1, self._spin, pause=not self.busy)

    @contextmanager
    def waiting(self, words: str) -> Iterator[None]:
        """Show what takes long, unless something is shown already."""
        if not self.busy:
            self.busy = words
        try:
            yield
        finally:
            if self.busy == words:
                self.busy = ""

    def watch_facts(self, facts: str) -> None:
        self.left = Content.assemble(("qa", "bold $text-primary"), "  ", one_line(facts))

    def watch_busy(self, busy: str) -> None:
        self._spin()
        if self._timer is not None:
            (self._timer.resume if busy else self._timer.pause)()

    def _spin(self) -> None:
        activity = f"{next(self._spinner)} {one_line(self.busy)}" if self.busy else ""
        self.right = Content.styled(activity, "$text-primary")
