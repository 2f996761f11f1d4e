"""The dialog that chooses which documents are asked: a list with a box to tick for each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from qa.errors import BadInput
from qa.store.filters import Condition
from qa.text.sanitize import one_line
from qa.types import Document
from qa.ui.dialogs.picker import Choice
from qa.ui.drawing.list_entry import Entry
from qa.ui.model.phrases import count, listed, name
from qa.ui.model.scope import EVERYTHING, Scope, parse_filter

_HINT = "Tab ticks · Ctrl+A all or none · Enter confirms · Esc goes back"


class ScopePicker(ModalScreen[Scope | None]):
    """Words or conditions filter the list, Tab ticks; the result is None after Esc.

    As long as nothing was ticked by hand, the documents that are shown are chosen: "ferry" and
    Enter asks the documents of that name, "published>=2024-10" and Enter those of that date.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Back"),
        Binding("down", "move(1)", "Next", show=False, priority=True),
        Binding("up", "move(-1)", "Previous", show=False, priority=True),
        Binding("pagedown", "move(10)", "Page down", show=False, priority=True),
        Binding("pageup", "move(-10)", "Page up", show=False, priority=True),
        Binding("tab", "tick", "Tick", show=False, priority=True),
        Binding("ctrl+a", "tick_all", "Tick all", show=False, priority=True),
    ]

    def __init__(self, documents: Sequence[Document], scope: Scope) -> None:
        super().__init__()
        self._choices = [Choice(each, name(each), listed(each)) for each in documents]
        self._total = len(documents)
        sources = {each.source for each in documents}
        self._ticked = sources if scope.sources is None else sources.intersection(scope.sources)
        self._by_hand = scope.sources is not None
        self._typed = " ".join(scope.where)
        self._shown: list[Choice[Document]] = []
        self._words: tuple[str, ...] = ()
        self._where: tuple[Condition, ...] = ()
        self._problem = ""

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -list"):
            yield Static(Content("Which documents to ask"), classes="heading")
            yield Input(
                self._typed,
                placeholder="a name, or a condition: published>=2024-10, author~vell",
                id="filter",
            )
            yield OptionList(id="choices", markup=False)
            yield Static("", id="outcome", markup=False)
            yield Static(Content(_HINT), classes="hint")

    def on_mount(self) -> None:
        self._fill(self._typed)

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        self._fill(event.value)

    @on(Input.Submitted)
    def _submitted(self) -> None:
        scope = self._outcome()
        if scope is not None:
            self.dismiss(scope)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self._tick(event.option_index)

    def action_move(self, by: int) -> None:
        options = self.query_one(OptionList)
        if self._shown:
            here = (options.highlighted or 0) + by
            options.highlighted = max(0, min(here, len(self._shown) - 1))

    def action_tick(self) -> None:
        """Tick or untick the line, and move to the next."""
        here = self.query_one(OptionList).highlighted
        if here is not None:
            self._tick(here)
            self.action_move(1)

    def action_tick_all(self) -> None:
        """Tick all documents that are shown; if all are ticked, untick them."""
        shown = {choice.value.source for choice in self._shown}
        ticked = self._ticked if self._by_hand else shown
        self._ticked = ticked - shown if shown <= ticked else ticked | shown
        self._by_hand = True
        for index in range(len(self._shown)):
            self._draw(index)
        self._show_outcome()

    def _tick(self, index: int) -> None:
        if not self._by_hand:  # so far all documents that are shown were chosen
            self._ticked = {choice.value.source for choice in self._shown}
        self._ticked ^= {self._shown[index].value.source}
        self._by_hand = True
        self._draw(index)
        self._show_outcome()

    def _draw(self, index: int) -> None:
        options = self.query_one(OptionList)
        options.replace_option_prompt_at_index(index, self._line(self._shown[index]))

    def _fill(self, typed: str) -> None:
        try:
            self._words, self._where = parse_filter(typed)
            self._problem = ""
        except BadInput as error:
            self._problem = str(error)
            self._show_outcome()
            return
        self._shown = [
            choice
            for choice in self._choices
            if choice.matches(self._words) and all(each.holds(choice.value) for each in self._where)
        ]
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options([Option(self._line(choice)) for choice in self._shown])
        options.highlighted = 0 if self._shown else None
        self._show_outcome()

    def _line(self, choice: Choice[Document]) -> Entry:
        ticked = not self._by_hand or choice.value.source in self._ticked
        return Entry(choice.name, choice.details, before="[x] " if ticked else "[ ] ")

    def _outcome(self) -> Scope | None:
        """The scope that Enter confirms; None when no document is left."""
        if self._problem:
            return None
        shown = [choice.value.source for choice in self._shown]
        if self._by_hand:
            # Ticks stay when the words that filter the list change; conditions hold for all.
            candidates = shown if self._where else [each.value.source for each in self._choices]
            chosen = [source for source in candidates if source in self._ticked]
            all_chosen = chosen == candidates
        else:
            chosen, all_chosen = shown, not self._words
        if not chosen:
            return None
        if len(chosen) == self._total:
            return EVERYTHING
        sources = None if all_chosen and self._where else tuple(chosen)
        return Scope(sources, tuple(map(str, self._where)), len(chosen), self._total)

    def _show_outcome(self) -> None:
        scope = self._outcome()
        if scope is None:
            outcome = self._problem or "No document is chosen. Tick one, or change the filter."
        elif not scope:
            outcome = f"Enter: ask all {count(self._total, 'document')}"
        else:
            outcome = f"Enter: ask {scope.documents:,} of {count(self._total, 'document')}"
        self.query_one("#outcome", Static).update(Content(one_line(outcome)))
