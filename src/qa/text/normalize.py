"""Text as it is compared: one word in whatever letters, one number or day in any notation.

Nothing here touches a document's text or its offsets; only what is searched and compared is made
alike. Compatibility forms are Unicode's NFKC (UAX #15), invisible characters those that only break
or join lines and letters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from qa.text.dates import find_dates

INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
"""Soft hyphen, zero-width space and joiners, word joiner, byte order mark: seen by nobody."""
_DROP_INVISIBLE = dict.fromkeys(map(ord, INVISIBLE))
_THOUSANDS = re.compile(
    r"(?<![\d.,])\d{1,3}(?:(?:,\d{3})+|(?:['’\u00a0\u202f\u2009]\d{3})+|(?:\.\d{3}){2,})(?![\d])"
)
"""1,250,000 and 1 250 000 and 1.250.000; "1.250" may be a decimal, and stays."""
_LONG_NUMBER = re.compile(
    r"(?<![\d.,-])(?:\d{1,3}(?:([,'’. \u00a0\u202f\u2009])\d{3})(?:\1\d{3})*|\d{4,15})"
    r"(?![\d-]|[.,]\d)"
)
"""A number of at least four digits, whole or in thousands."""
_NOT_DIGIT = re.compile(r"\D")
_LOOKS = ("<wide>", "<narrow>", "<font>")
"""Unicode's names for compatibility forms that differ in looks alone."""
CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
"""Scripts without spaces between words, as a class of a regular expression."""
_CJK_RUN = re.compile(f"[{CJK}]+")


def fold(text: str) -> str:
    """The text in compatibility form, without invisible characters; case stays."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFKC", text.translate(_DROP_INVISIBLE))


def plain_letters(text: str) -> str:
    """The text of the same length with wide, narrow and mathematical letters as plain ones."""
    if text.isascii():
        return text
    return "".join(_plain_letter(c) if c > "\u2100" else c for c in text)


@cache
def _plain_letter(letter: str) -> str:
    """The letter that one only looks different from; the letter itself where it is not one."""
    if not unicodedata.decomposition(letter).startswith(_LOOKS):
        return letter
    plain = unicodedata.normalize("NFKC", letter)
    return plain if len(plain) == 1 else letter


def plain_numbers(text: str) -> str:
    """The text with numbers in digits alone: "1,250,000" becomes "1250000"."""
    return _THOUSANDS.sub(lambda match: _NOT_DIGIT.sub("", match[0]), text)


def canonical(text: str) -> str:
    """The text folded and with plain numbers; narrow spaces in numbers are seen before folding."""
    return plain_numbers(fold(plain_numbers(text)))


def date_words(text: str) -> Iterator[str]:
    """For each full date in a text the words of its other notations: "20260617", "june", ..."""
    for found in find_dates(text):
        year, month, day = found.iso.split("-")
        yield from (f"{year}{month}{day}", str(int(day)), MONTHS[int(month) - 1], year)


def date_digits(text: str) -> Iterator[str]:
    """For each full date in a text its month and day in two digits, as in "2026-06-17"."""
    for found in find_dates(text):
        yield from found.iso.split("-")[1:]


def in_notation_of(question: str, text: str) -> str:
    """The question with its numbers and days in the notation in which a text has them."""
    written = {found.iso: text[found.start : found.end] for found in reversed(find_dates(text))}
    for found in sorted(find_dates(question), key=lambda date: -date.start):
        if said := written.get(found.iso):
            question = question[: found.start] + said + question[found.end :]
    numbers = {plain_number(match[0]): match[0] for match in _LONG_NUMBER.finditer(text)}
    return _LONG_NUMBER.sub(lambda match: numbers.get(plain_number(match[0]), match[0]), question)


def plain_number(number: str) -> str:
    """The digits of a number of four and more, without what separates its thousands."""
    return _NOT_DIGIT.sub("", number)


def bigrams(run: str) -> Iterator[tuple[int, int]]:
    """Places of the pairs of neighbouring characters in a run; the run itself where it is one."""
    for start in range(max(1, len(run) - 1)):
        yield start, min(start + 2, len(run))


def search_text(text: str) -> str:
    """What the full-text index holds of a text: folded, CJK in pairs, dates in every notation."""
    text = canonical(text)
    added = " ".join(date_words(text))
    if not text.isascii():
        text = _CJK_RUN.sub(lambda match: f" {' '.join(_pairs(match[0]))} ", text)
    return f"{text}\n{added}" if added else text


def _pairs(run: str) -> Iterator[str]:
    return (run[start:end] for start, end in bigrams(run))


MONTHS = (
    "january february march april may june july august september october november december"
).split()
