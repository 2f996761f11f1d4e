"""The documents of the index, in the place of the source until one is open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from qa.types import Document
from qa.ui.drawing.list_entry import Entry
from qa.ui.model.phrases import count, name, shelved
from qa.ui.widgets.entered import Entered

MOST = 1_000
"""Documents of an index that is listed; to read more would take long at every start."""


class ShelfList(Entered, OptionList, can_focus=True):
    """The list itself, with its cursor on the first entry."""

    def on_focus(self) -> None:
        if self.highlighted is None and self.option_count:
            self.highlighted = 0


class Shelf(Vertical):
    """Title, date and length of each document; choosing one opens it."""

    @dataclass
    class Chosen(Message):
        """A document was chosen."""

        document: Document

    def __init__(self, key: str) -> None:
        """An empty shelf; `key` lists the documents where there are too many for it."""
        super().__init__()
        self._key = key
        self._documents: Sequence[Document] = ()

    def compose(self) -> ComposeResult:
        yield Static("", id="shelf-title", markup=False)
        yield ShelfList(id="shelf", markup=False)

    @property
    def list(self) -> OptionList:
        return self.query_one(OptionList)

    def show(self, documents: Sequence[Document]) -> None:
        """Show documents in this order."""
        self._documents = documents
        self._say(count(len(documents), "document") if documents else "")
        self.list.clear_options()
        self.list.add_options([Option(Entry(name(d), shelved(d))) for d in self._documents])

    def show_count(self, number: int) -> None:
        """Show only how many there are."""
        self.show(())
        self._say(f"{count(number, 'document')}: {self._key} lists them")

    def _say(self, title: str) -> None:
        self.query_one("#shelf-title", Static).update(Content(title))

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.post_message(self.Chosen(self._documents[event.option_index]))
