"""Ctrl+O: everywhere to go from here, each place with a letter that goes there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.style import Style
from textual.widgets import Static

from qa.text.sanitize import one_line


class JumpScreen(ModalScreen[str | None]):
    """Lists places by their labels; the result is the label that was typed or clicked, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Back"),
        Binding("ctrl+o", "dismiss(None)", "Back", show=False, id="jump"),
    ]

    def __init__(self, places: Sequence[tuple[str, str]]) -> None:
        """A list of labels, a character each, and what they lead to."""
        super().__init__()
        self._places = places

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog", id="jump"):
            yield Static(Content("Go to"), classes="heading")
            for label, what in self._places:
                line = Content.assemble((label, "bold $text-primary"), "  ", one_line(what))
                meta = Style.from_meta({"label": label})
                yield Static(line.stylize(meta), classes="place")
            yield Static(Content("Its letter goes there · Esc goes back"), classes="hint")

    def on_key(self, event: events.Key) -> None:
        if event.character in {label for label, _ in self._places}:
            event.stop()
            self.dismiss(event.character)

    def on_click(self, event: events.Click) -> None:
        if label := event.style.meta.get("label"):
            self.dismiss(label)
