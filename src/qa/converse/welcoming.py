"""What qa says of itself, in one line, and how it asks back: with the counts and titles of these
documents, and with questions that they do answer."""

from __future__ import annotations

from qa.converse.citing import has_title, joined, told
from qa.converse.requests import Request
from qa.converse.scope import Scope
from qa.converse.small_talk import SmallTalk
from qa.text.counted import counted
from qa.types import Answer

_FIRST = {
    SmallTalk.GREETING: "Hello!",
    SmallTalk.THANKS: "You are welcome.",
    SmallTalk.FAREWELL: "Goodbye!",
    SmallTalk.IDENTITY: "This is qa, a reader of documents: no person, and no model that writes.",
    SmallTalk.HELP: "",
    SmallTalk.OPINION: "A reader of documents has no opinions.",
    SmallTalk.UNSERVED: "That is beyond qa: it writes nothing of its own and knows no other texts.",
}
_CAN = (
    "qa answers questions in the words of {documents}{titles}, and shows where each stands. "
    "Ask a question, or: What is here? What are these about? Who is quoted?"
)
_NO_DOCUMENTS = "There are no documents to ask yet: `qa index PATH...` adds some."
_ASKING = frozenset("who whom whose when where why what which how".split())
TITLES = 3
CHOICES = 3
SECONDS = 4.0
"""Spent at most on finding questions to offer."""


def friendly(question: str, talk: SmallTalk, scope: Scope) -> Answer:
    """A line that says what qa can do with these documents."""
    everything = scope.catalogue()
    if not everything:
        return told(question, f"{_FIRST[talk]} {_NO_DOCUMENTS}".strip())
    if talk in (SmallTalk.THANKS, SmallTalk.FAREWELL):
        return told(
            question, f"{_FIRST[talk]} The {counted(len(everything))} can be asked any time."
        )
    documents = f"these {counted(len(everything))}" if len(everything) > 1 else "this document"
    telling = [f"“{d.title}”" for d in scope.documents(everything[:TITLES]) if has_title(d)]
    titles = f", such as {joined(telling)}" if telling else ""
    can = _CAN.format(documents=documents, titles=titles)
    return told(question, f"{_FIRST[talk]} {can}".strip())


def asked_back(question: str, request: Request, scope: Scope) -> Answer | None:
    """Asks what is meant, with questions that begin so; None where earlier turns may say it."""
    if any(turn.answer.citations for turn in scope.earlier) or not scope.catalogue():
        return None
    from qa.converse.suggestions import suggestions  # it asks, which a request does not need

    said = question.strip().rstrip("?!. ")
    beginning = said if said.split()[0].lower() in _ASKING else ""
    found = suggestions(scope.asked, beginning=beginning, most=CHOICES, seconds=SECONDS)
    choices = tuple(found)
    remark = f"“{question.strip()}” alone says too little: ask it in full."
    if choices:
        remark = f"{remark} These documents answer, for example:"
    return told(question, remark, suggestions=choices)
