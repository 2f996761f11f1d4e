"""A quote as Markdown or HTML: its tables, code and lines as such, and nothing it could inject."""

import re
from collections.abc import Sequence
from html import escape

from qa.quoted import blocks_of, citation_of
from qa.text.blocks import Block, Shape
from qa.text.markup import cells
from qa.text.punctuation import joined_lines
from qa.text.sanitize import clean, one_line
from qa.types import Citation, Statement

_MARKS = re.compile(r"[\\`*_\[\]<>#|~$&]|^[-+=](?=\s|$)|^\d+(?=[.)])")
_TICKS = re.compile(r"`+")


def markdown_quote(statement: Statement, citations: Sequence[Citation], marks: str) -> str:
    """A block quote: lines with hard breaks, tables, fenced code, and the marks of its notes."""
    parts = [
        (shape, _MARKDOWN[shape](lines, has_header))
        for shape, lines, has_header in _parts(statement, citations)
    ]
    if parts and parts[-1][0] is Shape.PROSE:
        parts[-1][1][-1] += f" {marks}"
    else:
        parts.append((Shape.PROSE, [marks]))
    blocks = ("\n".join(f"> {line}".rstrip() for line in lines) for _, lines in parts)
    return "\n>\n".join(blocks)


def html_quote(statement: Statement, citations: Sequence[Citation], marks: str) -> str:
    """What stands in a `blockquote`."""
    parts = list(_parts(statement, citations))
    drawn = [_HTML[shape](lines, has_header) for shape, lines, has_header in parts]
    apart = "\n" if parts and parts[-1][0] is not Shape.PROSE else " "
    return "\n".join(drawn) + apart + marks


def escaped(text: str) -> str:
    """A text on one line in which Markdown sees no marks."""
    return _MARKS.sub(_escape, one_line(text))


def html_text(text: str) -> str:
    """A text on one line in which HTML sees no marks."""
    return escape(one_line(text))


_Part = tuple[Shape, list[str], bool]
"""A shape, its lines as they are written, and whether the first is a header."""


def _parts(statement: Statement, citations: Sequence[Citation]) -> list[_Part]:
    citation = citation_of(statement, citations)
    if citation is None:
        return [(Shape.PROSE, joined_lines(statement.text).split("\n"), False)]
    text, sentence = citation.paragraph.document.text, citation.sentence

    def part(block: Block) -> _Part:
        return block.shape, [text[a.start : a.end] for a in block.lines], block.has_header

    return [part(each) for each in blocks_of(citation.paragraph, sentence.start, sentence.end)]


def _markdown_prose(lines: list[str], _: bool) -> list[str]:
    shown = [escaped(line) for line in lines]
    return [*(f"{line}\\" for line in shown[:-1]), shown[-1]]


def _markdown_table(rows: list[str], has_header: bool) -> list[str]:
    """A table has a header in Markdown: an empty one where none is quoted."""
    table = [[escaped(cell) for cell in cells(row)] for row in rows]
    columns = max(1, *map(len, table))
    head = table.pop(0) if has_header else []
    drawn = [_row(each + [""] * (columns - len(each))) for each in (head, ["---"] * columns)]
    return [*drawn, *(_row(each + [""] * (columns - len(each))) for each in table)]


def _row(values: list[str]) -> str:
    return f"| {' | '.join(values)} |"


def _markdown_code(lines: list[str], _: bool) -> list[str]:
    """Fenced by more ticks than the code has in a row."""
    code = _code(lines)
    fence = "`" * max(3, 1 + max(map(len, _TICKS.findall(code)), default=0))
    return [fence, *code.split("\n"), fence]


def _html_prose(lines: list[str], _: bool) -> str:
    return "<br>\n".join(map(html_text, lines))


def _html_table(rows: list[str], has_header: bool) -> str:
    drawn = []
    for number, row in enumerate(rows):
        tag = "th" if has_header and not number else "td"
        inner = "".join(f"<{tag}>{html_text(cell)}</{tag}>" for cell in cells(row))
        drawn.append(f"<tr>{inner}</tr>")
    return "\n".join(["<table>", *drawn, "</table>"])


def _html_code(lines: list[str], _: bool) -> str:
    return f"<pre><code>{escape(_code(lines))}</code></pre>"


_MARKDOWN = {
    Shape.PROSE: _markdown_prose,
    Shape.TABLE: _markdown_table,
    Shape.CODE: _markdown_code,
}
_HTML = {Shape.PROSE: _html_prose, Shape.TABLE: _html_table, Shape.CODE: _html_code}


def _code(lines: list[str]) -> str:
    """Made safe, with the tabs that some languages need."""
    return "\t".join(map(clean, "\n".join(lines).split("\t")))


def _escape(match: re.Match[str]) -> str:
    mark = match.group()
    return f"{mark[:-1]}\\{mark[-1]}" if not mark.isdigit() else f"{mark}\\"
