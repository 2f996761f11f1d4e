"""The line below a document where you type words to find in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static


class FindBar(Horizontal):
    """Finds as you type; Enter goes to the text, where n and N go from match to match."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "step(1)", "Next match", show=False),
        Binding("up", "step(-1)", "Previous match", show=False),
    ]

    @dataclass
    class Wanted(Message):
        """The words to find have changed; "" for none."""

        words: str

    @dataclass
    class Step(Message):
        """The reader wants the next or previous match."""

        by: int

    @dataclass
    class Entered(Message):
        """The reader goes to the text."""

    def compose(self) -> ComposeResult:
        yield Static("find", id="find-label", markup=False)
        yield Input(id="find-words", compact=True, select_on_focus=False)
        yield Static("", id="find-count", markup=False)

    def open(self) -> None:
        """Show the bar and focus its text field."""
        self.display = True
        # At once, and not after the next refresh: letters may follow closely.
        self.screen.set_focus(self.query_one(Input))

    def close(self) -> None:
        self.display = False
        self.query_one(Input).clear()

    def show_count(self, here: int, total: int, *, more: bool = False) -> None:
        """Show which of how many matches is in view; `here` counts from 1."""
        words = self.query_one(Input).value.strip()
        result = f"{here} of {total:,}{'+' if more else ''}" if total else "not found"
        self.query_one("#find-count", Static).update(Content(result if words else ""))

    def action_step(self, by: int) -> None:
        self.post_message(self.Step(by))

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Wanted(event.value))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Entered())
