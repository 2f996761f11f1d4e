"""Requests that are no questions to the texts -> answers: lists of documents, what these are about,
who is quoted, where an answer stands; and a friendly line to what is said to qa itself.

All statements are the documents' own words, each with its place. `Answer.remark` has words of qa.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from qa.converse import contents, lists
from qa.converse.requests import Request, Wish, request_in
from qa.converse.scope import Scope
from qa.converse.small_talk import small_talk_in
from qa.converse.turn import Asked, Turn
from qa.converse.welcoming import asked_back, friendly
from qa.types import Answer

_ANSWERS: dict[Wish, Callable[[str, Request, Scope], Answer | None]] = {
    Wish.LIST: lists.listed,
    Wish.COUNT: lists.listed,
    Wish.NEWEST: lists.newest,
    Wish.OLDEST: lists.newest,
    Wish.SINCE: lists.since,
    Wish.BY: lists.by,
    Wish.AUTHORS: lists.authors,
    Wish.DATES: lists.dates,
    Wish.SECTIONS: contents.sections,
    Wish.SUMMARY: contents.summary,
    Wish.MENTIONS: contents.mentioning,
    Wish.SAYS: contents.saying,
    Wish.QUOTED: contents.quoted,
    Wish.ORIGIN: contents.origin,
    Wish.UNCLEAR: asked_back,
}


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
    scope = Scope.of(asked, earlier, where, sources)
    if talk := small_talk_in(question):
        return friendly(question, talk, scope)
    request = request_in(question)
    return _ANSWERS[request.wish](question, request, scope) if request else None
