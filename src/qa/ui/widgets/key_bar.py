"""The last line: the keys that work here, as many as fit whole; F1 and Ctrl+P have the rest."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.binding import ActiveBinding
from textual.widgets import Footer
from textual.widgets._footer import FooterKey  # textual shows it nowhere else

_AROUND = 3
"""Cells around a key and its words: before, between and after."""


class KeyBar(Footer):
    """In the order of the screen's bindings; no key is torn off at the edge."""

    def __init__(self, least: Sequence[str] = ()) -> None:
        """Args: least: ids of bindings that give way first; then the last of the line do."""
        super().__init__(show_command_palette=False)
        self._least = least

    def compose(self) -> ComposeResult:
        if not self._bindings_ready:
            return
        for each in self._fitting():
            binding = each.binding
            yield FooterKey(
                binding.key,
                self.app.get_key_display(binding),
                binding.description,
                binding.action,
                disabled=not each.enabled,
                tooltip=each.tooltip,
            ).data_bind(compact=Footer.compact)

    def on_resize(self, event: events.Resize) -> None:
        if self._bindings_ready:
            self.call_after_refresh(self.recompose)

    def _fitting(self) -> list[ActiveBinding]:
        """By action, so that one with several keys is shown once."""
        active = self.screen.active_bindings
        shown: dict[str, ActiveBinding] = {}
        for each in active.values():
            if each.binding.show:
                shown.setdefault(each.binding.action, each)
        fitting = list(shown.values())
        while sum(map(self._width, fitting)) > self.app.size.width and fitting:
            fitting.remove(self._weakest(fitting))
        return fitting

    def _weakest(self, fitting: Sequence[ActiveBinding]) -> ActiveBinding:
        for name in self._least:
            for each in fitting:
                if each.binding.id == name:
                    return each
        return fitting[-1]

    def _width(self, each: ActiveBinding) -> int:
        shown = self.app.get_key_display(each.binding)
        return cell_len(shown) + cell_len(each.binding.description) + _AROUND
