"""reStructuredText -> a Document, without docutils: nothing is included, run or looked up.

Headings, lists, code, tables and notes keep their words; comments, targets and options go.
"""

from __future__ import annotations

import re

from qa.load.markup_lines import MOST_VALUES, Collector, block_end, date_value, indent_of
from qa.load.rst_tables import csv_rows, grid_rows, is_border, list_rows, simple_rows
from qa.load.text import decode
from qa.load.text_builder import TextBuilder
from qa.text.sanitize import metadata_value
from qa.types import Document

_RULE = re.compile(r"([!-/:-@\[-`{-~])\1{2,}$")
_ITEM = re.compile(r"[-*+•‣⁃]\s+(?=\S)")
_NUMBERED = re.compile(r"(\(?(?:\d{1,9}|[a-zA-Z]|#|[ivxlcdmIVXLCDM]{1,12})[.)])\s+(?=\S)")
_FIELD = re.compile(r":([^\s:`][^:`]{0,80}):(?:\s+|$)")
_DIRECTIVE = re.compile(r"\.\.\s+(?:\|[^|]{1,100}\|\s+)?([\w:+.-]{1,80}?)::(?:\s+|$)")
_FOOTNOTE = re.compile(r"\.\.\s+(\[[^\]]{1,80}\])(?:\s+|$)")
_OPTION = re.compile(r":([\w-]{1,40}):\s*")
_REPLACED = re.compile(r"^[ \t]*\.\.[ \t]+\|([^|\n]{1,100})\|[ \t]+replace::[ \t]*(.{0,200})", re.M)

_LITERAL = re.compile("``(.+?)``", re.DOTALL)
_ROLE = re.compile(r"(?<!\w):[a-zA-Z][\w:+.-]{0,60}:`([^`]{1,2000})`")
_TARGET = re.compile(r"\s*<[^<>]{1,1000}>$")
_QUOTED = re.compile("`([^`]{1,2000})`_{0,2}")
_STRONG = re.compile(r"(?<![\w*])\*\*(?=[^\s*])([^*]{1,2000})\*\*(?!\w)")
_EMPHASIS = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*]{1,2000})\*(?!\w)")
_REFERENCE = re.compile(r"(\b[A-Za-z0-9]{1,80}|\])_{1,2}(?=[\s.,;:!?)]|$)")
_SUBSTITUTION = re.compile(r"\|([^\s|][^|]{0,99})\|_{0,2}")
_ESCAPE = re.compile(r"\\(\s|[^\w\s])")

_CODE = frozenset(
    "code code-block sourcecode parsed-literal prompt doctest testcode testoutput console "
    "productionlist ipython math".split()
)
_DROPPED = frozenset(
    "toctree contents include raw index meta highlight sectnum default-role role tabularcolumns "
    "graphviz digraph graph uml mermaid currentmodule module replace unicode date class "
    "literalinclude testsetup testcleanup automodule autoclass autofunction autosummary".split()
)
_NOTES = frozenset(
    "note warning tip hint important caution danger attention error seealso todo".split()
)
_VERSIONS = {
    "versionadded": "Added in version",
    "versionchanged": "Changed in version",
    "deprecated": "Deprecated since version",
}
_PICTURES = frozenset(("image", "figure"))
_SHOWN_OPTIONS = frozenset(("alt", "caption", "title"))


def read_rst(data: bytes) -> Document:
    """The words of a file as a reader of its page sees them.

    Raises:
        BadInput: if it is no text, or has no words.
    """
    text = decode(data)
    return _Converter(text).document()


class _Converter:
    def __init__(self, text: str) -> None:
        self._lines = [line.expandtabs(8).rstrip() for line in text.split("\n")]
        self._replacements: dict[str, str] = dict(_REPLACED.findall(text))
        self._builder = TextBuilder()
        self._out = Collector(self._builder, self._inline)
        self._styles: list[tuple[str, bool]] = []
        self._facts: dict[str, str] = {}
        self._number = 0
        self._used = 0
        self._started = False

    def document(self) -> Document:
        at = 0
        while at < len(self._lines):
            at = self._block(at)
        self._out.flush()
        return Document(
            "",
            self._builder.text(),
            author=metadata_value(self._facts.get("author") or self._facts.get("authors", "")),
            published=date_value(self._facts.get("date", "")),
        )

    def _line(self, at: int) -> str:
        return self._lines[at] if at < len(self._lines) else ""

    def _block(self, at: int) -> int:
        """Convert what begins at a line; the index of the line after it."""
        line = self._lines[at].strip()
        if not line:
            self._out.flush()
            return at + 1
        if end := self._heading(at):
            return end
        if line == ".." or line.startswith((".. ", "__ ")):
            return self._explicit(at)
        fresh = not self._out.lines
        if fresh and (end := self._table(at)):
            return end
        if fresh and line.startswith(">>> "):
            return self._doctest(at)
        if self._marked(line, fresh):
            return self._literal(at)
        self._started = True
        if not self._out.mark:
            self._number = 0
        indent = indent_of(self._lines[at])
        self._out.add(line)
        below = self._line(at + 1)
        if fresh and below and indent_of(below) > indent and not line.endswith("::"):
            self._term()
        return self._literal(at)

    def _heading(self, at: int) -> int:
        """The index after a heading or a rule; 0 if there is none here."""
        line, below = self._lines[at].strip(), self._line(at + 1).strip()
        if rule := _RULE.match(line):
            under = self._line(at + 2).strip()
            if below and not _RULE.match(below) and under == line:
                self._title(below, (rule[1], True))
                return at + 3
            if not below and not self._out.lines:
                return at + 1
            return 0
        if self._out.lines or indent_of(self._lines[at]):
            return 0
        if (rule := _RULE.match(below)) and len(below) >= min(len(line), 4):
            self._title(line, (rule[1], False))
            return at + 2
        return 0

    def _title(self, words: str, style: tuple[str, bool]) -> None:
        if style not in self._styles:
            self._styles.append(style)
        self._out.heading(words, self._styles.index(style) + 1)

    def _marked(self, line: str, fresh: bool) -> bool:
        """Whether the line begins an item or a field, which is then begun."""
        if not fresh and not self._out.mark:
            return False
        if mark := _ITEM.match(line):
            self._out.item("-", line[mark.end() :])
        elif mark := _NUMBERED.match(line):
            digits = mark[1].strip("().")
            self._number = int(digits) if digits.isdecimal() else self._number + 1
            self._out.item(mark[1].replace("#", str(self._number)), line[mark.end() :])
        elif field := _FIELD.match(line):
            value = line[field.end() :]
            if not self._started:
                self._facts.setdefault(field[1].lower(), self._inline(value))
            self._out.item("-", f"{field[1]}: {value}")
        elif line.startswith("| "):
            self._out.flush()
            self._out.add(line[2:])
        else:
            return False
        return True

    def _term(self) -> None:
        """Mark the line just added as the term of what is indented below it."""
        self._out.item("-", f"{self._out.lines.pop()}:")

    def _literal(self, at: int) -> int:
        """The index after a line, and after the literal block that its paragraph announces."""
        line = self._lines[at]
        if not line.endswith("::") or self._line(at + 1).strip():
            return at + 1
        indent = indent_of(line)
        end = block_end(self._lines, at + 1, indent)
        if end == at + 1:
            return end
        self._out.lines[-1] = self._out.lines[-1][:-1].removesuffix(" :").rstrip()
        if self._out.lines[-1] == ":":
            self._out.lines.pop()
        self._out.code(self._lines[at + 1 : end])
        return end

    def _doctest(self, at: int) -> int:
        end = at
        while self._line(end).strip():
            end += 1
        self._out.code(self._lines[at:end])
        return end

    def _table(self, at: int) -> int:
        line = self._lines[at].strip()
        if line.startswith("+-") and line.endswith("+"):
            end = at
            while self._line(end).strip().startswith(("+", "|")):
                end += 1
            rows = grid_rows([row.strip() for row in self._lines[at:end]])
        elif is_border(line):
            end, borders = at, 0
            while end < len(self._lines):
                borders += is_border(self._lines[end].strip())
                end += 1
                if borders > 1 and not self._line(end).strip():
                    break
            rows = simple_rows(self._lines[at:end])
        else:
            return 0
        self._out.table(rows)
        return end

    def _explicit(self, at: int) -> int:
        """Convert a directive, a footnote or a comment."""
        line, indent = self._lines[at].strip(), indent_of(self._lines[at])
        self._out.flush()
        if note := _FOOTNOTE.match(line):
            self._out.add(f"{note[1]} {line[note.end() :]}")
            return at + 1
        directive = _DIRECTIVE.match(line)
        if directive is None:  # a comment or a target
            return at + 1 if line.startswith("__ ") else block_end(self._lines, at + 1, indent)
        name = directive[1].lower().rpartition(":")[2]
        words, body = line[directive.end() :], at + 1
        if name in _DROPPED:
            return block_end(self._lines, body, indent)
        shown = []
        while (option := _OPTION.match(self._line(body).strip())) and indent_of(
            self._lines[body]
        ) > indent:
            if option[1] in _SHOWN_OPTIONS:
                shown.append(self._lines[body].strip()[option.end() :])
            body += 1
        for value in shown:
            self._out.paragraph(value)
        return self._directive(name, words, body, indent)

    def _directive(self, name: str, words: str, body: int, indent: int) -> int:
        if name in _CODE:
            end = block_end(self._lines, body, indent)
            first = [words] if name in ("math", "parsed-literal") else []
            self._out.code([*first, *self._lines[body:end]])
            return end
        if name in ("csv-table", "list-table"):
            end = block_end(self._lines, body, indent)
            self._out.paragraph(words)
            rows = csv_rows if name == "csv-table" else list_rows
            self._out.table(rows(self._lines[body:end]))
            return end
        if name in _NOTES:
            label = "See also" if name == "seealso" else name.capitalize()
            self._out.add(f"{label}: {words}")
            return self._skip_blank(body)
        if name in _VERSIONS:
            self._out.add(f"{_VERSIONS[name]} {words}:")
            return body
        if name not in _PICTURES:
            self._out.paragraph(words)
        return body

    def _skip_blank(self, at: int) -> int:
        while at < len(self._lines) and not self._lines[at].strip():
            at += 1
        return at

    def _inline(self, text: str) -> str:
        parts = _LITERAL.split(text)
        parts[::2] = map(self._unmarked, parts[::2])
        return "".join(parts)

    def _unmarked(self, text: str) -> str:
        text = _ROLE.sub(lambda role: _TARGET.sub("", role[1]).lstrip("~!"), text)
        text = _QUOTED.sub(lambda quoted: _TARGET.sub("", quoted[1]), text)
        text = _EMPHASIS.sub(r"\1", _STRONG.sub(r"\1", text))
        text = _SUBSTITUTION.sub(self._replacement, text)
        text = _REFERENCE.sub(r"\1", text)
        return _ESCAPE.sub(lambda escape: escape[1].strip(), text)

    def _replacement(self, name: re.Match[str]) -> str:
        """What stands for a name; after MOST_VALUES of them the name, so that no file swells."""
        self._used += 1
        words = self._replacements.get(name[1], "") if self._used <= MOST_VALUES else ""
        return words.strip() or name[1]
