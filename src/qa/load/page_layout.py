"""Lines on pages -> paragraphs: what only a page or column break separates is joined again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from qa.text.punctuation import ends_sentence
from qa.text.sanitize import tidy

_GAP = 1.35  # of the usual distance: lines this far apart belong to two paragraphs
_INDENT = 0.8  # of the type size: a line indented by this much begins a paragraph
_SHORT = 0.85  # of the width of the text: a line that ends before it ends its paragraph
_LARGER = 1.15  # of the usual type size: the type of a heading
_TITLE = 1.6  # of the usual type size: the type of a title
_LONGEST_HEADING = 200
_REPEATED = 3  # pages that show the same words at the same height: a running head
_EDGE = 2  # lines at the top and at the bottom in which a running head may be
_NUMBER = re.compile(r"(?:page\s+)?[-–—\s]*(?:\d{1,5}|[ivxlc]{1,7})[-–—\s]*(?:(?:of|/)\s*\d{1,5})?")
_MARK = re.compile(r"[•‣◦·▪–]\s+\S|\(?\d{1,3}[.)]\s+\S")
_BROKEN_WORD = re.compile(r"(\w+)-$")
_FIRST_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line of a page: its words, and its position and type size in points."""

    text: str
    left: float
    right: float
    y: float
    """The height of its baseline above the bottom of the page."""
    size: float


@dataclass(slots=True)
class _Paragraph:
    lines: list[tuple[int, PageLine]]
    """Each with the number of its page, from 0."""
    heading: int = 0
    """The level of a heading; 0 if it is not one."""
    item: bool = False


@dataclass(frozen=True, slots=True)
class _Measures:
    """What is usual in a document."""

    size: float
    leading: float
    """The distance between two baselines, in points."""
    words: frozenset[str] = field(default_factory=frozenset)


def set_text(pages: Sequence[Sequence[PageLine]]) -> tuple[str, tuple[int, ...]]:
    """The text without running heads and page numbers, and the offset at which each page begins."""
    body_pages = _without_edges(pages)
    usual = _measures(body_pages)
    text: list[str] = []
    starts: list[int] = []
    length = 0
    before: _Paragraph | None = None
    for paragraph in _paragraphs(body_pages, usual):
        if before is not None:
            text.append("\n" if before.item and paragraph.item else "\n\n")
            length += len(text[-1])
        for line, page in _joined(paragraph, usual.words):
            starts += [length] * (page + 1 - len(starts))
            text.append(line)
            length += len(line)
        before = paragraph
    starts += [length] * (len(pages) - len(starts))
    return "".join([*text, "\n"]), tuple(starts)


def _without_edges(pages: Sequence[Sequence[PageLine]]) -> list[list[PageLine]]:
    """The pages without page numbers, and without what at least three show at the same height."""
    edges = [[_edge_key(line) for line in [*page[:_EDGE], *page[-_EDGE:]]] for page in pages]
    seen = Counter(key for page in edges for key in set(page))
    repeated = {key for key, times in seen.items() if times >= _REPEATED}

    def is_edge(page: Sequence[PageLine], i: int) -> bool:
        if _EDGE <= i < len(page) - _EDGE:
            return False
        alone = _NUMBER.fullmatch(page[i].text.lower()) is not None and i in (0, len(page) - 1)
        return alone or _edge_key(page[i]) in repeated

    return [[line for i, line in enumerate(page) if not is_edge(page, i)] for page in pages]


def _edge_key(line: PageLine) -> tuple[str, int]:
    return re.sub(r"\d+", "#", line.text[:200].lower()), round(line.y / 2)


def _measures(pages: Sequence[Sequence[PageLine]]) -> _Measures:
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page:
            sizes[round(line.size, 1)] += len(line.text)
    size = sizes.most_common(1)[0][0] if sizes else 1.0
    steps = [
        above.y - line.y
        for page in pages
        for above, line in pairwise(page)
        if above.y > line.y and round(above.size, 1) == round(line.size, 1) == size
    ]
    words = frozenset(
        word for page in pages for line in page for word in re.findall(r"[\w-]+", line.text.lower())
    )
    return _Measures(size or 1.0, median(steps) if steps else 1.2 * (size or 1.0), words)


def _paragraphs(pages: Sequence[Sequence[PageLine]], usual: _Measures) -> Iterator[_Paragraph]:
    paragraph: _Paragraph | None = None
    for number, page in enumerate(pages):
        right = max((line.right for line in page), default=0.0)
        for line in page:
            if paragraph is not None and _goes_on(paragraph, number, line, right, usual):
                paragraph.lines.append((number, line))
                continue
            if paragraph is not None:
                yield paragraph
            item = _MARK.match(line.text) is not None
            paragraph = _Paragraph([(number, line)], _level(line, usual), item)
    if paragraph is not None:
        yield paragraph


def _level(line: PageLine, usual: _Measures) -> int:
    if line.size < _LARGER * usual.size or len(line.text) > _LONGEST_HEADING:
        return 0
    return 1 if line.size >= _TITLE * usual.size else 2


def _goes_on(
    paragraph: _Paragraph, number: int, line: PageLine, right: float, usual: _Measures
) -> bool:
    """Whether a line goes on with the paragraph that the line before it is in."""
    page, before = paragraph.lines[-1]
    if _MARK.match(line.text) or abs(line.size - before.size) > 0.1 * max(line.size, before.size):
        return False
    ended = ends_sentence(before.text[-80:])
    if page != number or line.y > before.y:
        # The next page or column: only the words decide.
        return (
            not paragraph.heading
            and not ended
            and (line.text[:1].islower() or before.text.endswith("-") or len(before.text) > 40)
        )
    step = before.y - line.y
    if step > _GAP * usual.leading * max(1.0, line.size / usual.size):
        return False
    if step < 0.5 * line.size or paragraph.heading:
        return True  # parts of one line, or a heading of several lines
    left = min(earlier.left for _, earlier in paragraph.lines)
    indented = line.left - left > _INDENT * line.size and len(paragraph.lines) > 1
    short = before.right < _SHORT * right
    return not ((indented and (ended or not paragraph.item)) or (short and ended))


def _joined(paragraph: _Paragraph, words: frozenset[str]) -> Iterator[tuple[str, int]]:
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
