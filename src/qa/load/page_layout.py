"""Lines on pages -> paragraphs: what only a page or column break separates is joined again.

Headings get Markdown's marks; rows of tables, entries of contents and items keep a line each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from qa.load.page_headings import Paragraph, set_levels
from qa.load.page_line import PageLine, Shape
from qa.load.page_measures import Measures
from qa.load.page_tables import is_entry
from qa.text.punctuation import ends_sentence
from qa.text.sanitize import tidy

_GAP = 1.35  # of the usual distance: lines this far apart belong to two paragraphs
_INDENT = 0.8  # of the type size: a line indented by this much begins a paragraph
_SHORT = 0.85  # of the width of the column: a line that ends before it ends its paragraph
_SAME_SIZE = 0.1  # of the type size: lines whose sizes differ by more are two paragraphs
_SMALLER = 0.93  # of the type size of the text: the size of footnotes and captions
_LARGEST = 1.1  # of the usual type size: that of text which may go on in the next column
_MOST_FLOATS = 40  # paragraphs between the halves of one: notes, captions, rows of a table
_MARK = re.compile(r"[•‣◦·▪–]\s+\S|\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)]\s+\S")
_CAPTION = re.compile(
    r"(?:fig(?:ure|\.)?|table|tab\.|abb(?:ildung|\.)|tabelle|listing|algorithm|box)\s*[\dIVX]+\b",
    re.I,
)
_BROKEN_WORD = re.compile(r"(\w+)[-\u2010\u00ad]$")
_FIRST_WORD = re.compile(r"\w+")


def set_text(pages: Sequence[Sequence[PageLine]], usual: Measures) -> tuple[str, tuple[int, ...]]:
    """The text of the pages, and the offset at which each page begins."""
    text: list[str] = []
    starts: list[int] = []
    length = 0
    before: Paragraph | None = None
    paragraphs = _continued(list(_paragraphs(pages, usual)), usual)
    set_levels(paragraphs, usual)
    for paragraph in paragraphs:
        if before is not None:
            text.append("\n" if _is_close(before, paragraph) else "\n\n")
            length += len(text[-1])
        for line, page in _joined(paragraph, usual.words):
            starts += [length] * (page + 1 - len(starts))
            text.append(line)
            length += len(line)
        before = paragraph
    starts += [length] * (len(pages) - len(starts))
    return "".join([*text, "\n"]), tuple(starts)


def _is_close(before: Paragraph, paragraph: Paragraph) -> bool:
    """Whether a paragraph stands on the line after another, without a blank one between."""
    if before.item and paragraph.item:
        return True
    return before.shape is paragraph.shape and paragraph.shape in (Shape.ROW, Shape.ENTRY)


def _paragraphs(pages: Sequence[Sequence[PageLine]], usual: Measures) -> Iterator[Paragraph]:
    """The paragraphs of each column."""
    for number, page in enumerate(pages):
        paragraph: Paragraph | None = None
        column = -1
        for line in page:
            same = line.column == column
            if paragraph is not None and same and _goes_on(paragraph, line, usual):
                paragraph.lines.append((number, line))
                if line.shape is Shape.ENTRY:
                    paragraph.shape = Shape.ENTRY
                continue
            if paragraph is not None:
                yield paragraph
            item = line.shape is Shape.TEXT and _MARK.match(line.text) is not None
            paragraph = Paragraph([(number, line)], line.shape, item=item, opens=not same)
            column = line.column
        if paragraph is not None:
            yield paragraph


def _goes_on(paragraph: Paragraph, line: PageLine, usual: Measures) -> bool:
    """Whether a line goes on with the paragraph that the line before it is in."""
    before = paragraph.lines[-1][1]
    full = before.right >= _SHORT * before.margin
    if paragraph.shape is not Shape.TEXT or not (
        line.shape is Shape.TEXT or (full and is_entry(line.text))
    ):
        return False
    if _MARK.match(line.text) or not _is_same_size(before, line):
        return False
    ended = ends_sentence(before.text)
    if before.bold != line.bold and (ended or not full or len(paragraph.lines) == 1):
        return False
    step = before.y - line.y
    if not -0.5 * line.size <= step <= _GAP * usual.leading(line.size):
        return False
    left = min(earlier.left for _, earlier in paragraph.lines[:3])
    indented = line.left - left > _INDENT * line.size and len(paragraph.lines) > 1
    return not ((indented and (ended or not paragraph.item)) or (not full and ended))


def _is_same_size(one: PageLine, other: PageLine) -> bool:
    return abs(one.size - other.size) <= _SAME_SIZE * max(one.size, other.size)


def _continued(paragraphs: Sequence[Paragraph], usual: Measures) -> list[Paragraph]:
    """The paragraphs, halves joined that a column or page break parts, floats around them."""
    out: list[Paragraph] = []
    open_at: int | None = None
    for paragraph in paragraphs:
        half = out[open_at] if open_at is not None else None
        if half is not None and open_at is not None and _is_float(paragraph, half):
            out.append(paragraph)
            if len(out) - open_at > _MOST_FLOATS:
                open_at = None
        elif (
            half is not None
            and open_at is not None
            and (paragraph.opens or any(between.opens for between in out[open_at + 1 :]))
            and _is_continuation(half, paragraph)
        ):
            between = out[open_at + 1 :]
            page = half.lines[-1][0]
            half.lines += paragraph.lines
            out[open_at:] = [
                *(p for p in between if p.lines[0][0] <= page),
                half,
                *(p for p in between if p.lines[0][0] > page),
            ]
            open_at = next(i for i in range(len(out) - 1, -1, -1) if out[i] is half)
        else:
            open_at = len(out) if _is_unfinished(paragraph, usual) else None
            out.append(paragraph)
    return out


def _is_unfinished(paragraph: Paragraph, usual: Measures) -> bool:
    """Whether a paragraph is text that may go on in the next column."""
    line = paragraph.lines[-1][1]
    return (
        paragraph.shape is Shape.TEXT
        and line.size <= _LARGEST * usual.size
        and not (line.bold and not usual.bold)
        and not ends_sentence(line.text)
    )


def _is_float(paragraph: Paragraph, half: Paragraph) -> bool:
    """Whether a paragraph can stand between the halves of another."""
    line, text = paragraph.lines[0][1], half.lines[-1][1]
    return (
        paragraph.shape in (Shape.ROW, Shape.ASIDE)
        or line.size < _SMALLER * text.size
        or _CAPTION.match(line.text) is not None
    )


def _is_continuation(half: Paragraph, paragraph: Paragraph) -> bool:
    before, line = half.lines[-1][1], paragraph.lines[0][1]
    if (
        paragraph.shape is not Shape.TEXT
        or paragraph.item
        or not _is_same_size(before, line)
        or (line.bold and not before.bold)
        or ends_sentence(before.text)
    ):
        return False
    full = before.right >= _SHORT * before.margin and len(before.text) > 25
    return (
        _BROKEN_WORD.search(before.text) is not None or line.text[:1].islower() or full
    ) and not (before.bold and not line.bold)


def _joined(paragraph: Paragraph, words: frozenset[str]) -> Iterator[tuple[str, int]]:
    """The text of each line with what joins it to the next, and the number of its page."""
    last = len(paragraph.lines) - 1
    for i, (page, line) in enumerate(paragraph.lines):
        text = tidy(line.text)
        if i == 0 and paragraph.heading:
            text = f"{'#' * paragraph.heading} {text}"
        if i < last:
            text = _with_joint(text, paragraph.lines[i + 1][1].text, words)
        yield text, page


def _with_joint(text: str, following: str, words: frozenset[str]) -> str:
    """A line to be followed by the next: a hyphen that only the line break needed is removed."""
    broken, first = _BROKEN_WORD.search(text), _FIRST_WORD.match(following)
    if not broken or not first:
        return text + " "
    if not first[0][0].islower():
        return text
    joined, hyphenated = broken[1] + first[0], f"{broken[1]}-{first[0]}"
    if hyphenated.lower() in words and joined.lower() not in words:
        return text
    return text[:-1]
