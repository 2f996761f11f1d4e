"""The parts of a question, as far as its small words tell them: what it asks for, its noun phrases.

Words between small words are runs. A question keeps to an order that tells which word of a run is
a verb: after "does" comes the subject with the verb behind it, after "who" the verb.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from qa.converse.nouns import COMMON_VERBS, WEEKDAY, is_adjective, is_verb
from qa.text.normalize import MONTHS
from qa.text.words import STOP_WORDS

PREPOSITION = (
    r"(?:in|on|at|by|for|from|to|with|since|until|during|before|after|between|under|against|near"
    r"|without|of|about|around|over|into|through|according to)"
)
AUXILIARIES = (
    "is are was were do does did has have had can could will would shall should may might must"
).split()
AUXILIARY = rf"(?:{'|'.join(AUXILIARIES)})"
_MONTH = rf"(?:{'|'.join(MONTHS)})"
TIME = re.compile(
    rf"(?:(?:in|on|at|by|since|until|during|before|after|from)\s+)?(?:the\s+)?"
    rf"(?:(?:start|end|beginning|middle|summer|winter|spring|autumn|fall|early|late|mid)\s+"
    rf"(?:of\s+)?(?:the\s+)?)?"
    rf"(?:{_MONTH}\s+\d{{1,2}}(?:,?\s+\d{{4}})?|\d{{1,2}}\s+{_MONTH}(?:\s+\d{{4}})?"
    rf"|{_MONTH}(?:\s+(?:of\s+)?\d{{4}})?|(?:1[0-9]|20)\d\ds?|(?:last|this|next)\s+"
    rf"(?:week|month|year|spring|summer|autumn|winter|fall)|today|yesterday|tomorrow|now"
    rf"|{WEEKDAY}|weekends?|night|summer|winter|spring|autumn)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"\d+(?:[.,]\d+)+|[\w’'-]+|[^\w\s]")
_AUXILIARY_WORD = re.compile(rf"{AUXILIARY}(?:n[’']t)?|can(?:no|[’'])t", re.IGNORECASE)
BEFORE_A_VERB = re.compile(
    r"(?:do|does|did|can|could|will|would|shall|should|may|might|must)\b", re.I
)
"""The auxiliaries behind which a verb comes that may have an object: "What does Lind want?"."""
_PREPOSITIONS = frozenset(PREPOSITION[3:-1].split("|"))
_PRONOUNS = frozenset("i you he she it we they".split())
_ASKS_FOR = frozenset("which what whose many much".split())
_ARTICLES = frozenset("the a an his her its their my your our this that these those".split())
_BE = frozenset("is are was were be been".split())
_BEFORE_TO = frozenset(
    "have has had need needs want wants going able allowed ought used supposed like try due".split()
)
"""After "to" behind one of these stands a verb."""
_ADVERBS = frozenset("also still already only then yet ever never there here".split())
_Token = tuple[str, int, int]
"""A word with its place."""


@dataclass(frozen=True, slots=True)
class NounPhrase:
    """Words of a question that name a thing."""

    start: int
    end: int
    """Of its words, without what stands before them."""
    determined: int
    """Where it begins with its article; `start` without one."""
    asked: bool
    """Whether it is what is asked for: "boats" of "how many boats"."""


def noun_phrases(question: str) -> list[NounPhrase]:
    """The noun phrases of a question, in order."""
    tokens = [(match[0], match.start(), match.end()) for match in _WORD.finditer(question)]
    found: list[NounPhrase] = []
    run: list[_Token] = []
    verb_seen = False
    for number, token in enumerate([*tokens, ("", len(question), len(question))]):
        word = token[0].lower()
        if word and word[0].isalnum() and not _is_small(word):
            run.append(token)
            continue
        if run:
            before = [each[0].lower() for each in tokens[: number - len(run)]]
            verb = _verb(run, before, word, verb_seen=verb_seen)
            verb_seen |= verb is not None
            article = (
                tokens[number - len(run) - 1][1] if before[-1:] and before[-1] in _ARTICLES else -1
            )
            is_predicate = before[-1:] == ["not"] or _BE.intersection(before[-2:])
            for part in _phrases(run, verb, may_be_predicate=bool(is_predicate)):
                start, first = part[0][1], part[0] is run[0]
                determined = article if article >= 0 and first else start
                asked = first and bool(before) and before[-1] in _ASKS_FOR
                found.append(NounPhrase(start, part[-1][2], determined, asked))
        run = []
    return found


def _is_small(word: str) -> bool:
    return (
        word in STOP_WORDS
        or word in _PREPOSITIONS
        or word in _ADVERBS
        or _AUXILIARY_WORD.fullmatch(word) is not None
    )


def _verb(run: list[_Token], before: list[str], after: str, *, verb_seen: bool) -> int | None:
    """Which word of a run is a verb, or "long" of "how long"; None where none is known to be."""
    words = [word.lower() for word, _, _ in run]
    auxiliaries = [n for n, word in enumerate(before) if _AUXILIARY_WORD.fullmatch(word)]
    between = before[auxiliaries[-1] + 1 :] if auxiliaries else []
    if before[-1:] == ["how"] or _PRONOUNS.intersection(before[-1:]):
        return 0  # "how long", "can I keep books"
    if before[-1:] == ["to"] and _BEFORE_TO.intersection(before[-2:-1]):
        return 0  # "have to announce it"
    if auxiliaries and not between and words[0] in COMMON_VERBS:
        return 0  # "how many people can take part"
    if before[-1:] in (["who"], ["what"]):
        return (
            None if _AUXILIARY_WORD.fullmatch(after) else 0
        )  # "what range has", "who runs rigging"
    known = next((n for n, word in enumerate(words) if n and is_verb(word)), None)
    if known is not None or verb_seen or len(run) == 1 or not auxiliaries:
        return known
    is_subject = _ARTICLES.issuperset(between)
    if BEFORE_A_VERB.match(before[auxiliaries[-1]]) and (is_subject or not after.isalnum()):
        return len(run) - 1  # "does the crane lift", "does a room in Oslo cost"
    return None


def _phrases(
    run: list[_Token], verb: int | None, *, may_be_predicate: bool
) -> Iterator[list[_Token]]:
    """What stands before the verb and after it; "Kim’s" apart from its "goal"."""
    parts = [run] if verb is None else [run[:verb], run[verb + 1 :]]
    for whole in filter(None, parts):
        part = whole
        while may_be_predicate and part and is_adjective(part[-1][0].lower()):
            part = part[:-1]  # "Was the production successful?"
        pairs = enumerate(pairwise(part), start=1)
        cut = next((n for n, (one, two) in pairs if _is_owner(one[0]) and two[0].islower()), 0)
        yield from filter(None, (part[:cut], part[cut:]))


def _is_owner(word: str) -> bool:
    return word.endswith(("’s", "'s", "s’"))
