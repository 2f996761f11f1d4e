"""Where the question is written: Enter asks, Shift+Enter breaks the line, Up brings old ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import TextArea

from qa.text.sanitize import clean


class Prompt(TextArea):
    """A text field that grows with the question."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "ask", "Ask"),
        Binding(
            "shift+enter,ctrl+j,alt+enter", "new_line", "New line", show=False, id="prompt.newline"
        ),
        Binding("up", "older", "Older question", show=False, id="prompt.older"),
        Binding("down", "newer", "Newer question", show=False, id="prompt.newer"),
    ]

    @dataclass
    class Asked(Message):
        """A question was asked."""

        question: str

    def __init__(self) -> None:
        super().__init__(
            id="prompt",
            placeholder="Ask your documents…",
            highlight_cursor_line=False,
            tab_behavior="focus",
        )
        self._asked: list[str] = []
        self._draft = ""
        self._at = 0

    def remember(self, questions: Sequence[str]) -> None:
        """Have Up bring these back too, oldest first, before all that it knew."""
        self._asked = [*(each for each in self._asked if each not in questions), *questions]
        self._at = len(self._asked)

    async def _on_key(self, event: events.Key) -> None:
        # Here and not by a priority binding, which would overtake letters still in the queue.
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            self.action_ask()
        else:
            await super()._on_key(event)

    def action_ask(self) -> None:
        question = self.text.strip()
        if not question:
            return
        if not self._asked or self._asked[-1] != question:
            self._asked.append(question)
        self._at = len(self._asked)
        self._draft = ""
        self.clear()
        self.post_message(self.Asked(question))

    def action_new_line(self) -> None:
        self.insert("\n")

    def action_older(self) -> None:
        first = self.navigator.is_first_wrapped_line(self.cursor_location)
        if not first or self._at == 0:
            self.action_cursor_up()
            return
        if self._at == len(self._asked):
            self._draft = self.text
        self._at -= 1
        self._bring(self._asked[self._at])

    def action_newer(self) -> None:
        last = self.navigator.is_last_wrapped_line(self.cursor_location)
        if not last or self._at == len(self._asked):
            self.action_cursor_down()
            return
        self._at += 1
        self._bring(self._draft if self._at == len(self._asked) else self._asked[self._at])

    def _bring(self, text: str) -> None:
        self.load_text(text)
        self.move_cursor(self.document.end)

    async def _on_paste(self, event: events.Paste) -> None:
        # Terminals send a line end as the key Enter would.
        lines = event.text.replace("\r\n", "\n").replace("\r", "\n")
        await super()._on_paste(events.Paste(clean(lines)))
        event.prevent_default()
