"""What a conversation has spoken of: the names and noun phrases of its questions and answers."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import takewhile

from qa.converse.evidence import is_about_answer
from qa.converse.nouns import is_adjective, is_date_word, is_verb
from qa.converse.question_parts import noun_phrases
from qa.converse.turn import Turn
from qa.text.normalize import MONTHS
from qa.text.saying import SAYS
from qa.text.words import STOP_WORDS, lower_words
from qa.types import Document

RECENT = 6
"""Turns that are looked back on."""
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
_BRACKETS = re.compile(r"\s*\([^)]*\)")
_HEADLINE = re.compile(r"[:;,?!—–]")
_LONGEST_TITLE = 5
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
_POSSESSIVE = re.compile(r"[’']s?$")
_ASKING = re.compile(
    r"\b(?:who|whom|whose|what|which|when|where|why|how(?: (?:many|much|long|old|often|far))?)\b",
    re.I,
)

_SPEAKS = (
    rf"\b{{0}},? (?:{SAYS}|an? \w+(?: \w+)? (?:of|at|in|from|for)|who)\b"
    r"|(?:said|says|told|according to|Mr\.?|Mrs\.?|Ms\.?|Dr\.?|Prof\.?|[Pp]rofessor|[Pp]resident"
    r"|[Aa]nalyst|[Ll]eader|[Mm]inister|[Cc]hef|[Mm]anager|[Ee]ditor)(?: \w+){{0,2}} {0}\b"
)
_ALONE = rf"\b{{0}}(?:\W*$|[^\w\s]|\s+(?:{'|'.join(sorted(STOP_WORDS))})\b)"
_OF_A_NATION = r"(?:(?:i?an|ean|ien|man|kish|ish)s?|ese|iard|edes?)"
_BEHIND = r"\b(?:in|into|at|to|from|across|inside|outside) (?:the )?{0}\b"
_GOAL = r"\b(?:from|to|toward|towards) (?:the )?{0}\b"
_PLACED = r"\b(?:in|into|across|throughout|inside|outside) (?:the )?{0}\b"


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


@dataclass(frozen=True, slots=True)
class _Phrase:
    """Words of a text that mention a thing."""

    text: str
    is_name: bool = False
    whole: bool = False
    """Whether they are a whole answer."""
    goes_on: bool = False
    """Whether the next word may be part of the thing's name too: "the book" of "the book bus"."""


@dataclass(slots=True)
class Mention:
    """A thing spoken of, with all the places where it is."""

    text: str
    """In its fullest form."""
    is_name: bool
    ago: dict[Place, int] = field(default_factory=dict)
    """For each place, how many turns ago it was last there."""
    times: int = 0
    first: bool = False
    """Whether it is the first thing that a text mentions."""
    whole: bool = False
    """Whether it is a whole answer, or a title."""
    answers: set[str] = field(default_factory=set)
    """With which words it was asked for, where it is a whole answer: "when"."""
    asked: set[str] = field(default_factory=set)
    """With which words it was asked for, where it stands in an answer: "who"."""
    alone: bool = False
    """Whether a text has it somewhere without a further word that may belong to it."""
    speaks: bool = False
    """Whether a text has it say or tell something, or gives it a person's title."""
    is_place: bool = False
    """Whether a text has something be in it or go into it."""
    is_adjective: bool = False
    """Whether it is a name like "Russian", mostly followed by a noun."""
    is_goal: bool = False
    """Whether a text has something come from it or go to it, as from a place."""
    is_nation: bool = False
    """Whether a text has its people or language too: "Koreans" beside "South Korea"."""
    asked_about: bool = False
    """Whether the last question names it, and not as the place where something happens."""
    takes_article: bool = False
    """Whether the texts mostly put "the" before the name."""

    @property
    def words(self) -> frozenset[str]:
        return frozenset(lower_words(self.text))


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
        if not asked.issuperset(lower_words(_POSSESSIVE.sub("", word)))
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


def mentions(history: Sequence[Said]) -> list[Mention]:
    """Everything that these texts mention, each thing once; the earliest mentioned first."""
    everything = "\n".join(said.text for said in history)
    found: dict[str, Mention] = {}
    for said in history:
        for index, phrase in enumerate(_phrases(said, everything)):
            key = " ".join(lower_words(phrase.text))
            if not key:
                continue
            mention = found.setdefault(key, Mention(phrase.text, phrase.is_name))
            mention.times += 1
            mention.is_name |= phrase.is_name
            mention.whole |= phrase.whole
            mention.alone |= not phrase.goes_on
            asked = {said.asked} if said.asked else set()
            mention.asked |= asked
            mention.answers |= asked if phrase.whole else set()
            mention.first |= index == 0
            mention.ago[said.place] = min(said.ago, mention.ago.get(said.place, said.ago))
    for mention in found.values():
        if not mention.alone:
            followed = _ALONE.format(re.escape(mention.text))
            mention.alone = re.search(followed, everything, re.IGNORECASE) is not None
        if mention.is_name:
            name = re.escape(mention.text.split()[-1])
            mention.speaks = re.search(_SPEAKS.format(name), everything) is not None
            name = re.escape(mention.text)
            mention.is_place = re.search(_PLACED.format(name), everything) is not None
            mention.is_adjective = _is_adjective(mention.text, everything)
            mention.is_goal = re.search(_GOAL.format(name), everything) is not None
            mention.is_nation = _is_nation(mention.text, everything)
            mention.asked_about = any(
                said.place is Place.QUESTION
                and not said.ago
                and mention.text in re.sub(_BEHIND.format(name), "", said.text)
                for said in history
            )
            articles = len(re.findall(rf"\b[Tt]he {name}\b(?! [A-Za-z])", everything))
            mention.takes_article = 2 * articles > len(re.findall(rf"\b{name}\b", everything))
    whole = [mention for mention in found.values() if mention.alone or mention.is_name]
    longer = " ".join(f"{mention.text.lower()} " for mention in whole)
    parts = [m for m in found.values() if not (m.alone or m.is_name)]
    broken = {id(m) for m in parts if f"{m.text.lower()} " in longer}
    return _in_full([mention for mention in found.values() if id(mention) not in broken])


def _is_nation(name: str, everything: str) -> bool:
    stem = re.escape(re.sub(r"(?:land|den|any|[aey])$", "", name.split()[-1]))
    return len(stem) > 2 and re.search(rf"\b{stem}{_OF_A_NATION}\b", everything) is not None


def _is_adjective(name: str, everything: str) -> bool:
    if not name.endswith(
        ("ian", "ean", "ese", "ish", "ern", "German", "American", "African", "Roman")
    ):
        return False
    followed = len(re.findall(rf"\b{re.escape(name)}\s+[a-z]{{4,}}", everything))
    return 2 * followed > len(re.findall(rf"\b{re.escape(name)}\b", everything))


def _phrases(said: Said, everything: str) -> Iterator[_Phrase]:
    text = said.text.strip()
    if said.place is Place.TITLE:
        yield _Phrase(text, is_name=True, whole=True)
        bare = re.sub(r"\s*\([^)]*\)$", "", text)
        if bare != text:
            yield _Phrase(bare, is_name=True, whole=True)
        return
    if said.place is Place.ANSWER and _NO_THING.search(text) is None:
        whole = text.rstrip(".!?, ")
        yield _Phrase(whole, is_name=bool(_NAMES.fullmatch(whole)), whole=True)
    if said.place is not Place.PASSAGE:
        yield from (_Phrase(match[1], is_name=True) for match in _QUOTED.finditer(text))
    for match in _NAMES.finditer(text):
        # A word that begins a sentence is a name only where it is one elsewhere.
        if " " not in match[0] and _BEGINS.search(text, 0, match.start()):
            bare = _POSSESSIVE.sub("", match[0])
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
            yield _Phrase(phrase, goes_on=goes_on)


def _asked_about(question: str) -> Iterator[_Phrase]:
    """The things of a question that are no names."""
    for phrase in noun_phrases(question):
        words = question[phrase.start : phrase.end]
        if all(word[0].isupper() or word[0].isdigit() for word in words.split()):
            continue
        is_bare = phrase.determined == phrase.start and not phrase.asked
        text = words if is_bare else f"the {words}"
        yield _Phrase(_POSSESSIVE.sub("", text))
        if of := _OF.match(question, phrase.end):
            yield _Phrase(text + of[0])


def _names_in(run: str, everything: str) -> Iterator[_Phrase]:
    words = run.split()
    while (
        words
        and (words[0].lower() in STOP_WORDS or not _CAPITAL.match(words[0]))
        and (not words[0][0].isdigit())
    ):
        words = words[1:]
    name = _POSSESSIVE.sub("", " ".join(words))
    name = name if _ABBREVIATION.search(name) else name.strip(".")
    if not name or name in _TITLES or all(map(is_date_word, name.split()[::2])):
        return
    parts = _LOOSELY_JOINED.split(name)
    if len(parts) == 1 or len(re.findall(rf"\b{re.escape(name)}\b", everything)) > 1:
        yield _Phrase(name, is_name=True)
        parts = [name]
    for part in {
        each: None for whole in parts for each in re.split(r"\s+(?:and|&)\s+(?:the\s+)?", whole)
    }:
        if part != name and part[:1].isupper() and not all(map(is_date_word, part.split())):
            yield _Phrase(part, is_name=True)


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
        yield f"{lead} {_POSSESSIVE.sub('', phrase)}", goes_on
        end = start + len(phrase)
        if of := _OF.match(text, end):
            yield f"{lead} {phrase}{of[0]}", False


def _in_full(found: Sequence[Mention]) -> list[Mention]:
    """Short names joined with the longer ones that they stand for."""
    names = [mention for mention in found if mention.is_name]
    kept: list[Mention] = []
    for mention in found:
        longer = [
            other
            for other in names
            if mention.is_name
            and len(mention.words) == 1
            and mention.words < other.words
            and 2 <= len(other.words) <= 3
            and " and " not in other.text
        ]
        if not longer:
            kept.append(mention)
            continue
        full = longer[0]
        full.times += mention.times
        full.first |= mention.first
        full.asked |= mention.asked
        full.speaks |= mention.speaks
        full.is_place |= mention.is_place
        full.is_goal |= mention.is_goal
        for place, ago in mention.ago.items():
            full.ago[place] = min(ago, full.ago.get(place, ago))
    return kept
