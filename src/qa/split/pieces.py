"""The pieces of a text: lines that belong together by their marks, columns and wrapping."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from qa.split.kinds import count_words, is_label, kind_of
from qa.split.lines import Line, continuations, find_lines
from qa.text.punctuation import ITEM_MARK, ends_sentence
from qa.types import Kind

_FRONT_LINES = 200
_LONGEST_LABEL = 200
_ATX = re.compile(r"#{1,6}(?:[ \t]|$)", re.MULTILINE)
_FENCE = re.compile(r"```+|~~~+")
_ITEM = re.compile(ITEM_MARK + r"[ \t]+\S")
_UNDERLINE = re.compile(r"([=\-~^\"'`*+#.:_])\1{2,}")
_GAP = re.compile(r"(?<=\S)(?: {3,}|[ ]?\t\s*)(?=\S)")
_LOG_LINES = 3
_STAMP = re.compile(  # the day and time of an entry in a log
    r"[\[(<]?(?:\d{4}[-/.]\d\d[-/.]\d\d[T ,]|\d{1,2}[/.]\d{1,2}[/.]\d{2,4},?\s"
    r"|[A-Z][a-z]{2}\s{1,2}\d{1,2}\s)\s?\d{1,2}:\d\d"
    r"|\d{1,3}(?:\.\d{1,3}){3}\s\S{1,40}\s\S{1,40}\s\["
)
_FRONT_LINE = re.compile(r"\w[\w .-]{0,40}:(?:\s|$)|[\-#]|[\]}]")


class Shape(Enum):
    """The shape of a piece by its marks, whatever its words."""

    TEXT = auto()
    HEADING = auto()
    FRONT = auto()
    TABLE = auto()  # code too: lines that belong together and are not prose
    ITEM = auto()
    QUOTE = auto()


@dataclass(frozen=True, slots=True)
class Piece:
    """Lines that belong together: a range of the text; `outline` makes blocks of it."""

    start: int
    end: int
    shape: Shape
    gap: bool
    """A blank line, or the start of the text, stands before it."""
    kind: Kind | None = None
    """None until it is decided."""
    lines: bool = False
    """Its lines are separate, as in a table."""


def find_pieces(text: str) -> Iterator[Piece]:
    """The pieces of a text in order."""
    lines = find_lines(text)
    continued = continuations(text, lines)
    closers = _fence_closers(text, lines)
    i = _front_matter(text, lines)
    if i:
        yield Piece(lines[0].start, lines[i - 1].end, Shape.FRONT, True, Kind.FRONT_MATTER)
    while i < len(lines):
        line = lines[i]
        shape, stop = _marked(text, lines, i, closers)
        if shape in (Shape.TEXT, Shape.ITEM):
            while stop < len(lines) and _continues(text, lines, stop, continued, shape, line):
                stop += 1
        end = lines[stop - 1].end
        kind = _kind(text[line.start : end], shape)
        yield Piece(line.start, end, shape, line.gap, kind, lines=shape is Shape.TABLE)
        i = stop


def _marked(
    text: str, lines: Sequence[Line], i: int, closers: dict[str, list[int]]
) -> tuple[Shape, int]:
    """The shape of the piece that starts at line `i`, and the number of the line after its mark."""
    line = lines[i]
    if _ATX.match(text, line.start) and not _is_comment(text, lines, i):
        return Shape.HEADING, i + 1
    if fence := _FENCE.match(text, line.start):
        after = closers[fence[0][0]]
        if (at := bisect_right(after, i)) < len(after):
            return Shape.TABLE, after[at] + 1
    if text[line.start] == ">":
        stop = i + 1
        while stop < len(lines) and not lines[stop].gap and text[lines[stop].start] == ">":
            stop += 1
            if lines[stop - 1].end - lines[stop - 1].start == 1:
                break
        return Shape.QUOTE, stop
    stop = i
    while stop < len(lines) and (stop == i or not lines[stop].gap) and _is_row(text, lines, stop):
        stop += 1
    if stop - i >= 2:
        return Shape.TABLE, stop
    stop = _log_end(text, lines, i)
    if stop - i >= _LOG_LINES:
        return Shape.TABLE, stop
    if _is_underlined(text, lines, i):
        return Shape.HEADING, i + 2
    return (Shape.ITEM if _ITEM.match(text, line.start) else Shape.TEXT), i + 1


def _log_end(text: str, lines: Sequence[Line], i: int) -> int:
    """The number of the line after those of a log that begin at line `i`; `i` where none do.

    An entry begins with a day and a time, and may go on in indented lines.
    """
    stop = i
    while stop < len(lines) and (stop == i or not lines[stop].gap):
        inside = stop > i and lines[stop].indent > lines[i].indent
        if not (inside or _STAMP.match(text, lines[stop].start, lines[stop].end)):
            break
        stop += 1
    return stop


def _continues(
    text: str, lines: Sequence[Line], i: int, continued: list[bool], shape: Shape, first: Line
) -> bool:
    """Whether line `i` continues the piece of this shape whose first line is `first`."""
    line, before = lines[i], lines[i - 1]
    inside = shape is Shape.ITEM and line.indent > first.indent
    if line.gap or not (continued[i] or inside):
        return False
    if _ATX.match(text, line.start) or text[line.start] == ">":
        return False
    if _FENCE.match(text, line.start) or _is_rule(text, line):
        return False
    ended = ends_sentence(text[max(before.start, before.end - 80) : before.end])
    is_separate = ended or (line.indent != before.indent and text[line.start].isupper())
    if is_separate and is_label(text[line.start : min(line.end, line.start + _LONGEST_LABEL)]):
        return False
    if _ITEM.match(text, line.start):
        # A wrapped line may happen to start with a dash or a number.
        return shape is Shape.TEXT and not ended and text[before.end - 1] not in ":;"
    return True


def _is_comment(text: str, lines: Sequence[Line], i: int) -> bool:
    """Whether a line with "#" is one of several in a row, as a comment in a script or settings."""
    beside = [lines[i - 1]] if i and not lines[i].gap else []
    beside += [lines[i + 1]] if i + 1 < len(lines) and not lines[i + 1].gap else []
    mark = text[lines[i].start : lines[i].start + 2]
    return mark == "# " and any(text.startswith("# ", line.start) for line in beside)


def _is_rule(text: str, line: Line) -> bool:
    mark = text[line.start : min(line.end, line.start + 80)]
    return len(mark) >= 3 and not any(c.isalnum() for c in mark)


def _is_row(text: str, lines: Sequence[Line], i: int) -> bool:
    """Whether line `i` is a row of a table: marked by pipes, or laid out in columns."""
    line = lines[i]
    if text[line.start] == "|" and line.end - line.start > 1:
        return True
    if line.end - line.start > 500:
        return False
    row = text[line.start : line.end]
    gaps = len(_GAP.findall(row))
    return (
        gaps >= 2
        or (gaps == 1 and len(row) < 60)
        or ("|" in row and _beside_delimiter(text, lines, i))
    )


def _beside_delimiter(text: str, lines: Sequence[Line], i: int) -> bool:
    for line in lines[max(i - 1, 0) : i + 2]:
        row = text[line.start : min(line.end, line.start + 500)]
        if "|" in row and "-" in row and not row.strip("|:- \t"):
            return True
    return i > 1 and not lines[i].gap and "|" in text[lines[i - 1].start : lines[i - 1].end]


def _is_underlined(text: str, lines: Sequence[Line], i: int) -> bool:
    """A setext heading: one short line, then a line of = or -."""
    if i + 1 >= len(lines) or lines[i + 1].gap or not (i == 0 or lines[i].gap):
        return False
    line, mark = lines[i], lines[i + 1]
    return (
        line.end - line.start <= 120
        and _UNDERLINE.fullmatch(text, mark.start, mark.end) is not None
        # A short rule under a long line does not underline it.
        and (text[mark.start] in "=-" or 2 * (mark.end - mark.start) >= line.end - line.start)
        and not ends_sentence(text[line.start : line.end])
        and any(c.isalnum() for c in text[line.start : line.end])
    )


def _fence_closers(text: str, lines: Sequence[Line]) -> dict[str, list[int]]:
    """The indices of the lines that can close fenced code, by the character of the fence."""
    closers: dict[str, list[int]] = {"`": [], "~": []}
    for i, line in enumerate(lines):
        match = _FENCE.match(text, line.start)
        if match and match.end() == line.end:
            closers[match[0][0]].append(i)
    return closers


def _front_matter(text: str, lines: Sequence[Line]) -> int:
    """The number of lines of YAML front matter at the very start; 0 if there is none."""
    if not lines or text[: lines[0].end] != "---":
        return 0
    for i, line in enumerate(lines[1 : _FRONT_LINES + 1], 1):
        row = text[line.start : line.end]
        if row in ("---", "..."):
            return i + 1
        if not line.indent and not _FRONT_LINE.match(row):
            return 0
    return 0


def _kind(words: str, shape: Shape) -> Kind | None:
    match shape:
        case Shape.FRONT:
            return Kind.FRONT_MATTER
        case Shape.HEADING:
            return Kind.HEADING
        case Shape.TABLE:
            return Kind.BODY
        case Shape.QUOTE:
            return Kind.BODY if count_words(words) > 1 else Kind.LABEL
        case Shape.ITEM | Shape.TEXT:
            return kind_of(words)
