"""Questions that leave out what the one before has said: "And South Korea?", "Why?", "In 2024?"."""

import re
from dataclasses import dataclass

from qa.text.normalize import MONTHS
from qa.text.words import STOP_WORDS, content_words

_LEAD = re.compile(
    r"^\W*(?:(?:and|but|or|so|ok(?:ay)?|well|then)\b[,\s]*)*"
    r"(?P<about>(?:what|how) (?:about|of)\b\s*)?",
    re.IGNORECASE,
)
_PREPOSITION = (
    r"(?:in|on|at|by|for|from|to|with|since|until|during|before|after|between|under|against|near"
    r"|without|of|about|around|over|into|through)"
)
_BARE = re.compile(
    rf"^(?:{_PREPOSITION}\s+)?(?:why not|why|when|where|who|whom|whose|which(?: ones?)?|what"
    r"|how come|how (?:many|much|long|often|old|far|big|large|high|soon)|how|what for)"
    rf"(?:\s+(?:exactly|precisely|then|so|{_PREPOSITION}))?$",
    re.IGNORECASE,
)
_AUXILIARY = (
    r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|shall|should|may|might|must)"
)
_QUESTION = re.compile(
    rf"^\W*(?P<asking>(?:{_PREPOSITION}\s+)?(?:who|whom|whose|what|which|when|where|why|how)\b"
    rf"(?P<noun>.*?))\s+(?P<auxiliary>{_AUXILIARY}(?:n[’']t)?)\s+(?P<rest>.+?)[\s?!.]*$",
    re.IGNORECASE,
)
_SUBJECT_QUESTION = re.compile(
    r"^\W*(?:who|what|which(?P<noun>(?:\s+\w+){1,2}?)|how (?:many|much)(?P<count>(?:\s+\w+){1,2}?))"
    r"\s+(?P<rest>\w+(?:ed|t|d|s|ew|ok|ave|ent|ame|n)\b.*?)[\s?!.]*$",
    re.IGNORECASE,
)
_YES_NO = re.compile(rf"^\W*(?P<auxiliary>{_AUXILIARY})\s+(?P<rest>.+?)[\s?!.]*$", re.IGNORECASE)
_HAS_VERB = re.compile(
    rf"\b(?:{_AUXILIARY}|be|been|who|whom|whose|what|which|when|where|why|how|tell|give|show|list"
    r"|explain|describe|name|summari[sz]e|find|compare|say|says|said)\b",
    re.IGNORECASE,
)
_MONTH = rf"(?:{'|'.join(MONTHS)})"
_TIME = re.compile(
    rf"(?:(?:in|on|at|by|since|until|during|before|after|from)\s+)?(?:the\s+)?"
    rf"(?:(?:start|end|beginning|middle|summer|winter|spring|autumn|fall|early|late|mid)\s+"
    rf"(?:of\s+)?(?:the\s+)?)?"
    rf"(?:{_MONTH}\s+\d{{1,2}}(?:,?\s+\d{{4}})?|\d{{1,2}}\s+{_MONTH}(?:\s+\d{{4}})?"
    rf"|{_MONTH}(?:\s+(?:of\s+)?\d{{4}})?|(?:1[0-9]|20)\d\ds?|(?:last|this|next)\s+"
    rf"(?:week|month|year|spring|summer|autumn|winter|fall)|today|yesterday|tomorrow|now"
    rf"|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|weekends?|night|summer|winter|spring|autumn)\b",
    re.IGNORECASE,
)
_PHRASE = re.compile(
    rf"\b(?P<first>{_PREPOSITION})\s+(?:(?:the|an?|his|her|its|their)\s+)?"
    rf"[\w’'-]+(?:\s+(?!{_PREPOSITION}\b|{_AUXILIARY}\b)[\w’'-]+)*",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<!^)\b[A-Z][\w’'-]*(?:\s+(?:of\s+)?[A-Z0-9][\w’'-]*)*")
_NOUN = rf"(?!{_AUXILIARY}\b)[\w’'-]+"
_SECOND = rf"\s+(?!{_AUXILIARY}\b|{_PREPOSITION}\b)[\w’'-]+(?=\s+(?:{_AUXILIARY}|{_PREPOSITION})\b)"
_NOUNS = re.compile(
    rf"\b(?:how many|how much|which|what)\s+(?P<asked>{_NOUN}(?:{_SECOND})?)"
    rf"|\b(?:the|an?|his|her|its|their)\s+(?P<noun>{_NOUN}(?:{_SECOND}|\s+[\w’'-]+(?=\W*$))?)",
    re.IGNORECASE,
)
_ABBREVIATION = re.compile(r"\b(?:[A-Z]\.){2,}$")
_BARE_NOUN = re.compile(
    rf"\b(?:{_AUXILIARY}|{_PREPOSITION})\s+(?P<noun>(?!{_AUXILIARY}\b|{_PREPOSITION}\b)[a-z]\w*s|people"
    r"|men|women|children|staff)\b"
    r"|\b(?:do|does|did)\s+(?P<subject>(?!the\b|an?\b|his\b|her\b|its\b|their\b)[a-z]\w+)\b"
)
_WITHOUT_OBJECT = re.compile(
    r"do|does|did|can|could|will|would|shall|should|may|might|must", re.IGNORECASE
)
"""The auxiliaries after which the question word may be the object: "What does Lind want?"."""
_SUBJECTS = frozenset(
    """
    the a an his her its their this that these those he she it they we you i there all some many
    most
    """.split()
)
"""With which of these words a subject begins."""
_PREDICATE = re.compile(
    r"^[a-z]\w*(?:ed|en|ing|t|wn|ne|ly)$|^(?:in|on|at|from|to|able|likely|not|been|be)$"
)
_LONGEST = 7
"""Words of a fragment, and of a short answer that is put into a question."""
_POSSESSIVE = re.compile(r"[’']s?$")


@dataclass(frozen=True, slots=True)
class Fragment:
    """What such a question does say."""

    words: str
    asks: bool
    """Whether it is a question word; else it is a thing, a place or a time."""


def fragment(question: str) -> Fragment | None:
    """What a question without a sentence of its own says; None for any other."""
    lead = _LEAD.match(question)
    start = lead.end() if lead else 0
    led = bool(question[:start].strip(" \t“\"'"))
    words = question[start:].strip(" \t?!,;:…")
    words = words if _ABBREVIATION.search(words) else words.rstrip(". ")
    if not words or len(words.split()) > _LONGEST:
        return None
    if _BARE.match(words):
        return Fragment(words, asks=True)
    if _HAS_VERB.search(words):
        return None
    is_phrase = re.match(rf"{_PREPOSITION}\s", words, re.IGNORECASE) or _TIME.fullmatch(words)
    if led or (is_phrase and question.rstrip().endswith("?")):
        return Fragment(words, asks=False)
    return None


def asked_of(word: str, question: str, answer: str) -> list[str]:
    """The question before, asked with another question word: "why" of "Who was sent to Kursk?".

    Args:
        question: the one before, standing alone.
        answer: its short answer, which takes the place of its question word.
    """
    asking = word[0].upper() + word[1:]
    if match := _YES_NO.match(question):
        return [f"{asking} {match['auxiliary'].lower()} {match['rest']}?"]
    match = _QUESTION.match(question)
    if match is not None and not _is_subject_missing(match):
        rest = match["rest"]
        noun = match["noun"].strip()
        if re.search(r"\b(?:many|much)$|^(?:what|which|whose)$", word, re.I) and noun:
            return [f"{asking} {_counted(noun)} {match['auxiliary']} {rest}?"]
        return [f"{asking} {match['auxiliary']} {_with_object(match, answer)}?"]
    if match is not None:
        subject = _subject(match["noun"], answer)
        return [f"{asking} {match['auxiliary']} {subject} {match['rest']}?"]
    match = _SUBJECT_QUESTION.match(question)
    if match is not None:
        subject = _subject(match["noun"] or match["count"] or "", answer)
        return [f"{asking} is it that {subject} {match['rest']}?"]
    return [f"{asking} ({' '.join(content_words(question))})?"]


def _with_object(match: re.Match[str], answer: str) -> str:
    """The rest of a question with what its question word asked for: "want" lacks it."""
    rest, noun = match["rest"], _counted(match["noun"].strip())
    asking = match["asking"].lower().split()[0]
    short = answer if len(answer.split()) <= _LONGEST else ""
    if asking == "where" and short:
        place = short if re.match(rf"{_PREPOSITION}\b", short, re.IGNORECASE) else f"in {short}"
        bracket = rest.find(" (")
        end = bracket if bracket > 0 else len(rest)
        return f"{rest[:end]} {place}{rest[end:]}"
    thing = noun or (short if asking in {"what", "which", "who", "whom"} else "")
    if not thing or not _WITHOUT_OBJECT.fullmatch(match["auxiliary"]):
        return rest
    phrase = re.search(rf"\s(?:{_PREPOSITION}\s|\()", rest)
    end = phrase.start() if phrase else len(rest)
    return f"{rest[:end]} {thing}{rest[end:]}"


def _is_subject_missing(match: re.Match[str]) -> bool:
    """Whether the question word itself is the subject: "who was sent to Kursk"."""
    if match["auxiliary"].lower() in {"do", "does", "did"}:
        return False
    asking = match["asking"].lower()
    if asking.startswith(("when", "where", "why")) or asking in {"how", "whom"}:
        return False
    first = match["rest"].split()[0]
    return first not in _SUBJECTS and _PREDICATE.search(first) is not None


def _counted(noun: str) -> str:
    return re.sub(r"^\s*(?:many|much)\s+", "", noun)


def _subject(noun: str, answer: str) -> str:
    noun = _counted(noun.strip())
    return noun or (answer if answer and len(answer.split()) <= _LONGEST else "this")


def put_into(words: str, question: str) -> list[str]:
    """The question before with this in the place of something alike, the likeliest first."""
    if re.match(rf"{_PREPOSITION}\s", words, re.IGNORECASE):
        words = words[0].lower() + words[1:]
    if _TIME.fullmatch(words):
        return [_with_time(words, question)]
    match = re.match(rf"({_PREPOSITION})\s", words, re.IGNORECASE)
    if match is not None:
        return _with_phrase(words, match[1].lower(), question)
    thing = _POSSESSIVE.sub("", words)
    is_name = any(word[0].isupper() for word in thing.split())
    places = list(_NAME.finditer(question)) if is_name else []
    places = [place for place in places if place[0].lower() not in STOP_WORDS]
    if not is_name or not places:
        nouns = (*_BARE_NOUN.finditer(question), *_NOUNS.finditer(question))
        found = [match.span(match.lastgroup or 0) for match in nouns]
    else:
        found = [place.span() for place in places]
    made = []
    for start, end in found:
        old = question[start:end]
        ending = old[len(_POSSESSIVE.sub("", old)) :]
        bare = re.sub(r"^(?:the|an?)\s+", "", thing) if not is_name else thing
        made.append(question[:start] + bare + ending + question[end:])
    return made or [_appended(question, words)]


def _with_time(words: str, question: str) -> str:
    if re.fullmatch(rf"(?:1[0-9]|20)\d\ds?|{_MONTH}(?:\s+\d{{4}})?", words, re.IGNORECASE):
        words = f"in {words}"
    times = [match for match in _TIME.finditer(question) if match.start() > 0]
    if times:
        return question[: times[-1].start()] + words + question[times[-1].end() :]
    return _ended(question, words)


def _with_phrase(words: str, preposition: str, question: str) -> list[str]:
    same = [m for m in _PHRASE.finditer(question) if m["first"].lower() == preposition]
    made = [question[: m.start()] + words + question[m.end() :] for m in reversed(same)]
    return [*made, _ended(question, words)]


def _ended(question: str, words: str) -> str:
    return f"{question.rstrip(' ?!.')} {words}?"


def _appended(question: str, words: str) -> str:
    return f"{question.rstrip(' ?!.')} ({words})?"
