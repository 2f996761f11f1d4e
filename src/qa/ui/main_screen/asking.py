"""Asking a question: of which documents, in which stages, and what its card shows."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from functools import partial
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.worker import Worker, get_current_worker

from qa.errors import QAError
from qa.text.sanitize import one_line
from qa.types import Answer, Hit, Paragraph
from qa.ui import garbage
from qa.ui.backend.library import Backend, Question
from qa.ui.drawing.answer_card import AnswerCard
from qa.ui.main_screen.dialog_work import dialog
from qa.ui.main_screen.writing import WritingScreen
from qa.ui.model.conversations import ConversationStore, SavedConversation, exchange_json
from qa.ui.model.exchange import Exchange, Phase, others
from qa.ui.model.phrases import count, name
from qa.ui.model.scope import EVERYTHING, Scope

PASSAGES = 5
"""Passages shown with an answer."""
READING = "reading"
"""What the status bar says while the passages are found and the answer is not."""
QUIET = 1.0
"""Seconds after an answer until garbage is collected, while the reader reads it."""
LONGEST_PASSAGE = 4_000
"""Characters of a passage that others are compared with."""


class AskingScreen(WritingScreen):
    """Asks on the backend's thread; a new question waits for the one that runs."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("m", "like(False)", "More like this", show=False, id="like.paragraph"),
        Binding("M", "like(True)", "Like this sentence", show=False, id="like.sentence"),
        Binding("ctrl+t", "literally", "As typed", priority=True, id="literally"),
    ]

    _scope = EVERYTHING
    _in_turn: AnswerCard | None = None
    """The card of the question that is being answered; the others wait."""

    _answering: Worker[None] | None = None

    def __init__(self, backend: Backend, store: ConversationStore) -> None:
        super().__init__(backend, store)
        self._turn = asyncio.Lock()

    def paragraph_in_view(self) -> Paragraph | None:
        """The first paragraph of body text that is in view."""
        return None

    @property
    def incomplete(self) -> int:
        """How many documents are indexed while others are still to come; 0 where all are."""
        return 0

    # Asking

    def show_welcome(self, welcome: bool) -> None:
        """Show the welcome or the conversation."""
        self.welcome.display = welcome
        self.conversation.display = not welcome

    def ask(self, question: str) -> None:
        """Ask the documents of the scope."""
        self._answer(Exchange(question, scope=self._scope))

    @property
    def asking(self) -> bool:
        return any(each.group == "ask" and each.is_running for each in self.workers)

    def cancel(self) -> None:
        """Cancel the running question; those that wait are asked."""
        if self._answering is not None:
            self._answering.cancel()
        self.bar.busy = ""

    def action_literally(self) -> None:
        """Ask the question in view again, taken literally."""
        exchange = self.exchange_in_view()
        if exchange is not None and _is_understood_otherwise(exchange):
            self._answer(Exchange(exchange.question, scope=exchange.scope, alone=True))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "literally":
            exchange = self.exchange_in_view() if self.is_mounted else None
            return exchange is not None and _is_understood_otherwise(exchange)
        return super().check_action(action, parameters)

    @work(group="ask", exit_on_error=False)
    async def _answer(self, exchange: Exchange, passage: Paragraph | None = None) -> None:
        """Answer a question after those before it, or find passages like `passage`."""
        self.show_welcome(False)
        self.stop_suggesting()
        self.stop_writing()
        card = self.conversation.add(exchange)
        try:
            async with self._turn:
                self._in_turn, self._answering = card, get_current_worker()
                self.bar.busy = self.bar.busy or "searching"
                exchange = await self._answered(card, passage)
        except asyncio.CancelledError:
            self._drop(card)
            raise
        self.conversation.update_exchange(card, exchange)
        self.bar.busy = ""
        self.refresh_bindings()
        self._save(exchange)
        self.set_timer(QUIET, self._collect_garbage)
        if exchange.answered and not exchange.like:
            self.suggest_next(card)
            self.write_on(card)

    async def _answered(self, card: AnswerCard, passage: Paragraph | None) -> Exchange:
        """The exchange of a card with its answer, or with the reason why there is none."""
        exchange = card.exchange
        question, scope = exchange.question, exchange.scope
        exchange = replace(exchange, incomplete=self.incomplete)
        try:
            if passage is not None:
                answer = await self._find_similar(question, passage, scope)
                exchange = replace(exchange, hits=answer.passages)
            else:
                before = self.conversation.cards[: self.conversation.cards.index(card)]
                turns = tuple(turn for each in before if (turn := each.exchange.turn))
                asked = Question(question, turns, PASSAGES, exchange.alone, scope)
                answer = await self.backend.answer(asked, partial(self._show_passages, card))
                exchange = replace(exchange, hits=answer.passages)
        except QAError as error:
            return replace(exchange, phase=Phase.FAILED, hits=(), note=str(error))
        return replace(exchange, phase=Phase.DONE, answer=answer)

    def _show_passages(self, card: AnswerCard, hits: tuple[Hit, ...]) -> None:
        """Show what is being read, while the answer is not there."""
        if card in self.conversation.cards and card.exchange.running:
            found = replace(card.exchange, phase=Phase.PASSAGES, hits=hits)
            self.conversation.update_exchange(card, found)
            self.bar.busy = READING

    def _collect_garbage(self) -> None:
        if not self.asking:
            garbage.collect()

    def _drop(self, card: AnswerCard) -> None:
        if card in self.conversation.cards and card.exchange.running:
            dropped = replace(card.exchange, phase=Phase.DROPPED, note="Cancelled.")
            self.conversation.update_exchange(card, dropped)

    def _save(self, exchange: Exchange) -> None:
        """Save one more answer of the conversation, which is named after its first question."""
        if exchange.answer is None:
            return
        if self._saved is None:
            name = one_line(exchange.question)[:120]
            self._saved = SavedConversation.begin(name, self.index_name, self.store.tab)
        known = len(self._saved.answers)
        try:
            self._saved = self.store.append(self._saved, exchange_json(exchange))
        except OSError as error:
            self.say(f"The conversation could not be saved: {error.strerror}", bad=True)
            return
        if more := len(self._saved.answers) - known - 1:
            self.say(f"Another qa has saved {count(more, 'answer')} in this conversation too.")

    # More like this

    def action_like(self, sentence: bool) -> None:
        """Look for passages like the one in view, or like the sentence that is quoted."""
        citation = self.citation_in_view()
        paragraph = citation.paragraph if citation else self.paragraph_in_view()
        if paragraph is None:
            self.say("Choose a quote or a document first.", bad=True)
            return
        text, mark = paragraph.text, f"¶ {paragraph.number}"
        if citation is not None:
            exchange = self.exchange_in_view()
            answered = exchange is not None and exchange.answered
            mark = f"[{citation.number}]" if answered else f"({citation.number})"
            if sentence:
                span = citation.sentence
                text = paragraph.document.text[span.start : span.end]
        like = f"{mark} {name(paragraph.document)}"
        question = text.strip()[:LONGEST_PASSAGE]
        self._answer(Exchange(question, scope=self._scope, like=like), paragraph)

    async def _find_similar(self, text: str, passage: Paragraph, scope: Scope) -> Answer:
        began = time.perf_counter()
        hits = others(await self.backend.search(text, scope), passage, PASSAGES)
        return Answer(text, "", (), (), hits, 0.0, seconds=time.perf_counter() - began)

    # Scope

    @property
    def scope(self) -> Scope:
        """The documents that the next question is asked of."""
        return self._scope

    @scope.setter
    def scope(self, scope: Scope) -> None:
        self._scope = scope
        self.prompt.border_title = Content(scope.label) if scope else None
        self.show_facts()

    def show_facts(self) -> None:
        """Show in the status bar what is indexed, and how much of it is asked."""

    @dialog
    async def action_scope(self) -> None:
        # Imported here: a dialog that is seldom opened should not slow down the start.
        from qa.ui.dialogs.scope_picker import ScopePicker

        try:
            with self.bar.waiting("listing the documents"):
                documents = await self.backend.documents()
        except QAError as error:
            self.say(str(error), bad=True)
            return
        chosen = await self.app.push_screen_wait(ScopePicker(documents, self._scope))
        if chosen is not None:
            self.scope = chosen
            self.say(f"Asking {chosen.details}" if chosen else "Asking all documents")

    def action_all_documents(self) -> None:
        self.scope = EVERYTHING
        self.say("Asking all documents")


def _is_understood_otherwise(exchange: Exchange) -> bool:
    """Whether another question was answered than the one that was typed."""
    return exchange.answer is not None and exchange.answer.understood_as is not None
