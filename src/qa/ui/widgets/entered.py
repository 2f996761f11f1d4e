"""Panes whose letters are commands once they were entered by a key; else letters are a question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import events
from textual.message import Message
from textual.widget import Widget

if TYPE_CHECKING:
    _Base = Widget
else:
    # A second widget among the bases would hide the styles of the first.
    _Base = object


class Entered(_Base):
    """A click leaves what is typed to the prompt; keys that type nothing still move about."""

    @dataclass
    class Typed(Message):
        """Something was typed or pasted that belongs into the prompt."""

        text: str

    _entered = True
    _clicked = False

    def focus_on_click(self) -> bool:
        self._clicked = not self.has_focus
        return super().focus_on_click()

    def on_focus(self) -> None:
        self._entered, self._clicked = not self._clicked, False

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Whether a key types here, so that no command of this key is offered."""
        return not self._entered and character is not None and character.isprintable()

    async def on_key(self, event: events.Key) -> None:
        if not self._entered and event.is_printable and event.character:
            event.stop()
            event.prevent_default()
            self.post_message(self.Typed(event.character))

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        self.post_message(self.Typed(event.text))
