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

from qa.converse.leaning import Lean, is_person, is_plural
from qa.converse.mentions import Mention, Place
from qa.text.words import STOP_WORDS, lower_words

_DATE = re.compile(
    r"(?:\d+ )?(?:January|February|March|April|June|July|August|September|October|November|December"
    r"|May \d"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b"
)
_JOINING = frozenset("of the and de la von van for in on at to".split())


def chance(mention: Mention, lean: Lean, question: str) -> float:
    """0..1: how likely the question means this, or asks about something of it."""
    weights = _weights()
    return 1 / (1 + exp(-sum(weights.get(f, 0.0) for f in features(mention, lean, question))))


def can_be_meant(mention: Mention, lean: Lean) -> bool:
    """Whether a pronoun of this kind can mean it at all, by number, and by person or thing."""
    last = mention.text.split()[-1].lower()
    no_thing = mention.text.isdigit() or mention.is_adjective or _DATE.match(mention.text)
    if no_thing and lean is not Lean.NONE:
        return False
    plural = is_plural(last)
    person = mention.speaks and not mention.is_place
    if lean is Lean.PERSON:
        if mention.is_name:
            return mention.speaks or not mention.is_place
        return is_person(last)
    if lean is Lean.THING:
        named_person = person and _is_like_a_person(mention.text.split())
        beside = mention.is_place or mention.is_goal  # where something happens, not what
        named_place = beside and not mention.speaks and mention.ago.get(Place.QUESTION) != 0
        if mention.is_name:
            return not (named_person or named_place)
        return not (plural or is_person(last))
    if lean is Lean.SEVERAL:
        return plural or (
            mention.is_name and (mention.speaks or not (mention.is_place or mention.is_goal))
        )
    return True


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
