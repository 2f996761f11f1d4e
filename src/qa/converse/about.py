"""Lines that are no questions to the texts -> answers: lists of documents, what these are about,
who is quoted, where an answer stands; and a friendly line to what is said to qa itself.

All statements are the documents' own words, each with its place. `Answer.remark` has words of qa.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from qa.converse.requests import request_in
from qa.converse.small_talk import small_talk_in
from qa.types import Answer

if TYPE_CHECKING:
    from qa.converse.turn import Asked, Turn


def answer_request(
    question: str,
    asked: Asked,
    earlier: Sequence[Turn] = (),
    *,
    where: str | Sequence[str] = (),
    sources: Collection[str] | None = None,
) -> Answer | None:
    """The answer to what is not a question to the texts; None for a question.

    Args:
        earlier: the turns of the conversation so far, which "the second one" and "that" mean.
        where, sources: as `Library.ask`.

    Raises:
        BadInput: if a condition is invalid.
    """
    wanted = small_talk_in(question) or request_in(question)
    if wanted is None:
        return None
    from qa.converse.answers import answer_to
    from qa.converse.scope import Scope

    return answer_to(question, wanted, Scope.of(asked, earlier, where, sources))
