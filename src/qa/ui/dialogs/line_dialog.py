"""Small dialogs that ask for one line, for a path, or for yes or no."""

from __future__ import annotations

import os
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.suggester import Suggester
from textual.widgets import Input, Static

from qa.text.sanitize import one_line


class LineDialog(ModalScreen[str | None]):
    """Asks for one line; the result is what was typed, or None after Esc."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", "Back")]
    suggester: ClassVar[Suggester | None] = None

    def __init__(self, label: str, value: str = "", hint: str = "") -> None:
        super().__init__()
        self._label = label
        self._value = value
        self._hint = hint

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(Content(one_line(self._label)), classes="heading")
            yield Input(one_line(self._value), id="line", suggester=self.suggester)
            if self._hint:
                yield Static(Content(one_line(self._hint)), classes="hint")

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        self.dismiss(event.value.strip())


class Confirm(ModalScreen[bool]):
    """Asks before something is deleted; the result is True for yes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,y", "dismiss(True)", "Yes"),
        Binding("escape,n,q", "dismiss(False)", "No"),
    ]

    def __init__(self, question: str, hint: str) -> None:
        super().__init__()
        self._question = question
        self._hint = hint

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(Content(one_line(self._question)), classes="heading")
            yield Static(Content(self._hint), classes="hint")


class Paths(Suggester):
    """Suggests the first file or folder whose path begins as typed; hidden ones after a dot."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        folder, start = os.path.split(os.path.expanduser(value))
        try:
            with os.scandir(folder or ".") as entries:
                matching = [each for each in entries if each.name.startswith(start)]
        except (OSError, ValueError):
            return None
        shown = [e for e in matching if start.startswith(".") or not e.name.startswith(".")]
        if not start or not shown:
            return None
        first = min(shown, key=lambda each: each.name)
        return value + first.name[len(start) :] + (os.sep if first.is_dir() else "")


class PathDialog(LineDialog):
    """Asks for a file or folder, and completes what is typed."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("tab", "complete", "Complete", priority=True)]
    suggester = Paths()

    async def action_complete(self) -> None:
        """Take the suggestion, as in a shell."""
        line = self.query_one(Input)
        if self.suggester and (path := await self.suggester.get_suggestion(line.value)):
            line.value = path
            line.cursor_position = len(path)
