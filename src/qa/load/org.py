"""Org -> a Document: the words of an outline of Emacs' Org mode, as a reader sees them.

Title, author and date go into the metadata; drawers, settings and comments go.
"""

from __future__ import annotations

import re

from qa.load.markup_lines import Collector, date_value, indent_of
from qa.load.text import decode
from qa.load.text_builder import TextBuilder
from qa.text.sanitize import metadata_value
from qa.types import Document

_HEADING = re.compile(r"(\*+)\s+(\S.*)$")
_TAGS = re.compile(r"(?<=\S)\s+:[\w@#%:]{1,200}:$")
_PRIORITY = re.compile(r"\[#[A-Z0-9]\]\s*")
_KEYWORD = re.compile(r"#\+([\w-]{1,60})(?:\[[^\]]{0,200}\])?:\s*")
_BEGIN = re.compile(r"#\+begin_(\w{1,40})", re.IGNORECASE)
_DRAWER = re.compile(r":[\w-]{1,60}:$")
_KNOWN = frozenset((":properties:", ":logbook:"))
_PLANNED = ("SCHEDULED:", "DEADLINE:", "CLOSED:")
_STAMP = re.compile(r"[<\[](\d{4}-[^<>\[\]]{1,60})[>\]]")
_ITEM = re.compile(r"(?:([-+])|(\d{1,9}[.)]|[a-zA-Z][.)]))\s+(?=\S)")
_STARRED = re.compile(r"\*\s+(?=\S)")
_COUNTER = re.compile(r"\[@\d{1,9}\]\s*")
_TABLE_RULE = re.compile(r"\|[-+|]*$")

_LINK = re.compile(r"\[\[([^\[\]]{1,2000})\](?:\[([^\[\]]{1,2000})\])?\]")
_FOOTNOTE = re.compile(r"\[fn:([\w-]{0,60}):([^\[\]]{1,2000})\]")
_EMPHASIS = re.compile(
    r"(?<![^\s({'\"—-])([*/_=~+])(?=\S)((?:(?!\1).){1,500})(?<=\S)\1(?![^\s.,;:!?)}'\"—-])"
)
_LITERAL = frozenset(("src", "example", "export", "verse", "ascii", "latex", "html"))
_DROPPED = frozenset(("comment", "export"))


def read_org(data: bytes) -> Document:
    """The words of an outline, and the title, author and date that it states.

    Raises:
        BadInput: if it is no text, or has no words.
    """
    builder, facts = TextBuilder(), dict[str, str]()
    out = Collector(builder, _inline)
    lines = [line.expandtabs(8).rstrip() for line in decode(data).split("\n")]
    at = 0
    drawers = _find_drawers(lines)
    while at < len(lines):
        at = drawers.get(at) or _block(lines, at, out, facts)
    out.flush()
    title = metadata_value(_inline(facts.get("title", "")))
    author = metadata_value(_inline(facts.get("author", "")))
    return Document("", builder.text(), title, author, date_value(facts.get("date", "")))


def _block(lines: list[str], at: int, out: Collector, facts: dict[str, str]) -> int:
    """Convert what begins at a line; the index of the line after it."""
    line = lines[at].strip()
    if not line:
        out.flush()
        return at + 1
    if not indent_of(lines[at]) and (heading := _HEADING.match(line)):
        words = _PRIORITY.sub("", _TAGS.sub("", heading[2]), count=1)
        out.heading(words, len(heading[1]))
        return at + 1
    if begin := _BEGIN.match(line):
        return _fenced(lines, at, begin[1].lower(), out)
    if line.startswith("#+"):
        return _keyword(line, at, out, facts)
    if line == "#" or line.startswith("# "):
        return at + 1
    if line.startswith(_PLANNED):
        out.paragraph(_STAMP.sub(r"\1", line))
        return at + 1
    if line == ":" or line.startswith(": "):
        end = at
        while end < len(lines) and lines[end].strip().startswith(":"):
            end += 1
        out.code([code.strip()[2:] for code in lines[at:end]])
        return end
    if line.startswith("|"):
        end = at
        while end < len(lines) and lines[end].strip().startswith("|"):
            end += 1
        rows = [row.strip() for row in lines[at:end]]
        out.table(
            (row.strip("|").split("|") for row in rows if not _TABLE_RULE.match(row)),
            has_header=len(rows) > 1 and _TABLE_RULE.match(rows[1]) is not None,
        )
        return end
    if not line.strip("-") and len(line) >= 5:
        out.flush()
        return at + 1
    _words(line, indent_of(lines[at]), out)
    return at + 1


def _words(line: str, indent: int, out: Collector) -> None:
    """An item, or a line of what is being collected."""
    mark = _ITEM.match(line) or (_STARRED.match(line) if indent else None)
    if mark is None:
        out.add(line)
        return
    number = mark[2] if mark.re is _ITEM else None
    words = _COUNTER.sub("", line[mark.end() :], count=1)
    term, double_colon, definition = words.partition(" :: ")
    out.item(number or "-", f"{term}: {definition}" if double_colon else words)


def _keyword(line: str, at: int, out: Collector, facts: dict[str, str]) -> int:
    if keyword := _KEYWORD.match(line):
        name, value = keyword[1].lower(), line[keyword.end() :]
        if name == "caption":
            out.paragraph(value)
        elif value:
            facts.setdefault(name, value)
    return at + 1


def _find_drawers(lines: list[str]) -> dict[int, int]:
    """For the first line of each drawer that ends before the next heading, the line after it."""
    drawers: dict[int, int] = {}
    start: int | None = None
    for at, line in enumerate(lines):
        word = line.strip().lower()
        if word.startswith("*"):
            start = None
        elif word == ":end:" and start is not None:
            drawers[start], start = at + 1, None
        elif _DRAWER.match(word) and (start is None or lines[start].strip().lower() not in _KNOWN):
            start = at
    return drawers


def _fenced(lines: list[str], at: int, name: str, out: Collector) -> int:
    """Convert a block between #+begin_ and #+end_; without an end, only its first line goes."""
    if name not in _LITERAL and name not in _DROPPED:
        out.flush()
        return at + 1
    for end in range(at + 1, len(lines)):
        if lines[end].strip().lower() == f"#+end_{name}":
            break
    else:
        end = len(lines)
    if name not in _DROPPED:
        out.code(lines[at + 1 : end])
    return end + 1


def _inline(text: str) -> str:
    text = _LINK.sub(lambda link: link[2] or link[1], text)
    text = _FOOTNOTE.sub(lambda note: f" ({note[2].strip()})", text)
    return _EMPHASIS.sub(r"\2", text)
