"""The names and noun phrases of one text of a conversation."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

from qa.converse.nouns import POSSESSIVE, is_adjective, is_date_word, is_verb
from qa.converse.question_parts import noun_phrases
from qa.converse.said import Place, Said
from qa.text.normalize import MONTHS
from qa.text.words import STOP_WORDS

_LONGEST = 8
"""Words of a short answer that may be meant as a whole."""


_CAPITALISED = r"(?:(?:[A-Z]\.){2,}|[A-Z][\w’'.&-]*[\w’'&]|[A-Z])"
_NAME_PART = rf"(?:{_CAPITALISED}|\d[\w’'.&-]*)"
_YEAR = r"(?<![\w.,])(?:1\d|20)\d\d(?![\w,.]\w)"
_JOINING = r"(?:(?:of|the|and|de|la|von|van|for|in|on|at|to|&|’n’|al|bin|y|del)\s+){1,2}"
_NAMES = re.compile(rf"{_YEAR}|{_CAPITALISED}(?:\s+(?:{_JOINING})?{_NAME_PART})*")
_CAPITAL = re.compile(r"[A-Z]")
_QUOTED = re.compile(r"[\"“„«]([^\"“”„«»]{2,60})[\"”“»]")
_DETERMINERS = frozenset("a an any some other this that these those his her its their".split())
_NOUN_PHRASE = re.compile(
    r"(?<![\d.,])\b(?P<first>the|an?|his|her|its|their|this|these|those|any|some"
    r"|other|first|second|two|three|four|five|ten|\d+)\s+"
    r"(?=(?P<rest>(?:[\w’'-]+\s+){0,3}[\w’'-]+))",
    re.IGNORECASE,
)
"""A determiner, and the words after it, up to as many as a phrase has; phrases may overlap."""
_ENDS = frozenset("besides instead although because since until unless per via".split())
_NO_NOUNS = frozenset("first second third last next same only own few main new old".split())
"""No phrase ends with one of these: "the last" of "the last moment"."""
_TITLES = frozenset("Dr Mr Mrs Ms Prof Sir St Lord Lady".split())
_LOOSELY_JOINED = re.compile(
    rf"\s+to\s+(?:the\s+)?|\s+(?:in|on)\s+(?={_YEAR}|(?:{'|'.join(MONTHS)})\b)", re.I
)
"""Between two names and not within one: "Russia to Korea", "Demilitarized Zone in 2019"."""
_OF = re.compile(rf"\s+(?:of|in|for)\s+(?:the\s+)?{_CAPITALISED}(?:\s+{_NAME_PART})*")
_BREAKS = re.compile(
    r"\s+(?=(?:When|While|After|Before|He|She|They|It|This|That|But|What|Who|How)\s)"
)
_ABBREVIATION = re.compile(r"(?:[A-Z]\.){2,}$")
_NO_THING = re.compile(
    rf"^(?:\w+(?:ing|ed|ly)|in|on|at|by|for|from|to|with|since|until|during|after|before|while|when"
    rf"|because|as|however|though|he|she|it|they|we|not)\b|\b(?:is|are|was|were|has|have|had|did)\b"
    rf"|(?:\S+\s+){{{_LONGEST}}}\S",
    re.IGNORECASE,
)
_BEGINS = re.compile(r"(?:^|[.!?:]|\n)[\s\"“”‘'(]*$")


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words of a text that mention a thing."""

    text: str
    is_name: bool = False
    whole: bool = False
    """Whether they are a whole answer."""
    goes_on: bool = False
    """Whether the next word may be part of the thing's name too: "the book" of "the book bus"."""


def phrases(said: Said, everything: str) -> Iterator[Phrase]:
    """What the text mentions, in order.

    Args:
        everything: all texts, which tell whether the first word of a sentence is a name.
    """
    text = said.text.strip()
    if said.place is Place.TITLE:
        yield Phrase(text, is_name=True, whole=True)
        bare = re.sub(r"\s*\([^)]*\)$", "", text)
        if bare != text:
            yield Phrase(bare, is_name=True, whole=True)
        return
    if said.place is Place.ANSWER and _NO_THING.search(text) is None:
        whole = text.rstrip(".!?, ")
        yield Phrase(whole, is_name=bool(_NAMES.fullmatch(whole)), whole=True)
    if said.place is not Place.PASSAGE:
        yield from (Phrase(match[1], is_name=True) for match in _QUOTED.finditer(text))
    for match in _NAMES.finditer(text):
        # A word that begins a sentence is a name only where it is one elsewhere.
        if " " not in match[0] and _BEGINS.search(text, 0, match.start()):
            bare = POSSESSIVE.sub("", match[0])
            if not re.search(rf"[\w,] {re.escape(bare)}\b", everything):
                continue
        for run in _BREAKS.split(match[0]):
            yield from _names_in(run, everything)
    if said.place is Place.PASSAGE:
        return
    if said.place is Place.QUESTION:
        yield from _asked_about(text)
        return
    for match in _NOUN_PHRASE.finditer(text):
        for phrase, goes_on in _noun_phrases(text, match):
            yield Phrase(phrase, goes_on=goes_on)


def _asked_about(question: str) -> Iterator[Phrase]:
    """The things of a question that are no names."""
    for phrase in noun_phrases(question):
        words = question[phrase.start : phrase.end]
        if all(word[0].isupper() or word[0].isdigit() for word in words.split()):
            continue
        is_bare = phrase.determined == phrase.start and not phrase.asked
        text = words if is_bare else f"the {words}"
        yield Phrase(POSSESSIVE.sub("", text))
        if of := _OF.match(question, phrase.end):
            yield Phrase(text + of[0])


def _names_in(run: str, everything: str) -> Iterator[Phrase]:
    words = run.split()
    while (
        words
        and (words[0].lower() in STOP_WORDS or not _CAPITAL.match(words[0]))
        and (not words[0][0].isdigit())
    ):
        words = words[1:]
    name = POSSESSIVE.sub("", " ".join(words))
    name = name if _ABBREVIATION.search(name) else name.strip(".")
    if not name or name in _TITLES or all(map(is_date_word, name.split()[::2])):
        return
    parts = _LOOSELY_JOINED.split(name)
    if len(parts) == 1 or len(re.findall(rf"\b{re.escape(name)}\b", everything)) > 1:
        yield Phrase(name, is_name=True)
        parts = [name]
    for part in {
        each: None for whole in parts for each in re.split(r"\s+(?:and|&)\s+(?:the\s+)?", whole)
    }:
        if part != name and part[:1].isupper() and not all(map(is_date_word, part.split())):
            yield Phrase(part, is_name=True)


def _noun_phrases(text: str, match: re.Match[str]) -> Iterator[tuple[str, bool]]:
    """The phrase cut after its first, second and third word, and whether it goes on after that.

    What is a noun is not known, only what is none.
    """
    first = match["first"]
    words: list[str] = []
    for word in match["rest"].split():
        lower = word.lower()
        if lower in STOP_WORDS or lower in _ENDS or word[0].isdigit() or (words and is_verb(lower)):
            break
        words.append(word)
    named = len([*takewhile(lambda word: word[0].isupper(), words)])
    if named and not words[named:]:
        return  # a name
    lead = first.lower() if first.lower() not in _DETERMINERS else "the"
    start = match.start("rest")
    for count in range(max(1, named + bool(named)), min(3 + named, len(words)) + 1):
        goes_on = count < len(words)
        if words[count - 1].lower() in _NO_NOUNS or (
            goes_on and is_adjective(words[count - 1].lower())
        ):
            continue
        phrase = " ".join(words[:count])
        yield f"{lead} {POSSESSIVE.sub('', phrase)}", goes_on
        end = start + len(phrase)
        if of := _OF.match(text, end):
            yield f"{lead} {phrase}{of[0]}", False
