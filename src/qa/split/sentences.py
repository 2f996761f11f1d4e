"""The sentences of a paragraph as exact ranges of characters: `sentencex`, with corrections.

`sentencex` counts characters, knows abbreviations and keeps quoted sentences together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from qa.text.punctuation import ITEM_MARK
from qa.types import Span

_SLAB = 4000  # characters passed at once: in some hostile texts its time is quadratic
_LONG_QUOTE = 300  # characters of a quotation above which it is split into its sentences

_LONGEST_MARK = 100  # characters of the numbers of an item
_LONG_WORDS = 90  # words of a sentence above which it is cut: its full stops are missing
_CUT_WORDS = 40  # words of such a part
_PAUSE = re.compile(r"[,;:–—]$")

_SURROGATE = re.compile(r"[\ud800-\udfff]")  # half a character: cannot be passed to Rust
_WORD = re.compile(r"\S+")
_QUOTES = re.compile(r"[\"“”„«»‘]")
_LATE_OPENING = re.compile(r"(?<=\s)[\"“„«‘(\[]+\s*$")
_MISSED = re.compile(r"(?:…|[.!?]’|(?<=\s)May\.)\s+(?=[A-Z\"“‘])")
_PARENTHESIS = re.compile(r"\([^()]{1,2000}[.!?][\"”’]?\)\s+(?=[A-Z\"“‘])")
_ITEM_NUMBER = re.compile(rf"\s*(?:#{{1,6}}\s+)?(?:{ITEM_MARK}\s*){{1,3}}")
_NUMBER = re.compile(r"\d\.\s*$")  # "clause 5. is void"
_DASH = re.compile(r"[—–][^\S\n]*[a-z]")
_CLOSED_QUOTE = re.compile(r"[.!?…,][\"”“’»]\s*$")
_DAY = re.compile(r"(?<![\d.,])\d{1,2}\.\s*$")
_MONTH = re.compile(  # "am 3. Mai": German writes a day with a full stop
    r"(?:Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)\b"
)
_ATTRIBUTION = re.compile(
    r"(?:[A-Z][\w.’'-]*\s+){1,4}(?:says?|said|adds?|added|asks?|asked|writes|wrote|told|tells"
    r"|explains|explained|replies|replied|recalls|recalled|notes|noted|concluded|concludes)\b"
)


def find_sentences(text: str, start: int, end: int) -> tuple[Span, ...]:
    """The sentences of `text[start:end]` in order, trimmed; they cover everything but white space.

    Offsets are characters of `text`. The time is linear in the length.
    """
    # A line break inside a paragraph is a wrap; as a space it cannot be mistaken for an end.
    prose = _SURROGATE.sub("\ufffd", text[start:end].replace("\n", " "))
    cuts = _refined(prose, [0, *_cuts(prose), len(prose)])
    spans: list[Span] = []
    for first, last in pairwise(cuts):
        words = prose[first:last]
        if bare := words.strip():
            at = start + first + len(words) - len(words.lstrip())
            if spans and not any(character.isalnum() for character in bare):
                spans[-1] = Span(spans[-1].start, at + len(bare))  # marks that close what was said
            else:
                spans += _short(text, Span(at, at + len(bare)))
    return tuple(spans)


def _short(text: str, sentence: Span) -> Iterator[Span]:
    """The sentence; where it is far too long for one, parts of it that end at a pause."""
    words = list(_WORD.finditer(text, sentence.start, sentence.end))
    if len(words) <= _LONG_WORDS:
        yield sentence
        return
    first = 0
    while first < len(words):
        stop = min(first + _CUT_WORDS, len(words))
        if len(words) - stop < _CUT_WORDS // 2:
            stop = len(words)
        else:
            pauses = (
                n
                for n in range(stop, first + _CUT_WORDS // 2, -1)
                if _PAUSE.search(words[n - 1][0])
            )
            stop = next(pauses, stop)
        yield Span(words[first].start(), words[stop - 1].end())
        first = stop


def _cuts(prose: str) -> list[int]:
    """Where `sentencex` starts a new sentence."""
    from sentencex import (  # type: ignore[import-untyped,unused-ignore]
        get_sentence_boundaries,
    )

    cuts: list[int] = []
    position = 0
    while position < len(prose):
        slab = prose[position : position + _SLAB]
        starts = [
            position + boundary["start_index"] for boundary in get_sentence_boundaries("en", slab)
        ]
        if position + len(slab) >= len(prose):
            return cuts + starts[1:]
        # The last sentence may continue in the next slab, so the next slab begins with it.
        cuts += starts[1:]
        position = starts[-1] if len(starts) > 1 else position + len(slab)
    return cuts


def _refined(prose: str, cuts: list[int]) -> list[int]:
    """The cuts with systematic mistakes corrected."""
    more = list(cuts)
    for first, last in pairwise(cuts):
        if match := _PARENTHESIS.match(prose, first, last):
            more.append(match.end())
        more += [match.end() for match in _MISSED.finditer(prose, first, last)]
        if last - first > _LONG_QUOTE and _QUOTES.search(prose, first, last):
            unquoted = _QUOTES.sub(" ", prose[first:last])
            more += [first + cut for cut in _cuts(unquoted)]
    refined = [0]
    for cut in sorted(set(more)):
        # What is joined again and again grows; only its ends are looked at.
        before = prose[max(refined[-1], cut - _LONGEST_MARK) : cut]
        if cut < len(prose) and (opening := _LATE_OPENING.search(before[-10:])):
            cut -= len(before[-10:]) - opening.start()
        if cut > refined[-1] and (cut == len(prose) or not _joins(before, prose[cut : cut + 120])):
            refined.append(cut)
    return refined


def _joins(before: str, after: str) -> bool:
    """Whether a cut between the two is a mistake."""
    return (
        not before.strip()
        or (len(before) < _LONGEST_MARK and _ITEM_NUMBER.fullmatch(before) is not None)
        or _DASH.match(after) is not None
        or (_NUMBER.search(before[-5:]) is not None and after[:1].islower())
        or (_DAY.search(before[-5:]) and _MONTH.match(after)) is not None
        or (_CLOSED_QUOTE.search(before[-10:]) and _ATTRIBUTION.match(after)) is not None
    )
