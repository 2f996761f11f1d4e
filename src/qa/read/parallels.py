"""Values side by side in one sentence, of which a reader may have marked the nearer one.

"Warm the oven to 120 degrees, then bake at 235 degrees." has two; the judge is asked about each.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from qa.read.candidates import candidate_of
from qa.read.judge import Judge, Opinion
from qa.read.span_reader import SpanReading
from qa.text.context import without_stamp
from qa.text.question_type import asks_when
from qa.types import Span

COMPARED = 2
"""Findings whose other values are judged, at most: those that the judge likes best."""
MOST_VALUES = 4
"""Values of a sentence that are judged, at most."""
BETTER = 0.05
"""By how much another value has to be liked better, in both chances together, to be taken."""
LONGEST_VALUE = 30
"""Characters of a marked span that is a value."""
_VALUE = re.compile(r"(?<![\w.,:/-])\d[\d.,:]*(?<![.,:])(?P<unit>[ ]?%|[ ][^\W\d_]+)?(?![\w/-])")
_UNITLESS = frozenset(
    "and or to in on at for of the a by from with until per as but is was".split()
)


def likeliest_spans(
    question: str, readings: Sequence[SpanReading], judge: Judge
) -> tuple[list[SpanReading], list[Opinion]]:
    """The readings with what the judge thinks of them; those it likes best with the value that it
    likes best of several."""
    found = list(readings)
    opinions = _judged(question, found, judge)
    liked = sorted(range(len(found)), key=lambda n: -opinions[n].states)
    for n in liked[:COMPARED]:
        others = [replace(found[n], span=span) for span in parallels(question, found[n])]
        for other, opinion in zip(others, _judged(question, others, judge), strict=True):
            if _liking(opinion) > _liking(opinions[n]) + BETTER:
                found[n], opinions[n] = other, opinion
    return found, opinions


def _judged(question: str, readings: Sequence[SpanReading], judge: Judge) -> list[Opinion]:
    return judge.score(
        question, [candidate_of(question, one.hit.paragraph, one.span) for one in readings]
    )


def parallels(question: str, reading: SpanReading) -> list[Span]:
    """The other values of the sentence with the unit of the one that is marked, or any where a time
    is asked for and none is marked; none of a sentence with many."""
    text, span = reading.hit.paragraph.document.text, reading.span
    sentence = without_stamp(text, reading.sentence)
    if span.end - span.start > LONGEST_VALUE:
        return []
    values = list(_VALUE.finditer(text, sentence.start, sentence.end))
    marked = [m for m in values if m.start() < span.end and span.start < m.end()]
    if len(marked) > 1 or len(values) > MOST_VALUES or not (marked or asks_when(question)):
        return []
    units = {_unit(m) for m in marked or values}
    return [
        Span(m.start(), m.start("unit") if _unit(m) == "" and m["unit"] else m.end())
        for m in values
        if m not in marked and _unit(m) in units
    ]


def _unit(value: re.Match[str]) -> str:
    unit = (value["unit"] or "").strip().lower()
    return "" if unit in _UNITLESS else unit


def _liking(opinion: Opinion) -> float:
    return opinion.states + opinion.right
