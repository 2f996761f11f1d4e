"""The right side: title and facts of a document, its text, and the words to find in it."""

from __future__ import annotations

from bisect import bisect_left
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.getters import query_one
from textual.widget import Widget
from textual.widgets import Static

from qa.text.sanitize import one_line
from qa.types import Citation, Document, Paragraph, Span
from qa.ui.drawing.highlight import find_all
from qa.ui.model.phrases import byline, name
from qa.ui.widgets.find_bar import FindBar
from qa.ui.widgets.shelf import Shelf
from qa.ui.widgets.source_view import Page, SourceView
from qa.ui.widgets.two_ended_line import Line

MOST_FOUND = 5_000
"""Matches marked at once: as many as are quick in the largest document."""


class SourcePane(Vertical):
    """Title, facts and text of one document."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "find", "Find", key_display="/", id="find"),
    ]

    view = query_one("#source", SourceView)
    shelf = query_one(Shelf)
    bar = query_one(FindBar)

    def __init__(self, all_documents: str = "") -> None:
        """An empty pane; `all_documents` tells how to see the documents that are not listed."""
        super().__init__(id="right")
        self._all_documents = all_documents
        self._page: Page | None = None
        self._found: tuple[Span, ...] = ()
        self._here = 0
        self._facts = ""
        """Who wrote the document, when, and where it lies."""

    def compose(self) -> ComposeResult:
        yield Line(id="source-title")
        yield Line(id="source-facts")
        yield Static("", id="source-warning", markup=False)
        yield Shelf(self._all_documents)
        yield SourceView()
        yield FindBar()

    def show(
        self, document: Document, paragraphs: tuple[Paragraph, ...], *, marked_up: bool = False
    ) -> None:
        """Show a document from its beginning, without marks; `marked_up` if it is Markdown."""
        self.add_class("-shown")
        source = one_line(document.source) if document.title else ""
        facts = [byline(document, title=False), source]
        self._facts = " · ".join(fact for fact in facts if fact)
        self.query_one("#source-title", Line).left = Content(name(document))
        self.place(None, 0)
        self.warn("")
        self._page = Page.of(document.text, paragraphs, marked_up=marked_up)
        self.view.show(self._page)
        self.close_find()

    def clear(self) -> None:
        """Show no document, but all of them to choose from."""
        self.remove_class("-shown")
        self._page = None
        self.view.show(None)
        self.warn("")
        self.close_find()

    @property
    def content(self) -> Widget:
        """What takes the keys: the text, or the list of documents."""
        return self.view if self._page is not None else self.shelf.list

    def warn(self, words: str) -> None:
        """Show above the text what is wrong with it; "" for nothing."""
        warning = self.query_one("#source-warning", Static)
        if words or warning.display:  # otherwise nothing changes, and no layout is needed
            warning.update(Content(one_line(words)))
            warning.display = bool(words)

    def place(self, citation: Citation | None, total: int, noun: str = "quote") -> None:
        """Show which of the citations is in view, its paragraph, and the headings above it."""
        section = place = ""
        if citation is not None:
            section = one_line(" › ".join(citation.paragraph.section))
            place = f"{noun} {citation.number} of {total} · ¶ {citation.paragraph.number}"
        line = self.query_one("#source-facts", Line)
        line.left = Content(" · ".join(filter(None, (section, self._facts))))
        line.right = Content(place)

    @property
    def page(self) -> Page | None:
        """What is shown; None before the first document."""
        return self._page

    # Finding words

    @property
    def finding(self) -> bool:
        """Whether there are matches to step through."""
        return bool(self._found)

    def action_find(self) -> None:
        if self._page is not None:
            self.bar.open()

    def close_find(self) -> bool:
        """Close the find bar; whether it was open."""
        was_open = self.bar.display
        self.bar.close()
        self._found = ()
        self.view.mark_found((), -1)
        return was_open

    def step_find(self, by: int) -> None:
        """The next or previous match; after the last comes the first."""
        if self._found:
            self._here = (self._here + by) % len(self._found)
            self._show_matches()

    @on(FindBar.Wanted)
    def _wanted(self, event: FindBar.Wanted) -> None:
        if self._page is None:
            return
        self._found = find_all(self._page.text, event.words, MOST_FOUND)
        in_view = self.view.offset_in_view()
        starts = [span.start for span in self._found]
        self._here = bisect_left(starts, in_view) % max(1, len(starts))
        self._show_matches()

    @on(FindBar.Step)
    def _stepped(self, event: FindBar.Step) -> None:
        self.step_find(event.by)

    @on(FindBar.Entered)
    def _entered(self) -> None:
        self.view.focus()

    def _show_matches(self) -> None:
        total = len(self._found)
        self.bar.show_count(self._here + 1, total, more=total == MOST_FOUND)
        self.view.mark_found(self._found, self._here if total else -1)
        if total:
            self.view.go_to(self._found[self._here].start)
