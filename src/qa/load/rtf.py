"""RTF -> a Document, by striprtf.

striprtf gives the running text alone. What it would lose is marked before, or moved into that text:
the numbers of lists, which lines are headings, footnotes, comments, running heads, text boxes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.errors import BadInput, MissingExtra
from qa.load.text_builder import TextBuilder
from qa.types import Document

_INFO = re.compile(r"\{\\(title|author) ([^{}\\]{1,300})\}")
_ITEM, _HEADING = "\x1e", "\x1d"
"""Stand around the number of an item, and before a heading: control characters, which RTF does not
use as text."""
_ITEM_NUMBER = re.compile(r"\{\s{0,8}\\(?:listtext|pntext)(?![a-z])")
_OUTLINE_LEVEL = re.compile(r"\\outlinelevel([0-8])(?!\d)")
_LINE = re.compile(rf"(?:{_HEADING}(?P<level>\d))?(?:{_ITEM}(?P<number>[^{_ITEM}]*){_ITEM})?")
_MARKS = re.compile(rf"{_HEADING}\d|{_ITEM}")
_NOTE = re.compile(
    r"\{\s{0,8}(?:\\\*\s{0,8})?\\(?P<kind>footnote|annotation|header|footer|shptxt)[lrf]?(?![a-z])"
)
_ENDNOTE = re.compile(r"\s{0,8}\\ftnalt(?![a-z])")
_AUTHOR = re.compile(r"\{\\\*\\atnauthor ([^{}\\]{1,100})\}")
_TOKEN = re.compile(r"\\(?:[a-zA-Z]{1,32}|.)|[{}]", re.DOTALL)
_PARAGRAPH_ENDS = ("\\par", "\\row")
_RUNNING = ("Header: ", "Footer: ")


def read_rtf(data: bytes) -> Document:
    """The paragraphs, lists, tables and notes of a file, and the title and author that it states.

    Raises:
        BadInput: if it is not RTF or has no text.
        MissingExtra: without striprtf.
    """
    try:
        from striprtf.striprtf import rtf_to_text
    except ImportError:
        raise MissingExtra("reading RTF needs pip install 'qa[rtf]'") from None
    if not data.lstrip().startswith(b"{\\rtf"):
        raise BadInput("damaged, or not really a .rtf file")
    source = _MARKS.sub("", data.decode("cp1252", "replace"))
    info = {name: " ".join(value.split()) for name, value in _INFO.findall(source[:20_000])}
    builder = TextBuilder()
    text: str = rtf_to_text(_marked(_with_notes(source)), errors="replace")
    running: set[str] = set()
    for line in text.split("\n"):
        if line.startswith(_RUNNING):  # each section has its own, mostly the same
            if line in running:
                continue
            running.add(line)
        _add(line, builder)
    return Document("", builder.text(), info.get("title", ""), info.get("author", ""))


def _add(line: str, builder: TextBuilder) -> None:
    if line.rstrip().endswith("|"):  # striprtf's mark of a cell's end
        builder.row(_MARKS.sub(" ", line).rstrip().rstrip("|").split("|"))
        return
    marks = _LINE.match(line)
    words = _MARKS.sub("", line[marks.end() :] if marks else line)
    number = " ".join(((marks and marks["number"]) or "").split())
    if marks and marks["level"]:
        builder.heading(f"{number} {words}", int(marks["level"]) + 1)
    elif marks and marks["number"] is not None:
        builder.item(words, number=number if any(map(str.isalnum, number)) else "")
    else:
        builder.paragraph(words)


def _marked(source: str) -> str:
    """The source with our marks around the numbers of items and before headings."""
    parts: list[str] = []
    copied = 0
    for match in _ITEM_NUMBER.finditer(source):
        if match.start() < copied:
            continue
        end = _group_end(source, match.end())
        parts += [source[copied : match.start()], "{", _ITEM, source[match.end() : end], _ITEM]
        copied = end
    parts.append(source[copied:])
    return _OUTLINE_LEVEL.sub(lambda level: f"{_HEADING}{level[1]}", "".join(parts))


def _with_notes(source: str) -> str:
    """The source with each note as a paragraph of its own, after the one that it stands in."""
    parts: list[str] = []
    waiting: list[str] = []
    copied = 0
    for start, end, note, waits in _notes(source):
        if start < copied:  # a note in a note
            continue
        if waiting:
            at = _paragraph_end(source, copied, start)
            parts += [source[copied:at], *(waiting if at < start else ())]
            waiting = waiting if at == start else []
            copied = at
        # The braces part a control word before the note from the text after it.
        parts += [source[copied:start], "{}" if waits else note]
        waiting += [note] if waits else []
        copied = end
    if waiting:
        last = max(copied, source.rfind("}"))
        at = _paragraph_end(source, copied, last)
        parts += [source[copied:at], *waiting]
        copied = at
    return "".join([*parts, source[copied:]])


def _notes(source: str) -> Iterator[tuple[int, int, str, bool]]:
    """Where each note begins and ends, the paragraph of it, and whether it is inside another."""
    counts = {"Footnote": 0, "Endnote": 0}
    end = 0
    for match in _NOTE.finditer(source):
        if match.start() < end:
            continue
        end = _group_end(source, match.end())
        begin, kind = match.end(), match["kind"]
        if kind == "footnote":
            alternative = _ENDNOTE.match(source, begin)
            label = "Endnote" if alternative else "Footnote"
            counts[label] += 1
            label = f"{label} {counts[label]}: "
        elif kind == "annotation":
            author = list(_AUTHOR.finditer(source, max(0, match.start() - 500), match.start()))
            label = f"Comment by {author[-1][1].strip()}: " if author else "Comment: "
        else:
            label = "" if kind == "shptxt" else f"{kind.capitalize()}: "
        is_inside = kind not in ("header", "footer")
        yield match.start(), end + 1, f"{{\\par {label}{source[begin:end]}}}\\par ", is_inside


def _group_end(source: str, start: int) -> int:
    """Where the group ends in which `start` is."""
    depth = 1
    for token in _TOKEN.finditer(source, start):
        depth += {"{": 1, "}": -1}.get(token[0], 0)
        if not depth:
            return token.start()
    return len(source)


def _paragraph_end(source: str, start: int, stop: int) -> int:
    """Behind the end of the paragraph in which `start` is; `stop` where there is none before it."""
    for token in _TOKEN.finditer(source, start, stop):
        if token[0] in _PARAGRAPH_ENDS:
            return token.end()
    return stop
