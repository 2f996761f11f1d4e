"""Whose words a text quotes or reports: names beside a verb of saying."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from qa.text.saying import SAYING, SAYS
from qa.types import Paragraph, Span

_NAME_WORD = r"(?:[A-ZÀ-ÖØ-Þ][\w’'.-]*\w|[A-Z]\.)"
_PARTICLE = r"(?:van|von|de|der|den|del|della|da|di|la|le|bin|ibn|al|el|ter|ten|dos)"
NAME = rf"(?<![\w.’']){_NAME_WORD}(?: (?:{_PARTICLE} ){{0,2}}{_NAME_WORD}){{0,4}}"
"""A regular expression for names of people: "Ada Berg", "J. van der Berg"."""
_BEFORE = "|".join(word for word in SAYING if word not in ("tell", "told", "tells"))
# Some words that say who the person is, between commas: "Ada Berg, who grows apples, said".
_APPOSITION = r"(?:, (?:[^.,;:“”\"!?]|(?<=\b[A-Z])\.|(?<=\b[SMD][trs])\.|, (?=[a-z])){3,150},)?"
_LED = r"(?:the )?(?:[a-z-]+ ){0,4}"
"""What may stand before a name: "the defense analyst"."""
_END = r"(?![\w’']|[ -]\w)"
_FORMS = (
    re.compile(rf"(?P<name>{NAME}){_APPOSITION} (?:also |has |had |later )?(?:{SAYS}|sums up)\b"),
    re.compile(rf"(?<=[”\"’',] )(?:{_BEFORE}) {_LED}(?P<name>{NAME}){_END}"),
    re.compile(rf"\b[Aa]ccording to {_LED}(?P<name>{NAME}){_END}"),
)  # fmt: skip
_QUOTED = re.compile(r"[“\"„][^“”\"„]{3,}[”\"“]|[“”\"„]")
_NO_PERSON = re.compile(
    r"(?:The|A|An|In|On|At|He|She|It|They|We|I|You|This|That|These|Those|But|And|As|When|While|Some"
    r"|One|Many|Most|Officials?|Experts?|Analysts?|Scientists|Researchers|Monday|Tuesday|Wednesday"
    r"|Thursday|Friday|Saturday|Sunday|January|February|March|April|May|June|July|August|September"
    r"|October|November|December|There|What|Who|Another|Others|If|For|Since|Not|No|All|Both|Even)\b"
)
_INSTITUTION = re.compile(
    r"\b(?:Ministry|Department|Office|Agency|University|Institute|Court|Council|Commission|Bank"
    r"|Party|Company|Corp|Inc|Ltd|News|Times|Post|Journal|Media|Press|Army|Force|Forces"
    r"|Government|Center|Committee|Act|Bureau|Cities|City|Team|Program|Project|Code|Conduct"
    r"|System|Handbook|Centre|Association|Union|House|Service|Group|Congress|Parliament|Senate"
    r"|Korea|States|Kingdom|[A-Z][a-z]+(?:an|ish|ese))\b|^[A-Z.]+$"
)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody whose words are given, at the first place where they are."""

    name: str
    paragraph: Paragraph
    span: Span
    """Of the name."""
    quoted: bool
    """Whether the words themselves are given, in quotation marks."""


def speakers(paragraphs: Iterable[Paragraph]) -> list[Speaker]:
    """Who is quoted or reported, each once, in order; a later "Berg" is the "Ada Berg" of before.

    Those whose very words are given come first. A name that is never followed by the words that it
    said may be that of an agency or a ministry: it speaks too.
    """
    found: list[Speaker] = []
    for speaker in (one for paragraph in paragraphs for one in _in(paragraph)):
        words = speaker.name.split()
        same = next((n for n, one in enumerate(found) if _same(words, one.name.split())), None)
        if same is None:
            found.append(speaker)
        elif (len(speaker.name), speaker.quoted) > (len(found[same].name), found[same].quoted):
            found[same] = speaker
    return sorted(found, key=lambda one: not one.quoted)


def _in(paragraph: Paragraph) -> Iterator[Speaker]:
    text = paragraph.text
    quoted = bool(_QUOTED.search(text))
    matches = sorted(
        (m.start("name"), m.end("name")) for form in _FORMS for m in form.finditer(text)
    )
    for start, end in dict(matches).items():
        name = text[start:end]
        while match := _NO_PERSON.match(name):
            start += match.end()
            start += len(text[start:end]) - len(text[start:end].lstrip())
            name = text[start:end]
        if is_person(name, paragraph.document.text) and (quoted or " " in name):
            span = Span(paragraph.start + start, paragraph.start + end)
            yield Speaker(name, paragraph, span, quoted)


def is_person(name: str, text: str) -> bool:
    """Whether it has two words, or is one of such a name elsewhere in the document; what people
    are in, or go to, is a place."""
    words = name.split()
    if not name[:1].isupper() or _INSTITUTION.search(name):
        return False
    if len(words) == 1 and re.search(rf"\b(?:in|to|into|from|at) {re.escape(name)}\b", text):
        return False
    longer = rf"\b{re.escape(name)} {_NAME_WORD}|{_NAME_WORD} {re.escape(name)}\b"
    return len(words) > 1 or bool(re.search(longer, text))


def _same(one: list[str], other: list[str]) -> bool:
    """Whether two names are of one person, as written in full, in part or in another spelling."""
    few, more = sorted((one, other), key=len)
    spelt_otherwise = few[-1] == more[-1] and few[0][:3] == more[0][:3]
    return set(few) <= set(more) or spelt_otherwise
