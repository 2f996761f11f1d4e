"""The title of a PDF: what it states of itself where that is a title, else what is set like one.

Programs state names of files, templates and nothing as titles; journals print banners above them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.load.page_line import PageLine, Shape

_LARGER = 1.15  # of the usual type size: the least size of a title
_TOP = 0.6  # of the height of the text: the part of page 1 in which a title begins
_LONGEST = 300
_MOST_LINES = 6
_SHARE = 0.5  # of the words of a stated title: those that the first pages show
_SUFFIX = re.compile(
    r"\.(?:docx?|dotx?|indd|tex|dvi|ps|eps|qxp?d|rtf|odt|pdf|pptx?|xlsx?|html?|txt|md|pages|wpd|pmd)$"
)
_PROGRAM = re.compile(
    r"microsoft (?:word|powerpoint|excel|publisher)\b|untitled|\(?anonymous\)?$|no title$|title$"
    r"|(?:powerpoint|google) (?:presentation|slides)$|(?:slide|layout|document|doc|sheet|page|paper"
    r"|scan|scanned|img|image|dsc|print|dokument|unbenannt)[\s_-]*\d*$|full page photo$"
    r"|https?:|www\.|file:|latex (?:document|template)|template\b"
)
_CODE = re.compile(
    r"[0-9a-f]{16,}|[\W\d_]+|(?=\S*[\d_])[\w.:-]*|[a-z]:\\.*|(?:scan|img)\S*[\s_-]?\d+"
)
_BANNER = re.compile(
    r"\W*(?:arxiv\s*:|doi\b|https?:|www\.|issn\b|isbn\b|vol(?:ume|\.)?\s*\d|©|\(c\)\s|copyright\b"
    r"|proceedings of\b|proc\. |published (?:as|in|by|online)|under review|to appear in"
    r"|preprint\b|accepted (?:for|to|at|in)\b|submitted to\b|(?:\w+ ){0,3}transactions on\b"
    r"|(?:the |international |\w+ ){0,3}journal of\b|journal\b"
    r"|(?:research|original|review) article\b"
    r"|open access\b|technical report\b|page \d)",
    re.I,
)


def choose_title(stated: str, pages: Sequence[Sequence[PageLine]], usual_size: float) -> str:
    """The title of a document with such pages; "" when it has none."""
    stated = "" if is_made_up(stated) else stated
    first = next((page for page in pages[:3] if page), ())
    if stated:
        shown = {word for page in pages[:3] for line in page for word in _words(line.text)}
        wanted = _words(stated)
        if not shown or sum(word in shown for word in wanted) >= _SHARE * len(wanted):
            return stated
    return _printed_title(first, usual_size) or stated


def is_made_up(title: str) -> bool:
    """Whether a program set the title: to the name of a file, of a template, to a number."""
    lowered = title.lower().strip()
    return (
        _SUFFIX.search(lowered) is not None
        or _PROGRAM.match(lowered) is not None
        or _CODE.fullmatch(lowered) is not None
        or _BANNER.match(lowered) is not None
    )


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text[:1000].lower())


def _printed_title(page: Sequence[PageLine], usual_size: float) -> str:
    """The largest words near the top of a page, over as many lines as they take."""
    lines = [line for line in page if line.shape is not Shape.ASIDE]
    if not lines:
        return ""
    top, bottom = max(line.y for line in lines), min(line.y for line in lines)
    groups = _groups([line for line in lines if line.y >= top - _TOP * (top - bottom)])
    for group in sorted(groups, key=lambda group: -max(line.size for line in group)):
        text = " ".join(line.text for line in group)
        if group[0].size < _LARGER * usual_size:
            return ""
        if (
            3 < len(text) <= _LONGEST
            and len(group) <= _MOST_LINES
            and sum(c.isalpha() for c in text) > len(text) / 2
            and not is_made_up(text)
        ):
            return re.sub(r"(?<=\w)-\s(?=[a-z])", "", text)
    return ""


def _groups(lines: Sequence[PageLine]) -> list[list[PageLine]]:
    """Neighbouring lines of one type size."""
    groups: list[list[PageLine]] = []
    for line in lines:
        before = groups[-1][-1] if groups else None
        if (
            before is not None
            and abs(before.size - line.size) <= 0.03 * line.size
            and before.y - line.y < 2.2 * line.size
            and before.column == line.column
            and not _BANNER.match(before.text)
        ):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups
