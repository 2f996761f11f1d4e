"""Where the question is typed: Enter asks, Shift+Enter begins a line, Up recalls earlier ones."""

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
        Binding("pageup", "screen.page_conversation(-1)", "Page up", show=False, id="answers.up"),
        Binding(
            "pagedown", "screen.page_conversation(1)", "Page down", show=False, id="answers.down"
        ),
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
        self._questions: list[str] = []
        self._draft = ""
        self._position = 0

    def remember(self, questions: Sequence[str]) -> None:
        """Let Up recall these questions, oldest first, before those it recalls already."""
        self._questions = [*(each for each in self._questions if each not in questions), *questions]
        self._position = len(self._questions)

    async def _on_key(self, event: events.Key) -> None:
        # Not by a priority binding, which would overtake letters that are still in the queue.
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
        if not self._questions or self._questions[-1] != question:
            self._questions.append(question)
        self._position = len(self._questions)
        self._draft = ""
        self.clear()
        self.post_message(self.Asked(question))

    def action_new_line(self) -> None:
        self.insert("\n")

    def action_older(self) -> None:
        first = self.navigator.is_first_wrapped_line(self.cursor_location)
        if not first or self._position == 0:
            self.action_cursor_up()
            return
        if self._position == len(self._questions):
            self._draft = self.text
        self._position -= 1
        self._recall(self._questions[self._position])

    def action_newer(self) -> None:
        last = self.navigator.is_last_wrapped_line(self.cursor_location)
        if not last or self._position == len(self._questions):
            self.action_cursor_down()
            return
        self._position += 1
        self._recall(
            self._draft
            if self._position == len(self._questions)
            else self._questions[self._position]
        )

    def _recall(self, text: str) -> None:
        self.load_text(text)
        self.move_cursor(self.document.end)

    def type(self, text: str) -> None:
        """Put in what was typed or pasted elsewhere."""
        self.insert(_pasted(text))

    async def _on_paste(self, event: events.Paste) -> None:
        await super()._on_paste(events.Paste(_pasted(event.text)))
        event.prevent_default()


def _pasted(text: str) -> str:
    # Terminals send line ends as the Enter key does.
    return clean(text.replace("\r\n", "\n").replace("\r", "\n"))
