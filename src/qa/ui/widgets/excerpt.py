"""Words of documents in the conversation, with marks that lead to where they stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from textual import events
from textual.content import Content
from textual.message import Message
from textual.style import Style
from textual.widget import Widget

from qa.plain import one_line
from qa.types import Citation, Statement
from qa.ui.words import byline


class Marked(Widget):
    """Text with the marks of some places, one of which may be in view."""

    DEFAULT_CSS = "Marked { height: auto; }"

    @dataclass
    class Chosen(Message):
        """The reader wants to see where this stands."""

        marked: Marked
        place: int
        """Index among the places of the exchange."""

    def __init__(self, places: Mapping[int, Citation], classes: str, *, exact: bool = True) -> None:
        """Args: exact: whether the places carry an answer; else they wear round brackets."""
        super().__init__(classes=classes)
        self.places = places
        self.current = -1
        self._exact = exact

    def point_at(self, place: int) -> None:
        """Mark the place that is in view, or none of them."""
        changed = {self.current, place} & self.places.keys()
        self.current = place
        if changed:
            self.set_class(place in self.places, "-current")
            self.refresh()  # and no layout: how large it is does not depend on that

    def mark(self, place: int) -> Content:
        """The number of a place, which can be clicked."""
        number = self.places[place].number
        text = f"[{number}]" if self._exact else f"({number})"
        look = "bold $text-primary reverse" if place == self.current else "bold $text-primary"
        return Content.styled(text, look).stylize(Style.from_meta({"place": place}))

    def on_click(self, event: events.Click) -> None:
        event.stop()
        place = event.style.meta.get("place", next(iter(self.places)))
        self.post_message(self.Chosen(self, place))


class Excerpt(Marked):
    """Words of a document, the marks of their citations, and who says them."""

    def __init__(self, words: Content, places: Mapping[int, Citation], *, exact: bool) -> None:
        super().__init__(places, "excerpt" if exact else "excerpt -nearest", exact=exact)
        self._words = words

    def holds(self, place: int) -> bool:
        return place in self.places

    def render(self) -> Content:
        marks = [self.mark(each) for each in self.places]
        lines = [Content.assemble(self._words, " ", Content(" ").join(marks))]
        for mark, citation in zip(marks, self.places.values(), strict=True):
            lead = (mark, " ") if len(marks) > 1 else ()
            lines.append(Content.assemble(*lead, (byline(citation.paragraph.document), "dim")))
        return Content("\n").join(lines)


class Differing(Marked):
    """The short answers, each with its mark, where the documents do not agree."""

    def __init__(self, statements: Sequence[Statement], citations: Sequence[Citation]) -> None:
        first = [statement.citations[0] - 1 for statement in statements]
        super().__init__({place: citations[place] for place in first}, "differing")
        self._answers = {
            place: one_line(statement.answer)
            for place, statement in zip(first, statements, strict=True)
        }

    def render(self) -> Content:
        said = (
            Content.assemble((answer, "bold"), " ", self.mark(place))
            for place, answer in self._answers.items()
        )
        return Content.assemble(
            ("The documents differ: ", "$text-warning"), Content("; ").join(said)
        )
