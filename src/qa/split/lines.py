"""The lines of a text, and which of them continue the line before (hard wrap, indentation)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from qa.text.punctuation import ends_sentence

_WIDEST_WRAP = 160  # a longer line was not broken by hand or by an editor
_NARROWEST_WRAP = 40  # labels and verse are narrower
_TAB = 4
_MANY_LINES = 10
_OWN_JUDGEMENT = 4  # line breaks a block needs to be judged without the rest of the document

# Words that no heading or label ends with.
_HALF = frozenset(
    {"a", "an", "and", "as", "at", "by", "for", "from", "in", "its", "of", "or", "that", "the"}
    | {"their", "to", "was", "were", "with"}
)
_FIRST_WORD = re.compile(r"[^\s\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{1,200}|\S")


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank, as a trimmed range of characters of its text."""

    start: int
    end: int
    indent: int
    """Columns of white space before `start`; a tab counts as four."""
    gap: bool
    """A blank line, or the start of the text, stands before it."""


@dataclass(frozen=True, slots=True)
class _Break:
    """What can be seen at the end of a line that is followed by another."""

    fits: bool
    """The next line's first word had room on this line."""
    ends: bool
    """The line ends in sentence punctuation."""
    first: str
    """The next line's first character."""


def find_lines(text: str) -> list[Line]:
    """The lines of the text, without the blank ones."""
    found: list[Line] = []
    position, size, gap = 0, len(text), True
    while position < size:
        stop = text.find("\n", position)
        stop = size if stop < 0 else stop
        raw = text[position:stop]
        bare = raw.lstrip()
        if bare:
            margin = raw[: len(raw) - len(bare)]
            indent = len(margin.replace("\t", " " * _TAB).replace("\u3000", "  "))
            start = position + len(margin)
            found.append(Line(start, start + len(bare.rstrip()), indent, gap))
        gap = not bare
        position = stop + 1
    return found


def continuations(text: str, lines: Sequence[Line]) -> list[bool]:
    """For each line whether it continues the one before: a break in it is only a wrap.

    A break is a wrap when the next line's first word would not have fitted. Text is taken as
    wrapped when such breaks are frequent and seldom follow the end of a sentence; a block (lines
    without a blank one between them) of few lines is judged with the rest of the text.
    """
    continued = [False] * len(lines)
    base = min((line.indent for line in lines), default=0)
    blocks = [(block, _breaks(text, block)) for block in _blocks(lines)]
    everywhere = _is_wrapped([found for _, breaks in blocks for found in breaks])
    marked = everywhere and any(_marks_paragraphs(block, breaks, base) for block, breaks in blocks)
    position = 0
    for block, breaks in blocks:
        own = len(breaks) >= _OWN_JUDGEMENT
        for i, found in enumerate(breaks):
            at = position + i
            continued[at + 1] = _is_middle(text, block[i], found, continued[at])
        if _is_wrapped(breaks) if own else everywhere:
            room = max(_width(block), _NARROWEST_WRAP)
            for i, found in enumerate(breaks):
                before, line = block[i], block[i + 1]
                if marked:
                    continued[position + i + 1] = line.indent <= base
                elif line.indent > before.indent and i > 0:
                    continued[position + i + 1] = False
                else:
                    short = 2 * (before.end - before.start) < room
                    starts = not found.first.islower() and (found.ends or short)
                    moved = found.ends and line.indent != before.indent
                    continued[position + i + 1] = not ((found.fits and starts) or moved)
        position += len(block)
    return continued


def _blocks(lines: Sequence[Line]) -> Iterator[Sequence[Line]]:
    first = 0
    for i in range(1, len(lines) + 1):
        if i == len(lines) or lines[i].gap:
            if i > first:
                yield lines[first:i]
            first = i


def _width(block: Sequence[Line]) -> int:
    """Columns the block was wrapped at; in a long block a few overlong lines do not count."""
    widths = sorted(line.indent + line.end - line.start for line in block)
    return widths[-1 - len(widths) // _MANY_LINES]


def _breaks(text: str, block: Sequence[Line]) -> list[_Break]:
    width = _width(block)
    room = max(width, _NARROWEST_WRAP)
    found = []
    for line, following in pairwise(block):
        word = _FIRST_WORD.match(text, following.start)
        needed = 1 + (word.end() - word.start() if word else 1)
        fits = width > _WIDEST_WRAP or line.indent + line.end - line.start + needed <= room
        ends = ends_sentence(text[max(line.start, line.end - 80) : line.end])
        found.append(_Break(fits, ends, text[following.start]))
    return found


def _is_wrapped(breaks: Sequence[_Break]) -> bool:
    full = [found for found in breaks if not found.fits]
    return (
        len(full) >= 0.3 * len(breaks) > 0
        and sum(found.ends for found in full) <= 0.5 * len(full)
        and sum(found.first.isupper() for found in full) <= 0.7 * len(full)
    )


def _is_middle(text: str, line: Line, found: _Break, continued: bool) -> bool:
    """Whether the break can only be in the middle of a sentence, whatever the rest looks like.

    `continued` says that the line itself goes on with the one before it.
    """
    if found.ends or line.end - line.start > _WIDEST_WRAP:
        return False
    words = text[line.start : line.end].split()
    if len(words) < 4 or words[-1].endswith((":", ";")):
        return False
    return found.first.islower() or words[-1] in _HALF or (continued and not found.fits)


def _marks_paragraphs(block: Sequence[Line], breaks: Sequence[_Break], base: int) -> bool:
    """Whether a paragraph of the block shows an indented first line and flush ones after it."""
    return any(
        block[i].indent > base == block[i + 1].indent and not found.fits and not found.ends
        for i, found in enumerate(breaks)
    )
