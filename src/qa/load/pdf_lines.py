"""The characters of a PDF page -> pieces of lines, cut where gaps are wide, with their positions.

Positions are those of the page turned so that most of its text runs from left to right.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from qa.load.page_line import PageLine, Shape

_LONGEST_LINE = 10_000  # characters; a page has some 3,000
_GAP = 0.8  # of the type size: a wider gap parts two columns or two cells
_LINE = re.compile(r"[^\r\n\ufffe]+\ufffe?|\ufffe")
_SPACES = re.compile(r"[\0-\x0f\x12-\x14\x17-\x1a\x20\xa0]+")
_TEX = dict(
    zip(
        b"\x10\x11\x15\x16\x1b\x1c\x1d\x1e\x1f",
        ("“", "”", "–", "—", "ff", "fi", "fl", "ffi", "ffl"),
        strict=True,
    )
)
"""Where TeX's fonts have these glyphs; many PDFs do not say what they are."""
_HYPHEN = "\ufffe"  # what PDFium has for a hyphen at the end of a line; no line break follows it
_BOLD_NAME = re.compile(rb"bold|black|heavy|demi|cmbx|[-,]bd", re.I)
_FORCE_BOLD = 1 << 18  # a flag of PDF fonts
_TILT = 0.1  # radians; text that is turned more runs in another direction
_UNREADABLE = re.compile("[\ufffd\ue000-\uf8ff]")
_BULLET = re.compile("[\ue000-\uf8ff]\\s+(?=\\S)")


@dataclass(frozen=True, slots=True)
class PageText:
    """The pieces of lines on a page, in the order in which they are drawn."""

    pieces: list[PageLine]
    unreadable: bool
    """Whether its fonts do not tell which characters most of its glyphs are."""


def page_text(words: Any) -> PageText:
    """The lines of a PDFium text page, cut at wide gaps."""
    characters = _Characters(words)
    pieces = list(_pieces(characters))
    turns: Counter[int] = Counter()
    for turn, piece in pieces:
        turns[turn] += len(piece.text)
    usual = turns.most_common(1)[0][0] if turns else 0
    if usual > 0:
        characters.turn = usual
        pieces = list(_pieces(characters))
    placed = [piece if turn == usual else _aside(piece) for turn, piece in pieces]
    readable = [piece for piece in placed if not _is_unreadable(piece.text)]
    lost = sum(len(piece.text) for piece in placed) - sum(len(piece.text) for piece in readable)
    return PageText(readable, lost > 10 and lost > sum(len(piece.text) for piece in readable))


def _pieces(characters: _Characters) -> Iterator[tuple[int, PageLine]]:
    """Each piece with the quarter turns of its text, -1 for text that is turned by less."""
    for line in _LINE.finditer(characters.codes):
        for begin in range(line.start(), line.end(), _LONGEST_LINE):
            end = min(line.end(), begin + _LONGEST_LINE)
            for start, stop in characters.cut(begin, end):
                yield characters.turned(start), characters.piece(start, stop)


class _Characters:
    """The characters of a page, and where PDFium says that they stand."""

    def __init__(self, words: Any) -> None:
        from pypdfium2 import raw

        self._raw = raw
        self._words = words.raw
        self._count = max(0, words.count_chars())
        self._box = raw.FS_RECTF()
        self._matrix = raw.FS_MATRIX()
        self._name = ctypes.create_string_buffer(128)
        self._flags = ctypes.c_int()
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self.codes = self._all_codes()
        """UTF-16 code units, one for each character of the page."""
        self.turn = 0
        """The quarter turns, counterclockwise, of most of the text."""

    def _all_codes(self) -> str:
        raw, words, count = self._raw, self._words, self._count
        buffer = (ctypes.c_ushort * (count + 1))()
        if raw.FPDFText_GetText(words, 0, count, buffer) == count + 1:
            return "".join(map(chr, buffer[:count]))
        # Some characters have no text: then only this keeps the numbers of the others.
        codes = (raw.FPDFText_GetUnicode(words, i) for i in range(count))
        return "".join(_HYPHEN if code == 2 else chr(min(code, 0xFFFF)) for code in codes)

    def cut(self, start: int, stop: int) -> Iterator[tuple[int, int]]:
        """The ranges of a line between its wide gaps, without white space around them."""
        codes = self.codes
        gap = 0.0
        begin = before = -1
        end = start
        for space in [*_SPACES.finditer(codes, start, stop), None]:
            at = space.start() if space else stop
            if at > end:  # a word from `end` to `at`
                if begin < 0:
                    begin, gap = end, _GAP * self.size(end)
                elif self.edges(end)[0] - self.edges(before)[1] > gap:
                    yield begin, before + 1
                    begin = end
                before = at - 1
            end = space.end() if space else stop
        if begin >= 0:
            yield begin, before + 1

    def piece(self, start: int, stop: int) -> PageLine:
        """The characters of a range as one piece."""
        middle, last = (start + stop - 1) // 2, stop - 1
        size, last_size = self.size(start), self.size(last)
        if size != last_size:
            size = sorted((size, self.size(middle), last_size))[1]
        return PageLine(
            text=_decoded(self.codes[start:stop]),
            left=self.edges(start)[0],
            right=self.edges(last)[1],
            y=self.baseline(middle),
            size=size,
            bold=self.is_bold(start) and self.is_bold(last),
        )

    def edges(self, i: int) -> tuple[float, float]:
        """Where a character begins and ends along its line."""
        box = self._box
        if not self._raw.FPDFText_GetLooseCharBox(self._words, i, box):
            return 0.0, 0.0
        match self.turn:
            case 0:
                return box.left, box.right
            case 1:
                return box.bottom, box.top
            case 2:
                return -box.right, -box.left
            case _:
                return -box.top, -box.bottom

    def baseline(self, i: int) -> float:
        """The height of the line of a character on the turned page."""
        self._raw.FPDFText_GetCharOrigin(self._words, i, self._x, self._y)
        match self.turn:
            case 1:
                return -self._x.value
            case 2:
                return -self._y.value
            case 3:
                return self._x.value
            case _:
                return self._y.value

    def size(self, i: int) -> float:
        """The type size that is seen: programs may set type of 1 point and scale it."""
        size = float(self._raw.FPDFText_GetFontSize(self._words, i))
        if self._raw.FPDFText_GetMatrix(self._words, i, self._matrix):
            size *= math.hypot(self._matrix.c, self._matrix.d)
        return size if 0 < size < 10_000 else 1.0

    def is_bold(self, i: int) -> bool:
        """Whether a character is set in bold type, by the name and the flags of its font."""
        length = self._raw.FPDFText_GetFontInfo(self._words, i, self._name, 128, self._flags)
        named = 0 < length <= 128 and _BOLD_NAME.search(self._name.value) is not None
        return named or bool(self._flags.value & _FORCE_BOLD and length)

    def turned(self, i: int) -> int:
        """By how many quarter turns, counterclockwise, a character is turned; -1 between them."""
        angle = self._raw.FPDFText_GetCharAngle(self._words, i)
        if -_TILT < angle < _TILT:
            return 0
        turns = -angle / (math.pi / 2)  # PDFium counts clockwise
        return round(turns) % 4 if abs(turns - round(turns)) < _TILT else -1


def _decoded(codes: str) -> str:
    """The text of UTF-16 code units; a symbol without a meaning before a space is a bullet."""
    if not codes.isascii():
        codes = codes.replace(_HYPHEN, "-")
        codes = codes.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    text = " ".join(_SPACES.sub(" ", codes).translate(_TEX).split())
    return _BULLET.sub("• ", text, count=1) if _BULLET.match(text) else text


def _is_unreadable(text: str) -> bool:
    return 2 * len(_UNREADABLE.findall(text)) > len(text)


def _aside(piece: PageLine) -> PageLine:
    return PageLine(piece.text, piece.left, piece.right, piece.y, piece.size, shape=Shape.ASIDE)
