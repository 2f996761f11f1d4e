"""Which paragraphs of a PDF are headings, and of which level: by size, bold type and number.

A heading is short and does not end a sentence; several sentences are text at any size.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.load.page_line import PageLine, Shape
from qa.load.page_measures import Measures
from qa.text.punctuation import ends_sentence

_LARGER = 1.15  # of the usual type size: the type of a heading
_TITLE = 1.6  # of the usual type size: the type of a title
_LONGEST = 200
_LONGEST_BOLD = 120
_LONGEST_NUMBERED = 80
_MOST_LINES = 6
_SENTENCE = 4  # words; with more and a full stop at its end, a large line is a sentence
_NUMBERED = re.compile(
    r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,4}|[A-Z](?:\.\d{1,2}){1,4}|[IVX]{1,5}(?=\.))\.?\s+"
    r"(?P<words>[^\W\d_].*)"
)
_WORD = re.compile(r"[^\W\d_]{3}|[\u3040-\u9fff\uac00-\ud7a3]")
_NAMED = re.compile(
    r"(?:chapter|section|part|appendix|article|kapitel|anhang)\s+(?:\d+|[A-Z]|[IVX]+)\b", re.I
)


@dataclass(slots=True)
class Paragraph:
    """Lines that belong together, each with the number of its page, from 0."""

    lines: list[tuple[int, PageLine]]
    shape: Shape = Shape.TEXT
    heading: int = 0
    """The level of a heading; 0 if it is not one."""
    item: bool = False
    opens: bool = False
    """Whether it is the first of its column."""

    @property
    def text(self) -> str:
        """The words of its first lines."""
        return " ".join(line.text for _, line in self.lines[: _MOST_LINES + 1])


def set_levels(paragraphs: Sequence[Paragraph], usual: Measures) -> None:
    """Set the levels of those that are headings."""
    for i, paragraph in enumerate(paragraphs):
        following = paragraphs[i + 1] if i + 1 < len(paragraphs) else None
        paragraph.heading = _level(paragraph, following, usual)
        if paragraph.heading:
            paragraph.item = False


def _level(paragraph: Paragraph, following: Paragraph | None, usual: Measures) -> int:
    if paragraph.shape is not Shape.TEXT or len(paragraph.lines) > _MOST_LINES:
        return 0
    text = paragraph.text
    number = _NUMBERED.fullmatch(text)
    if len(text) > _LONGEST or not _WORD.search(text) or text.endswith((",", ";")):
        return 0
    if len(text.split()) > _SENTENCE and ends_sentence(text) and not text.endswith(("?", "!")):
        return 0
    depth = number["number"].count(".") + 2 if number else 0
    size = min(line.size for _, line in paragraph.lines)
    if size >= _LARGER * usual.size:
        if paragraph.item and not number:
            return 0
        return depth or (1 if size >= _TITLE * usual.size else 2)
    if following is None or following.shape is Shape.ENTRY or size < 0.9 * usual.size:
        return 0
    bold = not usual.bold and all(line.bold for _, line in paragraph.lines)
    if bold and len(text) <= _LONGEST_BOLD and not text.endswith(":"):
        return depth or (0 if paragraph.item else 3)
    if (number or _NAMED.match(text)) and _stands_alone(paragraph, following):
        return depth or 2
    return 0


def _stands_alone(paragraph: Paragraph, following: Paragraph) -> bool:
    """Whether a numbered line in the type of the text is a heading, and no item of a list."""
    text, line = paragraph.text, paragraph.lines[0][1]
    return (
        len(paragraph.lines) == 1
        and len(text) <= _LONGEST_NUMBERED
        and not text.endswith((".", ":"))
        and line.right < 0.85 * line.margin
        and following.shape is Shape.TEXT
        and not following.item
        and _NUMBERED.fullmatch(following.text) is None
        and len(following.text) > len(text)
        and any(word[:1].isupper() for word in text.split()[1:2])
    )
