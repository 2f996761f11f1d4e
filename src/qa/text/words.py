"""Words of a text: which of them carry meaning, which are names, and their stems."""

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from qa.text.normalize import (
    CJK,
    INVISIBLE,
    bigrams,
    canonical,
    date_digits,
    date_words,
    fold,
    plain_numbers,
)
from qa.types import Span

if TYPE_CHECKING:
    import Stemmer

# An abbreviation with points, a number with its separators, or a plain word, in which invisible
# characters may stand.
_WORD = re.compile(
    r"(?:[^\W\d_]\.){2,}|\d{1,3}(?:['’\u00a0\u2009\u202f]\d{3})+(?!\d)|\d+(?:[.,:]\d+)+"
    rf"|\w[\w{INVISIBLE}]*"
)
_CJK = re.compile(f"[{CJK}]+")

STOP_WORDS = frozenset(
    """
    a about above after again against all also am an and any are as at be because been before
    being below between both but by can cannot could did do does doing down during each few for
    from further get had has have having he her here hers herself him himself his how i if in
    into is it its itself just let ll many may me might more most much must my myself no nor not
    now of off on once one only or other our ours out over own please re said same say says shall
    she should so some such tell than that the their theirs them themselves then there these they
    this those through to too under until up upon us ve very was we were what when where whether
    which while who whom whose why will with would you your yours
    d s t m don isn aren wasn weren didn doesn hasn haven hadn won wouldn couldn shouldn
    """.split()
)
"""English function and question words, which tell nothing about the subject of a question."""

BELOW_TWENTY = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
        " fifteen sixteen seventeen eighteen nineteen".split()
    )
}
TENS = {
    word: 10 * number
    for number, word in enumerate(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2
    )
}
SCALES = {
    "hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12,
}  # fmt: skip
"""What the number before it is multiplied by."""


def words(text: str) -> Iterator[tuple[str, Span]]:
    """The words of a text in lower case, with their places in it."""
    for match in _WORD.finditer(text):
        word, start = match[0], match.start()
        if word.isascii():
            yield plain_numbers(word).lower(), Span(start, match.end())
        elif _CJK.search(word):
            for run in re.finditer(rf"[{CJK}]+|[^{CJK}]+", word):
                pairs = bigrams(run[0]) if _CJK.match(run[0]) else ((0, len(run[0])),)
                for first, last in pairs:
                    at = start + run.start()
                    yield fold(run[0][first:last]).lower(), Span(at + first, at + last)
        else:
            yield canonical(word).lower(), Span(start, match.end())


def lower_words(text: str) -> list[str]:
    """The words of a text in lower case; faster than `words`."""
    if text.isascii():
        return [plain_numbers(word).lower() for word in _WORD.findall(text)]
    return [word for word, _ in words(text)]


def content_words(question: str) -> tuple[str, ...]:
    """The question's words without stop words, each once; all its words if none are left."""
    distinct = tuple(dict.fromkeys(lower_words(question)))
    return tuple(word for word in distinct if word not in STOP_WORDS) or distinct


def says(text: str, phrase: str) -> bool:
    """Whether the words of a phrase stand together in a text, in whatever case and notation."""
    wanted, said = lower_words(phrase), lower_words(text)
    return any(said[n : n + len(wanted)] == wanted for n in range(len(said) - len(wanted) + 1))


def names(question: str) -> tuple[str, ...]:
    """The question's numbers and capitalised words, in lower case; its first word is not a name."""
    candidates = [
        word
        for word, span in words(question)
        if word[0].isdigit() or (span.start > 0 and question[span.start].isupper())
    ]
    return tuple(word for word in dict.fromkeys(candidates) if word not in STOP_WORDS)


def stem(word: str) -> str:
    """The word without its English endings (Snowball's English stemmer)."""
    return str(_stemmer().stemWord(word.replace(".", "")))


def content_stems(question: str) -> frozenset[str]:
    """Stems of the question's words without stop words; of all its words if none are left."""
    return frozenset(_stemmer().stemWords([w.replace(".", "") for w in content_words(question)]))


def stems(text: str) -> frozenset[str]:
    """Stems of all words of a text, its dates in every notation."""
    said = [*lower_words(text), *date_words(text), *date_digits(text)]
    return frozenset(_stemmer().stemWords([word.replace(".", "") for word in said]))


@cache
def _stemmer() -> "Stemmer.Stemmer":
    import Stemmer

    return Stemmer.Stemmer("english")
