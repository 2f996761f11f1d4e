"""Shown instead of an empty conversation: how to begin, or the progress of the index."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.style import Style
from textual.widgets import ProgressBar, Static

from qa.text.sanitize import one_line
from qa.ui.drawing.excerpt import offer
from qa.ui.drawing.list_entry import QUIET
from qa.ui.model.conversations import SavedConversation
from qa.ui.model.index_state import Progress
from qa.ui.model.phrases import moment

_KEYS = (
    ("Enter", "ask"),
    ("{quote.next}  {quote.previous}", "browse the quotes"),
    ("Tab", "switch panes"),
    ("{jump}", "go anywhere"),
    ("{help}", "all keys"),
)


class Welcome(Vertical):
    """Shown until the first question."""

    @dataclass
    class Chosen(Message):
        """A question that is offered was clicked."""

        question: str

    @dataclass
    class Continued(Message):
        """An earlier conversation was clicked."""

        key: str

    def __init__(self, shown: Callable[[str], str]) -> None:
        """A welcome; `shown` replaces the names of actions by their keys."""
        super().__init__()
        self._shown = shown
        self._title = ""
        self._recent: Sequence[SavedConversation] = ()
        self.suggestions: tuple[str, ...] = ()
        """Questions that the documents answer."""

    def compose(self) -> ComposeResult:
        yield Static("Opening the index…", id="welcome-title", markup=False)
        yield Static("", id="welcome-text", markup=False)
        yield ProgressBar(id="welcome-progress", show_eta=False)

    def opened(self, documents: str) -> None:
        """The index is open; `documents` says how many it has."""
        self.remove_class("-building", "-failed")
        self.suggestions = ()
        self.count(documents)

    def count(self, documents: str) -> None:
        """The index has another number of documents by now."""
        self._title = f"{documents} to ask"
        self._draw()

    def suggest(self, question: str) -> None:
        """Show one more question that the documents answer."""
        self.suggestions = (*self.suggestions, question)
        self._draw()

    def recall(self, conversations: Sequence[SavedConversation]) -> None:
        """Show earlier conversations, the newest first."""
        self._recent = conversations
        self._draw()

    def _draw(self) -> None:
        blocks = [[Content("Answers quote them word for word and show where each quote is.")]]
        if self.suggestions:
            blocks.append(
                [
                    Content("They answer, for example:"),
                    *(
                        _pair(f"Alt+{number}", 5, offer(question))
                        for number, question in enumerate(self.suggestions, start=1)
                    ),
                ]
            )
        if self._recent:
            earlier = Content(f"Go on where you were ({self._shown('{conversations}')} lists all):")
            blocks.append([earlier, *map(_conversation, self._recent)])
        blocks.append([_pair(self._shown(keys), 15, Content(what)) for keys, what in _KEYS])
        self._say(self._title, Content("\n\n").join(map(Content("\n").join, blocks)))

    def building(self, progress: Progress) -> None:
        """The index is being built."""
        self.add_class("-building")
        self._say("Building the index", Content(one_line(progress.words)))
        self.query_one(ProgressBar).update(total=progress.total or None, progress=progress.done)

    def failed(self, message: str, advice: str = "") -> None:
        """There is no index to ask."""
        self.remove_class("-building")
        self.add_class("-failed")
        words = Content(one_line(message))
        if advice:
            words = Content.assemble(words, "\n\n", (advice, "$text"))
        self._say("No index to ask", words)

    def on_click(self, event: events.Click) -> None:
        meta = event.style.meta
        if "ask" in meta:
            event.stop()
            self.post_message(self.Chosen(meta["ask"]))
        elif "continue" in meta:
            event.stop()
            self.post_message(self.Continued(meta["continue"]))

    def _say(self, title: str, text: Content) -> None:
        self.query_one("#welcome-title", Static).update(Content(one_line(title)))
        self.query_one("#welcome-text", Static).update(text)


def _pair(key: str, width: int, what: Content) -> Content:
    """A key in a column of so many cells, and what it does."""
    return Content.assemble((key.ljust(width), "bold $text-primary"), "  ", what)


def _conversation(saved: SavedConversation) -> Content:
    meta = Style.from_meta({"continue": saved.key})
    words = Content.assemble(one_line(saved.name), (f"  {moment(saved.started)}", QUIET))
    return words.stylize(meta)
