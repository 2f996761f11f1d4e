"""What has to be read with a sentence to understand it: the question that it follows, the line that
its list begins with, or the sentence before.

"13,900." answers nothing alone, and much after "And from Marsh?". A turn of a conversation is read
without the time at which it was said, a line "key: value" without the line above it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from qa.text.punctuation import ITEM_MARK
from qa.types import Paragraph, Span

FRAGMENT_WORDS = 5
"""A question of at most so many words leans on what was said before it."""
LEANS_BACK = 8
"""Sentences before such a one in which the question is sought on which it leans."""
LOOKED_BACK = 400
"""Characters before a paragraph in which the question is sought that it answers."""

_DAY = r"(?:\d{1,4}[./-]\d{1,2}[./-]\d{1,4},?[ T])"
_TIME = r"\d{1,2}:\d\d(?::\d\d(?:[.,]\d{1,6})?)?(?:[ ]?[AaPp][Mm])?"
STAMP = rf"[*_]{{0,3}}[(\[]?(?:{_DAY}?{_TIME})[)\]]?[*_]{{0,3}}(?:[ ][-–—])?[ \t]+"
"""The time at which a turn was said, at the start of its line: "[00:31] ", "3/5/24, 18:02 - "."""
SPEAKER = r"[*_]{0,3}(?:[A-Z][\w.’'-]{0,40}+[ ]?+){1,4}+(?:\([^()]{1,40}\))?:[*_]{0,3}[ ]"
"""Who says a turn, before it: "Ada Lowe: ", "**Q:** "."""

_MARKING = re.compile(r"^[ \t]*+(?:(?:`{3,}|~{3,})[^\n]*|[-|+=:─┼│ \t]{2,})$", re.MULTILINE)
_STAMP = re.compile(STAMP)
_FIRST_PERSON = re.compile(r"\b(?:I|me|my|mine|we|us|our|ours)\b", re.IGNORECASE)
_SPEAKER = re.compile(SPEAKER)
_ITEM = re.compile(rf"{ITEM_MARK}\s")
_PAIR = re.compile(r"([\w\"'][^:\n.!?|]{0,40}):[ \t]+\S")
_MARKS = ' \t\n*_"”’»)]'


def is_question(text: str) -> bool:
    """Whether a sentence ends as a question does."""
    return text.rstrip(_MARKS).endswith(("?", "？"))


def without_stamp(text: str, span: Span) -> Span:
    """A sentence without the time at which it was said, where it begins with one."""
    stamp = _STAMP.match(text, span.start, span.end)
    return Span(stamp.end(), span.end) if stamp and stamp.end() < span.end else span


def marking_lines(paragraph: Paragraph) -> tuple[Span, ...]:
    """The lines that only mark what they stand beside: fences of code, rules of tables."""
    found = _MARKING.finditer(paragraph.document.text, paragraph.start, paragraph.end)
    return tuple(Span(line.start(), line.end()) for line in found)


def around_turns(paragraph: Paragraph, *, stamps: bool) -> tuple[Span, ...]:
    """What stands before the words of turns and does not answer: the times if `stamps`; of a turn
    that answers a question time and speaker, unless the speaker says "I"."""
    text, found = paragraph.document.text, []
    for sentence in paragraph.sentences:
        spoken = without_stamp(text, sentence)
        speaker = _SPEAKER.match(text, spoken.start, spoken.end)
        answers = bool(speaker) and bool(questions_before(paragraph, sentence))
        if answers and speaker and not _FIRST_PERSON.search(text, speaker.end(), spoken.end):
            found.append(Span(sentence.start, speaker.end()))
        elif spoken != sentence and (stamps or answers):
            found.append(Span(sentence.start, spoken.start))
    return tuple(found)


def questions_before(paragraph: Paragraph, sentence: Span) -> tuple[Span, ...]:
    """The question that stands directly before a sentence, after the one that it leans on, if it
    has only a few words; none where no question does."""
    text, earlier = paragraph.document.text, _earlier(paragraph, sentence)
    if not earlier or not _asks(text, earlier[-1]):
        return ()
    asked = without_stamp(text, earlier[-1])
    if not _is_fragment(text, asked):
        return (asked,)
    whole = (s for s in reversed(earlier[-1 - LEANS_BACK : -1]) if _asks(text, s))
    first = next((without_stamp(text, s) for s in whole if not _is_fragment(text, s)), None)
    return (first, asked) if first else (asked,)


def said_over(paragraph: Paragraph, sentence: Span) -> tuple[str, str]:
    """The words of the questions that a sentence answers, all of them, and of the last one alone if
    it leans on an earlier one: it takes the place of something there."""
    text = paragraph.document.text
    asked = [
        _SPEAKER.sub("", text[q.start : q.end], 1) for q in questions_before(paragraph, sentence)
    ]
    return " ".join(asked), asked[-1] if len(asked) > 1 else ""


def before(paragraph: Paragraph, sentence: Span) -> str:
    """What is to be read before a sentence; "" where nothing helps.

    With a question of a few words come the sentences on which it leans.
    """
    text, earlier = paragraph.document.text, _earlier(paragraph, sentence)
    if asked := questions_before(paragraph, sentence):
        leans = _is_fragment(text, asked[-1])
        said = (without_stamp(text, span) for span in earlier[-3 if leans else -1 :])
        return " ".join(text[span.start : span.end] for span in said)
    if not earlier or earlier[-1].end < paragraph.start:
        return ""
    if _ITEM.match(text, sentence.start):
        first = paragraph.sentences[0]
        opening = text[first.start : first.end]
        if opening.endswith((":", "：")):
            return opening
    last = without_stamp(text, earlier[-1])
    return "" if _are_pairs(paragraph, last, sentence) else text[last.start : last.end]


def _are_pairs(paragraph: Paragraph, last: Span, sentence: Span) -> bool:
    """Whether two lines each give a key its value; speakers, other than keys, speak again."""
    text = paragraph.document.text
    if not all(_PAIR.match(text, span.start, span.end) for span in (last, sentence)):
        return False
    matches = (_PAIR.match(text, s.start, s.end) for s in paragraph.sentences)
    keys = [match[1] for match in matches if match]
    return len(set(keys)) == len(keys)


def _asks(text: str, sentence: Span) -> bool:
    return is_question(text[sentence.start : sentence.end])


def _is_fragment(text: str, question: Span) -> bool:
    """Whether a question of a turn is too short to be understood alone."""
    bare = without_stamp(text, question)
    speaker = _SPEAKER.match(text, bare.start, bare.end)
    words = text[speaker.end() if speaker else bare.start : bare.end].split()
    return len(words) <= FRAGMENT_WORDS


def _earlier(paragraph: Paragraph, sentence: Span) -> Sequence[Span]:
    """The sentences before one in its paragraph, the nearest of them last; before the first, the
    line above."""
    at = bisect_right(paragraph.sentences, sentence.start, key=lambda one: one.end)
    inside = paragraph.sentences[max(0, at - 1 - LEANS_BACK) : at]
    return inside or _last_line(paragraph.document.text, paragraph.start)


def _last_line(text: str, end: int) -> list[Span]:
    """The last line above a place, if it is near."""
    bare = text[max(0, end - LOOKED_BACK) : end].rstrip()
    line = bare.rsplit("\n", 1)[-1]
    at = max(0, end - LOOKED_BACK) + len(bare) - len(line)
    return [Span(at, at + len(line))] if line.strip() else []
