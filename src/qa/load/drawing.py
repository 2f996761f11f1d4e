"""The words of a diagram in an Office file, and the words and figures of a chart."""

from __future__ import annotations

from qa.errors import BadInput
from qa.load.part import MIB
from qa.load.text_builder import TextBuilder
from qa.load.xml_stream import Attributes, parse_xml
from qa.load.zip_package import Package

_MOST_DRAWING = 8 * MIB
_MOST_POINTS = 2_000  # of one series of a chart
DRAWN = frozenset({"chart", "diagramData", "drawing"})
"""Kinds of parts that are read here."""


def add_drawing(package: Package, name: str, blocks: TextBuilder) -> None:
    """Add the paragraphs of a part with a drawing, and the figures of a chart as a table.

    Raises:
        BadInput: if the part cannot be read.
    """
    reader = _Drawing()
    parse_xml(package.read(name, _MOST_DRAWING), reader.start, reader.end, reader.text)
    for line in reader.lines:
        blocks.paragraph(line)
    blocks.table(reader.table(), has_header=True)


def try_drawing(package: Package, name: str, blocks: TextBuilder) -> str:
    """Like `add_drawing`, but returns the reason where it cannot be read, else ""."""
    try:
        add_drawing(package, name, blocks)
    except BadInput as error:
        return str(error)
    return ""


class _Drawing:
    """Paragraphs (`a:p` with `a:t`), and series (`c:ser` with `c:pt` by `idx`)."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._words: list[str] = []
        self._in_text = False
        self._series: list[dict[str, dict[int, str]]] = []
        self._role = ""  # of the words of a series: tx, cat or val
        self._point = 0

    def start(self, tag: str, attributes: Attributes) -> None:
        match tag:
            case "ser":
                self._series.append({"tx": {}, "cat": {}, "val": {}})
            case "tx" | "cat" | "val" | "xVal" | "yVal":
                self._role = {"xVal": "cat", "yVal": "val"}.get(tag, tag)
            case "pt":
                index = attributes.get("idx", "")
                self._point = int(index) if index.isascii() and index.isdigit() else 0
            case "t" | "v":
                self._words.append(" " if self._words and tag == "v" else "")
                self._in_text = True
            case "br":
                self._words.append(" ")

    def end(self, tag: str) -> None:
        match tag:
            case "t" | "v":
                self._in_text = False
                if tag == "v":
                    self._add_value()
            case "p":
                if line := " ".join("".join(self._words).split()):
                    self.lines.append(line)
                self._words.clear()
            case "tx" | "cat" | "val" | "xVal" | "yVal":
                self._role = ""

    def text(self, words: str) -> None:
        if self._in_text:
            self._words.append(words)

    def _add_value(self) -> None:
        words = " ".join("".join(self._words).split())
        self._words.clear()
        if self._series and self._role and self._point < _MOST_POINTS:
            self._series[-1][self._role][self._point] = words

    def table(self) -> list[list[str]]:
        """A row for each category, under the names of the series."""
        if not self._series:
            return []
        names = [next(iter(series["tx"].values()), "") for series in self._series]
        categories: dict[int, str] = {}
        for series in self._series:
            for at, name in series["cat"].items():
                categories.setdefault(at, name)
        points = sorted({at for series in self._series for at in (*series["val"], *series["cat"])})
        rows = [["", *names]] if any(names) else []
        return rows + [
            [categories.get(at, ""), *(series["val"].get(at, "") for series in self._series)]
            for at in points
        ]
