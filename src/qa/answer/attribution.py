"""Whom a sentence names as the one who says so: "according to the ministry", "officials said"."""

import re

from qa.text.saying import REPORTS
from qa.types import Span

_VERB = rf"(?:{REPORTS})"
_WHO = r"(?P<who>(?:[Tt]he |[Aa]n? )?[^\W\d_][\w’'.& -]{1,80}?)"
_END = r"[,;:)]|(?<![A-Z])\.(?:\s|$)|$"  # not the point of an initial
_SUBJECT = re.compile(
    rf"(?:^|[,;:—–”\"]\s+|\b(?:and|but|while|as) ){_WHO}"
    rf"(?:, [^,;]{{2,80}},)?,? (?:(?:has|have|had) )?(?:also |later |first )?{_VERB}\b"
)
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"\b[Aa]ccording to {_WHO}(?={_END}| (?:is|are|was|were|has|have|had|will)\b)",
        rf"\b(?:reported|stated|announced|claimed|estimated|confirmed) by {_WHO}(?={_END})",
        rf"[,”\"]\s*{_VERB} {_WHO}(?={_END})",
    )
)
_SPEAKS = re.compile(
    r"[A-Z][\w’'.-]*|\b(?:officials?|police|spokes\w+|ministry|authorit\w+|experts?|report|study"
    r"|researchers?|minutes|company|board|committee|witness\w*|intelligence)\b"
)
_FIRST_WORDS = frozenset(
    "he she it they we i you this that these those there as when while who which what if"
    " on in at to that about with by from for after before over last nobody none".split()
)


def attribution(sentence: str) -> Span | None:
    """Who says it, as characters of the sentence; None where it names nobody.

    Example:
        >>> place = attribution("According to the harbour office, 40 ships came.")
        >>> (place.start, place.end)
        (13, 31)
    """
    sentence = re.sub(r"\s", " ", sentence)  # as long as it was
    for form in (*_FORMS, _SUBJECT):
        for match in form.finditer(sentence):
            who = match["who"].strip()
            pronoun = who.split()[0].lower() in _FIRST_WORDS
            if not pronoun and (form is not _SUBJECT or _SPEAKS.search(who)):
                start = match.start("who")
                return Span(start, start + len(match["who"].rstrip()))
    return None
