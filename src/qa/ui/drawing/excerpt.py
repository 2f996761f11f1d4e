"""The blocks of a card: text in one style, and the marks that lead to its places in the source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from textual.content import Content
from textual.style import Style

from qa.quoted import answer_words
from qa.text.sanitize import one_line
from qa.types import Answer, Citation, WrittenSentence
from qa.ui.model.phrases import byline, group_rows, group_title

MARK = "mark "
"""Begins the name of the style of a mark; the index of its place follows."""
LONGEST_VALUE = 32
"""Cells that the values of a table are given, at most; a longer one takes what it needs."""


class Room(NamedTuple):
    """Cells that a block leaves free around its text."""

    before: int
    below: int


_ROOMS = {
    "question": Room(0, 1),
    "scope": Room(2, 0),
    "short-answer": Room(2, 0),
    "note": Room(2, 1),
    "groups": Room(2, 1),
    "written": Room(2, 0),
    "nearest-title": Room(2, 1),
    "offered": Room(2, 1),
    "failure": Room(2, 0),
    "excerpt": Room(2, 1),
    "nearest": Room(2, 1),
}


@dataclass(frozen=True, slots=True)
class Block:
    """Text in one style, and the places that it refers to."""

    words: Content
    """Its spans name styles, which the conversation knows how to draw."""
    look: str
    places: Mapping[int, Citation] = field(default_factory=dict)
    """By their index among the places of the exchange."""

    @property
    def barred(self) -> bool:
        """Whether a bar is drawn before the text, since it is quoted from a document."""
        return self.look in ("excerpt", "nearest")

    @property
    def room(self) -> Room:
        return _ROOMS[self.look]


def excerpt(words: Content, places: Mapping[int, Citation], *, exact: bool) -> Block:
    """Text quoted from a document, the marks of its citations, and its sources.

    Args:
        exact: Whether the places support an answer; otherwise their numbers have round brackets.
    """
    marks = [_mark(place, citation, exact) for place, citation in places.items()]
    lines = [Content.assemble(words, " ", Content(" ").join(marks))]
    for mark, citation in zip(marks, places.values(), strict=True):
        lead = (mark, " ") if len(marks) > 1 else ()
        lines.append(Content.assemble(*lead, (byline(citation.paragraph.document), "muted")))
    return Block(Content("\n").join(lines), "excerpt" if exact else "nearest", places)


def written_sentence(sentence: WrittenSentence, citations: Sequence[Citation]) -> Block:
    """A sentence of a language model with the marks of its places, or struck through."""
    words = Content(one_line(sentence.text))
    if not sentence.supported:
        doubt = (f"  {one_line(sentence.doubt)}", "muted")
        return Block(Content.assemble(words.stylize("struck"), doubt), "written")
    places = {number - 1: citations[number - 1] for number in sentence.citations}
    marks = [_mark(place, citation, True) for place, citation in places.items()]
    return Block(Content.assemble(words, " ", Content(" ").join(marks)), "written", places)


def groups(answer: Answer) -> Block:
    """A small table of what sources say: a value, the marks of its places, and who says it."""
    rows = group_rows(answer)
    values = [answer_words(answer, group) for group, _ in rows]
    widest = min(LONGEST_VALUE, max(map(len, values)))
    places: dict[int, Citation] = {}
    lines = [Content.styled(group_title(answer), "warning" if answer.sources_differ else "muted")]
    for words, (group, details) in zip(values, rows, strict=True):
        cited = {number - 1: answer.citations[number - 1] for number in group.citations}
        places |= cited
        marks = [_mark(place, citation, True) for place, citation in cited.items()]
        value = (words.ljust(widest), "bold")
        lines.append(
            Content.assemble(value, "  ", Content(" ").join(marks), (f"  {details}", "muted"))
        )
    return Block(Content("\n").join(lines), "groups", places)


def offer(question: str) -> Content:
    """A question that is asked when it is clicked."""
    return Content(one_line(question)).stylize(Style.from_meta({"ask": question}))


def _mark(place: int, citation: Citation, exact: bool) -> Content:
    """The number of a place, which can be clicked."""
    text = f"[{citation.number}]" if exact else f"({citation.number})"
    return Content.styled(text, f"{MARK}{place}").stylize(Style.from_meta({"place": place}))
