"""A list that is filtered as you type: documents to open, conversations to continue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from qa.ui.drawing.list_entry import Entry

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Choice(Generic[Value]):
    """One line of the list."""

    value: Value
    name: str
    details: str = ""
    hidden_text: str = ""
    """More text that the filter searches, which is not shown."""

    def matches(self, words: Sequence[str]) -> bool:
        """Whether every word is in the name, the details or the hidden text."""
        text = f"{self.name} {self.details} {self.hidden_text}".casefold()
        return all(word in text for word in words)


@dataclass(frozen=True, slots=True)
class Picked(Generic[Value]):
    """What was chosen, and what to do with it."""

    value: Value
    action: str = "open"
    typed: str = ""
    """The words that filtered the list."""


class Picker(ModalScreen[Picked[Value] | None], Generic[Value]):
    """Type to filter, arrows to move, Enter to open; the result is None after Esc."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Back"),
        Binding("down", "move(1)", "Next", show=False, priority=True),
        Binding("up", "move(-1)", "Previous", show=False, priority=True),
        Binding("pagedown", "move(10)", "Page down", show=False, priority=True),
        Binding("pageup", "move(-10)", "Page up", show=False, priority=True),
        Binding("ctrl+r", "do('rename')", "Rename", show=False, priority=True),
        Binding("ctrl+d", "do('delete')", "Delete", show=False, priority=True),
    ]

    def __init__(
        self,
        heading: str,
        choices: Sequence[Choice[Value]],
        actions: frozenset[str] = frozenset(),
        hint: str = "Enter opens · Esc goes back",
        typed: str = "",
    ) -> None:
        super().__init__()
        self._heading = heading
        self._choices = choices
        self._shown = list(choices)
        self._actions = actions
        self._hint = hint
        self._typed = typed

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -list"):
            yield Static(Content(self._heading), classes="heading")
            yield Input(self._typed, placeholder="type to filter", id="filter")
            yield OptionList(id="choices", markup=False)
            yield Static(Content(self._hint), classes="hint")

    def on_mount(self) -> None:
        self._fill(self._typed)

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        self._fill(event.value)

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.action_do("open")

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(Picked(self._shown[event.option_index].value))

    def action_move(self, by: int) -> None:
        options = self.query_one(OptionList)
        if self._shown:
            here = (options.highlighted or 0) + by
            options.highlighted = max(0, min(here, len(self._shown) - 1))

    def action_do(self, action: str) -> None:
        here = self.query_one(OptionList).highlighted
        if here is not None and (action == "open" or action in self._actions):
            typed = self.query_one(Input).value
            self.dismiss(Picked(self._shown[here].value, action, typed))

    def _fill(self, typed: str) -> None:
        words = typed.casefold().split()
        self._shown = [choice for choice in self._choices if choice.matches(words)]
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options([Option(Entry(each.name, each.details)) for each in self._shown])
        options.highlighted = 0 if self._shown else None
