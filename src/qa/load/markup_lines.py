"""What the small converters of marked-up text (reStructuredText, Org, AsciiDoc, LaTeX) share.

Each goes once over the lines; a paragraph or an item is collected here until its last line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from qa.load.text_builder import TextBuilder
from qa.text.dates import find_date
from qa.text.sanitize import metadata_value

MOST_VALUES = 10_000
"""Names in one document that are replaced by the values which it gives them."""


def indent_of(line: str) -> int:
    """How many white-space characters the line begins with."""
    return len(line) - len(line.lstrip())


def date_value(text: str) -> str:
    """A date as metadata: ISO 8601 if it can be read, else as written."""
    date = find_date(text[:100])
    return date.iso if date else metadata_value(text)


def dedent(lines: list[str]) -> str:
    """The lines without the white space that all of them begin with."""
    common = min((indent_of(line) for line in lines if line.strip()), default=0)
    return "\n".join(line[common:] for line in lines)


def block_end(lines: list[str], start: int, indent: int) -> int:
    """The index after the last line from `start` on that is blank or indented by more than this."""
    end = start
    for at in range(start, len(lines)):
        if not lines[at].strip():
            continue
        if indent_of(lines[at]) <= indent:
            break
        end = at + 1
    return end


@dataclass(slots=True)
class Collector:
    """Collects the lines of a paragraph or an item, and adds it to `builder` when it ends."""

    builder: TextBuilder
    inline: Callable[[str], str]
    """Takes the marks out of the words."""
    lines: list[str] = field(default_factory=list)
    mark: str = ""
    """Of the item that is collected: "-" or a number; "" for a paragraph."""

    def add(self, line: str) -> None:
        """Add a line to what is being collected."""
        self.lines.append(line.strip())

    def item(self, mark: str, words: str) -> None:
        """Begin an item with this mark, which is "-" or a number."""
        self.flush()
        self.mark = mark
        self.lines.append(words.strip())

    def flush(self) -> None:
        """End what is being collected."""
        words, mark = self.inline(" ".join(self.lines)), self.mark
        self.lines, self.mark = [], ""
        if mark:
            self.builder.item(words, number="" if mark == "-" else mark)
        else:
            self.builder.paragraph(words)

    def paragraph(self, words: str) -> None:
        """Add a paragraph of its own."""
        self.flush()
        self.builder.paragraph(self.inline(words))

    def heading(self, words: str, level: int) -> None:
        """Add a heading."""
        self.flush()
        self.builder.heading(self.inline(words), level)

    def code(self, lines: list[str]) -> None:
        """Add code."""
        self.flush()
        self.builder.code(dedent(lines))

    def table(self, rows: Iterable[list[str]], *, has_header: bool = False) -> None:
        """Add a table, apart from what comes before and after it."""
        self.flush()
        self.builder.gap()
        for number, row in enumerate(rows):
            cells = [self.inline(cell.strip()) for cell in row]
            self.builder.row(cells, is_header=has_header and number == 0)
        self.builder.gap()
