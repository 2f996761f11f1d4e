"""The left side: questions and answers, the newest at the end, drawn line by line.

Only the rows in view are drawn and only a card that changed is laid out, so that a question costs
as much after thirty others as after one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Offset, Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip
from textual.style import Style

from qa.types import Citation
from qa.ui.drawing.answer_card import AnswerCard, Row
from qa.ui.drawing.excerpt import MARK, Block
from qa.ui.drawing.selection import selected
from qa.ui.model.exchange import Exchange
from qa.ui.widgets.entered import Entered

_BAR = "▌"


class Conversation(Entered, ScrollView, can_focus=True):
    """Cards in order, and a cursor on one place of one card."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "card--question",
        "card--scope",
        "card--short-answer",
        "card--note",
        "card--groups",
        "card--nearest-title",
        "card--offered",
        "card--failure",
        "card--written",
        "card--struck",
        "card--excerpt",
        "card--nearest",
        "card--mark",
        "card--warning",
        "card--muted",
        "card--bar",
        "card--bar-here",
        "card--bar-hover",
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "walk(1)", "Next quote", show=False, id="walk.next"),
        Binding("up,k", "walk(-1)", "Previous quote", show=False, id="walk.previous"),
        Binding("enter", "read", "Read", id="read"),
        Binding("space", "page_down", "Page down", show=False, id="page.down"),
        Binding("g", "scroll_home", "Top", show=False, id="top"),
        Binding("G", "scroll_end", "End", show=False, id="end"),
    ]

    @dataclass
    class Moved(Message):
        """The cursor is on another place, or on none."""

        exchange: Exchange
        citation: Citation | None

    @dataclass
    class Chosen(Message):
        """A question that a card offers was clicked."""

        question: str

    @dataclass
    class Read(Message):
        """The reader wants to go to the source."""

    def __init__(self) -> None:
        super().__init__(id="conversation")
        self.cards: list[AnswerCard] = []
        self.card: AnswerCard | None = None
        """The card that the cursor is on."""
        self._tops: list[int] = [0]
        """The first row of each card, and after them the number of all rows."""
        self._width = 0
        self._hovered: Block | None = None
        self._looks: dict[str, Style] = {}

    # What it shows

    def add(self, exchange: Exchange) -> AnswerCard:
        """Put a card at the end and the cursor on it."""
        card = AnswerCard(exchange)
        self.cards.append(card)
        if self.card is not None:
            self.card.current = -1
        self.card = card
        self._lay_out()
        self._show_card(card)
        return card

    def clear(self) -> None:
        """Remove all cards."""
        self.card, self.cards = None, []
        self._lay_out()

    def update_exchange(self, card: AnswerCard, exchange: Exchange) -> None:
        """Update a card with a later state of its exchange; its first place comes into view."""
        before, card.exchange = card.exchange, exchange
        self._lay_out()
        if card is not self.card:
            return
        if exchange.places != before.places or card.current < 0:
            self.choose(card, 0 if exchange.places else -1)
        elif card.current == 0:
            self._show_card(card)

    def offer(self, card: AnswerCard, questions: Sequence[str]) -> None:
        """Show below a card what can be asked next; what is in view stays there."""
        if card in self.cards and questions:
            self.replace(card, replace(card.exchange, next_questions=tuple(questions)))

    def replace(self, card: AnswerCard, exchange: Exchange) -> None:
        """Show more of an exchange; what is in view stays there."""
        card.exchange = exchange
        self._lay_out()

    def choose(self, card: AnswerCard, place: int) -> None:
        """Move the cursor; a place that does not exist counts as none."""
        if self.card is not None:
            self.card.current = -1
        self.card = card
        places = card.exchange.places
        card.current = place if 0 <= place < len(places) else -1
        citation = places[card.current] if card.current >= 0 else None
        self.post_message(self.Moved(card.exchange, citation))
        self._show_place(card)
        self.refresh()

    def step(self, by: int) -> None:
        """The next or previous place of this answer; after the last comes the first."""
        card = self.card
        if card is not None and (places := card.exchange.places):
            self.choose(card, (card.current + by) % len(places))

    def action_walk(self, by: int) -> None:
        """The next or previous place of the whole conversation."""
        stops = [(card, i) for card in self.cards for i in range(len(card.exchange.places))]
        if not stops or self.card is None:
            return
        here = (self.card, self.card.current)
        index = stops.index(here) + by if here in stops else (0 if by > 0 else len(stops) - 1)
        self.choose(*stops[max(0, min(index, len(stops) - 1))])

    def action_read(self) -> None:
        self.post_message(self.Read())

    # Where its rows are

    def top_of(self, card: AnswerCard) -> int:
        """The first row of a card."""
        return self._tops[self.cards.index(card)]

    def _scroll(self, number: int) -> None:
        """Bring a row to the top."""
        # Forced, since the scrollbar may come only with the next layout.
        self.scroll_to(0, number, animate=False, force=True)

    def _show_card(self, card: AnswerCard) -> None:
        self._scroll(self.top_of(card))

    def _show_place(self, card: AnswerCard) -> None:
        if card.current == 0:
            self._show_card(card)
        elif rows := card.rows_of(card.current):
            region = Region(0, self.top_of(card) + rows.start, self._width, len(rows))
            self.scroll_to_region(region, animate=False)

    @property
    def _room(self) -> int:
        """Width of a row, in cells."""
        return self.scrollable_content_region.width - 1

    def _lay_out(self) -> None:
        self._width = width = self._room
        for card in self.cards if width > 0 else ():
            card.lay_out(width)
        self._tops = [0, *accumulate(len(card.rows) for card in self.cards)]
        self.virtual_size = Size(self.size.width, self._tops[-1])
        self.refresh()

    def on_resize(self) -> None:
        self._fit()

    def _fit(self) -> None:
        """Wrap the rows again where the width changed, and keep in view what was in view."""
        if self._width == self._room:
            return
        card_and_row = self._row_at(self.scroll_offset.y)
        at_top = self.card is not None and self.scroll_offset.y <= self.top_of(self.card)
        self._lay_out()
        if self.card is not None and (card_and_row is None or at_top):
            self._show_place(self.card)
        elif card_and_row is not None:
            card, start = card_and_row[0], card_and_row[1].start
            before = sum(row.start < start for row in card.rows)
            self._scroll(self.top_of(card) + before)

    def _row_at(self, number: int) -> tuple[AnswerCard, Row] | None:
        if not 0 <= number < self._tops[-1]:
            return None
        index = bisect_right(self._tops, number) - 1
        card = self.cards[index]
        return card, card.rows[number - self._tops[index]]

    # How they are drawn

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._looks.clear()

    def render_lines(self, crop: Region) -> list[Strip]:
        # A pane that is shown again may get no resize event.
        if self._width != self._room:
            self.call_later(self._fit)
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        number, width = y + self.scroll_offset.y, self.size.width
        card_and_row = self._row_at(number)
        ground = self._look("").rich_style
        if card_and_row is None or card_and_row[1].block is None:
            return Strip.blank(width, ground)
        card, row = card_and_row
        # Only the text can be selected, so that a copy holds no bars.
        words = selected(self, Strip(self._words(card, row)), number).apply_offsets(0, number)
        line = Strip([*self._lead(card, card_and_row[1].block), *words])
        return line.adjust_cell_length(width, ground)

    def _lead(self, card: AnswerCard, block: Block) -> Iterator[Segment]:
        """What is drawn before the text: the bar and empty cells."""
        before = block.room.before
        if block.barred and before:
            here = card.current in block.places
            look = "bar-here" if here else "bar-hover" if block is self._hovered else "bar"
            # Without colours the bars would all be the same.
            bar = " " if self.app.no_color and not here else _BAR
            yield Segment(bar, self._look(look).rich_style)
            before -= 1
        yield Segment(" " * before, self._look("").rich_style)

    def _words(self, card: AnswerCard, row: Row) -> Iterator[Segment]:
        base = self._look(row.block.look if row.block else "")

        def look(name: str | Style) -> Style:
            if isinstance(name, Style):
                return name
            if name.startswith(MARK):
                here = name == f"{MARK}{card.current}"
                return self._look("mark", partial=True) + Style(reverse=here)
            if name == "warning":
                return self._look(name, partial=True)
            if name in ("muted", "struck"):
                return self._look(name)
            return Style.parse(name)

        for text, style in row.words.render(base, end="", parse_style=look):
            yield Segment(text, style.rich_style)

    def _look(self, name: str, *, partial: bool = False) -> Style:
        look = self._looks.get(name)
        if look is None:
            names = (f"card--{name}",) if name else ()
            look = self._looks[name] = self.get_visual_style(*names, partial=partial)
        return look

    # The mouse

    def on_click(self, event: events.Click) -> None:
        if question := event.style.meta.get("ask"):
            event.stop()
            self.post_message(self.Chosen(question))
            return
        card_and_row = self._row_at(event.y + self.scroll_offset.y)
        if (
            card_and_row is None
            or card_and_row[1].block is None
            or not card_and_row[1].block.places
        ):
            return
        event.stop()
        card, places = card_and_row[0], card_and_row[1].block.places
        self.choose(card, event.style.meta.get("place", next(iter(places))))

    def on_mouse_move(self, event: events.MouseMove) -> None:
        card_and_row = self._row_at(event.y + self.scroll_offset.y)
        self._hover(card_and_row[1].block if card_and_row else None)

    def on_leave(self) -> None:
        self._hover(None)

    def _hover(self, block: Block | None) -> None:
        if block is not self._hovered:
            self._hovered = block
            self.refresh()

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The selected text, with the line ends of the text and not of the screen."""
        start = self._offset(selection.start or Offset(0, 0))
        end = self._offset(selection.end or Offset(0, self._tops[-1]))
        return "\n".join(card.text for card in self.cards)[start:end], "\n"

    def _offset(self, edge: Offset) -> int:
        """The offset of a column of a row in the texts of all cards, joined by line ends."""
        card_and_row = self._row_at(edge.y)
        if card_and_row is None:
            return sum(len(card.text) + 1 for card in self.cards)
        card, row = card_and_row
        before = sum(len(each.text) + 1 for each in self.cards[: self.cards.index(card)])
        return before + row.start + min(edge.x, len(row.words))
