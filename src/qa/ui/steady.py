"""Keeps what is beside a text in its place where terminals do not agree how wide the text is.

Vowel signs, joined emoji and flags take other numbers of cells in one terminal than in the next,
and whatever follows them on their line would move. So the cursor is put where it belongs in each
gap after such signs, in what is sent to the terminal.
"""

from __future__ import annotations

import re

from rich.cells import cell_len
from textual.driver import Driver

_UNCERTAIN = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
    "\u0700-\u109f\u1100-\u11ff\u1700-\u18af\u1900-\u1cff\u1dc0-\u1dff\u200c\u200d\u20d0-\u20ff"
    "\ua800-\uabff\ufe00-\ufe0f\ufe20-\ufe2f\U00011000-\U00011fff\U0001f000-\U0001faff]"
)
"""Marks, joiners, scripts with vowel signs, pictures."""
_SEQUENCE = re.compile(
    r"(\x1b\[[0-9;?<>=]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"
    r"|\x1b[PX^_][^\x1b]*\x1b\\|\x1b.)"
)
_MOVE = re.compile(r"\x1b\[\d+;(\d+)H")
_GAP = re.compile(" {3,}")


def steadied(data: str) -> str:
    """What is sent to a terminal, with the cursor put right after signs of uncertain width."""
    if not _UNCERTAIN.search(data):
        return data
    parts, column, uncertain = [], 0, 0
    for part in _SEQUENCE.split(data):
        if move := _MOVE.fullmatch(part):
            column, uncertain = int(move[1]) - 1, 0
        elif not part.startswith("\x1b"):
            position = 0
            for gap in _GAP.finditer(part):
                before = part[position : gap.start()]
                uncertain += len(_UNCERTAIN.findall(before))
                column += cell_len(before) + len(gap[0])
                position = gap.end()
                parts += [before, _gap(len(gap[0]), column, uncertain)]
                uncertain = 0
            rest = part[position:]
            uncertain += len(_UNCERTAIN.findall(rest))
            column += cell_len(rest)
            part = rest
        parts.append(part)
    return "".join(parts)


def _gap(length: int, end: int, uncertain: int) -> str:
    """Empty cells up to a column, wherever the cursor is by now."""
    # The first and the second part overlap, so that no cell between them keeps what it had.
    most = min(uncertain, length // 3)
    if not most:
        return " " * length
    return f"{' ' * (length - most)}\x1b[{end - 2 * most + 1}G{' ' * (2 * most)}"


def steady(base: type[Driver]) -> type[Driver]:
    """A driver like `base` that keeps its lines steady."""

    class Steady(base):  # type: ignore[misc, valid-type]
        def write(self, data: str) -> None:
            super().write(steadied(data))

    return Steady
