"""The line between the two panes, which can be dragged."""

from __future__ import annotations

from dataclasses import dataclass

from textual import events
from textual.app import RenderResult
from textual.geometry import Offset
from textual.message import Message
from textual.widget import Widget


class Divider(Widget):
    """Posts where it is dragged to; the style sheet draws it as a border."""

    ALLOW_SELECT = False

    @dataclass
    class Dragged(Message):
        """The line is dragged."""

        to: Offset
        """In cells of the screen."""

    @dataclass
    class Reset(Message):
        """The line was double-clicked: it goes back to where it was at first."""

    def __init__(self) -> None:
        super().__init__(id="divider")

    def render(self) -> RenderResult:
        return ""

    def on_mouse_down(self, event: events.MouseDown) -> None:
        event.stop()
        self.capture_mouse()
        self.add_class("-held")

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if self.has_class("-held"):
            self.post_message(self.Dragged(event.screen_offset))

    def on_mouse_up(self) -> None:
        self.release_mouse()

    def on_mouse_release(self) -> None:
        self.remove_class("-held")

    def on_click(self, event: events.Click) -> None:
        if event.chain == 2:
            self.post_message(self.Reset())
