"""The one screen: asks what the prompt sends, and keeps answer and source side by side."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult, SystemCommand
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.getters import query_one
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Footer
from textual.worker import Worker, WorkerState

from qa.errors import QAError
from qa.plain import one_line
from qa.types import Citation, Document, Paragraph
from qa.ui.browsing import BrowsingScreen
from qa.ui.exchange import Exchange, Phase
from qa.ui.highlight import marks_for
from qa.ui.kept import CHANGED, Shelf, record
from qa.ui.kept import Conversation as Kept
from qa.ui.port import Desk, StatusLike
from qa.ui.widgets.answer_card import AnswerCard
from qa.ui.widgets.conversation import Conversation
from qa.ui.widgets.prompt import Prompt
from qa.ui.widgets.source_pane import SourcePane
from qa.ui.widgets.source_view import SourceView
from qa.ui.widgets.status_bar import StatusBar
from qa.ui.widgets.welcome import Welcome
from qa.ui.words import count, moment

PASSAGES = 5


class AskScreen(BrowsingScreen):
    """Conversation and source; below 90 columns one of them at a time, or one above the other."""

    # The base class declares these without ClassVar, so that they cannot be annotated here.
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (90, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-short"), (28, "-middle"), (40, "-tall")]  # noqa: RUF012
    AUTO_FOCUS = "#prompt"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "app.help", "Help", id="help", priority=True),
        Binding("ctrl+n", "step(1)", "Next", id="quote.next", priority=True),
        Binding("ctrl+b", "step(-1)", "Previous", id="quote.previous", priority=True),
        Binding("f2", "other_pane", "Pane", id="pane.other", priority=True),
        Binding("f3", "documents", "Documents", priority=True, id="documents"),
        Binding("f4", "conversations", "Kept", priority=True, id="conversations"),
        Binding("f9", "new_conversation", "New", show=False, priority=True, id="conversation.new"),
        Binding("f5", "zoom", "Full screen", id="pane.zoom", show=False, priority=True),
        Binding("n", "next_mark(1)", "Next mark", show=False),
        Binding("N", "next_mark(-1)", "Previous mark", show=False),
        *(
            Binding(str(number), f"quote({number})", f"Quote {number}", show=False)
            for number in range(1, 10)
        ),
        Binding("escape", "back", "Back", show=False, id="back"),
    ]

    front: reactive[str] = reactive("conversation")
    """The pane that has the screen where only one fits: "conversation" or "source"."""
    zoomed: reactive[bool] = reactive(False, toggle_class="-zoomed")

    conversation = query_one("#conversation", Conversation)
    pane = query_one(SourcePane)
    prompt = query_one("#prompt", Prompt)
    bar = query_one(StatusBar)
    welcome = query_one(Welcome)

    def __init__(self, desk: Desk, shelf: Shelf, question: str | None = None) -> None:
        super().__init__(desk, shelf)
        self._question = question
        self._status: StatusLike | None = None
        self._cancelled = False
        self._shown: Document | None = None
        self._citation: Citation | None = None
        self._exchange = Exchange("")
        self._paragraphs: dict[Document, tuple[Paragraph, ...]] = {}
        self._kept: Kept | None = None

    def compose(self) -> ComposeResult:
        yield StatusBar()
        with Horizontal(id="panes"):
            with Vertical(id="left"):
                with Conversation():
                    yield Welcome()
                yield Prompt()
            yield SourcePane()
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        self.watch_front(self.front)
        self._open()
        if self._question:
            self._ask(self._question)

    # Opening

    @work(group="open", exit_on_error=False)
    async def _open(self) -> None:
        self.bar.busy = "opening the index"
        loop = asyncio.get_running_loop()

        def report(stage: str, done: int, total: int) -> None:
            loop.call_soon_threadsafe(self._building, stage, done, total)

        try:
            status = await self.desk.open(report)
            self._opened(status)
            self.bar.busy = "loading the model"
            await self.desk.warm()
        except QAError as error:
            self.welcome.failed(str(error))
            self.bar.facts = str(error)
        self.bar.busy = "searching" if self._asking else ""

    def _building(self, stage: str, done: int, total: int) -> None:
        if self.is_attached:
            self.bar.busy = "making the index"
            self.welcome.building(stage, done, total)

    def _opened(self, status: StatusLike) -> None:
        self._status = status
        documents = count(status.documents, "document")
        model = status.model.rsplit("/", 1)[-1]
        facts = [documents, count(status.passages, "passage"), model, moment(status.updated)]
        self.bar.facts = " · ".join(facts)
        self.welcome.opened(f"{documents} to ask")

    # Asking

    @on(Prompt.Asked)
    def _asked(self, event: Prompt.Asked) -> None:
        self._ask(event.question)

    @property
    def _asking(self) -> bool:
        return any(card.exchange.running for card in self.conversation.cards)

    @property
    def idle(self) -> bool:
        """Whether nothing is being opened, asked or fetched."""
        return not any(each.is_running and each.group != "dialog" for each in self.workers)

    @work(exclusive=True, group="ask", exit_on_error=False)
    async def _ask(self, question: str) -> None:
        self.welcome.display = False
        self._cancelled = False
        exchange = Exchange(question)
        card = await self.conversation.add(exchange)
        self.bar.busy = self.bar.busy or "searching"
        try:
            hits = await self.desk.search(question, PASSAGES)
            exchange = Exchange(question, Phase.PASSAGES, hits)
            self.conversation.renew(card, exchange)
            self.bar.busy = "reading"
            answer = await self.desk.ask(question, PASSAGES)
            exchange = Exchange(question, Phase.DONE, hits, answer)
        except QAError as error:
            exchange = Exchange(question, Phase.FAILED, note=str(error))
        except asyncio.CancelledError:
            self._drop(card)
            raise
        self.conversation.renew(card, exchange)
        self.bar.busy = ""
        self._keep()

    def _keep(self) -> None:
        """Write the conversation down, under its first question."""
        exchanges = [each for each in self.all_exchanges() if each.answer]
        if not exchanges:
            return
        if self._kept is None:
            self._kept = Kept.begin(one_line(exchanges[0].question)[:120])
        self._kept = record(self._kept, exchanges)
        try:
            self.shelf.keep(self._kept)
        except OSError as error:
            self.say(f"The conversation cannot be kept: {error.strerror}", bad=True)

    async def begin_again(self, kept: Kept | None, exchanges: list[Exchange]) -> None:
        self.workers.cancel_group(self, "ask")
        self._kept = kept
        await self.conversation.clear()
        self.welcome.display = not exchanges
        for exchange in exchanges:
            for place in exchange.places:
                document = place.paragraph.document
                if document.title.endswith(CHANGED):
                    self._paragraphs[document] = (place.paragraph,)
            await self.conversation.add(exchange)
        self.prompt.remember([each.question for each in exchanges])
        if self.conversation.card is not None:
            self.conversation.choose(self.conversation.card, 0)
        self._go_to(self.prompt)

    def _drop(self, card: AnswerCard) -> None:
        if card.is_attached and card.exchange.running:
            note = "Cancelled." if self._cancelled else "A newer question came first."
            dropped = replace(card.exchange, phase=Phase.DROPPED, note=note)
            self.conversation.renew(card, dropped)

    @on(Worker.StateChanged)
    def _worker_changed(self, event: Worker.StateChanged) -> None:
        """What nobody foresaw is shown as well, and the program goes on."""
        if event.state is not WorkerState.ERROR:
            return
        error = event.worker.error
        note = f"{type(error).__name__}: {error}"
        self.bar.busy = ""
        card = self.conversation.card
        if event.worker.group == "ask" and card is not None and card.exchange.running:
            self.conversation.renew(card, Exchange(card.exchange.question, Phase.FAILED, note=note))
        else:
            self.notify(one_line(note), severity="error", markup=False)

    # Showing the source

    @on(Conversation.Moved)
    def _moved(self, event: Conversation.Moved) -> None:
        self._exchange = event.exchange
        if event.citation is not None:
            self._show(event.citation.paragraph.document, event.citation)

    @on(SourceView.Clicked)
    def _source_clicked(self, event: SourceView.Clicked) -> None:
        self.action_quote(event.citation.number)

    @work(exclusive=True, group="source", exit_on_error=False)
    async def _show(self, document: Document, citation: Citation | None) -> None:
        """Show a document, at a citation or from its beginning."""
        if self._shown != document:
            if document not in self._paragraphs:
                self._paragraphs[document] = await self.desk.paragraphs(document)
            self.pane.show(document, self._paragraphs[document])
            self._shown = document
        self._citation = citation
        exchange = self._exchange
        here = tuple(each for each in exchange.places if each.paragraph.document == document)
        self.pane.place(citation, len(exchange.places), "quote" if exchange.answered else "passage")
        marks = marks_for(here, citation, exchange.question)
        self.pane.view.mark(marks, here, citation, exact=exchange.answered)
        if citation is not None:
            self.call_after_refresh(self.pane.view.go_to, citation.span.start)

    def open_document(self, document: Document) -> None:
        self._show(document, None)
        self._go_to(self.pane.view)

    def open_paragraph(self, number: int) -> bool:
        paragraphs = self._paragraphs.get(self._shown, ()) if self._shown else ()
        if number >= len(paragraphs):
            return False
        self.pane.view.go_to(paragraphs[number].start)
        self._go_to(self.pane.view)
        return True

    # What there is to take away

    def exchange_in_view(self) -> Exchange | None:
        card = self.conversation.card
        return card.exchange if card else None

    def citation_in_view(self) -> Citation | None:
        return self._citation

    def all_exchanges(self) -> list[Exchange]:
        return [card.exchange for card in self.conversation.cards]

    def document_in_view(self) -> tuple[Document, int, tuple[str, ...]] | None:
        if self._shown is None or self._status is None:
            return None
        view = self.pane.view
        at_quote = self._citation is not None and view.shows(self._citation.span.start)
        offset = self._citation.span.start if self._citation and at_quote else view.offset_in_view()
        return self._shown, offset, self._status.roots

    def commands(self) -> Iterator[SystemCommand]:
        """Everything one can do here, for the command palette."""
        for name, keys, deed in (
            ("Next quote", "Ctrl+N", partial(self.action_step, 1)),
            ("Previous quote", "Ctrl+B", partial(self.action_step, -1)),
            ("Find in the document", "/", self.pane.action_find),
            ("Go to paragraph", "p", self.action_paragraph),
            ("Documents", "F3", self.action_documents),
            ("Conversations", "F4", self.action_conversations),
            ("New conversation", "F9", self.action_new_conversation),
            ("Copy quote", "y", self.action_copy_quote),
            ("Copy quote with its source", "c", self.action_copy_citation),
            ("Copy answer", "Y", self.action_copy_answer),
            ("Save answer", "e: Markdown or JSON", self.action_export_answer),
            ("Save conversation", "E: Markdown or JSON", self.action_export_conversation),
            ("Open in editor", "o: the file, at this line", self.action_edit),
            ("Other pane", "F2: over to the source or back", self.action_other_pane),
            ("Full screen", "F5: this pane alone", self.action_zoom),
        ):
            yield SystemCommand(name, keys, deed)

    # Moving about

    def action_step(self, by: int) -> None:
        self.conversation.step(by)

    def action_next_mark(self, by: int) -> None:
        """The next place of what is looked for, else the next quote."""
        if self.pane.finding:
            self.pane.step_find(by)
        else:
            self.conversation.step(by)

    def action_quote(self, number: int) -> None:
        card = self.conversation.card
        if card is not None and number <= len(card.exchange.places):
            self.conversation.choose(card, number - 1)

    def watch_front(self, front: str) -> None:
        self.set_class(front == "source", "-front-source")

    @on(Conversation.Read)
    def action_read(self) -> None:
        self._go_to(self.pane.view)

    def action_other_pane(self) -> None:
        self._go_to(self.prompt if self.front == "source" else self.pane.view)

    def action_zoom(self) -> None:
        self.zoomed = not self.zoomed

    def on_descendant_focus(self) -> None:
        focused = self.focused
        if focused is not None:
            self.front = "source" if self.pane in focused.ancestors_with_self else "conversation"

    def _go_to(self, widget: Widget) -> None:
        """Focus a widget whose pane may be hidden now."""
        self.front = "source" if widget is self.pane.view else "conversation"
        self.call_after_refresh(widget.focus)

    def action_back(self) -> None:
        """Out of what is going on, one step at a time: the question, the pane, the zoom."""
        if self.workers and any(
            worker.group == "ask" and worker.is_running for worker in self.workers
        ):
            self._cancelled = True
            self.workers.cancel_group(self, "ask")
            self.bar.busy = ""
        elif self.pane.close_find():
            self.pane.view.focus()
        elif self.focused is not self.prompt:
            self._go_to(self.prompt)
        else:
            self.zoomed = False
