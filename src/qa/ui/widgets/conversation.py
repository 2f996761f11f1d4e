"""The left side: questions and answers, the newest at the end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.message import Message

from qa.types import Citation
from qa.ui.exchange import Exchange
from qa.ui.widgets.answer_card import AnswerCard
from qa.ui.widgets.excerpt import Marked


class Conversation(VerticalScroll, can_focus=True):
    """Cards in order, and a cursor that stands on one place of one card."""

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
        """The cursor stands on another place, or on none."""

        exchange: Exchange
        citation: Citation | None

    @dataclass
    class Read(Message):
        """The reader wants to go over to the source."""

    def __init__(self) -> None:
        super().__init__(id="conversation")
        self._card: AnswerCard | None = None

    def update_node_styles(self, animate: bool = True) -> None:
        # Its cards look the same with the keys and without: no need to style them all anew.
        self.app.stylesheet.update_nodes((self,), animate=animate)

    @property
    def card(self) -> AnswerCard | None:
        """The card that the cursor is on."""
        return self._card

    @property
    def cards(self) -> list[AnswerCard]:
        return list(self.query(AnswerCard))

    async def add(self, exchange: Exchange) -> AnswerCard:
        """Put a card at the end and the cursor on it."""
        card = AnswerCard(exchange)
        await self.mount(card)
        self._card = card
        self._show_card(card)
        return card

    async def clear(self) -> None:
        """Take all cards away."""
        self._card = None
        await self.query(AnswerCard).remove()

    def renew(self, card: AnswerCard, exchange: Exchange) -> None:
        """Show what became of a card's question; its first place comes into view."""
        before = card.exchange
        card.exchange = exchange
        if card is not self._card:
            return
        if exchange.places != before.places or card.current < 0:
            card.current = -1
            self.choose(card, 0 if exchange.places else -1)
            self._show_card(card)

    def choose(self, card: AnswerCard, place: int) -> None:
        """Move the cursor; a place that does not exist counts as none."""
        if self._card is not None and self._card is not card:
            self._card.current = -1
        self._card = card
        places = card.exchange.places
        card.current = place if 0 <= place < len(places) else -1
        citation = places[card.current] if card.current >= 0 else None
        self.post_message(self.Moved(card.exchange, citation))
        self.call_after_refresh(self._show_place, card)

    def step(self, by: int) -> None:
        """The next or previous place of this answer, round and round."""
        card = self._card
        if card is not None and (places := card.exchange.places):
            self.choose(card, (card.current + by) % len(places))

    def action_walk(self, by: int) -> None:
        """The next or previous place of the whole conversation."""
        walk = [(card, i) for card in self.cards for i in range(len(card.exchange.places))]
        if not walk or self._card is None:
            return
        here = (self._card, self._card.current)
        index = walk.index(here) + by if here in walk else (0 if by > 0 else len(walk) - 1)
        self.choose(*walk[max(0, min(index, len(walk) - 1))])

    def action_read(self) -> None:
        self.post_message(self.Read())

    @on(Marked.Chosen)
    def _chosen(self, event: Marked.Chosen) -> None:
        event.stop()
        for card in self.cards:
            if card in event.marked.ancestors:
                self.choose(card, event.place)

    @on(AnswerCard.Drawn)
    def _drawn(self, event: AnswerCard.Drawn) -> None:
        event.stop()
        if event.card is self._card and event.card.current <= 0:
            self._show_card(event.card)  # only now is it known how tall it is

    def _show_card(self, card: AnswerCard) -> None:
        self.call_after_refresh(self.scroll_to_widget, card, top=True, animate=False)

    def _show_place(self, card: AnswerCard) -> None:
        excerpt = card.excerpt_in_view()
        if excerpt is not None and card.current > 0:
            self.scroll_to_widget(excerpt, animate=False)
        elif excerpt is not None:
            self.scroll_to_widget(card, top=True, animate=False)
