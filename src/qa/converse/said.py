"""What was said in the last turns of a conversation: questions, answers, and where these stand."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from qa.converse.evidence import is_about_answer
from qa.converse.nouns import POSSESSIVE
from qa.converse.turn import Turn
from qa.text.words import STOP_WORDS, lower_words
from qa.types import Document

RECENT = 6
"""Turns that are looked back on."""
_BRACKETS = re.compile(r"\s*\([^)]*\)")
_HEADLINE = re.compile(r"[:;,?!—–]")
_LONGEST_TITLE = 5
_ASKING = re.compile(
    r"\b(?:who|whom|whose|what|which|when|where|why|how(?: (?:many|much|long|old|often|far))?)\b",
    re.I,
)


class Place(StrEnum):
    """Where a mention stands."""

    QUESTION = "question"
    ANSWER = "answer"
    SENTENCE = "sentence"
    TITLE = "title"
    UNDERSTOOD = "understood"
    """What was added to a question so that it stood alone."""
    PASSAGE = "passage"
    """Where an answer stands: only names are taken from it."""


@dataclass(frozen=True, slots=True)
class Said:
    """A text of the conversation in which things are mentioned."""

    text: str
    place: Place
    ago: int
    """Turns ago, the last being 0."""
    asked: str = ""
    """Of an answer: the word with which it was asked for, "who" or "how"."""


def said_in(turns: Sequence[Turn]) -> list[Said]:
    """What was said in the last turns, in order."""
    texts: list[Said] = []
    passages: dict[str, None] = {}
    recent = turns[-RECENT:]
    for ago, turn in zip(reversed(range(len(recent))), recent, strict=True):
        answer = turn.answer
        if not is_about_answer(turn):
            texts.append(Said(turn.standing, Place.QUESTION, ago))
            texts.append(Said(_added(turn), Place.UNDERSTOOD, ago))
        if answer.text:
            texts.append(Said(answer.text, Place.ANSWER, ago, _asking_word(turn.standing)))
        texts += [Said(statement.text, Place.SENTENCE, ago) for statement in answer.statements]
        places = [citation.paragraph for citation in answer.citations]
        places = places or [hit.paragraph for hit in answer.passages[:1]]
        documents = dict.fromkeys(place.document for place in places)
        subjects = filter(None, map(subject_of, documents))
        texts += [Said(subject, Place.TITLE, ago) for subject in subjects]
        for place in places:
            if place.text not in passages:
                passages[place.text] = None
                texts.append(Said(place.text, Place.PASSAGE, ago))
    return texts


def _asking_word(question: str) -> str:
    """The word with which a question asks, in lower case; "" for yes or no."""
    match = _ASKING.search(question)
    return match[0].lower() if match else ""


def _added(turn: Turn) -> str:
    """The words of the question standing alone that were not asked."""
    asked = set(lower_words(turn.question))
    return " ".join(
        word
        for word in turn.standing.split()
        if not asked.issuperset(lower_words(POSSESSIVE.sub("", word)))
    )


def subject_of(document: Document) -> str:
    """The title, where it is the name of what the text is about and no headline; else ""."""
    title = _BRACKETS.sub("", document.title)
    words = title.split()
    names = [word for word in words if word.lower() not in STOP_WORDS]
    capitals = [word for word in words[1:] if word.lower() in STOP_WORDS and word[0].isupper()]
    if not names or len(words) > _LONGEST_TITLE or capitals or _HEADLINE.search(title):
        return ""
    if not all(name[0].isupper() or name[0].isdigit() for name in names):
        return ""
    body = document.text.replace(document.title, "", 1)
    is_said = re.search(rf"\b{re.escape(names[-1])}\b", body) is not None
    return document.title if is_said or len(names) == len(words) in (2, 3) else ""
