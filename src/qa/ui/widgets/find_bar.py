"""The line under a document where one looks for words in it."""

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
    """Finds while one types; Enter goes over to the text, where n and N walk the places."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "step(1)", "Next place", show=False),
        Binding("up", "step(-1)", "Previous place", show=False),
    ]

    @dataclass
    class Wanted(Message):
        """Other words are looked for; "" for none."""

        words: str

    @dataclass
    class Step(Message):
        """The next or previous place is wanted."""

        by: int

    @dataclass
    class Entered(Message):
        """The reader goes over to the text."""

    def compose(self) -> ComposeResult:
        yield Static("find", id="find-label", markup=False)
        yield Input(id="find-words", compact=True, select_on_focus=False)
        yield Static("", id="find-count", markup=False)

    def open(self) -> None:
        """Show the bar and write in it."""
        self.display = True
        # At once, and not after the next refresh: letters may follow closely.
        self.screen.set_focus(self.query_one(Input))

    def close(self) -> None:
        self.display = False
        self.query_one(Input).clear()

    def tell(self, here: int, total: int, *, more: bool = False) -> None:
        """Show which of how many places is in view; `here` counts from 1."""
        words = self.query_one(Input).value.strip()
        found = f"{here} of {total:,}{'+' if more else ''}" if total else "not found"
        self.query_one("#find-count", Static).update(Content(found if words else ""))

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
