"""A question of one line over the screen: a file's name, a paragraph's number, a new title."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from qa.plain import one_line


class LineDialog(ModalScreen[str | None]):
    """Asks for one line; the result is what was written, None when the reader turned away."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", "Back")]

    def __init__(self, label: str, value: str = "", hint: str = "") -> None:
        super().__init__()
        self._label = label
        self._value = value
        self._hint = hint

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(Content(self._label), classes="heading")
            yield Input(one_line(self._value), id="line")
            if self._hint:
                yield Static(Content(self._hint), classes="hint")

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        self.dismiss(event.value.strip())
