"""What texts state that can be compared word by word: names and numbers.

The retellings of a report share them, however they word it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.text.words import BELOW_TWENTY, SCALES, STOP_WORDS, TENS, words

_VALUES = BELOW_TWENTY | TENS
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_JOINED = frozenset(("", " ", "-", "\u00a0"))
"""What may stand between the words of one number: "forty-one", "2.5 million"."""


@dataclass(frozen=True, slots=True)
class _Read:
    """A sentence, taken apart."""

    names: tuple[str, ...]
    """Capitalised words, in lower case; the first only where a capitalised word follows."""
    numbers: tuple[str, ...]
    """In digits: "2500000" for "2.5 million", "41" for "forty-one"."""
    opening: str
    """The first word if it is capitalised, in lower case; it may be a name."""
    plain: frozenset[str]
    """Words without a capital."""


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
    return _Read(tuple(names), tuple(numbers), opening, frozenset(plain))


def _digits(value: float) -> str:
    return f"{value:.10g}" if value < 10**10 else f"{value:.0f}"
