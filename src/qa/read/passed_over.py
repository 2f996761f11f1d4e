"""What is not worth judging: passages on another model than the one asked of, and sentences that
only ask, tell of another day, or are the head of a letter.

All of these have the question's words, so that a reader likes them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.read.span_reader import SpanReading
from qa.text.context import is_question
from qa.text.pointers import tells_of_other_day
from qa.text.words import content_stems, stems
from qa.types import Hit

ASKS_THE_SAME = 0.5
"""A sentence that asks, and has at least this part of its words from the question, answers nothing:
in an interview it stands before the answer."""
_CODE = re.compile(r"(?<![\w.-])[A-Za-z]{1,8}-?\d[\w.-]*(?<![.-])")
_LETTER_HEAD = re.compile(r"(?:From|To|Cc|Date|Sent): \S")
_OF_A_LETTER = re.compile(
    r"\b(?:e?-?mails?|letters?|messages?|address(?:es)?|contact|from whom|to whom"
    r"|(?<!be )(?:wrote|written?|sent|send(?:er)?|repl(?:y|ied)|received?|forward(?:ed)?"
    r"|attach(?:ed)?))\b",
    re.IGNORECASE,
)
"""What is asked of a letter, whose head says who wrote it to whom, and when."""


def without_siblings(question: str, hits: Sequence[Hit]) -> list[Hit]:
    """The passages without those that speak of the HP-200 alone where the HP-100 is asked of, if
    another speaks of that one: models, versions and codes that differ in a digit are not near."""
    asked = {code.lower() for code in _CODE.findall(question)}
    if not asked:
        return list(hits)
    kinds = {_series(code) for code in asked}
    named = [{code.lower() for code in _CODE.findall(hit.paragraph.with_context)} for hit in hits]
    if not any(asked & codes for codes in named):
        return list(hits)
    return [
        hit
        for hit, codes in zip(hits, named, strict=True)
        if asked & codes or not any(_series(code) in kinds for code in codes)
    ]


def _series(code: str) -> str:
    """A code without the number at its end, which tells one model from another."""
    return code.rstrip("0123456789.-_")


def tells_nothing(question: str, reading: SpanReading) -> bool:
    """Whether a sentence only asks what is asked, as the question of an interview does, tells of
    another day than the one that is asked of, or only who wrote a letter to whom, and when."""
    text, sentence = reading.hit.paragraph.document.text, reading.sentence
    said = text[sentence.start : sentence.end]
    if _LETTER_HEAD.match(said):
        answer = content_stems(text[reading.span.start : reading.span.end])
        return not _OF_A_LETTER.search(question) or answer <= stems(question)
    if not is_question(said):
        return tells_of_other_day(question, said)
    words = content_stems(said)
    return len(words & stems(question)) >= ASKS_THE_SAME * len(words)
