"""The main screen: asks what the prompt sends, and shows the answer beside its source."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult, SystemCommand
from textual.binding import ActiveBinding, Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.worker import Worker, WorkerState

from qa.errors import IndexMissing, QAError
from qa.text.sanitize import one_line
from qa.types import Citation, Document, Kind, Paragraph
from qa.ui import garbage
from qa.ui.backend.library import Backend
from qa.ui.backend.screen_thread import on_screen
from qa.ui.drawing.highlight import marks_for
from qa.ui.main_screen.asking import READING
from qa.ui.main_screen.commands import commands, jumps
from qa.ui.main_screen.dialog_work import GROUP
from qa.ui.main_screen.index_watch import IndexWatchScreen
from qa.ui.model.conversations import CHANGED, ConversationStore, SavedConversation
from qa.ui.model.exchange import Exchange, Phase
from qa.ui.model.index_state import Pace, Progress
from qa.ui.model.keys import Keyboard
from qa.ui.model.phrases import count
from qa.ui.widgets.conversation import Conversation
from qa.ui.widgets.divider import Divider
from qa.ui.widgets.index_notice import IndexNotice
from qa.ui.widgets.key_bar import KeyBar
from qa.ui.widgets.prompt import Prompt
from qa.ui.widgets.shelf import Shelf
from qa.ui.widgets.source_pane import SourcePane
from qa.ui.widgets.source_view import SourceView
from qa.ui.widgets.status_bar import StatusBar
from qa.ui.widgets.welcome import Welcome

EARLIER = "The index has a newer text of this document. This is the text that was quoted."
NO_LONGER = "This document is no longer in the index. This is the text that was quoted."
BUILD = "Press {index} to build one here from files that you choose."
LEAST_USEFUL = ("conversation.new", "palette", "pane.zoom", "quote.previous")
"""Bindings that are dropped from a narrow footer first."""
_BACKGROUND = frozenset({GROUP, "watch", "look", "update", "suggest", "write"})
"""Groups of workers that do not count as busy."""


class MainScreen(IndexWatchScreen):
    """Conversation and source; below 90 columns one of them at a time, or one above the other."""

    # The base class declares these without ClassVar, so that they cannot be annotated here.
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (90, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-short"), (28, "-middle"), (40, "-tall")]  # noqa: RUF012
    AUTO_FOCUS = "#prompt"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "app.help", "Help", id="help", priority=True),
        Binding("ctrl+n,alt+down", "step(1)", "Next", id="quote.next", priority=True),
        Binding("ctrl+b,alt+up", "step(-1)", "Previous", id="quote.previous", priority=True),
        Binding("f2", "other_pane", "Pane", id="pane.other", priority=True),
        Binding("ctrl+o", "jump", "Go to", priority=True, id="jump"),
        Binding("f3", "documents", "Documents", priority=True, id="documents"),
        Binding("f4", "conversations", "History", priority=True, id="conversations"),
        Binding("f6", "scope", "Scope", priority=True, id="scope"),
        Binding("f7", "index", "Index", priority=True, id="index"),
        Binding("f9", "new_conversation", "New", priority=True, id="conversation.new"),
        Binding("f5", "zoom", "Zoom", id="pane.zoom", priority=True),
        Binding("ctrl+p", "app.command_palette", "Commands", id="palette", priority=True),
        Binding("n", "next_mark(1)", "Next mark", show=False, id="mark.next"),
        Binding("N", "next_mark(-1)", "Previous mark", show=False, id="mark.previous"),
        *(
            Binding(str(number), f"quote({number})", f"Quote {number}", show=False)
            for number in range(1, 10)
        ),
        Binding("escape", "back", "Back", show=False, id="back"),
    ]

    def __init__(
        self,
        backend: Backend,
        store: ConversationStore,
        question: str | None = None,
        keyboard: Keyboard = Keyboard(),  # noqa: B008 (a frozen value)
        *,
        in_step: bool = False,
    ) -> None:
        super().__init__(backend, store, in_step=in_step)
        self._keyboard = keyboard
        self._question = question
        self._started = False
        self._shown: Document | None = None
        self._citation: Citation | None = None
        self._exchange = Exchange("")
        self._paragraphs: dict[Document, tuple[Paragraph, ...]] = {}

    def compose(self) -> ComposeResult:
        yield StatusBar()
        with Horizontal(id="panes"):
            with Vertical(id="left"):
                yield Welcome(self._keyboard.shown)
                yield Conversation()
                yield Prompt()
            yield Divider()
            yield SourcePane(self._keyboard.shown("{documents}"))
        yield IndexNotice()
        yield KeyBar(LEAST_USEFUL, self._keyboard.taken)

    def on_mount(self) -> None:
        self.watch_front(self.front)
        self.show_welcome(True)
        # What the library needs is imported after the first paint, not during it.
        self.call_after_refresh(self._start)

    def _start(self) -> None:
        if not self._started:
            self._started = True
            self._load_questions()
            self._open()
            if self._question:
                self.ask(self._question)

    # Opening

    @work(group="recall", exit_on_error=False)
    async def _load_questions(self) -> None:
        self.prompt.remember(await asyncio.to_thread(self.store.questions))

    @work(group="open", exit_on_error=False)
    async def _open(self) -> None:
        self.bar.busy = "opening the index"
        building, pace = on_screen(self._building), Pace()

        def on_progress(stage: str, done: int, total: int, unit: str = "", /) -> None:
            building(pace.step(stage, done, total, unit, time.monotonic()))

        try:
            status = await self.backend.open(on_progress)
            self.welcome.opened(count(status.documents, "document"))
            self.watch_index(status)
            self.welcome.recall(await asyncio.to_thread(self.recent_conversations))
            if not self.conversation.cards:
                await self.take_up_tab()
            if not self.asking or self.bar.busy != READING:
                self.bar.busy = "loading the model"
            await self.backend.warm()
            garbage.freeze()
            if self.welcome.display and not self.asking:
                self.suggest()
        except QAError as error:
            can_build = self.backend.has_index_folder and isinstance(error, IndexMissing)
            self.welcome.failed(str(error), self._keyboard.shown(BUILD) if can_build else "")
            if self.index_state.status is None:
                self.bar.facts = "no index"
                self.watch_index(None)  # it may still be built
        self.bar.busy = "searching" if self.asking else ""

    def _building(self, progress: Progress) -> None:
        if self.is_attached:
            self.bar.busy = "building the index"
            self.welcome.building(progress)

    # Asking

    @on(Prompt.Asked)
    def _asked(self, event: Prompt.Asked) -> None:
        # A question may have been typed before anything was drawn.
        self._start()
        self.ask(event.question)

    @property
    def idle(self) -> bool:
        """Whether nothing is being opened, asked or fetched."""
        running = (each.is_running and each.group not in _BACKGROUND for each in self.workers)
        return self._started and not any(running)

    async def replace_conversation(
        self, saved: SavedConversation | None, exchanges: list[Exchange]
    ) -> None:
        self.workers.cancel_group(self, "ask")
        self.stop_writing()
        self._saved = saved
        self.conversation.clear()
        garbage.unfreeze()
        self.show_welcome(not exchanges)
        for exchange in exchanges:
            self.conversation.add(exchange)
        self.prompt.remember(saved.typed_questions if saved else ())
        if self.conversation.card is not None:
            self.conversation.choose(self.conversation.card, 0)
        else:
            self._shown = self._citation = None
            self.pane.clear()
        self.show_and_focus(self.prompt)

    @on(Worker.StateChanged)
    def _worker_changed(self, event: Worker.StateChanged) -> None:
        """Show an unexpected error too, and go on."""
        if event.state is not WorkerState.ERROR:
            return
        error = event.worker.error
        note = f"{type(error).__name__}: {error}"
        self.bar.busy = ""
        card = self._in_turn
        if event.worker.group == "ask" and card is not None and card.exchange.running:
            failed = replace(card.exchange, phase=Phase.FAILED, hits=(), note=note)
            self.conversation.update_exchange(card, failed)
        else:
            self.notify(one_line(note), severity="error", markup=False)

    # Showing the source

    @on(Conversation.Moved)
    def _moved(self, event: Conversation.Moved) -> None:
        self._exchange = event.exchange
        self.refresh_bindings()
        if event.citation is not None:
            self._show(event.citation.paragraph.document, event.citation)

    @on(SourceView.Clicked)
    def _source_clicked(self, event: SourceView.Clicked) -> None:
        self.action_quote(event.citation.number)

    @work(exclusive=True, group="source", exit_on_error=False)
    async def _show(
        self, document: Document, citation: Citation | None, *, enter: bool = False
    ) -> None:
        """Show a document, at a citation or from its beginning, and maybe go there."""
        await self._display(document, citation)
        if enter:
            self.show_and_focus(self.pane.view)

    async def _display(self, document: Document, citation: Citation | None) -> None:
        if self._shown != document:
            if document not in self._paragraphs:
                with self.bar.waiting("opening the document"):
                    self._paragraphs[document] = await self._paragraphs_of(document)
            marked_up = await self.backend.is_marked_up(document)
            self.pane.show(document, self._paragraphs[document], marked_up=marked_up)
            self._shown = document
            self._check(document)
        self._citation = citation
        exchange = self._exchange
        here = tuple(each for each in exchange.places if each.paragraph.document == document)
        self.pane.place(citation, len(exchange.places), "quote" if exchange.answered else "passage")
        marks = marks_for(here, citation, exchange.question)
        self.pane.view.mark(marks, here, citation, exact=exchange.answered)
        if citation is not None:
            self.pane.view.go_to(citation.span.start)

    async def _paragraphs_of(self, document: Document) -> tuple[Paragraph, ...]:
        """All paragraphs; where the index no longer holds this text, those that were quoted."""
        if paragraphs := await self.backend.paragraphs(document):
            return paragraphs
        places = (place for each in self.all_exchanges() for place in each.places)
        quoted = {p.start: p for p in (each.paragraph for each in places) if p.document == document}
        return tuple(quoted[start] for start in sorted(quoted))

    @work(exclusive=True, group="check", exit_on_error=False)
    async def _check(self, document: Document) -> None:
        """Warn above the text if the index or the file has a different one."""
        status = self.index_state.status
        if status is None or document.title.endswith(CHANGED):
            return
        try:
            current = await self.backend.document(document.source)
            if current != document:
                warning = EARLIER if current else NO_LONGER
            else:
                warning = await self.backend.file_problem(document, status.own_roots)
        except (QAError, OSError) as error:
            warning = f"The file cannot be read: {error}"
        if self._shown == document:
            self.pane.warn(warning)

    async def index_changed(self) -> None:
        shown = self._shown
        if shown is None:
            return
        current = await self.backend.document(shown.source)
        if current is None or current == shown or self._citation is not None:
            self._check(shown)
            return
        offset = self.pane.view.offset_in_view()
        await self._display(current, None)
        self.pane.view.go_to(offset)

    @on(Shelf.Chosen)
    def _chosen_document(self, event: Shelf.Chosen) -> None:
        self.open_document(event.document)

    def open_document(self, document: Document) -> None:
        self._show(document, None, enter=True)

    def open_paragraph(self, number: int) -> bool:
        paragraphs = self._paragraphs.get(self._shown, ()) if self._shown else ()
        if not 1 <= number <= len(paragraphs):
            return False
        self.pane.view.go_to(paragraphs[number - 1].start)
        self.show_and_focus(self.pane.view)
        return True

    def headings_in_view(self) -> list[Paragraph]:
        paragraphs = self._paragraphs.get(self._shown, ()) if self._shown else ()
        return [each for each in paragraphs if each.kind is Kind.HEADING]

    # What can be copied, saved and opened

    def exchange_in_view(self) -> Exchange | None:
        card = self.conversation.card
        return card.exchange if card else None

    def citation_in_view(self) -> Citation | None:
        return self._citation

    def paragraph_in_view(self) -> Paragraph | None:
        if self._shown is None:
            return None
        start = self.pane.view.offset_in_view()
        body = [p for p in self._paragraphs[self._shown] if p.kind is Kind.BODY]
        return next((p for p in body if p.end > start), None)

    def all_exchanges(self) -> list[Exchange]:
        return [card.exchange for card in self.conversation.cards]

    def document_in_view(self) -> tuple[Document, int, tuple[str, ...]] | None:
        status = self.index_state.status
        if self._shown is None or status is None:
            return None
        view = self.pane.view
        at_quote = self._citation is not None and view.shows(self._citation.span.start)
        offset = self._citation.span.start if self._citation and at_quote else view.offset_in_view()
        return self._shown, offset, status.own_roots

    def commands(self) -> Iterator[SystemCommand]:
        """Everything that can be done here, for the command palette."""
        for name, help_text, action in commands(self):
            yield SystemCommand(name, self._keyboard.shown(help_text), action)

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """In the order of the footer: those of the pane, then ours in the order above."""
        # Keys that we take from the text field of the prompt would otherwise come first.
        ours = [each.id for each in self.BINDINGS if isinstance(each, Binding) and each.id]
        rank = {name: number for number, name in enumerate(ours, 1)}
        active = super().active_bindings.items()
        return dict(sorted(active, key=lambda each: rank.get(each[1].binding.id or "", 0)))

    # Moving about

    def action_jump(self) -> None:
        """List where a letter leads from here."""
        from qa.ui.dialogs.jump import JumpScreen

        actions = {label: (what, action) for label, what, action in jumps(self)}

        def go(label: str | None) -> None:
            if label:
                actions[label][1]()

        places = [(label, what) for label, (what, _) in actions.items()]
        self.app.push_screen(JumpScreen(places), go)

    def action_page_conversation(self, by: int) -> None:
        """Scroll the conversation by a page, while the prompt keeps the focus."""
        if by > 0:
            self.conversation.scroll_page_down(animate=False)
        else:
            self.conversation.scroll_page_up(animate=False)

    def action_step(self, by: int) -> None:
        self.conversation.step(by)

    def action_next_mark(self, by: int) -> None:
        """The next match while words are being found, else the next quote."""
        if self.pane.finding:
            self.pane.step_find(by)
        else:
            self.conversation.step(by)

    def action_quote(self, number: int) -> None:
        card = self.conversation.card
        if card is not None and number <= len(card.exchange.places):
            self.conversation.choose(card, number - 1)

    def action_back(self) -> None:
        """Leave one thing at a time: the running question, the find bar, the pane, the zoom."""
        if self.asking:
            self.cancel()
        elif self.writing:
            self.stop_writing()
        elif self.pane.close_find():
            self.pane.view.focus()
        elif self.focused is not self.prompt:
            self.show_and_focus(self.prompt)
        else:
            self.zoomed = False
