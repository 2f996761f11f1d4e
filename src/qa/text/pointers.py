"""Questions that point at a place: "clause 2.2", "step 3", "§ 4", "(c)", or a day with an entry.

Such a question is answered by what stands there, whatever its words are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa.text.dates import find_date, find_dates, leading_day
from qa.text.question_type import wanted_kind
from qa.text.titles import name_of
from qa.text.words import BELOW_TWENTY, STOP_WORDS, lower_words, stem
from qa.types import Paragraph, Span

_UNITS = (
    r"clause|section|article|paragraph|para|subsection|step|item|point|rule|number|no|chapter|part"
    r"|version|release|appendix|annex|schedule|exhibit|question|task|exercise|figure|table"
)
_KINDS = dict.fromkeys(
    ("§", "§§", "clause", "article", "paragraph", "para", "subsection", "rule"), "section"
)
"""Words for one thing: who asks for § 3 may call it a clause."""
_NEVER_BARE = frozenset({"figure", "table", "appendix", "annex", "schedule", "exhibit"})
"""What is never numbered without its name."""
_MARK = r"\d{1,4}(?:\.\d{1,3}){0,4}[a-z]?|[a-z]|[ivxlc]{1,7}"
_NUMBERS = "|".join(BELOW_TWENTY)
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
)
_ASKED = re.compile(
    rf"\b(?P<unit>{_UNITS})s?\.?[ ](?:number[ ]|no\.[ ])?"
    rf"(?:[(](?P<inner>{_MARK})[)]"
    rf"|(?P<mark>{_MARK}|{_NUMBERS})\b(?![ ](?:can|could|do|have|should)\b))"
    rf"|(?P<sign>§§?)[ ]?(?P<paragraph>{_MARK})\b"
    rf"|\b(?P<ordinal>{'|'.join(_ORDINALS)})[ ](?P<counted>{_UNITS})\b"
    r"|(?<!\w)[(](?P<letter>[a-z]|\d{1,2}|[ivx]{1,5})[)]"
    r"|(?<![\w.,/-])(?P<bare>\d{1,2}(?:\.\d{1,2}){1,4})(?![\w.,/-]|[ ]?%)",
    re.IGNORECASE,
)
_AT = re.compile(
    rf"[#*_ \t]*(?:(?P<unit>{_UNITS}|§§?)s?\.?)?[ ]?[(]?(?P<mark>{_MARK})"
    r"(?:[.):–—-]+(?=\s|[*_])|[)](?=\s)|(?=[ \t\n*_]|$))",
    re.IGNORECASE,
)
_SAYING = frozenset(
    map(
        stem,
        "say state read describe mention contain happen come came bring add change new follow do"
        " done stand note write wrote written diary journal log entry record day date text"
        " content".split(),
    )
)
"""Words that only ask for what stands at a place."""
_WEEKDAYS = frozenset(map(stem, "monday tuesday wednesday thursday friday saturday sunday".split()))
_WITHIN = re.compile(r"\s?[(]([a-z]|\d{1,2}|[ivx]{1,5})[)]", re.IGNORECASE)
_BESIDE = re.compile(r"\b(after|before)\s+(?:the\s+)?$", re.IGNORECASE)
_ON = re.compile(r"\bon\s+(?:the\s+)?(?:[A-Z]\w+day,?\s+)?$")
_PERSONAL = re.compile(r"\b(?:I|we|my|our|me|us)\b")


@dataclass(frozen=True, slots=True)
class Pointer:
    """A numbered place that a question names."""

    unit: str
    """What it calls the place, in lower case: "clause"; "" where it gives the mark alone."""
    mark: str
    """Its number or letter, in lower case: "2.2", "c"."""
    within: str
    """The mark of an item at that place: "3" of "section 2 (3)"; "" for all that stands there."""
    words: frozenset[str]
    """Stems of the other words that say something, which are to stand over the place."""


def pointer(question: str) -> Pointer | None:
    """The numbered place at which a question points; None where it points at none."""
    match = _ASKED.search(question)
    if match is None:
        return None
    if ordinal := match["ordinal"]:
        mark = str(_ORDINALS.index(ordinal.lower()) + 1)
    else:
        said = next(filter(None, match.group("inner", "mark", "paragraph", "letter", "bare")))
        number = BELOW_TWENTY.get(said.lower())
        mark = said.lower() if number is None else str(number)
    unit = (match["unit"] or match["counted"] or match["sign"] or "").lower()
    before = question[: match.start()]
    if (beside := _BESIDE.search(before)) and mark.isdigit():
        mark = str(int(mark) + (1 if beside[1].lower() == "after" else -1))
        before = before[: beside.start()]
    within = _WITHIN.match(question, match.end())
    after = question[within.end() if within else match.end() :]
    return Pointer(unit, mark, within[1].lower() if within else "", _others(before + after))


def pointed_at(place: Pointer, paragraph: Paragraph) -> Span | None:
    """What stands at the place, if it is in this paragraph: an item with all that belongs to it, or
    the paragraph under a heading with that mark."""
    over = [mark for heading in paragraph.section if (mark := _mark_of(heading, place))]
    whole = Span(paragraph.start, paragraph.end)
    # Under "Section 3" an item "(2)" is no section.
    if place.mark in over or any(_shape(mark) == _shape(place.mark) for mark in over):
        found = whole if place.mark in over else None
    else:
        found = _item(place, place.mark, paragraph, whole)
    return _item(place, place.within, paragraph, found) if found and place.within else found


def _item(place: Pointer, wanted: str, paragraph: Paragraph, within: Span) -> Span | None:
    """The item with a mark, up to the next one of its kind."""
    text, found = paragraph.document.text, None
    for sentence in paragraph.sentences:
        if sentence.start < within.start or sentence.end > within.end:
            continue
        mark = _mark_of(text[sentence.start : sentence.start + 80], place)
        if found is None and mark == wanted:
            found = sentence
        elif found is not None and mark and _shape(mark) == _shape(wanted):
            return Span(found.start, _before(text, sentence.start))
    return Span(found.start, within.end) if found else None


@dataclass(frozen=True, slots=True)
class AskedDay:
    """A day of which a question asks what there is."""

    iso: str
    words: frozenset[str]
    """Stems of the other words that say something, which are to stand over the entry."""
    own: bool
    """It asks for what the asker did or wrote, so that a note's date makes it an entry."""


def asked_day(question: str) -> AskedDay | None:
    """The day of which a question asks; None where it names none or several, or asks for a fact."""
    days = find_dates(question)
    if len(days) != 1 or wanted_kind(question):
        return None
    (day,) = days
    words = _others(question[: day.start] + question[day.end :])
    own = _PERSONAL.search(question) is not None
    return AskedDay(day.iso, words, own) if own or not words else None


def tells_of_other_day(question: str, sentence: str) -> bool:
    """Whether a question asks of one day ("on 9 August 2014") and a sentence names only others."""
    days = find_dates(question)
    if len(days) != 1 or _ON.search(question[: days[0].start]) is None:
        return False
    told = {day.iso for day in find_dates(sentence)}
    return bool(told) and days[0].iso not in told


def entry_of(day: AskedDay, paragraph: Paragraph) -> Span | None:
    """What a paragraph has on a day: the lines that begin with it, or all of it under that day."""
    text, found = paragraph.document.text, None
    for sentence in paragraph.sentences:
        begins = leading_day(text[sentence.start : sentence.start + 60].lstrip("-*+#[(_ "))
        if found is None and begins == day.iso:
            found = sentence
        elif found is not None and begins:
            return Span(found.start, _before(text, sentence.start))
    if found is not None:
        return Span(found.start, paragraph.end)
    document = paragraph.document
    names = (*paragraph.section, document.title, name_of(document.source))
    days = {date.iso for name in names if (date := find_date(name))}
    is_entry = day.iso in days or (day.own and document.published == day.iso)
    return Span(paragraph.start, paragraph.end) if is_entry else None


def _mark_of(text: str, place: Pointer) -> str:
    """The number or letter with which a text begins; "" without one, or under another unit."""
    match = _AT.match(text)
    if match is None:
        return ""
    said, asked = (_KINDS.get(unit, unit) for unit in ((match["unit"] or "").lower(), place.unit))
    if (asked in _NEVER_BARE and said != asked) or (said and asked and said != asked):
        return ""
    bare = match.end() == match.end("mark")
    if bare and not match["unit"] and match["mark"].isalpha():
        return ""  # "A boat" and "I see" begin with words
    return match["mark"].lower()


def _shape(mark: str) -> tuple[int, bool]:
    return mark.count("."), mark[0].isdigit()


def _before(text: str, end: int) -> int:
    """The end of the text before a place, without white space."""
    return len(text[:end].rstrip())


def _others(question: str) -> frozenset[str]:
    words = (word for word in lower_words(question) if word not in STOP_WORDS)
    return frozenset(map(stem, words)) - _SAYING - _WEEKDAYS
