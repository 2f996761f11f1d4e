"""What a pronoun, or a question that leaves something out, most likely means.

A logistic regression over plain features of each thing that was spoken of: how long ago, where, in
what form, and whether that fits the pronoun. `training/follow_ups` fits the weights.
"""

import json
import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from math import exp

from qa.converse.leaning import Lean
from qa.converse.mentions import Mention
from qa.converse.nouns import is_event, is_person, is_plural, is_time
from qa.converse.said import Place
from qa.text.words import STOP_WORDS, lower_words

WHO = 0.5
"""The chance that "he" or "they" are those who answer "who" just before. The regression could not
learn it: its dialogues are answered in sentences."""
_TAKES_EVENT = re.compile(
    r"\b(?:organi[sz]\w*|plan(?:s|ned|ning)?|plot\w*|caus(?:e|es|ed)|trigger\w*|provok\w*"
    r"|prevent\w*|stop(?:s|ped)?|initiat\w*|postpon\w*|cancel\w*|surviv\w*|attend\w*"
    r"|(?:took|take) part in) (?:it|this|that)\b"
    r"|\b(?:did|does|will|would|has|had|could|can) (?:it|this|that) (?:really |actually )?(?:happen"
    r"|occur|succeed|fail|take place|last|work out|come about)"
    r"|\b(?:was|is|were) (?:it|this|that) (?:organi[sz]ed|planned|plotted|caused|prevented|stopped"
    r"|postponed|cancell?ed|over\b)",
    re.IGNORECASE,
)
_OF_THEM = re.compile(r"\b(?:many|which|some|all|most|one|none) of (?:them|those|these)\b", re.I)
_NAMED_PERSON = re.compile(r"\b(?P<noun>[a-z]+)\s+[A-Z][\w’'.]*(?:\s+[A-Z][\w’'.]*)*$")
_ASKS_FOR_VALUE = frozenset(
    ("when", "why", "how many", "how much", "how long", "how old", "how often", "how far")
)
_JOINING = frozenset("of the and de la von van for in on at to".split())


def chance(mention: Mention, lean: Lean, question: str) -> float:
    """0..1: how likely the question means this, or asks about something of it."""
    weights = _weights()
    found = 1 / (1 + exp(-sum(weights.get(f, 0.0) for f in features(mention, lean, question))))
    if lean in (Lean.PERSON, Lean.SEVERAL) and _who_was_asked_for(mention):
        return 1 - (1 - found) * (1 - WHO)
    return found


def _who_was_asked_for(mention: Mention) -> bool:
    return "who" in mention.answers and mention.ago.get(Place.ANSWER) == 0


def takes_event(question: str) -> bool:
    """Whether a pronoun of the question stands where only something that happens can: "Who
    organized it?", "Did it succeed?"."""
    return _TAKES_EVENT.search(question) is not None


def can_be_meant(mention: Mention, lean: Lean, question: str = "") -> bool:
    """Whether a pronoun of this kind can mean it at all: by number, by person or thing, by what it
    was the answer to, and by what the verb takes."""
    head = head_of(mention.text)
    is_date = is_time(head) and not mention.is_name
    no_thing = mention.text.isdigit() or mention.is_adjective or is_date
    if no_thing and lean is not Lean.NONE:
        return False
    last = mention.text.split()[-1].lower()
    plural = is_plural(head) or (" of " in mention.text and is_plural(last))
    person = mention.speaks and not mention.is_place
    if mention.answers and mention.answers <= _ASKS_FOR_VALUE and not mention.is_name:
        return lean in (Lean.WHAT_WAS_SAID, Lean.NONE)
    if lean is Lean.PERSON:
        if mention.is_name:
            return not mention.is_nation and (mention.speaks or not mention.is_place)
        return is_person(head)
    like_a_person = mention.is_name and _is_like_a_person(mention.text.split())
    person = like_a_person and (person or "who" in mention.asked) and not is_plural(head)
    beside = mention.is_place or mention.is_goal  # where something happens, not what
    if lean is Lean.THING:
        if mention.is_name:
            if takes_event(question) and (person or mention.is_nation):
                return False
            named_place = beside and not mention.speaks and not mention.asked_about
            people = "who" in mention.asked and " and " in mention.text
            return not (person or people or named_place)
        named = _NAMED_PERSON.search(mention.text)
        no_person = not is_person(head) and not (named and is_person(named["noun"]))
        return no_person and not plural and not mention.text[0].isdigit()
    if lean is Lean.SEVERAL:
        if mention.is_name:
            if _OF_THEM.search(question) and (like_a_person or mention.is_nation):
                return False
            nation = mention.is_nation and not mention.asked_about
            return not person and not nation and (mention.speaks or not beside)
        return plural
    return True


def head_of(phrase: str) -> str:
    """The noun of a phrase, in lower case: "Friday" of "the last Friday in October"."""
    before = re.split(r"\s(?:of|in|on|at|for|to)\s", phrase)[0]
    return before.split()[-1].lower() if before.split() else ""


def features(mention: Mention, lean: Lean, question: str) -> Iterator[str]:
    """The names of the features that it has."""
    words = mention.text.split()
    kind = "name" if mention.is_name else "noun phrase"
    yield "any"
    for feature in _plain_features(mention, words, kind, question):
        yield feature
        yield f"{lean}: {feature}"


def _plain_features(
    mention: Mention, words: Sequence[str], kind: str, question: str
) -> Iterator[str]:
    yield kind
    for place in Place:
        ago = mention.ago.get(place)
        if ago is not None:
            yield f"{kind} in {place} {min(ago, 3)} ago"
            yield f"in {place}"
    yield f"said {min(mention.times, 4)} times"
    yield f"{kind} of {min(len(words), 5)} words"
    last = words[-1].lower()
    if is_plural(last):
        yield f"{kind}, plural"
    if mention.is_name and _is_like_a_person(words):
        yield "like a person's name"
    if mention.is_name and any(word in _JOINING for word in words):
        yield "name of several words joined"
    if mention.text[0].isdigit():
        yield "number first"
    if mention.speaks:
        yield "speaks"
    if mention.is_place:
        yield "is a place"
    if mention.is_goal:
        yield "is a goal"
    if mention.first:
        yield f"{kind} first"
    if not mention.alone:
        yield "always goes on"
    if not mention.is_name and is_event(head_of(mention.text)):
        yield "event"
    if mention.whole:
        yield f"{kind}, whole answer"
    if last.endswith(("ed", "ing", "ly")):
        yield "ends like a verb"
    asked = set(lower_words(question))
    new = [word for word in mention.words if word not in asked and word not in STOP_WORDS]
    if not new:
        yield "all in the question"
    elif any(word in asked and word not in STOP_WORDS for word in mention.words):
        yield "partly in the question"


def _is_like_a_person(words: Sequence[str]) -> bool:
    return 2 <= len(words) <= 3 and all(word[0].isupper() and word.isalpha() for word in words)


@cache
def _weights() -> dict[str, float]:
    text = files("qa.converse").joinpath("antecedents.json").read_text(encoding="utf-8")
    weights: dict[str, float] = json.loads(text)
    return weights
