"""What a short answer is worth in comparison with others: a date, a number, a name or plain words.

A value is only compared with one of its own type. "some ten thousand" and "10,000", "May 1932" and
"3 May 1932", "Kirby" and "John F. Kirby" are the same; 10,000 and 12,000 are not.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from math import isclose

from qa.text.normalize import MONTHS
from qa.text.words import BELOW_TWENTY, SCALES, STOP_WORDS, TENS, lower_words, stem

NEARLY = 0.1
"""How far "about", "more than" or "up to" 10,000 may be from it, as a part of the number."""
LEAST_BEGINNING = 5
"""Letters that two forms of a name have in common: "Korea" and "Korean"."""


class Type(StrEnum):
    """What two values need to share before they can differ."""

    DATE = "date"
    NUMBER = "number"
    NAME = "name"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Day:
    """A date as exactly as a text gives it; 0 for what it leaves out."""

    year: int
    last_year: int
    """The same as `year`, but for a decade."""
    month: int
    day: int


@dataclass(frozen=True, slots=True)
class Number:
    """A number with what it measures, or a range of numbers: `low` and `high` as written."""

    low: float
    high: float
    roughly: bool
    """Whether the text says "about", "more than", "up to" or the like."""
    dimension: str = ""
    """What the unit measures: "time", "%"; "" where none is given, or what is counted."""
    factor: float = 1.0
    """The unit, in a unit that all of its dimension share."""


@dataclass(frozen=True, slots=True)
class Value:
    """A short answer, as it is compared."""

    type: Type
    words: tuple[str, ...]
    days: tuple[Day, ...] = ()
    """The first and the last where it is a span of time."""
    numbers: tuple[Number, ...] = ()
    """All in the answer: "one and a half hours, or 90 minutes" has several."""


_MONTH = rf"(?P<month>{'|'.join(f'{m[:3]}(?:{m[3:]})?' for m in MONTHS)}|sept)\b\.?"
_YEAR = r"(?P<year>(?:1\d|20)\d\d)"
_DATE = re.compile(
    rf"\b(?:(?P<first>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?\s+)?{_MONTH}"
    rf"(?:\s+(?P<second>\d{{1,2}})(?:st|nd|rd|th)?\b(?![,.]?\d))?(?:,?\s+{_YEAR}\b)?"
    rf"|\b(?P<iso>(?:1\d|20)\d\d)-(?P<iso_month>\d\d)-(?P<iso_day>\d\d)\b"
    rf"|(?<![\d.,$€£-])(?P<alone>(?:1\d|20)\d\d)(?P<decade>s)?\b(?![,.]\d|%)",
    re.IGNORECASE,
)
_WORTH = BELOW_TWENTY | TENS
_BEGINS_WITH_NUMBER = re.compile(r"\d[\d.,’]*(?!\w*(?:st|nd|rd|th)\b)")
"""But "18th-century" is none."""
_ONES = tuple(BELOW_TWENTY)[1:10]
_ONE = (
    rf"(?P<money>[$€£¥])?\s?(?P<digits>\d+(?:[,’]\d{{3}})*(?:\.\d+)?"
    rf"|\b(?:(?:{'|'.join(TENS)})-(?:{'|'.join(_ONES)})|{'|'.join(_WORTH)})\b)"
    rf"(?P<times>(?:[\s-](?:{'|'.join(SCALES)})\b)*)"
)
_ANOTHER = re.sub(r"\?P<(\w+)>", r"?P<\1_2>", _ONE)
_NUMBER = re.compile(
    rf"{_ONE}(?:\s?(?:-|–|—|\bto\b|\bor\b|\band\b)\s?{_ANOTHER})?\s?(?P<unit>%|°\s?[CF]|[^\W\d_]+)?",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"(?:\b(?:about|around|roughly|approximately|some|nearly|almost|over|under|up to|at least"
    r"|at most|than|estimated|circa|ca\.|an?)|[~≈<>≤≥+])\s*$",
    re.IGNORECASE,
)
_UNITS = {
    name: (dimension, factor)
    for dimension, units in (
        ("time", "second 1 minute 60 hour 3600 day 86400 night 86400 week 604800"
                 " fortnight 1209600 month 2629800 year 31557600 decade 315576000"),
        ("%", "% 1 percent 1 per 1"),
        ("$", "$ 1 dollar 1 usd 1"), ("€", "€ 1 euro 1 eur 1"), ("£", "£ 1 pound 1 gbp 1"),
        ("length", "mm 1 cm 10 m 1000 metre 1000 meter 1000 km 1e6 kilometre 1e6 kilometer 1e6"
                   " inch 25.4 foot 304.8 feet 304.8 mile 1609344"),
        ("mass", "g 1 gram 1 kg 1000 kilo 1000 kilogram 1000 ton 1e6 tonne 1e6"),
        ("volume", "ml 1 l 1000 litre 1000 liter 1000"),
        ("°c", "°c 1"), ("°f", "°f 1"),
    )
    for name, factor in zip(units.split()[::2], map(float, units.split()[1::2]), strict=True)
}  # fmt: skip


def value_of(sentence: str, start: int, end: int, kind: str) -> Value:
    """The value of a short answer in its sentence.

    Args:
        start, end: the answer, in characters of the sentence.
        kind: what the question asks for, as `wanted_kind` says it.
    """
    sentence = re.sub(r"\s", " ", sentence)  # as long as it was
    text = sentence[start:end]
    said = tuple(
        word.replace(".", "") for word in lower_words(text) if word not in ("a", "an", "the")
    )
    days = _days(sentence, start, end)
    numbers = _numbers(sentence, start, end)
    if kind == "date" or (not kind and days and text[:1].isalnum() and len(said) <= 5):
        return Value(Type.DATE if days else Type.WORDS, said, days)
    if numbers and (kind == "number" or (not kind and _BEGINS_WITH_NUMBER.match(text))):
        return Value(Type.NUMBER, said, numbers=numbers)
    capitals = [word[0].isupper() for word in re.findall(r"[^\W\d_][\w’'-]*", text)
                if word.lower() not in STOP_WORDS]  # fmt: skip
    is_name = capitals and 2 * sum(capitals) > len(capitals) and kind != "number"
    return Value(Type.NAME if is_name else Type.WORDS, said)


def numbers_of(text: str) -> Iterator[tuple[str, Number]]:
    """The numbers of a text with what they measure, each also as written."""
    for match in _NUMBER.finditer(re.sub(r"\s", " ", text)):
        yield match[0].strip(), _measured(match, roughly=False)


def same_amount(one: Number, other: Number) -> bool:
    """Whether a number, or both ends of a range, is exactly the other one, or an end of it."""
    by, by_other = _factors(one, other)
    ends = (other.low * by_other, other.high * by_other)
    return _of_one_kind(one, other) and all(
        any(isclose(end * by, each) for each in ends) for end in (one.low, one.high)
    )


def comparable(one: Value, other: Value) -> bool:
    """Whether they are of one type and one unit, so that they either agree or differ."""
    if one.type is not other.type:
        return False
    if one.numbers and other.numbers:
        return any(_of_one_kind(a, b) for a, b in product(one.numbers, other.numbers))
    return True


def same(one: Value, other: Value) -> bool:
    """Whether they say the same, one of them perhaps less exactly."""
    if one.days and other.days:
        return _same_days(one.days, other.days)
    if one.numbers and other.numbers:
        return any(_same_number(a, b) for a, b in product(one.numbers, other.numbers))
    if not one.words or not other.words:
        return False
    short, long = sorted((one.words, other.words), key=len)
    return _holds(long, short) or "".join(short) in (_initials(long), "".join(long))


def two_spans(one: Value, other: Value) -> bool:
    """Whether they are two spans of time with neither end in common, as of two people's lives."""
    if len(one.days) != 2 or len(other.days) != 2:
        return False
    return not any(_same_day(a, b) for a, b in zip(one.days, other.days, strict=True))


def _of_one_kind(one: Number, other: Number) -> bool:
    """Whether they measure the same; "12" may mean weeks where they are asked for, but no part."""
    dimensions = {one.dimension, other.dimension}
    return len(dimensions) == 1 or ("" in dimensions and "%" not in dimensions)


def _factors(one: Number, other: Number) -> tuple[float, float]:
    """What makes the two comparable; nothing does where one of them has no unit."""
    return (one.factor, other.factor) if one.dimension and other.dimension else (1.0, 1.0)


def _same_number(one: Number, other: Number) -> bool:
    """Whether the ranges meet, or nearly do where one of them is given roughly."""
    if not _of_one_kind(one, other):
        return False
    by, by_other = _factors(one, other)
    gap = max(one.low * by - other.high * by_other, other.low * by_other - one.high * by)
    room = NEARLY * min(one.high * by, other.high * by_other)
    return gap <= (room if one.roughly or other.roughly else 0)


def _holds(whole: tuple[str, ...], part: tuple[str, ...]) -> bool:
    """Whether all words of the part stand in the whole, in some form and order."""
    return all(any(_same_word(word, other) for other in whole) for word in part)


def _same_word(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if len(short) == 1 and short.isalpha():
        return long.startswith(short)  # an initial
    begins = len(short) >= LEAST_BEGINNING and long.startswith(short)
    return begins or stem(one) == stem(other)


def _initials(words: tuple[str, ...]) -> str:
    return "".join(word[0] for word in words if word not in STOP_WORDS)


def _days(sentence: str, start: int, end: int) -> tuple[Day, ...]:
    """The dates that touch the answer, each as exact as the sentence has it; at most two."""
    matches = [m for m in _DATE.finditer(sentence) if m.start() < end and start < m.end()]
    found = [_day(match) for match in matches]
    # "from July 30 to August 14, 1932", "1839–1888": only the ends of a span of time count.
    return tuple(found[:1] + found[1:][-1:])


def _day(match: re.Match[str]) -> Day:
    if match["iso"]:
        year = int(match["iso"])
        return Day(year, year, int(match["iso_month"]), int(match["iso_day"]))
    if match["alone"]:
        year = int(match["alone"])
        return Day(year, year + 9 if match["decade"] else year, 0, 0)
    month = next(n for n, m in enumerate(MONTHS, 1) if m.startswith(match["month"][:3].lower()))
    year = int(match["year"] or 0)
    return Day(year, year, month, int(match["first"] or match["second"] or 0))


def _same_day(one: Day, other: Day) -> bool:
    years = not (one.year and other.year) or (
        one.year <= other.last_year and other.year <= one.last_year
    )
    months = not (one.month and other.month) or one.month == other.month
    days = not (one.day and other.day) or one.day == other.day
    share = (one.year and other.year) or (one.month and other.month)
    return bool(share) and years and months and days


def _same_days(some: tuple[Day, ...], others: tuple[Day, ...]) -> bool:
    """One date is the same as either end of a span of time; two spans need both ends the same."""
    if len(some) == len(others):
        return all(_same_day(one, other) for one, other in zip(some, others, strict=True))
    return any(_same_day(one, other) for one in some for other in others)


def _numbers(sentence: str, start: int, end: int) -> tuple[Number, ...]:
    """The numbers, and ranges of numbers, that touch the answer."""
    end = next((m.start() for m in re.finditer(r"[.;] ", sentence[start:end])), end - start) + start
    found = []
    for match in _NUMBER.finditer(sentence):
        last = match.end("digits_2") if match["digits_2"] else match.end("digits")
        if match.start("digits") < end and start < last:
            roughly = _ABOUT.search(sentence[: match.start()]) is not None
            found.append(_measured(match, roughly))
    return tuple(found)


def _measured(match: re.Match[str], roughly: bool) -> Number:
    low = _worth(match["digits"], match["times"])
    high = _worth(match["digits_2"], match["times_2"]) if match["digits_2"] else low
    if match["times_2"] and not match["times"] and low < high / 100:
        low *= high / _worth(match["digits_2"], "")  # "10 to 12 thousand"
    word = (match["unit"] or match["money"] or "").lower().replace(" ", "")
    dimension, factor = _UNITS.get(word) or _UNITS.get(word.removesuffix("s")) or ("", 1.0)
    if match["money"]:
        dimension, factor = _UNITS.get(match["money"], (match["money"], 1.0))
    return Number(min(low, high), max(low, high), roughly, dimension, factor)


def _worth(digits: str, times: str | None) -> float:
    parts = digits.lower().split("-")  # "forty-eight"
    words = parts[0] in _WORTH
    number = float(sum(_WORTH[p] for p in parts) if words else re.sub(r"[,’]", "", digits))
    for name in re.findall(r"[a-z]+", (times or "").lower()):
        number *= SCALES[name]
    return number
