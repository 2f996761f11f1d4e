"""Text in blocks -> wrapped lines that know their offsets; pure, and fast on megabytes.

A line is a range of the text. Nothing is copied, so a place on the screen and an offset in the
document can be converted into each other.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from qa.types import Kind, Paragraph
from qa.ui.drawing.cells import cells

_NOT_NARROW = re.compile(
    "[^ -~\xa0-\xac\xae-\u02ff\u0370-\u0482\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u2400-\u2421]"
)
_LIST_LIKE = re.compile(r"[ \t]*(?:(?:[-*+•‣–>#]|\d{1,3}[.)])\s|\|)|[ \t]{4,}\S")
_PROSE_WIDTH = 45
"""A source line at least this long, in characters, was wrapped and may be joined with the next."""


@dataclass(frozen=True, slots=True)
class Block:
    """A range of the text that starts on a new line: a paragraph, or text outside any."""

    start: int
    end: int
    paragraph: int = -1
    """Index in the list of paragraphs, -1 for text that belongs to none."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line on the screen: `text[start:end]`, empty between blocks."""

    start: int
    end: int
    block: int
    """Index of its block, -1 for the empty line between two blocks."""
    first: bool
    """Whether it is the first line of its block."""


@dataclass(frozen=True, slots=True)
class Layout:
    """All lines of a text at one width, stored as flat arrays so that megabytes stay small."""

    blocks: tuple[Block, ...] = ()
    starts: array[int] = field(default_factory=lambda: array("L"))
    ends: array[int] = field(default_factory=lambda: array("L"))
    owners: array[int] = field(default_factory=lambda: array("l"))

    def __len__(self) -> int:
        return len(self.starts)

    def __getitem__(self, number: int) -> Line:
        owner = self.owners[number]
        first = owner >= 0 and (number == 0 or self.owners[number - 1] != owner)
        return Line(self.starts[number], self.ends[number], owner, first)

    def line_of(self, offset: int) -> int:
        """The number of the line that shows the character at `offset`, or the nearest before."""
        return max(0, bisect_right(self.starts, offset) - 1)


def blocks_of(text: str, paragraphs: Sequence[Paragraph]) -> tuple[Block, ...]:
    """Cover all visible text: each paragraph, and what lies between them.

    Text that shares a line with a paragraph (a Markdown marker, say) joins that paragraph's block.
    """
    blocks: list[Block] = []
    position = 0
    for index, paragraph in enumerate(paragraphs):
        start = paragraph.start
        line_start = text.rfind("\n", position, start) + 1 or position
        if text[line_start:start].strip():
            start = line_start
        blocks.extend(_between(text, position, start))
        line_end = text.find("\n", paragraph.end)
        line_end = len(text) if line_end < 0 else line_end
        following = paragraphs[index + 1].start if index + 1 < len(paragraphs) else len(text)
        end = paragraph.end
        if line_end <= following:
            end += len(text[end:line_end].rstrip())
        blocks.append(Block(start, end, index))
        position = end
    blocks.extend(_between(text, position, len(text)))
    return tuple(blocks)


def _between(text: str, start: int, end: int) -> Iterator[Block]:
    gap = text[start:end]
    if visible := gap.strip():
        begin = start + gap.index(visible[0])
        yield Block(begin, begin + len(visible))


def lay_out(
    text: str,
    blocks: Sequence[Block],
    width: int,
    kinds: Sequence[Kind] = (),
    drawn: str | None = None,
) -> Layout:
    """Wrap the blocks to `width` cells, with an empty line between two of them.

    Args:
        drawn: What is drawn in place of the text, character for character; see `qa.text.markup`.
        text: Safe text, see `sanitize.clean`; newlines inside a block of prose count as spaces.
        kinds: The kind of each paragraph; front matter keeps its line ends.
    """
    layout = Layout(tuple(blocks))
    width = max(1, width)
    flat = (drawn or text).replace("\n", " ")
    starts, ends, owners = layout.starts, layout.ends, layout.owners
    for number, block in enumerate(layout.blocks):
        if number:
            starts.append(ends[-1])
            ends.append(ends[-1])
            owners.append(-1)
        as_written = block.paragraph < 0 or (
            bool(kinds) and kinds[block.paragraph] is Kind.FRONT_MATTER
        )
        for start, end in _runs(text, block, as_written):
            for line_start, line_end in _wrap(flat, start, end, width):
                starts.append(line_start)
                ends.append(line_end)
                owners.append(number)
    return layout


def _runs(text: str, block: Block, as_written: bool) -> Iterator[tuple[int, int]]:
    """Cut a block at the line ends that matter; the others only wrapped a long line."""
    start = line_start = block.start
    while (newline := text.find("\n", line_start, block.end)) >= 0:
        wrapped = newline - line_start >= _PROSE_WIDTH and not _LIST_LIKE.match(
            text, newline + 1, block.end
        )
        if as_written or not wrapped:
            yield start, newline
            start = newline + 1
        line_start = newline + 1
    yield start, block.end


def _wrap(flat: str, start: int, end: int, width: int) -> Iterator[tuple[int, int]]:
    """Lines of at most `width` cells, cut at spaces; spaces at a cut belong to no line."""
    cut_off = _cut_wide if _NOT_NARROW.search(flat, start, end) else _cut_narrow
    if start == end:
        yield start, end
    while start < end:
        line_end, following = cut_off(flat, start, end, width)
        yield start, line_end
        start = following


def _cut_narrow(flat: str, start: int, end: int, width: int) -> tuple[int, int]:
    """The end of the line that begins at `start`, and where the next one begins."""
    if end - start <= width:
        return end, end
    cut = flat.rfind(" ", start, start + width + 1)
    return (cut, _past_spaces(flat, cut, end)) if cut > start else (start + width, start + width)


def _past_spaces(flat: str, position: int, end: int) -> int:
    while position < end and flat[position] == " ":
        position += 1
    return position


def _cut_wide(flat: str, start: int, end: int, width: int) -> tuple[int, int]:
    """As `_cut_narrow`, where some characters take two cells, or none."""
    used, space = 0, -1
    for position in range(start, end):
        character = flat[position]
        taken = cells(character)
        if character == " ":
            space = position
        if used + taken > width and position > start:
            return (
                (space, _past_spaces(flat, space, end)) if space > start else (position, position)
            )
        used += taken
    return end, end
