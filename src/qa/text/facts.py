"""What texts state that can be compared word by word: names, numbers, dates, and "not".

`facts` finds what the retellings of a report share, however they word it; `conflicts` says on what
two sentences about the same thing are not the same.
"""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from qa.text.dates import find_dates
from qa.text.words import BELOW_TWENTY, NEGATIONS, SCALES, STOP_WORDS, TENS, words

SAME_NAME = 0.75
"""Two names count as one written otherwise ("Andrei", "Andrey") from this share of letters on."""
_VALUES = BELOW_TWENTY | TENS
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_JOINED = frozenset(("", " ", "-", "\u00a0"))
"""What may stand between the words of one number: "forty-one", "2.5 million"."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A point on which two sentences are not the same."""

    kind: str
    """"name", "number", "date" or "not"."""
    one: str
    """What the one says: its words, the ISO date, or "not"; "" where it is not negated."""
    other: str


@dataclass(frozen=True, slots=True)
class _Read:
    """A sentence, taken apart."""

    spoken: frozenset[str]
    names: tuple[str, ...]
    """Capitalised words, in lower case; the first only where a capitalised word follows."""
    numbers: tuple[str, ...]
    """In digits: "2500000" for "2.5 million", "41" for "forty-one"."""
    opening: str
    """The first word if it is capitalised, in lower case; it may be a name."""
    plain: frozenset[str]
    """Words without a capital."""


def conflicts(one: str, other: str) -> tuple[Conflict, ...]:
    """On what two sentences that are otherwise alike are not the same; empty where on nothing.

    They conflict where each gives a name, number or date that the other lacks, or only one is
    negated. A detail that only one of them adds is no conflict.
    """
    found = []
    dates = [{date.iso: date for date in find_dates(text)} for text in (one, other)]
    if dates[0] and dates[1] and not dates[0].keys() & dates[1].keys():
        found.append(Conflict("date", min(dates[0]), min(dates[1])))
    left, right = _read(_without(one, dates[0])), _read(_without(other, dates[1]))
    numbers = _lacking(left.numbers, right.numbers), _lacking(right.numbers, left.numbers)
    if all(numbers):
        found.append(Conflict("number", *map(" ".join, numbers)))
    names = _unknown(left, right), _unknown(right, left)
    names = _unlike(names[0], names[1]), _unlike(names[1], names[0])
    if all(names):
        found.append(Conflict("name", *map(" ".join, names)))
    denied = ["not" if read.spoken & NEGATIONS else "" for read in (left, right)]
    if denied[0] != denied[1]:
        found.append(Conflict("not", *denied))
    return tuple(found)


def facts(sentences: Sequence[str]) -> list[frozenset[str]]:
    """For each sentence of one text its names, in lower case, and its numbers, in digits.

    A word is a name if it is capitalised, also elsewhere than as a first word, and nowhere without
    a capital; small numbers, which stand everywhere, are left out.
    """
    read = [_read(sentence) for sentence in sentences]
    known = frozenset(name for each in read for name in each.names) - STOP_WORDS
    known -= frozenset(word for each in read for word in each.plain)
    return [
        (known & {*each.names, each.opening})
        | {number for number in each.numbers if len(number) > 1}
        for each in read
    ]


def _read(sentence: str) -> _Read:
    tokens = [(word, span, sentence[span.start]) for word, span in words(sentence)]
    names: list[str] = []
    numbers: list[str] = []
    plain: list[str] = []
    value, end = 0.0, -1  # the number that may go on, and where it stopped
    for n, (word, span, first) in enumerate(tokens):
        scale = SCALES.get(word, 0)
        goes_on = end >= 0 and sentence[end : span.start] in _JOINED
        if scale and goes_on:
            value *= scale
            numbers[-1], end = _digits(value), span.end
        elif word in _VALUES or _NUMBER.fullmatch(word):
            small = float(_VALUES.get(word, 0)) if word in _VALUES else float(word)
            if goes_on and small < 10 and value in TENS.values() and word in _VALUES:
                value += small
                numbers[-1] = _digits(value)
            else:
                value = small
                numbers.append(_digits(value))
            end = span.end
        elif first.isdigit():
            numbers.append(word)
            end = -1
        elif first.isupper() and len(word) > 1:
            after = tokens[n + 1][2] if n + 1 < len(tokens) else ""
            if n or after.isupper():
                names.append(word)
        else:
            plain.append(word)
    opening = tokens[0][0] if tokens and tokens[0][2].isupper() else ""
    spoken = frozenset(word for word, _, _ in tokens)
    return _Read(spoken, tuple(names), tuple(numbers), opening, frozenset(plain))


def _digits(value: float) -> str:
    return f"{value:.10g}" if value < 10**10 else f"{value:.0f}"


def _without(text: str, dates: Collection[str]) -> str:
    """The text with blanks in place of its full dates, whose parts are no numbers or names."""
    for found in find_dates(text) if dates else ():
        text = text[: found.start] + " " * (found.end - found.start) + text[found.end :]
    return text


def _lacking(some: tuple[str, ...], others: tuple[str, ...]) -> list[str]:
    return list((Counter(some) - Counter(others)).elements())


def _unknown(read: _Read, other: _Read) -> list[str]:
    """The names of a sentence that the other does not say in any case."""
    names = [name for name in read.names if name not in STOP_WORDS]
    return [name for name in dict.fromkeys(names) if name not in other.spoken]


def _unlike(names: list[str], others: list[str]) -> list[str]:
    """Those that are none of the others written otherwise."""
    return [
        name
        for name in names
        if all(SequenceMatcher(None, name, other).ratio() < SAME_NAME for other in others)
    ]
