"""Sentences and headings -> questions that they answer, by rules of English word order.

A rule turns a statement round only where that takes no other verb form: "The bridge was closed on
Monday" -> "When was the bridge closed?". What would need a sentence before it is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from qa.converse.speakers import NAME, is_person
from qa.text.dates import find_date
from qa.types import Kind, Paragraph, Span


class Form(IntEnum):
    """What a question asks for, in the order in which they are offered."""

    WHO = 0
    HOW_MANY = 1
    WHY = 2
    HEADING = 3
    WHEN = 4
    WHAT = 5


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question, and the sentence that it was made from."""

    question: str
    form: Form
    paragraph: Paragraph
    span: Span


LONGEST, SHORTEST = 16, 3
"""Words of a question."""

_AUXILIARY = r"(?:is|are|was|were|has|have|had|will|can|could|would|must|should)"
_SUBJECT = r"(?P<subject>(?:[\w’'-]+ ){1,6}?)"
_DETERMINER = re.compile(r"(?:The|A|An|All|Many|Some|Most|Both|Its|Their|No)\b")
_LEANS = re.compile(
    r"\b(?:he|she|it|they|him|her|his|its|them|their|this|that|these|those|there|we|us|our|i|my|me"
    r"|you|your|here|such|who|which|another|other|others|also|one|ones|not|n[’']t)\b|[()\[\]“”\"*_<>|`#/@]",
    re.IGNORECASE,
)
_CUT = re.compile(
    r"[,;:—–]| (?:which|who|because|while|after|before|when|where|since|although|but|in order to"
    r"|so that|as well as|with|despite|according to) "
)
_NUMBER = (
    r"(?:\d{1,3}(?:[,.]\d{3})+|\d+(?:\.\d+)?|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
    r"|fifteen|twenty|thirty|forty|fifty|sixty|hundreds|thousands|dozens)"
    r"(?: (?:million|billion|thousand|hundred|dozen))?(?: of)?"
)
_ABOUT = (
    r"(?:(?:more than|fewer than|less than|about|around|nearly|almost|over|at least|some|roughly|only"
    r"|approximately|an estimated|up to|as many as|close to|just|the) )*"
)
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d\b")
_HOW_MANY = re.compile(
    rf"(?:^|\bthat |\bsays |\bsaid |, ){_ABOUT}(?P<number>{_NUMBER}) (?P<rest>(?:[a-z][\w-]* |[A-Z][\w-]* )"
    rf"{{0,3}}?(?:[a-z-]+s|people|men|women|children) {_AUXILIARY} .+)",
    re.IGNORECASE,
)
_HOW_MANY_FIRST = re.compile(
    rf"^{_ABOUT}(?P<number>{_NUMBER}) (?P<rest>(?:[a-z][\w-]* ){{0,2}}(?:[a-z-]+s|people) "
    r"(?:[a-z]+ed|used to|live|work|came|took|went|stood|lost|died|left|voted|signed) .+)",
    re.IGNORECASE,
)
_WHY = re.compile(rf"^{_SUBJECT}(?P<aux>{_AUXILIARY}) (?P<rest>[^,;:]+?),? because (?!of\b)")
_WHEN = re.compile(
    rf"^{_SUBJECT}(?P<aux>was|were|will) (?P<rest>[^,;:]+?) (?:on|in|since|until) (?P<date>[^,;.]+)[,.]"
)
_WHAT = re.compile(rf"^{_SUBJECT}(?P<aux>is|are) (?:an?|the|one of) \w+")
_APPOSITION = re.compile(
    rf"(?P<name>{NAME}), (?:an?|the|[a-z]+(?: [a-z]+)? (?:of|at|for|from)) [^.“”\"]{{8,}}"
)
_DAY = re.compile(
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|(?:early |late |mid-)?(?:January|February|March|April"
    r"|May|June|July|August|September|October|November|December)\b(?: \d{1,2})?|(?:1[5-9]|20)\d\d$"
)
_ASKS = re.compile(r"(?:who|what|when|where|why|how|which|is|are|can|do|does|should|may|must)\b", re.I)
_HOW_TO = re.compile(r"how to (?P<rest>[a-z][^?.:]+)", re.IGNORECASE)
_SMALL = re.compile(r"\b(?:your|yourself)\b")


def candidates(paragraphs: Iterable[Paragraph]) -> Iterator[Candidate]:
    """All questions that the rules make, in the order of the text; each once."""
    once: set[str] = set()
    for paragraph in paragraphs:
        for span in paragraph.sentences:
            text = " ".join(paragraph.document.text[span.start : span.end].split())
            for form, question in _questions(text, paragraph):
                if question not in once and SHORTEST <= len(question.split()) <= LONGEST:
                    once.add(question)
                    yield Candidate(question, form, paragraph, span)


def _questions(text: str, paragraph: Paragraph) -> Iterator[tuple[Form, str]]:
    if paragraph.kind is Kind.HEADING:
        if question := _of_heading(text):
            yield Form.HEADING, question
    elif paragraph.kind is Kind.BODY and not text.endswith("?"):
        for form, rule in _RULES:
            if question := rule(text, paragraph.document.text):
                yield form, question


def _of_heading(text: str) -> str:
    heading = text.lstrip("#=*0123456789. ").rstrip("#=* ")
    if heading.endswith("?") and _ASKS.match(heading):
        return heading
    if match := _HOW_TO.fullmatch(heading):
        rest = _SMALL.sub(lambda word: word[0].replace("your", "my"), match["rest"])
        return f"How do I {rest}?"
    return ""


def _who(text: str, whole: str) -> str:
    match = _APPOSITION.search(text)
    name = match["name"] if match else ""
    return f"Who is {name}?" if " " in name and is_person(name, whole) else ""


def _how_many(text: str, whole: str) -> str:
    match = _HOW_MANY_FIRST.search(text) or _HOW_MANY.search(text)
    if match is None or _YEAR.fullmatch(match["number"]) or match["rest"].startswith("percent"):
        return ""
    rest = _CUT.split(match["rest"].rstrip(". "))[0]
    return "" if _LEANS.search(rest) or len(rest.split()) < 4 else f"How many {rest}?"


def _why(text: str, whole: str) -> str:
    match = _WHY.search(text)
    return f"Why {_turned(match, whole)}?" if match and _stands_alone(match) else ""


def _when(text: str, whole: str) -> str:
    match = _WHEN.search(text)
    if match is None or not _stands_alone(match):
        return ""
    is_time = _DAY.match(match["date"]) or find_date(match["date"])
    return f"When {_turned(match, whole)}?" if is_time else ""


def _what(text: str, whole: str) -> str:
    match = _WHAT.search(text)
    if match is None or _LEANS.search(match["subject"]) or len(match["subject"].split()) > 4:
        return ""
    return f"What {match['aux']} {_inside(match['subject'].strip(), whole)}?"


_RULES: tuple[tuple[Form, Callable[[str, str], str]], ...] = (
    (Form.WHO, _who),
    (Form.HOW_MANY, _how_many),
    (Form.WHY, _why),
    (Form.WHEN, _when),
    (Form.WHAT, _what),
)


def _stands_alone(match: re.Match[str]) -> bool:
    return not _LEANS.search(match["subject"]) and not _LEANS.search(match["rest"])


def _turned(match: re.Match[str], whole: str) -> str:
    """Subject and auxiliary changed round: "was the bridge closed"."""
    return f"{match['aux']} {_inside(match['subject'].strip(), whole)} {match['rest'].strip()}"


def _inside(subject: str, whole: str) -> str:
    """A subject as it is written inside a sentence: a name keeps its capital."""
    first = subject.split()[0]
    small = first[:1].lower() + first[1:]
    is_word = _DETERMINER.match(subject) or re.search(rf"(?<![.?!] )\b{re.escape(small)}\b", whole)
    return small + subject[len(first) :] if is_word and not first.isupper() else subject
