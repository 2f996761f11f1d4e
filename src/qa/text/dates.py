"""Dates as articles print them: where one stands in a line, and what it is in ISO 8601."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:1[5-9]|20)\d\d)(?!\d)"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?<!\d){_YEAR}[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}})(?!\d)",
        rf"(?<!\d){_DAY}(?:[ \t]+of)?[ \t-]{{1,3}}{_MONTH},?[ \t-]{{1,3}}{_YEAR}",
        rf"\b{_MONTH}[ \t]{{1,3}}{_DAY},?[ \t]{{1,3}}{_YEAR}",
    )
)
_NO_YEAR = re.compile(
    rf"(?<!\d)(?:{_MONTH}[ \t]{{1,3}}\d{{1,2}}|\d{{1,2}}(?:st|nd|rd|th)?[ \t]{{1,3}}"
    rf"{_MONTH.replace('?P<month>', '?:')})(?:st|nd|rd|th)?(?!\d)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+")
# What may stand on a line with a date without making it prose.
_BESIDE = frozenset(
    """
    published publish updated update posted date dated created modified last first on at the
    of am pm a p m t z est edt et cet gmt utc bst pst pdt h monday tuesday wednesday thursday
    friday saturday sunday mon tue tues wed thu thur thurs fri sat sun issued st nd rd th
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
    return all(word.lower() in _BESIDE for word in _WORD.findall(rest))


def _parsed(match: re.Match[str]) -> FoundDate | None:
    month = match["month"].lower()
    number = int(month) if month.isdigit() else _MONTHS.index(month[:3]) + 1
    try:
        day = date(int(match["year"]), number, int(match["day"]))
    except ValueError:
        return None
    return FoundDate(day.isoformat(), match.start(), match.end())
