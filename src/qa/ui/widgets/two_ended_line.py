"""One line with two ends; where it is too narrow, the left end is cut and the right one is not."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

_BETWEEN = 2
"""Cells between the ends."""


class Line(Widget):
    """Is drawn again when an end changes; nothing around it is laid out again."""

    DEFAULT_CSS = "Line { height: 1; }"

    left: reactive[Content] = reactive(Content(""))
    right: reactive[Content] = reactive(Content(""))

    def render(self) -> Content:
        room = self.size.width
        if self.right:
            room -= self.right.cell_length + _BETWEEN
        left = self.left.truncate(max(0, room), ellipsis=True, pad=True)
        return Content.assemble(left, " " * _BETWEEN, self.right) if self.right else left
