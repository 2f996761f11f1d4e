"""Questions that leave out what the one before has said: "And South Korea?", "Why?", "In 2024?"."""

import re
from dataclasses import dataclass

from qa.converse.question_parts import AUXILIARY, BEFORE_A_VERB, PREPOSITION, TIME
from qa.text.words import content_words

_LEAD = re.compile(
    r"^\W*(?:(?:and|but|or|so|ok(?:ay)?|well|then)\b[,\s]*)*"
    r"(?P<about>(?:what|how) (?:about|of)\b\s*)?",
    re.IGNORECASE,
)
_BARE = re.compile(
    rf"^(?:{PREPOSITION}\s+)?(?:why not|why|when|where|who|whom|whose|which(?: ones?)?|what"
    r"|how come|how (?:many|much|long|often|old|far|big|large|high|soon)|how|what for)"
    rf"(?:\s+(?:exactly|precisely|then|so|{PREPOSITION}))?$",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    rf"^\W*(?P<asking>(?:{PREPOSITION}\s+)?(?:who|whom|whose|what|which|when|where|why|how)\b"
    rf"(?P<noun>.*?))\s+(?P<auxiliary>{AUXILIARY}(?:n[’']t)?)\s+(?P<rest>.+?)[\s?!.]*$",
    re.IGNORECASE,
)
_SUBJECT_QUESTION = re.compile(
    r"^\W*(?:who|what|which(?P<noun>(?:\s+\w+){1,2}?)|how (?:many|much)(?P<count>(?:\s+\w+){1,2}?))"
    r"\s+(?P<rest>\w+(?:ed|t|d|s|ew|ok|ave|ent|ame|n)\b.*?)[\s?!.]*$",
    re.IGNORECASE,
)
_YES_NO = re.compile(rf"^\W*(?P<auxiliary>{AUXILIARY})\s+(?P<rest>.+?)[\s?!.]*$", re.IGNORECASE)
_HAS_VERB = re.compile(
    rf"\b(?:{AUXILIARY}|be|been|who|whom|whose|what|which|when|where|why|how|tell|give|show|list"
    r"|explain|describe|name|summari[sz]e|find|compare|say|says|said)\b",
    re.IGNORECASE,
)
_ABBREVIATION = re.compile(r"\b(?:[A-Z]\.){2,}$")
_BE = frozenset("is are was were".split())
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
    is_phrase = re.match(rf"{PREPOSITION}\s", words, re.IGNORECASE) or TIME.fullmatch(words)
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
    if match is not None and _asks_who_is(match) and answer and len(answer.split()) <= _LONGEST:
        return [f"{asking} {match['auxiliary']} {answer} {match['rest']}?"]
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


def _asks_who_is(match: re.Match[str]) -> bool:
    """Whether it asks who has a role: "Who is the director?"."""
    is_role = match["rest"].split()[0].lower() in _SUBJECTS
    return is_role and match["asking"].lower() == "who" and match["auxiliary"].lower() in _BE


def _with_object(match: re.Match[str], answer: str) -> str:
    """The rest of a question with what its question word asked for: "want" lacks it."""
    rest, noun = match["rest"], _counted(match["noun"].strip())
    asking = match["asking"].lower().split()[0]
    short = answer if len(answer.split()) <= _LONGEST else ""
    if asking == "where" and short:
        place = short if re.match(rf"{PREPOSITION}\b", short, re.IGNORECASE) else f"in {short}"
        bracket = rest.find(" (")
        end = bracket if bracket > 0 else len(rest)
        return f"{rest[:end]} {place}{rest[end:]}"
    if rest.endswith(" do") or " do " in rest:
        done = f" ({answer})" if answer else ""
        return re.sub(r"\bdo\b", "do this", rest, count=1) + done
    thing = noun or (short if asking in {"what", "which", "who", "whom"} else "")
    if not thing or not BEFORE_A_VERB.match(match["auxiliary"]):
        return rest
    phrase = re.search(rf"\s(?:{PREPOSITION}\s|\()", rest)
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
    return re.sub(r"^\s*(?:many|much)\s+(?:of\s+)?", "", noun)


def _subject(noun: str, answer: str) -> str:
    noun = _counted(noun.strip())
    return noun or (answer if answer and len(answer.split()) <= _LONGEST else "this")
