"""Whether the passages that a sentence names bear it out; where they do not, why.

The checks go from plain to clever: it has to name passages that there are; its names, numbers and
dates have to stand in them; it may not deny what they affirm, or affirm what they deny; and the
judge has to find that they support it. What the writer was not shown counts for nothing.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from math import sqrt
from typing import Protocol
from unicodedata import normalize

from qa.answer.polarity import NOT, denies, predicate
from qa.answer.values import Number, numbers_of, same_amount
from qa.read.judge import Relation
from qa.text.dates import find_dates
from qa.text.words import STOP_WORDS, content_words, lower_words, stem, stems, words
from qa.types import Span
from qa.write.prompt import ShownPassage
from qa.write.sentences import NamedSentence

SUPPORTS = 0.5
"""The least chance, by the judge, that the evidence supports a sentence."""
UNNAMED = "it names no passage, and none bears it out"
SAYS_OTHERWISE = "the passages that it names say otherwise"
SAYS_NOT = "the passages that it names do not say so"
EVIDENCE = 700
"""Characters of evidence that the judge reads at once."""
COVERED = 2 / 3
"""The least share of its words that stand there or in the question: the judge finds support in too
much."""
MUCH = 0.5
"""The least likeness of a sentence that may bear out another, as a part of the nearest one's."""
LEAST_BEGINNING = 4
"""Letters that a name and a form of it have in common: "Korea" and "Korean"."""

_LABEL = re.compile(r"(?<!\S)\d{1,2}[.)](?=\s)")


class Supports(Protocol):
    """The part of `qa.read.judge.Judge` that is asked."""

    def relations(self, statement: str, evidence: Sequence[str]) -> list[Relation]: ...


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of a sentence."""

    places: tuple[tuple[ShownPassage, Span], ...]
    """For each passage that it names the sentence of it that is nearest to it."""
    doubt: str
    """Why it is not borne out; "" where it is."""


class Checker:
    """Checks sentences against the passages that were shown."""

    def __init__(self, judge: Supports) -> None:
        self._judge = judge

    def check(
        self, sentence: NamedSentence, shown: Sequence[ShownPassage], question: str = ""
    ) -> Checked:
        """The places that the sentence rests on, and what is to be said against it.

        Args:
            question: what it answers; its words may be taken up.

        A sentence that names no passage, as small models often forget to, rests on the first one
        that bears it out alone.
        """
        text = normalize("NFC", sentence.text)
        by_number = {each.number: each for each in shown}
        absent = [number for number in sentence.numbers if number not in by_number]
        if absent:
            return Checked((), f"there is no passage {absent[0]}")
        if sentence.numbers:
            named = [by_number[number] for number in sentence.numbers]
            return self._checked(text, named, question)
        alone = (self._checked(text, [each], question) for each in shown)
        return next((each for each in alone if not each.doubt), Checked((), UNNAMED))

    def _checked(self, text: str, named: Sequence[ShownPassage], question: str) -> Checked:
        places = tuple((each, _nearest(text, each)) for each in named)
        return Checked(places, self._doubt(text, places, question))

    def _doubt(self, text: str, places: Sequence[tuple[ShownPassage, Span]], question: str) -> str:
        """Why these places do not bear a text out; "" where they do."""
        nearest = [_text(each, span) for each, span in places]
        near = normalize("NFC", "\n".join(_near(text, each) for each, _ in places))
        if missing := next(chain(_missing(text, near), _missing_denial(text, nearest)), ""):
            return f"“{missing}” is not there in the passages that it names"
        if _contrary(text, nearest[0]):
            return SAYS_OTHERWISE
        if _covered(text, f"{near}\n{question}") < COVERED:
            return SAYS_NOT
        around = [_around(each, span) for each, span in places]
        evidence = [*around, " ".join(nearest)] if len(around) > 1 else around
        relations = self._judge.relations(text, evidence)
        if max(relation.supports for relation in relations) >= SUPPORTS:
            return ""
        refuted = max(relation.refutes for relation in relations) >= SUPPORTS
        return SAYS_OTHERWISE if refuted else SAYS_NOT


def _missing(text: str, seen: str) -> Iterator[str]:
    """Names, dates and numbers of a sentence that do not stand in what was shown, as written."""
    said, said_stems = frozenset(lower_words(seen)), stems(seen)
    for word, span in _names(text):
        if stem(word) not in said_stems and not _is_form_of_any(word, said):
            yield text[span.start : span.end]
    days = {found.iso for found in find_dates(seen)}
    for found in find_dates(text):
        if days and found.iso not in days:
            yield text[found.start : found.end]
    numbers = [number for _, number in numbers_of(seen)]
    measured = [number for _, number in numbers_of(_without_labels(seen))]
    for written, number in numbers_of(text):
        if _is_pronoun(written, number):
            continue
        amounts = measured if number.dimension else numbers
        if not any(same_amount(number, amount) for amount in amounts):
            yield written


def _is_pronoun(written: str, number: Number) -> bool:
    """Whether it is the word "one", which mostly is no number: "one of them"; not "one hundred"."""
    is_one = number.low == number.high == 1 and not number.dimension
    return is_one and written.lower().startswith("one")


def _without_labels(text: str) -> str:
    """The text without numbers that measure nothing: those of full dates and of a list's items."""
    for found in find_dates(text):
        text = text[: found.start] + " " * (found.end - found.start) + text[found.end :]
    return _LABEL.sub(" ", text)


def _names(text: str) -> Iterator[tuple[str, Span]]:
    """Its capitalised words; the first word only where a capitalised one follows it."""
    tokens = list(words(text))
    for n, (word, span) in enumerate(tokens):
        after = tokens[n + 1][1].start if n + 1 < len(tokens) else None
        alone = n == 0 and not (after is not None and text[after].isupper())
        if text[span.start].isupper() and not alone and len(word) > 1 and word not in STOP_WORDS:
            yield word, span


def _is_form_of_any(word: str, said: frozenset[str]) -> bool:
    """Whether one of two words begins with the other: "Korean" and "Korea"."""
    return any(
        min(len(word), len(other)) >= LEAST_BEGINNING
        and (word.startswith(other) or other.startswith(word))
        for other in said
    )


def _covered(text: str, near: str) -> float:
    """The share of its words that are among those near, in whatever form; 1 where it has none."""
    wanted = frozenset(stem(word) for word in content_words(text))
    return len(wanted & stems(near)) / max(1, len(wanted))


def _missing_denial(text: str, nearest: Sequence[str]) -> Iterator[str]:
    """Its "not", where none of the nearest sentences has one."""
    if not any(NOT & set(lower_words(sentence)) for sentence in nearest):
        yield from (text[span.start : span.end] for word, span in words(text) if word in NOT)


def _contrary(text: str, sentence: str) -> bool:
    """Whether one of two sentences denies what both speak of, and the other affirms it."""
    shared = predicate(text) & predicate(sentence)
    return bool(shared) and denies(text, shared) is not denies(sentence, shared)


def _nearest(text: str, shown: ShownPassage) -> Span:
    """The sentence of a passage that shares most words with a text; all that is shown if none."""
    spans = _sentences(shown)
    wanted = stems(text)
    return max(spans, key=lambda span: _likeness(wanted, stems(_text(shown, span))))


def _near(text: str, shown: ShownPassage) -> str:
    """The heading, and the sentences that share much with a text, each with those beside it."""
    spans, wanted = _sentences(shown), stems(text)
    likeness = [_likeness(wanted, stems(_text(shown, span))) for span in spans]
    least = max(likeness) * MUCH
    kept = [
        span
        for n, span in enumerate(spans)
        if any(each >= least for each in likeness[max(0, n - 1) : n + 2])
    ]
    return "\n".join((shown.heading, *(_text(shown, span) for span in kept)))


def _likeness(some: frozenset[str], others: frozenset[str]) -> float:
    return len(some & others) / sqrt(1 + len(others))


def _sentences(shown: ShownPassage) -> list[Span]:
    inside = [span for span in shown.paragraph.sentences if shown.start <= span.start < shown.end]
    return inside or [Span(shown.start, shown.end)]


def _around(shown: ShownPassage, place: Span) -> str:
    """The heading, and the sentence with those around it, as much as the judge reads at once."""
    start, end = place.start, place.end
    for span in _sentences(shown):
        if max(end, span.end) - min(start, span.start) <= EVIDENCE:
            start, end = min(start, span.start), max(end, span.end)
    return f"{shown.heading}. {_text(shown, Span(start, end))}"


def _text(shown: ShownPassage, span: Span) -> str:
    return shown.paragraph.document.text[span.start : span.end]
