"""What a language model of the user's own writes on an answer, sentence by sentence."""

from __future__ import annotations

from contextlib import aclosing
from dataclasses import replace

from textual import work
from textual.getters import query_one

from qa.errors import QAError
from qa.ui.drawing.answer_card import AnswerCard
from qa.ui.main_screen.suggesting import SuggestingScreen
from qa.ui.widgets.status_bar import StatusBar

WRITING = "writing"
"""What the status bar says meanwhile."""
GROUP = "write"


class WritingScreen(SuggestingScreen):
    """Writes on one answer at a time, beside everything else that is done."""

    bar = query_one(StatusBar)

    @property
    def writing(self) -> bool:
        return any(each.group == GROUP and each.is_running for each in self.workers)

    def stop_writing(self) -> None:
        """Leave it at what is written."""
        self.workers.cancel_group(self, GROUP)

    @work(exclusive=True, group=GROUP, exit_on_error=False)
    async def write_on(self, card: AnswerCard) -> None:
        """Show each sentence on the answer of a card when it is checked, if there is a writer."""
        answer = card.exchange.answer
        if answer is None or not self.backend.has_writer:
            return
        try:
            with self.bar.waiting(WRITING):
                async with aclosing(self.backend.written(answer)) as steps:
                    async for answer in steps:
                        if card not in self.conversation.cards:
                            return
                        written = replace(card.exchange, answer=answer)
                        self.conversation.update_exchange(card, written)
        except QAError as error:
            self.say(str(error), bad=True)
