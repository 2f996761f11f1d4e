"""Times as people say them ("October", "last week") -> as much of a date as they tell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from qa.text.dates import find_date
from qa.text.normalize import MONTHS

_MONTH = "|".join(f"{name[:3]}(?:{name[3:]})?" for name in MONTHS)
_MONTHLY = re.compile(
    rf"(?:the )?(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?)?(?P<month>{_MONTH})\.?"
    r"(?: (?P<after>\d{1,2})(?:st|nd|rd|th)?(?!\d))?,?(?: (?:of )?(?P<year>\d{4}))?",
    re.IGNORECASE,
)
_ISO = re.compile(r"(?:the year )?(\d{4}(?:-\d\d){0,2})")
_AGO = {"today": 0, "yesterday": 1, "last week": 7, "this week": 7, "last month": 31}
_LAST_DAYS = re.compile(r"(?:the )?(?:last|past) (\d{1,3}) days")


def period(words: str, published: Sequence[str], today: date | None = None) -> str:
    """An ISO 8601 day, month or year ("2024-11"); "" where the words are no time.

    Args:
        published: the dates of the documents: a month without a year is the last one that is not
            after the newest of them.
        today: what "yesterday" is counted from; None for the day that it is.
    """
    words = " ".join(words.lower().split())
    today = today or date.today()
    if match := _ISO.fullmatch(words):
        return match[1]
    if words in _AGO:
        return (today - timedelta(days=_AGO[words])).isoformat()
    if match := _LAST_DAYS.fullmatch(words):
        return (today - timedelta(days=int(match[1]))).isoformat()
    if words in ("this year", "last year"):
        return str(today.year - (words == "last year"))
    if (found := find_date(words)) and not words[: found.start] + words[found.end :].strip():
        return found.iso
    return _of_month(words, published, today) if words else ""


def _of_month(words: str, published: Sequence[str], today: date) -> str:
    match = _MONTHLY.fullmatch(words)
    if match is None:
        return ""
    month = next(n for n, name in enumerate(MONTHS, 1) if name.startswith(match["month"][:3]))
    day = int(match["day"] or match["after"] or 0)
    newest = max((p for p in published if p[:4].isdigit()), default=today.isoformat())
    year = int(match["year"] or newest[:4])
    if not match["year"] and f"{year}-{month:02}" > newest[:7]:
        year -= 1
    return f"{year}-{month:02}" + (f"-{day:02}" if day else "")
