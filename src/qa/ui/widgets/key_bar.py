"""The last line: the keys that work here, as many as fit; F1 and Ctrl+P show the rest."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.binding import ActiveBinding
from textual.widgets import Footer
from textual.widgets._footer import FooterKey  # not exported anywhere else

_AROUND = 3
"""Cells around a key and its description: before, between and after."""


class KeyBar(Footer):
    """In the order of the screen's bindings; no key is cut off at the edge."""

    def __init__(
        self, least_useful: Sequence[str] = (), taken: frozenset[str] = frozenset()
    ) -> None:
        """A footer.

        Args:
            least_useful: Ids of bindings that are dropped first; then the last of the line is.
            taken: Keys that do not arrive, and are not shown where there are others.
        """
        super().__init__(show_command_palette=False)
        self._least_useful = least_useful
        self._taken = taken

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
            if not each.binding.show:
                continue
            before = shown.setdefault(each.binding.action, each)
            if before.binding.key in self._taken:
                shown[each.binding.action] = each
        fitting = list(shown.values())
        while sum(map(self._width, fitting)) > self.app.size.width and fitting:
            fitting.remove(self._least_useful_of(fitting))
        return fitting

    def _least_useful_of(self, fitting: Sequence[ActiveBinding]) -> ActiveBinding:
        for name in self._least_useful:
            for each in fitting:
                if each.binding.id == name:
                    return each
        return fitting[-1]

    def _width(self, each: ActiveBinding) -> int:
        shown = self.app.get_key_display(each.binding)
        return cell_len(shown) + cell_len(each.binding.description) + _AROUND
