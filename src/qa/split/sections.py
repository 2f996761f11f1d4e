"""The headings above each block of a text: the path that leads down to it.

Levels come from a heading's mark: the number of "#", the order in which underlines of several marks
first appear (as in reStructuredText), the number of "=" or "*" of AsciiDoc and Org. A heading
without a mark stands below all that have one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from qa.split.outline import Block
from qa.types import Kind

DEEPEST = 9
"""The level of a heading that has no mark."""
LONGEST = 150
"""Characters of a heading in a path."""
_MARK = re.compile(r"(#{1,6}|={1,6}|\*{1,8})[ \t]+")
_ANCHOR = re.compile(r"\{#[\w-]{1,200}\}$")
_UNDERLINE = re.compile(r"\n([=\-~^\"'`*+#.:_])\1*$")
_LINK = re.compile(r"!?\[([^\[\]]{0,300})\]\([^()]{0,1000}\)")
_STYLE = re.compile(r"(?<!\w)[*_`]{1,3}|[*_`]{1,3}(?!\w)")


def heading_words(text: str) -> str:
    """The words of a heading without the marks around and in them, on one line."""
    words = _UNDERLINE.sub("", text.strip())
    words = words[mark.end() :] if (mark := _MARK.match(words)) else words
    words = _LINK.sub(r"\1", _without_closing(_ANCHOR.sub("", words).rstrip()))
    return " ".join(_STYLE.sub("", words).split())[:LONGEST].strip()


def _without_closing(words: str) -> str:
    """A heading without the marks that close it; "C#" is a word."""
    bare = words.rstrip("#")
    return words if bare and not bare[-1].isspace() else bare.rstrip()


def sections(text: str, blocks: Sequence[Block], title: str = "") -> Iterator[tuple[str, ...]]:
    """For each block the words of the headings above it, the outermost first.

    Args:
        title: the document's, which is not part of a path.
    """
    underlines: list[str] = []
    path: list[tuple[int, str]] = []
    for block in blocks:
        if block.kind is Kind.HEADING:
            heading = text[block.start : block.end]
            level = _level(heading, underlines)
            path = [(other, words) for other, words in path if other < level]
            yield tuple(words for _, words in path)
            words = heading_words(heading)
            if words and words != title:
                path.append((level, words))
        else:
            yield tuple(words for _, words in path)


def is_marked(heading: str) -> bool:
    """Whether a heading has a mark, and is not one only by its place and wording."""
    return _MARK.match(heading) is not None or _UNDERLINE.search(heading.rstrip()) is not None


def _level(heading: str, underlines: list[str]) -> int:
    if mark := _MARK.match(heading):
        return len(mark[1])
    if line := _UNDERLINE.search(heading.rstrip()):
        if line[1] not in underlines:
            underlines.append(line[1])
        return underlines.index(line[1]) + 1
    return DEEPEST
