"""Which function answers which request; imported only for one, since most lines are questions."""

from __future__ import annotations

from collections.abc import Callable

from qa.converse import contents, lists
from qa.converse.requests import Request, Wish
from qa.converse.scope import Scope
from qa.converse.small_talk import SmallTalk
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


def answer_to(question: str, wanted: Request | SmallTalk, scope: Scope) -> Answer | None:
    """The answer; None where the names in a request are none of these documents."""
    if isinstance(wanted, SmallTalk):
        return friendly(question, wanted, scope)
    return _ANSWERS[wanted.wish](question, wanted, scope)
