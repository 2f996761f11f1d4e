"""Whether a name says what a document is about, and what a file's name is when people read it.

A hash, a scanner's counter or "page.html" is a name for machines: no title. A day is one, as in a
folder of daily notes.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from qa.text.dates import find_date
from qa.text.words import content_words, names, stem, stems

CUT = " …"
"""The end of a title that is made of the first words of a text, where the text goes on."""
_HASH = re.compile(
    r"(?=.*\d)(?:[0-9a-fA-F]{8,}|[0-9a-fA-F]{4,}(?:-[0-9a-fA-F]{4,})+"
    r"|(?!.*[a-z]{5})(?=.*[a-z])(?=.*[A-Z])[A-Za-z0-9_-]{20,100})"
)
_COUNTER = re.compile(
    r"(?:scan(?:ned)?|img|image|dsc[fn]?|pxl|photo|screenshot|doc(?:ument)?|untitled|unnamed|noname"
    r"|unbenannt|sans[ _-]titre|titled?|new|copy|file|page|p|part|section|sheet|row|message|mail"
    r"|letter|download|print|output|export|index|default|main|home|temp|tmp|test|data|note|text"
    r"|body|readme|article|stdin)?(?:[\s_.#()-]*(?:\d+|of|copy)\b)*[\s_.#()-]*",
    re.IGNORECASE,
)
_PROGRAM = re.compile(r"microsoft (?:word|powerpoint|excel)\b|untitled\b|\(anonymous\)", re.I)
_PARTS = re.compile(r"[\s_.-]+")
_LEAST_LETTERS = 3  # a letter of another script than Latin counts as two
_MORE = 10  # characters of a line after its first words
_SUFFIX = re.compile(r"\.[A-Za-z][A-Za-z0-9]{0,4}$")
_SEPARATORS = re.compile(r"[_+]+|%20")
_DASHES = re.compile(r"(?<=[^\W\d_])-+(?=[^\W_])|(?<=\d)-+(?=[^\W\d_])")


def is_telling(name: str) -> bool:
    """Whether a title or a file's name has words that say what it is about."""
    bare = _SUFFIX.sub("", name.strip())
    if _PROGRAM.match(bare) or _COUNTER.fullmatch(bare) or _HASH.fullmatch(bare):
        return False
    words = (part for part in _PARTS.split(bare) if not _HASH.fullmatch(part))
    letters = sum(1 if c.isascii() else 2 for word in words for c in word if c.isalpha())
    return letters >= _LEAST_LETTERS


def name_of(source: str) -> str:
    """The name of a file as a person reads it, without folders and suffix; "" if it says nothing.

    Example:
        >>> name_of("minutes/2024-09-20_board-meeting.md")
        '2024-09-20 board meeting'
    """
    name = _SUFFIX.sub("", source.rstrip("/").rsplit("/", 1)[-1])[:200]
    if not is_telling(name) and find_date(name) is None:
        return ""
    name = _SEPARATORS.sub(" ", name)
    return " ".join((name if " " in name.strip() else _DASHES.sub(" ", name)).split())


def named_folders(source: str, question: str) -> tuple[str, ...]:
    """The folders of a file that the question names: by all their words or by a name, the outermost
    first."""
    asked, asked_names = stems(question), {stem(name) for name in names(question)}
    folders = (_SEPARATORS.sub(" ", folder) for folder in source.split("/")[:-1])
    return tuple(folder for folder in folders if _is_named(folder, asked, asked_names))


def _is_named(folder: str, asked: frozenset[str], asked_names: Collection[str]) -> bool:
    words = stems(" ".join(content_words(folder)))
    return is_telling(folder) and (words <= asked or not words.isdisjoint(asked_names))


def is_beginning(title: str, text: str) -> bool:
    """Whether a title is only the first words of the text, for want of a better one.

    It names the document, but says nothing of its other paragraphs.
    """
    start = text[: 2 * len(title) + 200].lstrip(" \t\n#*_>-")
    if title.endswith(CUT):
        return " ".join(start.split()).startswith(title.removesuffix(CUT))
    line = " ".join(start.split("\n", 1)[0].split())
    is_sentence = title.endswith(".") and not text.lstrip().startswith("#")
    return (
        bool(title) and line.startswith(title) and (is_sentence or len(line) > len(title) + _MORE)
    )
