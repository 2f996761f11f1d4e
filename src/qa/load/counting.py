"""A number as programs draw it before an item: "3", "c", "iii", "03"."""

from __future__ import annotations

from qa.text.words import BELOW_TWENTY

_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
          (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_MOST_LETTERS = 10
_MOST_ALPHABETIC = 10_000
_WORDS = (*BELOW_TWENTY, "twenty")


def numeral(number: int, form: str) -> str:
    """A number in a form, by Word's names for the forms; digits for an unknown form.

    After "z", "lowerAlphabetic" (web pages) goes on with "aa", "ab", and
    "lowerLetter" (Word) with "aa", "bb".
    """
    match form:
        case "lowerLetter" | "upperLetter" if 0 < number <= 26 * _MOST_LETTERS:
            letters = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
            return letters.upper() if form == "upperLetter" else letters
        case "lowerAlphabetic" | "upperAlphabetic" if 0 < number < _MOST_ALPHABETIC:
            letters = _alphabetic(number)
            return letters.upper() if form == "upperAlphabetic" else letters
        case "lowerRoman" | "upperRoman" if 0 < number < 4_000:
            roman = _roman(number)
            return roman.upper() if form == "upperRoman" else roman
        case "decimalZero" if 0 <= number < 10:
            return f"0{number}"
        case "ordinal" if number > 0:
            return f"{number}{_ending(number)}"
        case "cardinalText" if 0 <= number < len(_WORDS):
            return _WORDS[number].capitalize()
        case "none" | "bullet":
            return ""
    return str(number)


def _alphabetic(number: int) -> str:
    letters = ""
    while number:
        number, letter = divmod(number - 1, 26)
        letters = chr(ord("a") + letter) + letters
    return letters


def _roman(number: int) -> str:
    roman = ""
    for value, sign in _ROMAN:
        roman += sign * (number // value)
        number %= value
    return roman


def _ending(number: int) -> str:
    if number % 100 in (11, 12, 13):
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
