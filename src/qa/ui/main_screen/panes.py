"""Two panes on one screen: which is focused, how large each is, and one alone on all of it."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.getters import query_one
from textual.reactive import reactive
from textual.widget import Widget

from qa.ui.main_screen.lists import ListsScreen
from qa.ui.widgets.conversation import Conversation
from qa.ui.widgets.divider import Divider
from qa.ui.widgets.entered import Entered
from qa.ui.widgets.prompt import Prompt
from qa.ui.widgets.source_pane import SourcePane

STEP = 5
"""Percent of the room by which a key moves the divider."""
MIDDLE = 45
"""Percent of the room that the left pane has at first; the style sheet says the same."""
LEAST_WIDTH, LEAST_HEIGHT = 30, 6
"""Cells that each pane has at least."""


class PanesScreen(ListsScreen):
    """Side by side, one above the other, or one at a time, as the classes of the screen say."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("less_than_sign", "move_divider(-1)", "Left", id="divider.left", show=False),
        Binding("greater_than_sign", "move_divider(1)", "Right", id="divider.right", show=False),
        Binding("equals_sign", "reset_divider", "Even", id="divider.reset", show=False),
    ]

    front: reactive[str] = reactive("conversation")
    """The pane that is shown where only one fits: "conversation" or "source"."""
    zoomed: reactive[bool] = reactive(False, toggle_class="-zoomed")
    share: reactive[int | None] = reactive(None)
    """Percent of the room that the first pane has; None until the divider is moved."""

    panes = query_one("#panes", Horizontal)
    left = query_one("#left", Vertical)
    conversation = query_one("#conversation", Conversation)
    pane = query_one(SourcePane)
    prompt = query_one("#prompt", Prompt)

    def watch_front(self, front: str) -> None:
        self.set_class(front == "source", "-front-source", update=False)
        if self.is_mounted:
            # Only these look different; the prompt and the footer need no new styles.
            parts = (self.left, self.query_one(Divider), self.pane)
            self.app.stylesheet.update_nodes(parts)

    @on(Conversation.Read)
    def action_read(self) -> None:
        self.show_and_focus(self.pane.content)

    def action_other_pane(self) -> None:
        self.show_and_focus(self.prompt if self.front == "source" else self.pane.content)

    def action_zoom(self) -> None:
        self.zoomed = not self.zoomed

    def on_descendant_focus(self) -> None:
        focused = self.focused
        if focused is not None:
            self.front = "source" if self.pane in focused.ancestors_with_self else "conversation"

    def show_and_focus(self, widget: Widget) -> None:
        """Focus a widget whose pane may be hidden now."""
        self.front = "source" if self.pane in widget.ancestors_with_self else "conversation"
        if self.alone:
            self.call_after_refresh(widget.focus)
        else:  # at once, as keys may follow closely
            self.set_focus(widget)

    @on(Entered.Typed)
    def _typed(self, event: Entered.Typed) -> None:
        """What was typed in a pane that was only clicked is meant for the prompt."""
        self.prompt.type(event.text)
        self.show_and_focus(self.prompt)

    # How large each is

    @property
    def stacked(self) -> bool:
        """Whether one pane is above the other."""
        return self.has_class("-narrow") and self.has_class("-tall")

    @property
    def alone(self) -> bool:
        """Whether only one pane is shown."""
        return self.zoomed or (self.has_class("-narrow") and not self.stacked)

    def on_resize(self) -> None:
        # The breakpoints that decide whether the panes are stacked come first.
        self.call_after_refresh(self.watch_share)

    def watch_share(self) -> None:
        """Give each pane its part of the room, across or down."""
        if not self.is_mounted:
            return
        for pane, part in ((self.left, self.share), (self.pane, 100 - (self.share or 0))):
            size = None if self.share is None else f"{part}fr"
            pane.styles.width = None if self.stacked else size
            pane.styles.height = size if self.stacked else None

    def action_move_divider(self, by: int) -> None:
        self._divide((MIDDLE if self.share is None else self.share) + by * STEP)

    def action_reset_divider(self) -> None:
        self.share = None

    @on(Divider.Reset)
    def _reset(self) -> None:
        self.share = None

    @on(Divider.Dragged)
    def _dragged(self, event: Divider.Dragged) -> None:
        region = self.panes.region
        if self.stacked:
            self._divide(round(100 * (event.to.y - region.y) / region.height))
        else:
            self._divide(round(100 * (event.to.x - region.x) / region.width))

    def _divide(self, share: int) -> None:
        if self.alone:
            self.say("Only one pane is shown: there is no divider to move.")
            return
        room, least = self.panes.size.width, LEAST_WIDTH
        if self.stacked:
            room, least = self.panes.size.height, LEAST_HEIGHT
        edge = min(50, -(-100 * least // max(1, room)))
        self.share = max(edge, min(share, 100 - edge))
