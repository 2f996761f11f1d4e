"""What a noun means, as far as its ending or a short list tells: a person, an event, a time.

There is no dictionary here. A word that none of this knows counts as a thing.
"""

import re

from qa.text.normalize import MONTHS

_THINGS = frozenset(
    """
    number paper river water winter summer order power matter letter chapter computer tower border
    september october november december weather center floor door factor
    """.split()
)
_PLURALS = frozenset("people men women children police troops staff aircraft data".split())
_PERSON = re.compile(
    r"(?:[^aeiou]er|or|ist|ian|man|woman)$|^(?:(?:any|some|every)(?:one|body)|king|queen|boss|captain|general|chief|child"
    r"|boy|girl|father|mother|brother|uncle|aunt|wife|husband|son|president|guest|friend|colleague"
    r"|spy|nurse|cook|architect|pilot|expert|poet|athlete|candidate|student|parent|head|coach|judge)$"
)
_EVENTS = frozenset(
    """
    accident attack battle breakdown campaign ceremony competition concert conference coup course
    crash crime cruise deal disaster earthquake event fair festival fight fire flight flood game
    incident incursion journey march match meeting murder offensive outage party plot protest race
    raid rally revolt riot robbery sale session show siege storm strike summit talks tour tournament
    trip uprising visit war wedding workshop
    """.split()
)
_EVENT = re.compile(r"(?:[^aeiou]al|tion|sion|ment|ing|ance|ence|cue|age)$")
_NO_EVENTS = frozenset(
    """
    government parliament department apartment document animal capital hospital material metal
    journal building evening morning thing king ring village language page image cabbage garage
    audience science sentence fence distance station nation section constitution organization
    institution population region religion television instrument element segment moment ceiling
    clothing
    """.split()
)
_TIMES = frozenset(
    """
    second seconds minute minutes hour hours day days week weeks weekend weekends month months year
    years decade decades century centuries moment time times date beginning start end morning
    afternoon evening night nights spring summer autumn winter season past future period age
    """.split()
)
WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
_TIME_NAME = re.compile(rf"(?:{'|'.join(MONTHS)}|{WEEKDAY}|(?:1\d|20)\d\ds?)", re.IGNORECASE)
POSSESSIVE = re.compile(r"[’']s?$")
"""The ending of "Kim’s" and "the teachers’"."""
_ADJECTIVE = re.compile(r"(?:ous|ful|ible|less|[^aeiou]ic|ive|[^aeiou]al|est)$")
_ADJECTIVES = frozenset(
    """
    new old big small large great good bad high low long short young early late main only own
    same other whole full free clear certain different important possible several various next
    last first second third fourth fifth few little recent real true public local national
    international political military social economic foreign final total current former official
    general special wrong central elite civil federal royal human nuclear solar digital red blue
    green white black north south east west northern southern eastern western better worse best
    worst more most many
    """.split()
)
COMMON_VERBS = frozenset(
    """
    become became begin began bring brought buy bought came come cost did do fell find found
    gave get give gives go goes gone got grew grow had happen happens has have held hold keep
    kept knew know known leave led left lie lies lose lost made make makes mean means meant met
    paid pay pays put ran rise rose said saw say says see seem seems seen sell send sent sit
    sold speak speaks spend spent stand stands stay stood take taken takes taught tell think
    thought told took understand want wants went were wear won write wrote written costs adds
    """.split()
)
_VERB_ENDING = re.compile(r"[aeiouy][^\W\d_]*(?:ed|ing)$")
_LIKE_VERBS = frozenset(
    """
    building meeting evening morning wedding painting training ceiling clothing feeling opening
    hearing warning setting parking housing seed speed breed feed weed need bleed hundred
    """.split()
)


def is_plural(noun: str) -> bool:
    """Whether a noun, in lower case, looks like more than one."""
    return (noun.endswith("s") and not noun.endswith(("ss", "us", "is"))) or noun in _PLURALS


def is_person(noun: str) -> bool:
    """Whether a noun, in lower case, looks like a word for a person."""
    return noun not in _THINGS and _PERSON.search(noun) is not None


def is_event(noun: str) -> bool:
    """Whether a noun, in lower case, looks like a word for something that happens or is done."""
    singular = noun.removesuffix("s")
    if _EVENTS.intersection((noun, singular)):
        return True
    return singular not in _NO_EVENTS and _EVENT.search(singular) is not None


def is_time(noun: str) -> bool:
    """Whether a word is one for a time."""
    return noun.lower() in _TIMES or is_date_word(noun)


def is_date_word(word: str) -> bool:
    """Whether a word is a month, a day of the week or a year."""
    return _TIME_NAME.fullmatch(word) is not None


def is_adjective(word: str) -> bool:
    """Whether a word, in lower case, looks like an adjective; some are nouns too: "military"."""
    return word in _ADJECTIVES or _ADJECTIVE.search(word) is not None


def is_verb(word: str) -> bool:
    """Whether a word, in lower case, is a common form of a verb and no noun."""
    if word in COMMON_VERBS:
        return True
    return word not in _LIKE_VERBS and _VERB_ENDING.search(word) is not None
