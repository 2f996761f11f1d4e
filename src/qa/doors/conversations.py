"""Conversations of programs, which send what was asked before and need not name a conversation.

So a server may be started again in the middle of one, and nothing has to be ended. What was
answered lately is kept; earlier questions whose answers are not kept are answered again.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence

from qa.converse.turn import Turn
from qa.errors import BadInput
from qa.library import Library
from qa.types import Answer, Hit

KEPT = 50
"""Conversations whose turns are kept, those used last."""
REMEMBERED = 6
"""Earlier questions that count, the last ones."""

Asked = tuple[tuple[str, ...], tuple[str, ...]]
"""What was asked, in order, and under which conditions."""


class Conversations:
    """The turns of the latest conversations; threads may share them."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._turns: OrderedDict[Asked, tuple[Turn, ...]] = OrderedDict()
        self._lock = threading.Lock()

    def ask(
        self,
        question: str,
        earlier: Sequence[str],
        k: int = 5,
        *,
        where: Sequence[str] = (),
        found: Callable[[tuple[Hit, ...]], None] | None = None,
    ) -> Answer:
        """The answer to a question that may lean on the earlier ones.

        Args:
            earlier: what was asked before, the first question first.
            found: called with the passages before the answer is read from them.

        Raises:
            BadInput: as `Library.ask`, for this question; earlier ones that were refused are passed
                over.
        """
        before, conditions = tuple(earlier[-REMEMBERED:]), tuple(where)
        conversation = self._library.conversation(self._remembered(before, conditions))
        answer = conversation.ask(question, k, where=conditions, found=found)
        self._keep(((*before, question)[-REMEMBERED:], conditions), conversation.turns)
        return answer

    def _remembered(self, before: tuple[str, ...], conditions: tuple[str, ...]) -> tuple[Turn, ...]:
        """The turns of what was asked before; those that are not kept are made again."""
        kept, known = self._longest(before, conditions)
        conversation = self._library.conversation(kept)
        for question in before[known:]:
            try:
                conversation.ask(question, where=conditions)
            except BadInput:
                continue  # it was refused then, too
        self._keep((before, conditions), conversation.turns)
        return conversation.turns

    def _longest(
        self, before: tuple[str, ...], conditions: tuple[str, ...]
    ) -> tuple[tuple[Turn, ...], int]:
        """The turns kept of the longest beginning, and of how many questions that is."""
        with self._lock:
            for known in range(len(before), 0, -1):
                turns = self._turns.get((before[:known], conditions))
                if turns is not None:
                    return turns, known
        return (), 0

    def _keep(self, asked: Asked, turns: tuple[Turn, ...]) -> None:
        with self._lock:
            self._turns[asked] = turns[-REMEMBERED:]
            self._turns.move_to_end(asked)
            while len(self._turns) > KEPT:
                self._turns.popitem(last=False)
