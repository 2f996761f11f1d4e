"""Footnotes, endnotes and comments of a Word file: the words that a mark in the body refers to."""

from __future__ import annotations

from dataclasses import dataclass

from qa.load.counting import numeral
from qa.load.xml_stream import Attributes, parse_xml

KINDS = ("footnote", "endnote", "comment")
_LEFT_OUT = frozenset({"del", "moveFrom", "Fallback", "pPrChange", "rPrChange"})


@dataclass(slots=True)
class _Note:
    words: str
    author: str = ""
    date: str = ""


class Notes:
    """Gives each note once, where it is first referred to."""

    def __init__(self) -> None:
        self._notes: dict[str, dict[str, _Note]] = {kind: {} for kind in KINDS}
        self._counts = dict.fromkeys(KINDS, 0)

    def read(self, kind: str, data: bytes) -> None:
        """Read the notes of a part."""
        reader = _Reader(kind, self._notes[kind])
        parse_xml(data, reader.start, reader.end, reader.text)

    def take(self, kind: str, name: str) -> tuple[str, str]:
        """The label of a note, and its words; "" where there is none or it was already taken."""
        note = self._notes[kind].pop(name, None)
        if kind == "comment":
            return (_label(note), note.words) if note else ("", "")
        self._counts[kind] += 1
        number = numeral(self._counts[kind], "lowerRoman" if kind == "endnote" else "decimal")
        return f"{kind.capitalize()} {number}", note.words if note else ""

    def rest(self) -> list[tuple[str, str]]:
        """The comments that nothing referred to."""
        return [(_label(note), note.words) for note in self._notes["comment"].values()]


def _label(note: _Note) -> str:
    by = f" by {' '.join(note.author.split())[:100]}" if note.author else ""
    return f"Comment{by}{f', {note.date[:10]}' if note.date else ''}"


class _Reader:
    def __init__(self, kind: str, notes: dict[str, _Note]) -> None:
        self._kind, self._notes = kind, notes
        self._name = ""
        self._note: _Note | None = None
        self._words: list[str] = []
        self._in_text = False
        self._skipping = 0

    def start(self, tag: str, attributes: Attributes) -> None:
        if self._skipping or tag in _LEFT_OUT:
            self._skipping += 1
        elif tag == self._kind:
            # The other types are the lines that separate notes from the body.
            if attributes.get("type", "normal") == "normal":
                self._name = attributes.get("id", "")
                self._note = _Note("", attributes.get("author", ""), attributes.get("date", ""))
            self._words.clear()
        elif tag == "t":
            self._in_text = True
        elif tag in ("p", "tab", "br", "cr", "tc"):
            self._words.append(" ")
        elif tag == "noBreakHyphen":
            self._words.append("-")

    def end(self, tag: str) -> None:
        if self._skipping:
            self._skipping -= 1
        elif tag == "t":
            self._in_text = False
        elif tag == self._kind and self._note:
            self._note.words = "".join(self._words)
            self._notes[self._name] = self._note
            self._note = None

    def text(self, words: str) -> None:
        if self._in_text and not self._skipping:
            self._words.append(words)
