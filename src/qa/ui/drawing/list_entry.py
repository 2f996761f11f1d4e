"""One entry of a list: a name and details; further lines are indented."""

from __future__ import annotations

from textual.color import Color
from textual.content import Content
from textual.css.styles import RulesMap
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions, Visual

from qa.text.sanitize import one_line

QUIET = Style(foreground=Color.automatic(80))
"""For details: softer than the text, on whatever ground."""
_INDENT = 2
"""Cells by which further lines are indented where nothing is put before the name."""


class Entry(Visual):
    """On one line where it fits, else the name first and the details below it."""

    def __init__(self, name: str, details: str = "", before: str = "") -> None:
        """An entry; `before` is put before the name, such as a box with a tick."""
        self._name = Content(before + one_line(name))
        self._details = Content.styled(one_line(details), QUIET)
        between = "  " if self._details else ""
        self._single_line = Content.assemble(self._name, between, self._details)
        self._indent = len(before) or _INDENT

    def __str__(self) -> str:
        return self._single_line.plain

    def _wrapped(self, width: int) -> Content:
        """The entry, wrapped to so many cells."""
        if self._single_line.cell_length <= width or width <= 2 * self._indent:
            return self._single_line
        first = self._name.wrap(width)[0]
        rest = Content(self._name.plain[len(first) :].strip())
        further = [
            line.pad_left(self._indent)
            for part in (rest, self._details)
            if part
            for line in part.wrap(width - self._indent)
        ]
        return Content("\n").join([first, *further])

    def render_strips(
        self, width: int, height: int | None, style: Style, options: RenderOptions
    ) -> list[Strip]:
        return self._wrapped(width).render_strips(width, height, style, options)

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:
        return self._single_line.get_optimal_width(rules, container_width)

    def get_height(self, rules: RulesMap, width: int) -> int:
        return self._wrapped(width).get_height(rules, width)
