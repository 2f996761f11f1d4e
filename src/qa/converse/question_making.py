"""Sentences and headings -> questions that they answer, by rules of English word order.

A rule turns a statement round only where that takes no other verb form: "The bridge was closed on
Monday" -> "When was the bridge closed?". What would need a sentence before it is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from qa.converse.citing import text_of
from qa.converse.speakers import NAME, is_person
from qa.text.dates import find_date
from qa.text.normalize import MONTHS
from qa.types import Kind, Paragraph, Span


class Form(IntEnum):
    """What a question asks for, in the order in which they are offered."""

    ASKED = 0  # by the text itself, as a heading or a sentence
    HOW_MANY = 1
    WHY = 2
    WHO = 3
    SAYING = 4
    WHEN = 5
    WHAT = 6
    WHERE = 7


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question, and the sentence that it was made from."""

    question: str
    form: Form
    paragraph: Paragraph
    span: Span


LONGEST, SHORTEST = 16, 3
"""Words of a question."""
SHORT_ENOUGH = 13
"""Words of a clause that is not cut before "to"."""

_AUXILIARY = r"(?:is|are|was|were|has|have|had|will|can|could|would|must|should)"
_SUBJECT = r"(?P<subject>(?:[\w’'-]+ ){1,6}?)"
_DETERMINER = re.compile(r"(?:The|A|An|All|Many|Some|Most|Both|No)\b")
_NO_SUBJECT = re.compile(
    rf"\b(?:{_AUXILIARY}|may|might|do|does|did|don[’']t|doesn[’']t|won[’']t|if|unless"
    rf"|because|so|but"
    r"|or|and|to|by|for|from|with|in|on|at|as|beyond|between|below|above|please|when|while|then|any"
    r"|everyone|someone|still|feel|say|use|note|see|however|only|even|what|how|why|where)\b|\d"
    r"|(?:^| )-",
    re.IGNORECASE,
)
"""What has such a word is more than the subject of a sentence, or none."""
_ROLE = re.compile(
    r"\b(?:\w{2,}(?:er|or|ist|ian|ant|man|woman|ent|ive)|head|chief|expert|official|scholar"
    r"|fellow|nurse|king|queen|judge|captain|general|coach|poet|\w*analyst|secretary|author"
    r"|spokesperson)s?\b"
)
_LEANS = re.compile(
    r"\b(?:he|she|it|they|him|her|his|its|them|their|this|that|these|those|there|we|us|our|i|my|me"
    r"|you|your|here|such|who|which|another|other|others|also|one|ones|not|n[’']t)\b"
    r"|[()\[\]“”\"*_<>|`#/@]",
    re.IGNORECASE,
)
_CUT = re.compile(
    r"[,;:—–]| (?:which|who|because|while|after|before|when|where|since|although|but|in order to"
    r"|so that|as well as|with|despite|according to) "
)
_NUMBER = (
    r"(?:\d{1,3}(?:[,.]\d{3})+|\d+(?:\.\d+)?|two|three|four|five|six|seven|eight|nine|ten|eleven"
    r"|twelve|fifteen|twenty|thirty|forty|fifty|sixty|hundreds|thousands|dozens)(?: (?:million"
    r"|billion|thousand|hundred|dozen))?(?: of)?"
)
_ABOUT = (
    r"(?:(?:more than|fewer than|less than|about|around|nearly|almost|over|at least|some|roughly"
    r"|only|approximately|an estimated|up to|as many as|close to|just|the) )*"
)
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d\b")
_HOW_MANY = re.compile(
    rf"(?:^|\bthat |\bsays |\bsaid |, ){_ABOUT}(?P<number>{_NUMBER}) (?P<rest>(?:[a-z][\w-]* "
    rf"|[A-Z][\w-]* ){{0,3}}?(?:[a-z-]+s|people|men|women|children) {_AUXILIARY} .+)",
    re.IGNORECASE,
)
_HOW_MANY_FIRST = re.compile(
    rf"^{_ABOUT}(?P<number>{_NUMBER}) (?P<rest>(?:[a-z][\w-]* ){{0,2}}(?:[a-z-]+s|people) "
    r"(?:[a-z]+ed|used to|live|work|came|took|went|stood|lost|died|left|voted|signed) .+)",
    re.IGNORECASE,
)
_WHY = re.compile(rf"^{_SUBJECT}(?P<aux>{_AUXILIARY}) (?P<rest>[^,;:]+?),? because (?!of\b)")
_WHEN = re.compile(
    rf"^{_SUBJECT}(?P<aux>was|were|will) (?P<rest>[^,;:]+?) (?:on|in|since|until) "
    rf"(?P<date>[^,;.]+)[,.]"
)
_HAPPENED = re.compile(r"^In (?P<date>(?:[A-Z][a-z]+ )?(?:1[5-9]|20)\d\d), [A-Z\w]")
_REASON = re.compile(
    rf"\breasons? why {_SUBJECT}(?P<aux>{_AUXILIARY}) (?P<rest>[^,;:.]+?)"
    r"(?: is| are| because|[,;:.])"
)
_HAS = re.compile(
    rf"^{_SUBJECT}(?P<verb>has|have|had|employs?|contains?) {_ABOUT}(?P<number>{_NUMBER}) "
    r"(?P<rest>(?:[a-z-]+ ){0,2}[a-z-]+s)\b"
)
_SAYING = re.compile(
    rf"^{_SUBJECT}(?P<verb>fear|believe|expect|want|hope|claim|warn|suggest|argue|recommend"
    r"|indicate|estimate|require|think|say|offer|propose|predict|promise|provide|allow)(?P<one>s?) "
    r"(?P<rest>\w+ [^?]{20,})"
)
_WHERE = re.compile(
    rf"^{_SUBJECT}(?P<aux>is|are|was|were) (?P<rest>(?:[a-z]+ly )?(?:located|based|born|held"
    r"|built|found|stationed|situated|kept|stored|buried|made|grown|published)) (?:in|at|on|near) "
)
_ONE_OF = re.compile(r"^(?P<subject>One of the [^,;:]{5,60}?) (?P<aux>is|was|will be) ")
_WHAT = re.compile(rf"^{_SUBJECT}(?P<aux>is|are) (?:an?|one of|(?<=is )the) \w+")
_APPOSITION = re.compile(
    rf"(?<!\bthe )(?P<name>{NAME}), (?P<role>(?:an?|the|[a-z]+(?: [a-z]+)? (?:of|at|for|from)) "
    rf"[^.,“”\"]{{4,}})"
)
_BEFORE_A_QUESTION = re.compile(
    r"^(?:So|But|And|Then|Now|Yet|Still|However|First|Second|Finally),? "
)
_DAY = re.compile(
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|(?:early |late |mid-)?"
    rf"(?:{'|'.join(map(str.capitalize, MONTHS))})\b(?: \d{{1,2}})?|(?:1[5-9]|20)\d\d$"
)
_VAGUE = re.compile(r"(?:The|the) [a-z-]+ ")
"""What only the sentence before says which it is: "the move"."""
_MARKED = re.compile(r"\||\]\(|^\W*[a-z_]+:")
"""A row of a table, a link or a field: no sentence."""
_NO_HEADING = re.compile(
    r"\b(?:it|this|that|they|them|these|those|there|he|she|him|her|his)\b|^(?:do|are|have|can"
    r"|did) you\b|^(?:what|how) (?:if|about|else)\b|[()\[\]“”\"*_<>|`#/@]",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"(?:who|what|when|where|why|how|which|is|are|can|do|does|should|may|must)\b", re.I
)
_HOW_TO = re.compile(r"how to (?P<rest>[a-z][^?.:]+)", re.IGNORECASE)
_SMALL = re.compile(r"\b(?:your|yourself)\b")


def candidates(paragraphs: Iterable[Paragraph]) -> Iterator[Candidate]:
    """All questions that the rules make, in the order of the text; each once."""
    once: set[str] = set()
    for paragraph in paragraphs:
        for span in paragraph.sentences:
            text = " ".join(text_of(paragraph, span).split())
            if _MARKED.search(text):
                continue
            for form, question in _questions(text, paragraph):
                if question not in once and SHORTEST <= len(question.split()) <= LONGEST:
                    once.add(question)
                    yield Candidate(question, form, paragraph, span)


def _questions(text: str, paragraph: Paragraph) -> Iterator[tuple[Form, str]]:
    if paragraph.kind is Kind.HEADING:
        # Without itself, since it may write all words with a capital.
        if question := _of_heading(text, paragraph.document.text.replace(text, "")):
            yield Form.ASKED, question
    elif paragraph.kind is Kind.BODY and text.endswith("?"):
        asked = _BEFORE_A_QUESTION.sub("", text)
        if _ASKS.match(asked) and not _LEANS.search(asked) and not _NO_HEADING.search(asked):
            yield Form.ASKED, asked[:1].upper() + asked[1:]
    elif paragraph.kind is Kind.BODY:
        for form, rule in _RULES:
            if question := rule(text, paragraph.document.text):
                yield form, question


def _of_heading(text: str, whole: str) -> str:
    heading = text.lstrip("#=*0123456789. ").rstrip("#=* ")
    if _NO_HEADING.search(heading):
        return ""
    if heading.endswith("?") and _ASKS.match(heading) and len(heading.split()) > SHORTEST:
        return heading
    if match := _HOW_TO.fullmatch(heading):
        rest = _SMALL.sub(lambda word: word[0].replace("your", "my"), match["rest"])
        return f"How do I {' '.join(_inside(word, whole) for word in rest.split())}?"
    return ""


def _who(text: str, whole: str) -> str:
    match = _APPOSITION.search(text)
    if match is None or not _ROLE.search(match["role"]) or " " not in match["name"]:
        return ""
    return f"Who is {match['name']}?" if is_person(match["name"], whole) else ""


def _how_many(text: str, whole: str) -> str:
    if (
        (match := _HAS.search(text))
        and _is_subject(match)
        and not _NO_SUBJECT.search(match["rest"])
    ):
        verb = "have" if match["verb"].startswith("ha") else match["verb"].removesuffix("s")
        does = {"has": "does", "have": "do", "had": "did"}.get(match["verb"])
        does = does or ("does" if match["verb"].endswith("s") else "do")
        return f"How many {match['rest']} {does} {_inside(match['subject'].strip(), whole)} {verb}?"
    match = _HOW_MANY_FIRST.search(text) or _HOW_MANY.search(text)
    if match is None or _YEAR.fullmatch(match["number"]) or match["rest"].startswith("percent"):
        return ""
    rest = _CUT.split(match["rest"].rstrip(". "))[0]
    while len(rest.split()) > SHORT_ENOUGH and " to " in rest:
        rest = rest.rpartition(" to ")[0]
    return "" if _LEANS.search(rest) or len(rest.split()) < 4 else f"How many {rest}?"


def _why(text: str, whole: str) -> str:
    match = _WHY.search(text) or _REASON.search(text)
    return f"Why {_turned(match, whole)}?" if match and _stands_alone(match) else ""


def _when(text: str, whole: str) -> str:
    if happened := _HAPPENED.match(text):
        return f"What happened in {happened['date']}?"
    match = _WHEN.search(text)
    if match is None or not _stands_alone(match):
        return ""
    is_time = _DAY.match(match["date"]) or find_date(match["date"])
    return f"When {_turned(match, whole)}?" if is_time else ""


def _what(text: str, whole: str) -> str:
    if (match := _ONE_OF.search(text)) and not _LEANS.search(match["subject"][3:]):
        return f"What {match['aux'].replace('will be', 'is')} o{match['subject'][1:]}?"
    match = _WHAT.search(text)
    if match is None or not _is_subject(match) or len(match["subject"].split()) > 4:
        return ""
    if _VAGUE.fullmatch(match["subject"]):
        return ""
    return f"What {match['aux']} {_inside(match['subject'].strip(), whole)}?"


def _saying(text: str, whole: str) -> str:
    match = _SAYING.search(text)
    if match is None or not _is_subject(match) or len(match["subject"].split()) > 4:
        return ""
    if bool(match["one"]) == match["subject"].strip().endswith(("s", "people")):
        return ""  # no subject of that verb
    does = "does" if match["one"] else "do"
    return f"What {does} {_inside(match['subject'].strip(), whole)} {match['verb']}?"


def _where(text: str, whole: str) -> str:
    match = _WHERE.search(text)
    return f"Where {_turned(match, whole)}?" if match and _stands_alone(match) else ""


_RULES: tuple[tuple[Form, Callable[[str, str], str]], ...] = (
    (Form.WHO, _who),
    (Form.HOW_MANY, _how_many),
    (Form.WHY, _why),
    (Form.WHEN, _when),
    (Form.WHAT, _what),
    (Form.SAYING, _saying),
    (Form.WHERE, _where),
)


def _stands_alone(match: re.Match[str]) -> bool:
    return _is_subject(match) and not _LEANS.search(match["rest"])


def _is_subject(match: re.Match[str]) -> bool:
    subject = match["subject"]
    return not _LEANS.search(subject) and not _NO_SUBJECT.search(subject)


def _turned(match: re.Match[str], whole: str) -> str:
    """Subject and auxiliary changed round: "was the bridge closed"."""
    return f"{match['aux']} {_inside(match['subject'].strip(), whole)} {match['rest'].strip()}"


def _inside(subject: str, whole: str) -> str:
    """A subject as it is written inside a sentence: a name keeps its capital."""
    first = subject.split()[0]
    small = first[:1].lower() + first[1:]
    if _DETERMINER.match(subject):
        return small + subject[len(first) :]
    is_name = first[1:] != first[1:].lower() or re.search(rf"[a-z,] {re.escape(first)}\b", whole)
    is_word = first.endswith("s") or re.search(rf"\b{re.escape(small)}\b", whole)
    return small + subject[len(first) :] if is_word and not is_name else subject
