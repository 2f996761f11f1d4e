"""Questions that the documents answer, offered before the first one and after each answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.getters import query_one

from qa.errors import QAError
from qa.ui.backend.library import Backend
from qa.ui.drawing.answer_card import AnswerCard
from qa.ui.main_screen.panes import PanesScreen
from qa.ui.model.exchange import Exchange
from qa.ui.widgets.conversation import Conversation
from qa.ui.widgets.welcome import Welcome

OFFERED = 5
"""Questions that have a key, at most."""


class SuggestingScreen(PanesScreen):
    """Finds questions on a thread of its own, and gives way to those that a person asks."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(f"alt+{n}", f"offered({n})", f"Question {n}", show=False, priority=True)
        for n in range(1, OFFERED + 1)
    ]

    backend: Backend
    welcome = query_one(Welcome)

    def ask(self, question: str) -> None:
        """Ask a question."""

    def all_exchanges(self) -> list[Exchange]:
        """Those of the conversation, the first one first."""
        return []

    @on(Welcome.Chosen)
    @on(Conversation.Chosen)
    def _chosen(self, event: Welcome.Chosen | Conversation.Chosen) -> None:
        self.ask(event.question)

    @on(Welcome.Continued)
    async def _continued(self, event: Welcome.Continued) -> None:
        await self.take_up(event.key)

    def action_offered(self, number: int) -> None:
        """Ask a question that is offered, counted from 1."""
        questions = self.offered()
        if number <= len(questions):
            self.ask(questions[number - 1])

    def offered(self) -> Sequence[str]:
        """The questions that are offered now."""
        if self.welcome.display:
            return self.welcome.suggestions
        card = self.conversation.card
        return card.exchange.offered if card is not None else ()

    def stop_suggesting(self) -> None:
        """Leave the rest, since a person asks."""
        self.workers.cancel_group(self, "suggest")

    @work(exclusive=True, group="suggest", exit_on_error=False)
    async def suggest(self) -> None:
        """Offer questions to begin with."""
        try:
            async for question in self.backend.suggestions():
                self.welcome.suggest(question)
        except QAError:
            return  # whoever asks is told what is wrong

    @work(exclusive=True, group="suggest", exit_on_error=False)
    async def suggest_next(self, card: AnswerCard) -> None:
        """Offer questions after the answer of a card."""
        questions = []
        try:
            async for question in self.backend.next_questions(self.all_exchanges()):
                questions.append(question)
        except QAError:
            return
        self.conversation.offer(card, questions)
