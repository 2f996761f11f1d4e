"""Dates as articles print them: where one stands in a line, and what it is in ISO 8601."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# Months as German, French, Spanish, Italian and Dutch write them, where English does not too.
_FOREIGN = {
    name: number
    for number, names in enumerate(
        (
            "januar jänner janvier enero gennaio januari",
            "februar février fevrier febrero febbraio februari",
            "märz maerz mars marzo maart",
            "avril abril aprile",
            "mai mayo maggio mei",
            "juni juin junio giugno",
            "juli juillet julio luglio",
            "août aout agosto augustus",
            "septembre septiembre settembre",
            "oktober octobre octubre ottobre",
            "novembre noviembre",
            "dezember décembre decembre diciembre dicembre",
        ),
        1,
    )
    for name in names.split()
}
_ENGLISH = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_MONTH = rf"(?P<month>{'|'.join(sorted(_FOREIGN, key=len, reverse=True))}|{_ENGLISH})\b\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|\.|er)?"
_YEAR = r"(?P<year>(?:1[5-9]|20)\d\d)(?!\d)"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?<!\d){_YEAR}[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}})(?!\d)",
        rf"(?<!\d){_DAY}(?:[ \t]+(?:of|de))?[ \t-]{{1,3}}{_MONTH},?"
        rf"(?:[ \t]+de)?[ \t-]{{1,3}}{_YEAR}",
        rf"\b{_MONTH}[ \t]{{1,3}}{_DAY},?[ \t]{{1,3}}{_YEAR}",
        # Day first, as most of the world writes; the other way round where only that is a date.
        rf"(?<![\d./-])(?P<day>\d{{1,2}})(?P<mark>[./-])(?P<month>\d{{1,2}})(?P=mark){_YEAR}(?![./-]\d)",
        r"(?<![\d.,])(?P<year>(?:19|20)\d\d)(?P<month>[01]\d)(?P<day>[0-3]\d)(?![\d,]|\.\d)",
    )
)
_NO_YEAR = re.compile(
    rf"(?<!\d)(?:{_MONTH}[ \t]{{1,3}}\d{{1,2}}|\d{{1,2}}(?:st|nd|rd|th)?[ \t]{{1,3}}"
    rf"{_MONTH.replace('?P<month>', '?:')})(?:st|nd|rd|th)?(?!\d)",
    re.IGNORECASE,
)
_ANY_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_WORD = re.compile(r"[^\W\d_]+")
# What may stand on a line with a date without making it prose.
_BESIDE = frozenset(
    """
    published publish updated update posted date dated created modified last first on at the
    of am pm a p m t z est edt et cet gmt utc bst pst pdt h issued st nd rd th
    """.split()
)
_WEEKDAYS = frozenset(
    """
    monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri
    sat sun
    """.split()
)
_LONGEST_LINE = 120


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date in a line: `iso` is "YYYY-MM-DD", `start` and `end` are characters of the line."""

    iso: str
    start: int
    end: int


def find_date(line: str) -> FoundDate | None:
    """The first full date of a line (day, month by name or ISO order, and year), or None."""
    line = line[:_LONGEST_LINE]
    dates = [
        parsed for form in _FORMS if (match := form.search(line)) and (parsed := _parsed(match))
    ]
    return min(dates, key=lambda date: date.start, default=None)


def find_dates(text: str) -> list[FoundDate]:
    """All full dates of a text, each once; those of one notation after those of another."""
    if _ANY_YEAR.search(text) is None:
        return []
    dates = (_parsed(match) for form in _FORMS for match in form.finditer(text))
    return list({date.start: date for date in dates if date is not None}.values())


def is_date_line(line: str) -> bool:
    """Whether the line says a date and, beside it, only such words as "Published" or a time."""
    if len(line) > _LONGEST_LINE:
        return False
    if found := find_date(line):
        rest = line[: found.start] + " " + line[found.end :]
    elif match := _NO_YEAR.search(line):
        rest = line[: match.start()] + " " + line[match.end() :]
    else:
        return False
    return all(word.lower() in _BESIDE | _WEEKDAYS for word in _WORD.findall(rest))


def leading_day(line: str) -> str:
    """The day with which a line begins, as in "Mon 3 March 2025: rain", in ISO 8601; else ""."""
    found = find_date(line)
    if found is None or any(w.lower() not in _WEEKDAYS for w in _WORD.findall(line[: found.start])):
        return ""
    return found.iso


def _number_of(month: str) -> int:
    return _FOREIGN.get(month) or _MONTHS.index(month[:3]) + 1


def _parsed(match: re.Match[str]) -> FoundDate | None:
    month, day = match["month"].lower(), int(match["day"])
    number = int(month) if month.isdigit() else _number_of(month)
    if number > 12 >= day and match.groupdict().get("mark") == "/":
        number, day = day, number
    try:
        iso = date(int(match["year"]), number, day).isoformat()
    except ValueError:
        return None
    return FoundDate(iso, match.start(), match.end())
