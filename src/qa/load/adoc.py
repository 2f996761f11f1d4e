"""AsciiDoc -> a Document: the words of a file as a reader of its page sees them.

Blocks, admonitions, tables and lists keep their words; comments, settings and macros' marks go,
and nothing is included.
"""

from __future__ import annotations

import re

from qa.load.markup_lines import MOST_VALUES, Collector, date_value
from qa.load.text import decode
from qa.load.text_builder import TextBuilder
from qa.text.sanitize import metadata_value
from qa.types import Document

_HEADING = re.compile(r"(={1,6}|#{1,6})\s+(\S.*)$")
_ATTRIBUTE = re.compile(r":!?([\w-]{1,80})!?:(?:\s+(.*))?$")
_AUTHOR = re.compile(r"([^\W\d][^<>:;|=]{1,120}?)(?:\s*<[^<>]{1,120}>)?(?:;.*)?$")
_REVISION = re.compile(r"(?:v?[\d.]{1,20},\s*)?(\d{4}-\d\d-\d\d|[^:,]{0,20}\d{4})")
_BULLET = re.compile(r"(?:\*{1,6}|-)\s+(?=\S)")
_ORDERED = re.compile(r"(?:(\.{1,6})|(\d{1,9}\.|[a-zA-Z]\.))\s+(?=\S)")
_CALLOUT = re.compile(r"<(\d{1,3}|\.)>\s+")
_TERM = re.compile(r"(\S.{0,200}?)(?:::{1,3}|;;)(?:\s+(.*))?$")
_CHECKBOX = re.compile(r"\[[ xX*]\]\s+")
_DIRECTIVE = re.compile(r"(?:include|ifdef|ifndef|ifeval|endif|toc)::")
_PICTURE = re.compile(r"(?:image|video|audio)::[^\[\s]{0,1000}\[([^\]]{0,500})\]$")
_LABELS = frozenset(("NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"))
_STYLE = re.compile(r"\[[^\[\]]{0,500}\]$")
_FENCE = re.compile(r"(-{4,}|\.{4,}|={4,}|\*{4,}|_{4,}|/{4,}|\+{4,}|--|```\w{0,40})$")
_TABLE = frozenset(("|===", ",===", ":==="))
_CELL = re.compile(r"(?:^|\s)(?:\d{0,3}(?:\.\d{1,3})?[+*])?[<^>]?(?:\.[<^>])?[aehlmsdv]?\|")

_MACRO = re.compile(
    r"\b(?:link|xref|mailto|kbd|btn|menu|pass|stem|image|icon|footnote|term):"
    r"([^\s\[\]]{0,300})\[([^\]]{0,2000})\]"
)
_ADDRESS = re.compile(r"\bhttps?://[^\s\[\]<>]{1,1000}\[([^\]]{1,1000})\]")
_REFERENCE = re.compile(r"<<([^<>,]{1,200})(?:,\s*([^<>]{1,500}))?>>")
_ANCHOR = re.compile(r"\[\[[^\[\]]{1,200}\]\]|\(\(\([^()]{1,200}\)\)\)|\[#[\w-]{1,80}\](?=[#*_`])")
_VALUE = re.compile(r"\{([\w-]{1,80})\}")
_DOUBLE = re.compile(r"(\*\*|__|``|##)(?=\S)(.{1,500}?)\1")
_SINGLE = re.compile(r"(?<![\w*_`#])([*_`#])(?=\S)((?:(?!\1).){1,500})(?<=\S)\1(?!\w)")


def read_adoc(data: bytes) -> Document:
    """The words of a file, and the title, author and date in its header.

    Raises:
        BadInput: if it is no text, or has no words.
    """
    return _Converter(decode(data)).document()


class _Converter:
    def __init__(self, text: str) -> None:
        self._lines = [line.expandtabs(4).rstrip() for line in text.split("\n")]
        self._builder = TextBuilder()
        self._out = Collector(self._builder, self._inline)
        self._values: dict[str, str] = {}
        self._numbers = [0] * 7
        self._used = 0
        self._in_header = False
        self._style = ""
        self._label = ""

    def document(self) -> Document:
        at = 0
        while at < len(self._lines):
            at = self._block(at)
        self._out.flush()
        author = metadata_value(self._values.get("author", ""))
        date = date_value(self._values.get("revdate") or self._values.get("date", ""))
        return Document("", self._builder.text(), author=author, published=date)

    def _block(self, at: int) -> int:
        """Convert what begins at a line; the index of the line after it."""
        line = self._lines[at].strip()
        if not line:
            self._in_header = False
            self._out.flush()
            return at + 1
        if (attribute := _ATTRIBUTE.match(line)) and not self._out.lines:
            if len(value := attribute[2] or "") <= 300:
                self._values.setdefault(attribute[1].lower(), value)
            return at + 1
        if line.startswith("//") and not line.startswith("////"):
            return at + 1
        if self._in_header:
            self._header(line)
            return at + 1
        if _FENCE.match(line):
            return self._fenced(at, line)
        if line in _TABLE:
            return self._table(at, line)
        if line == "+":  # what follows belongs to the item
            self._out.flush()
            return at + 1
        if (heading := _HEADING.match(line)) and not self._out.lines:
            self._in_header = at < 50 and len(heading[1]) == 1
            self._out.heading(heading[2], len(heading[1]))
            return at + 1
        if not self._out.lines and self._above_block(line):
            return at + 1
        if _DIRECTIVE.match(line) or line in ("'''", "<<<"):
            return at + 1
        self._words(line)
        return at + 1

    def _header(self, line: str) -> None:
        """The lines below the title: who wrote it, and when."""
        if "author" not in self._values and (author := _AUTHOR.match(line)):
            self._values["author"] = author[1]
        elif revision := _REVISION.match(line):
            self._values.setdefault("revdate", revision[1])
        else:
            self._out.paragraph(line)

    def _above_block(self, line: str) -> bool:
        """Whether the line says something of the block below it."""
        if line.startswith("[") and (_STYLE.match(line) or _ANCHOR.fullmatch(line)):
            self._style = line[1:-1].split(",")[0].strip().lower()
            if self._style.upper() in _LABELS:
                self._out.add(f"{self._style.capitalize()}:")
                self._label = self._style
            elif self._style in ("quote", "verse"):
                self._out.paragraph(", ".join(line[1:-1].split(",")[1:]))
            return True
        if line.startswith(".") and line[1:2] not in ("", ".", " "):
            self._out.paragraph(line[1:])
            return True
        if picture := _PICTURE.match(line):
            self._out.paragraph(picture[1].split(",")[0])
            return True
        return False

    def _words(self, line: str) -> None:
        """An item, or a line of what is being collected."""
        fresh = not self._out.lines or bool(self._out.mark)
        label, colon, rest = line.partition(": ")
        if colon and label in _LABELS and not self._out.lines:
            self._out.add(f"{label.capitalize()}: {rest}")
        elif fresh and (mark := _BULLET.match(line)):
            self._numbers[1:] = [0] * 6
            self._out.item("-", _CHECKBOX.sub("", line[mark.end() :], count=1))
        elif fresh and (mark := _ORDERED.match(line)):
            self._out.item(mark[2] or self._next_number(len(mark[1])), line[mark.end() :])
        elif fresh and (mark := _CALLOUT.match(line)):
            self._out.item(f"{mark[1]}.", line[mark.end() :])
        elif fresh and (term := _TERM.match(line)):
            self._out.item("-", f"{term[1]}: {term[2] or ''}")
        else:
            if not self._out.mark:
                self._numbers = [0] * 7
            self._out.add(line)

    def _next_number(self, depth: int) -> str:
        self._numbers[depth] += 1
        self._numbers[depth + 1 :] = [0] * (6 - depth)
        return f"{self._numbers[depth]}."

    def _fenced(self, at: int, fence: str) -> int:
        """Convert a block of code or a comment; of any other only the fence goes."""
        style, self._style = self._style, ""
        close = "```" if fence.startswith("```") else fence
        is_code = fence[0] in "-.`+" and fence != "--"
        if not is_code and not fence.startswith("////"):
            if not self._label:
                self._out.flush()
            self._label = ""
            return at + 1
        end = at + 1
        while end < len(self._lines) and self._lines[end].strip() != close:
            end += 1
        if is_code and style != "comment":
            self._out.code(self._lines[at + 1 : end])
        return end + 1

    def _table(self, at: int, fence: str) -> int:
        """Convert a table: a row a line, or, with a cell a line, rows as long as the first."""
        rows: list[list[list[str]]] = []  # of cells, each a list of what its lines say
        width, end = 0, at + 1
        while end < len(self._lines) and (line := self._lines[end].strip()) != fence:
            end += 1
            if not line:
                width = width or (len(rows[0]) if rows else 0)
                continue
            if fence != "|===":
                rows.append([[cell] for cell in line.split(fence[0])])
                continue
            before, *cells = _CELL.split(line)
            if before.strip() and rows:
                rows[-1][-1].append(before)
            if len(cells) == 1 and rows and len(rows[-1]) < width:
                rows[-1].append(cells)
            elif cells:
                rows.append([[cell] for cell in cells])
        self._out.table([" ".join(cell) for cell in row] for row in rows)
        return end + 1

    def _inline(self, text: str) -> str:
        text = _ANCHOR.sub("", text)
        text = _MACRO.sub(_macro_words, text)
        text = _ADDRESS.sub(lambda link: link[1].rstrip("^"), text)
        text = _REFERENCE.sub(lambda link: link[2] or link[1], text)
        text = _VALUE.sub(self._value, text)
        text = _SINGLE.sub(r"\2", _DOUBLE.sub(r"\2", text))
        return text.removesuffix(" +")

    def _value(self, name: re.Match[str]) -> str:
        """The value of an attribute; after MOST_VALUES of them its name, so that no file swells."""
        self._used += 1
        return self._values.get(name[1].lower(), name[0]) if self._used <= MOST_VALUES else name[0]


def _macro_words(macro: re.Match[str]) -> str:
    """What a reader sees of a macro: a footnote in brackets, a link's words or its target."""
    if macro[0].startswith("footnote"):
        return f" ({macro[2]})" if macro[2] else ""
    return macro[2].split(",")[0].rstrip("^") or macro[1]
