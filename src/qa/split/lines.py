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
_ENOUGH_BREAKS = 4  # line breaks that a stanza needs to be judged without the rest of the text

# Words with which no heading or label ends.
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
    """The break between a line and the next one."""

    fits: bool
    """The next line's first word had room on this line."""
    ends: bool
    """The line ends in sentence punctuation."""
    first: str
    """The next line's first character."""


def find_lines(text: str) -> list[Line]:
    """The lines of the text, without the blank ones."""
    lines: list[Line] = []
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
            lines.append(Line(start, start + len(bare.rstrip()), indent, gap))
        gap = not bare
        position = stop + 1
    return lines


def continuations(text: str, lines: Sequence[Line]) -> list[bool]:
    """For each line, whether it continues the one before: the break between them is only a wrap.

    A break is a wrap when the next line's first word would not have fitted. Text is taken as
    wrapped when such breaks are frequent and seldom follow the end of a sentence; a stanza (lines
    without a blank one between them) of few lines is judged with the rest of the text.
    """
    continued = [False] * len(lines)
    base = min((line.indent for line in lines), default=0)
    stanzas = [(stanza, _breaks(text, stanza)) for stanza in _stanzas(lines)]
    everywhere = _is_wrapped([line_break for _, breaks in stanzas for line_break in breaks])
    marked = everywhere and any(
        _marks_paragraphs(stanza, breaks, base) for stanza, breaks in stanzas
    )
    position = 0
    for stanza, breaks in stanzas:
        judged_alone = len(breaks) >= _ENOUGH_BREAKS
        for i, line_break in enumerate(breaks):
            at = position + i
            continued[at + 1] = _is_middle(text, stanza[i], line_break, continued[at])
        if _is_wrapped(breaks) if judged_alone else everywhere:
            room = max(_width(stanza), _NARROWEST_WRAP)
            for i, line_break in enumerate(breaks):
                before, line = stanza[i], stanza[i + 1]
                if marked:
                    continued[position + i + 1] = line.indent <= base
                elif line.indent > before.indent and i > 0:
                    continued[position + i + 1] = False
                else:
                    short = 2 * (before.end - before.start) < room
                    starts = not line_break.first.islower() and (line_break.ends or short)
                    moved = line_break.ends and line.indent != before.indent
                    continued[position + i + 1] = not ((line_break.fits and starts) or moved)
        position += len(stanza)
    return continued


def _stanzas(lines: Sequence[Line]) -> Iterator[Sequence[Line]]:
    first = 0
    for i in range(1, len(lines) + 1):
        if i == len(lines) or lines[i].gap:
            if i > first:
                yield lines[first:i]
            first = i


def _width(stanza: Sequence[Line]) -> int:
    """Column at which the stanza was wrapped; in a long one, a few overlong lines are ignored."""
    widths = sorted(line.indent + line.end - line.start for line in stanza)
    return widths[-1 - len(widths) // _MANY_LINES]


def _breaks(text: str, stanza: Sequence[Line]) -> list[_Break]:
    width = _width(stanza)
    room = max(width, _NARROWEST_WRAP)
    breaks = []
    for line, following in pairwise(stanza):
        word = _FIRST_WORD.match(text, following.start)
        needed = 1 + (word.end() - word.start() if word else 1)
        fits = width > _WIDEST_WRAP or line.indent + line.end - line.start + needed <= room
        ends = ends_sentence(text[max(line.start, line.end - 80) : line.end])
        breaks.append(_Break(fits, ends, text[following.start]))
    return breaks


def _is_wrapped(breaks: Sequence[_Break]) -> bool:
    full = [line_break for line_break in breaks if not line_break.fits]
    return (
        len(full) >= 0.3 * len(breaks) > 0
        and sum(line_break.ends for line_break in full) <= 0.5 * len(full)
        and sum(line_break.first.isupper() for line_break in full) <= 0.7 * len(full)
    )


def _is_middle(text: str, line: Line, line_break: _Break, continued: bool) -> bool:
    """Whether the break is certainly in the middle of a sentence, whatever the other breaks are.

    `continued` says that the line itself goes on with the one before it.
    """
    if line_break.ends or line.end - line.start > _WIDEST_WRAP:
        return False
    words = text[line.start : line.end].split()
    if len(words) < 4 or words[-1].endswith((":", ";")):
        return False
    return line_break.first.islower() or words[-1] in _HALF or (continued and not line_break.fits)


def _marks_paragraphs(stanza: Sequence[Line], breaks: Sequence[_Break], base: int) -> bool:
    """Whether a paragraph of the stanza has an indented first line and flush lines after it."""
    return any(
        stanza[i].indent > base == stanza[i + 1].indent
        and not line_break.fits
        and not line_break.ends
        for i, line_break in enumerate(breaks)
    )
