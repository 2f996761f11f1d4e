"""Whether two sentences speak of the same thing at the same time, so that their values may differ.

Namesakes do not contradict each other, and neither do the counts of two years.
"""

import re

from qa.answer.polarity import NOT
from qa.text.question_type import asked_names, wanted_kind
from qa.text.questions import phrases
from qa.text.words import STOP_WORDS
from qa.types import Finding

TWINS = 0.7
"""Two passages, or sentences, that share at least this part of their words (Jaccard) tell the same
but for what differs."""
_WORD = re.compile(r"\w+")
_BETWEEN = r"(?:[\s,]+[A-Z][\w’'.]*){0,2}[\s,]+"
_NOTE = re.compile(r"\s*\(([^()]{2,60})\)")
_YEAR = re.compile(r"\b(?:1\d|20)\d\d\b")
_RULE = re.compile(
    r"\b(?:is|are|must|may|can|cannot|shall|will|should|has to|have to|gets?|costs?|needs?"
    r"|appl(?:y|ies)|allows?|requires?|lasts?|entitled|per)\b",
    re.IGNORECASE,
)
_PAST = re.compile(r"\b(?:was|were|had|did)\b", re.IGNORECASE)
_MARKS = re.compile(r"[#*_`\"“”]")


def same_subject(question: str, one: Finding, other: Finding) -> bool:
    """Whether the values found in two places are about one thing at one time."""
    if twins(one.hit.paragraph.text, other.hit.paragraph.text):
        return True
    if namesakes(question, one, other) or _elsewhere(question, one, other):
        return False
    # Where a day is asked for, the years are the answers.
    return wanted_kind(question) == "date" or not _other_times(one, other)


def twins(one: str, other: str, share: float = TWINS) -> bool:
    """Whether two texts are the same but for a few words: they share this part of all."""
    words, others = (frozenset(_WORD.findall(text.lower())) for text in (one, other))
    return len(words & others) >= share * len(words | others)


def namesakes(question: str, one: Finding, other: Finding) -> bool:
    """Whether the passages give a name of the question in full, and it is not the same in full."""
    for name in (*asked_names(question), *phrases(question)):
        additions, others = (_additions(name, finding) for finding in (one, other))
        if additions - others and others - additions:
            return True
        notes, others = (_notes(name, finding) for finding in (one, other))
        if notes and others and not notes & others:
            return True
    return False


def _notes(name: str, finding: Finding) -> frozenset[str]:
    """What stands in brackets behind a name, which tells it from its namesakes: "(1959 film)"."""
    pattern = re.compile(re.escape(name) + _NOTE.pattern, re.IGNORECASE)
    return frozenset(match[1].lower() for match in pattern.finditer(_around(finding)))


def _additions(name: str, finding: Finding) -> frozenset[str]:
    """The words that a text adds to a name, but for the answer itself.

    "John Hartley Mill (poet)" adds two to "John Mill".
    """
    text, parts = _around(finding), name.split()
    pattern = re.compile(_BETWEEN.join(map(re.escape, parts)) + r"(?!\w)", re.IGNORECASE)
    added: set[str] = set()
    for match in pattern.finditer(text):
        note = _NOTE.match(text, match.end())
        added |= set(_WORD.findall(f"{match[0]} {note[1] if note else ''}".lower()))
    return frozenset(added) - STOP_WORDS - set(_WORD.findall(name.lower())) - _answer(finding)


def _answer(finding: Finding) -> frozenset[str]:
    return frozenset(_WORD.findall(finding.quote.lower()))


def _elsewhere(question: str, one: Finding, other: Finding) -> bool:
    """Whether both passages name much, but nothing in common beyond the question."""
    asked = frozenset(_WORD.findall(question.lower()))
    names, others = (_names(_around(f)) - asked - _answer(f) for f in (one, other))
    return len(names) >= 2 and len(others) >= 2 and not names & others


def _names(text: str) -> frozenset[str]:
    """The capitalised words inside sentences."""
    inside = re.findall(r"(?<=[a-z,;’'] )[A-Z][\w’'-]+", text)
    return frozenset(word.lower() for word in inside) - STOP_WORDS


def _other_times(one: Finding, other: Finding) -> bool:
    """Whether what happened, or was counted, is told of two different years.

    A rule of one year takes the place of the last one's: they differ.
    """
    years, others = (frozenset(_YEAR.findall(_besides(finding))) for finding in (one, other))
    past = all(
        _PAST.search(s) or not _RULE.search(s) for s in (one.sentence_text, other.sentence_text)
    )
    return bool(years and others) and not years & others and past


def _besides(finding: Finding) -> str:
    """The sentence without the answer."""
    text, span, place = finding.hit.paragraph.document.text, finding.span, finding.sentence
    return text[place.start : span.start] + " " + text[span.end : place.end]


def _around(finding: Finding) -> str:
    """The title, the headings and the passage, without marks."""
    paragraph = finding.hit.paragraph
    parts = (paragraph.document.title, *paragraph.section, paragraph.text)
    return re.sub(r"[^\S\n]+|\n(?!\n)", " ", _MARKS.sub("", "\n\n".join(parts)))


def same_frame(one: Finding, other: Finding) -> bool:
    """Whether two documents have nearly the same passage and differ just in what was found.

    Where that is a whole sentence, a name, a number or a "not" has to be another.
    """
    if not twins(one.hit.paragraph.text, other.hit.paragraph.text):
        return False
    frames = _besides(one).strip(" ."), _besides(other).strip(" .")
    sentences = one.sentence_text, other.sentence_text
    return twins(*frames) if all(frames) else twins(*sentences) and decisive(*sentences)


def decisive(one: str, other: str) -> bool:
    """Whether a name, a number or a "not" stands in one of two sentences alone."""
    words, others = (frozenset(_WORD.findall(text)) for text in (one, other))
    lower = {w.lower() for w in words} ^ {w.lower() for w in others}
    return any(w.lower() in lower and (w[0].isupper() or w[0].isdigit() or w.lower() in NOT)
               for w in words ^ others)  # fmt: skip
