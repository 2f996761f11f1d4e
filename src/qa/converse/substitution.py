"""A fragment -> the question before with the fragment in the place of something alike.

"And South Korea?" after "How does China react?" asks "How does South Korea react?".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from qa.converse.leaning import pronouns
from qa.converse.nouns import POSSESSIVE, WEEKDAY, is_plural
from qa.converse.question_parts import PREPOSITION, TIME, NounPhrase, noun_phrases
from qa.text.words import stem

UNLIKE = 0.5
"""How well a fragment fits in the place of something that is not of its kind."""
_LATER = 0.9
"""Of two things of one kind the first is meant rather."""
_ADVERB = re.compile(
    r"(?:elsewhere|abroad|at home|outside|inside|indoors|everywhere|anywhere else|otherwise)", re.I
)
_ARTICLE = re.compile(r"(?:the|an?|my|your|our|his|her|its|their)\s+", re.IGNORECASE)
_PRO_FORM = re.compile(r"(?P<which>(?:the|an?|that|this)\b.*?)\s+ones?", re.IGNORECASE)
_BARE_PRO_FORM = re.compile(r"the (?:others?|second|first|last|former|latter)", re.IGNORECASE)
_RELATIVE_YEAR = re.compile(
    r"(?:in )?(?:(?:the|a|one) )?(?:(?P<next>next|following)|(?P<last>previous|last))? ?year"
    r"(?: (?P<after>after|later)| (?P<before>before|earlier))?(?: that)?",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:1[0-9]|20)\d\d\b")
_SUBJECT = re.compile(r"^\W*(?P<verb>is|are|was|were|does|do|has|have)\s+$", re.IGNORECASE)
_PLURAL_OF = {"is": "are", "was": "were", "does": "do", "has": "have"}


@dataclass(frozen=True, slots=True)
class Substituted:
    """A question that may be meant."""

    question: str
    fit: float
    """0..1: how well the fragment fits there."""


def put_into(words: str, question: str) -> list[Substituted]:
    """The question before with this in the place of something alike, the likeliest first."""
    made = sorted(_made(words, question), key=lambda each: -each.fit)
    return list({each.question: each for each in reversed(made)}.values())[::-1]


def _made(words: str, question: str) -> Iterator[Substituted]:
    if re.match(rf"{PREPOSITION}\s", words, re.IGNORECASE):
        words = words[0].lower() + words[1:]
    if year := _relative_year(words, question):
        words = year
    if TIME.fullmatch(words):
        yield Substituted(_with_time(words, question), 1.0)
        return
    if match := re.match(rf"({PREPOSITION})\s", words, re.IGNORECASE):
        yield from _with_phrase(words, match[1].lower(), question)
        return
    if _ADVERB.fullmatch(words):
        yield from _with_phrase(words.lower(), "in", question)
        return
    if leaning := pronouns(question):
        at = leaning[0].span
        yield Substituted(question[: at.start] + words + question[at.end :], 1.0)
    yield from _with_thing(words, question)


def _relative_year(words: str, question: str) -> str:
    """The year that "the year after" means; "" where it is none, or the question has no year."""
    match, year = _RELATIVE_YEAR.fullmatch(words), _YEAR.search(question)
    if match is None or year is None:
        return ""
    if match["next"] or match["after"]:
        return f"in {int(year[0]) + 1}"
    return f"in {int(year[0]) - 1}" if match["last"] or match["before"] else ""


def _with_time(words: str, question: str) -> str:
    if re.fullmatch(r"(?:1[0-9]|20)\d\ds?|[A-Z][a-z]+(?:\s+\d{4})?", words) and not re.match(
        rf"{WEEKDAY}|today|yesterday|tomorrow|now", words, re.IGNORECASE
    ):
        words = f"in {words}"
    times = [match for match in TIME.finditer(question) if match.start() > 0]
    if times:
        return question[: times[-1].start()] + words + question[times[-1].end() :]
    return _ended(question, words)


def _with_phrase(words: str, preposition: str, question: str) -> Iterator[Substituted]:
    same = [
        phrase
        for phrase in noun_phrases(question)
        if question[: phrase.determined].lower().endswith(f" {preposition} ")
    ]
    for number, phrase in enumerate(reversed(same)):
        start = phrase.determined - len(preposition) - 1
        replaced = question[:start] + words + question[phrase.end :]
        yield Substituted(replaced, _LATER**number)
    yield Substituted(_ended(question, words), UNLIKE if same else 1.0)


def _with_thing(words: str, question: str) -> Iterator[Substituted]:
    phrases = noun_phrases(question)
    if _BARE_PRO_FORM.fullmatch(words) or _PRO_FORM.fullmatch(words):
        match = _PRO_FORM.fullmatch(words)
        which = match["which"] if match else words
        for phrase in islice(reversed(phrases), 2):
            noun = question[phrase.start : phrase.end].split()[-1]
            yield _replaced(question, phrase, f"{which} {noun}", 1.0)
        return
    places = [(_likeness(words, question, phrase), phrase) for phrase in phrases]
    alike = [(fit, phrase) for fit, phrase in places if fit > 0]
    for number, (fit, phrase) in enumerate(alike):
        yield _replaced(question, phrase, words, fit * _LATER**number)
    if not any(fit > UNLIKE for fit, _ in alike):
        yield Substituted(f"{question.rstrip(' ?!.')} ({words})?", UNLIKE + 0.1)


def _likeness(words: str, question: str, phrase: NounPhrase) -> float:
    """0..1: how well the fragment fits in the place of the phrase."""
    old = POSSESSIVE.sub("", question[phrase.start : phrase.end])
    new = _ARTICLE.sub("", POSSESSIVE.sub("", words))
    if TIME.fullmatch(old) or old[0].isdigit():
        return 0.0
    if stem(old.split()[-1].lower()) == stem(new.split()[-1].lower()):
        return 1.0
    old_name, new_name = _is_name(old), _is_name(new)
    if new_name != old_name:
        definite = phrase.determined < phrase.start and _ARTICLE.match(words)
        return 0.8 if definite else UNLIKE + 0.2 * old_name
    same_number = is_plural(old.split()[-1].lower()) == is_plural(new.split()[-1].lower())
    fit = 0.95 if new_name or same_number else 0.85
    return fit - 0.2 if phrase.asked else fit


def _is_name(words: str) -> bool:
    return any(word[0].isupper() for word in words.split())


def _replaced(question: str, phrase: NounPhrase, words: str, fit: float) -> Substituted:
    """The question with the words in the place of a phrase, with its own article or the old one."""
    old = question[phrase.start : phrase.end]
    ending = old[len(POSSESSIVE.sub("", old)) :]
    words = POSSESSIVE.sub("", words)
    plural = is_plural(words.split()[-1].lower()) and not _is_name(words)
    if phrase.asked:
        words = _ARTICLE.sub("", words)
    own = _ARTICLE.match(words) or _is_name(words) or plural
    start = phrase.determined if own else phrase.start
    before = question[:start]
    verb = _SUBJECT.match(before)
    if verb and plural and (agreed := _PLURAL_OF.get(verb["verb"].lower())):
        before = before.replace(verb["verb"], agreed.capitalize(), 1)
    return Substituted(before + words + ending + question[phrase.end :], fit)


def _ended(question: str, words: str) -> str:
    return f"{question.rstrip(' ?!.')} {words}?"
