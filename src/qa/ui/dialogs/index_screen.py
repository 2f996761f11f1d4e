"""The dialog about the index: what is in it, whether it is up to date, and its update."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import HorizontalGroup, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.signal import Signal
from textual.widgets import OptionList, ProgressBar, Static
from textual.widgets.option_list import Option

from qa.indexing.results import Status, Summary
from qa.text.sanitize import one_line
from qa.ui.drawing.list_entry import Entry
from qa.ui.model.index_state import IndexState, staleness_text, summary_text
from qa.ui.model.phrases import count, moment, size
from qa.ui.widgets.key_bar import KeyBar

_FACTS = ("documents", "passages", "model", "updated", "size", "folder", "files from")


class IndexScreen(ModalScreen[str | None]):
    """Shows the state of the index as it changes; the result is what is to be done: add, remove or
    undo, each with dialogs of its own, or None after Esc."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "app.help", "Help", show=False),
        Binding("escape,q", "leave", "Back"),
        Binding("f7", "leave", "Back", show=False, id="index"),
        Binding("u,enter", "update", "Update"),
        Binding("a", "add", "Add"),
        Binding("d", "remove", "Remove"),
        Binding("z", "undo", "Undo"),
        Binding("s", "stop", "Stop"),
        Binding("ctrl+c", "stop", "Stop", show=False),
    ]
    AUTO_FOCUS = "#index-panel"

    def __init__(
        self,
        state: IndexState,
        changes: Signal[IndexState],
        update: Callable[[], object],
        stop: Callable[[], object],
    ) -> None:
        super().__init__()
        self._state = state
        self._changes = changes
        self._update = update
        self._stop = stop
        self._listed: Summary | None = None

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="index-panel", classes="dialog"):
            yield Static(Content("The index"), classes="heading")
            for fact in _FACTS:
                with HorizontalGroup(classes="fact"):
                    yield Static(Content(fact), classes="key")
                    yield Static("", id=f"fact-{fact.replace(' ', '-')}", classes="what")
            yield Static("", id="index-news")
            yield ProgressBar(id="index-progress", show_eta=False)
            yield Static("", id="skipped-title")
            yield OptionList(id="skipped", markup=False)
        yield KeyBar()

    def on_mount(self) -> None:
        self._changes.subscribe(self, self._show)
        self._show(self._state)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Whether an action is possible now; the footer shows only those that are."""
        return _possible_actions(self._state).get(action, True)

    def action_leave(self) -> None:
        self.dismiss(None)

    def action_update(self) -> None:
        self._update()

    def action_stop(self) -> None:
        self._stop()

    def action_add(self) -> None:
        self.dismiss("add")

    def action_remove(self) -> None:
        self.dismiss("remove")

    def action_undo(self) -> None:
        self.dismiss("undo")

    def _show(self, state: IndexState) -> None:
        before, self._state = self._state, state
        if _possible_actions(before) != _possible_actions(state):
            self.refresh_bindings()
        panel = self.query_one("#index-panel")
        for fact, value in zip(_FACTS, _values(state.status), strict=True):
            self.query_one(f"#fact-{fact.replace(' ', '-')}", Static).update(Content(value))
        self.query_one("#index-news", Static).update(Content(one_line(_news(state))))
        self.query_one("#index-news").set_class(bool(state.note), "-bad")
        progress = state.progress
        panel.set_class(progress is not None, "-updating")
        panel.set_class(state.status is None, "-none")
        if progress is not None:
            bar = self.query_one(ProgressBar)
            bar.update(total=progress.total or None, progress=progress.done)
        self._list_skipped(state.summary)
        panel.set_class(bool(state.summary and state.summary.skipped), "-skipped")

    def _list_skipped(self, summary: Summary | None) -> None:
        if summary is self._listed:
            return
        self._listed = summary
        skipped = list(summary.skipped) if summary else []
        title = f"{count(len(skipped), 'file')} could not be indexed"
        self.query_one("#skipped-title", Static).update(Content(title))
        options = self.query_one("#skipped", OptionList)
        options.clear_options()
        options.add_options([Option(Entry(each.source, each.reason)) for each in skipped])


def _possible_actions(state: IndexState) -> dict[str, bool]:
    """Whether each action is possible in this state."""
    updating = state.progress is not None
    changeable = state.status is not None and not updating
    changing = dict.fromkeys(("update", "remove", "undo"), changeable)
    return {**changing, "add": not updating, "stop": updating}


def _values(status: Status | None) -> Iterator[str]:
    if status is None:
        yield from [""] * len(_FACTS)
        return
    yield f"{status.documents:,}"
    yield f"{status.passages:,}, of {count(status.paragraphs, 'paragraph')}"
    yield one_line(status.model)
    yield moment(status.updated)
    yield size(status.bytes)
    yield one_line(status.folder)
    yield "\n".join(map(one_line, status.roots))


def _news(state: IndexState) -> str:
    if state.progress is not None:
        return "stopping at the next step…" if state.stopping else state.progress.words
    if state.note:
        return state.note
    staleness = staleness_text(state.staleness)
    if state.summary is not None:
        return f"Updated: {summary_text(state.summary)}." + (
            f" Since then: {staleness}." if staleness else ""
        )
    if state.status is None:
        return "There is no index yet. Press a to add a file or a folder."
    if staleness:
        return f"{staleness}. Press u to update."
    return "No file has changed since indexing." if state.staleness is not None else ""
