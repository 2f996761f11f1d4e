"""Shown instead of an empty conversation: how to begin, or the progress of the index."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import ProgressBar, Static

from qa.text.sanitize import one_line
from qa.ui.drawing.excerpt import offer

_KEYS = (
    ("Enter", "ask"),
    ("{quote.next}  {quote.previous}", "browse the quotes"),
    ("Tab", "switch panes"),
    ("{help}", "all keys"),
)


class Welcome(Vertical):
    """Shown until the first question."""

    @dataclass
    class Chosen(Message):
        """A question that is offered was clicked."""

        question: str

    def __init__(self, shown: Callable[[str], str]) -> None:
        """A welcome; `shown` replaces the names of actions by their keys."""
        super().__init__()
        self._shown = shown
        self._title = ""
        self.suggestions: tuple[str, ...] = ()
        """Questions that the documents answer."""

    def compose(self) -> ComposeResult:
        yield Static("Opening the index…", id="welcome-title", markup=False)
        yield Static("", id="welcome-text", markup=False)
        yield ProgressBar(id="welcome-progress", show_eta=True)

    def opened(self, title: str) -> None:
        """The index is open."""
        self.remove_class("-building", "-failed")
        self._title, self.suggestions = title, ()
        self._draw()

    def suggest(self, question: str) -> None:
        """Show one more question that the documents answer."""
        self.suggestions = (*self.suggestions, question)
        self._draw()

    def _draw(self) -> None:
        lines = [
            Content("Answers quote them word for word and show where each quote is."),
            Content(""),
        ]
        lines += [
            Content.assemble(
                (f"{self._shown(keys):<15}", "bold $text-primary"), (f"  {what}", "dim")
            )
            for keys, what in _KEYS
        ]
        if self.suggestions:
            lines += [Content(""), Content("These documents answer, for example:")]
            lines += [
                Content.assemble((f"{f'Alt+{number}':<6}", "bold $text-primary"), offer(question))
                for number, question in enumerate(self.suggestions, start=1)
            ]
        self._say(self._title, Content("\n").join(lines))

    def building(self, stage: str, done: int, total: int) -> None:
        """The index is being built."""
        self.add_class("-building")
        self._say("Building the index", Content(f"{one_line(stage)} {done:,} of {total:,}"))
        self.query_one(ProgressBar).update(total=total or None, progress=done)

    def failed(self, message: str, advice: str = "") -> None:
        """There is no index to ask."""
        self.remove_class("-building")
        self.add_class("-failed")
        words = Content(one_line(message))
        if advice:
            words = Content.assemble(words, "\n\n", (advice, "$text"))
        self._say("No index to ask", words)

    def on_click(self, event: events.Click) -> None:
        if question := event.style.meta.get("ask"):
            event.stop()
            self.post_message(self.Chosen(question))

    def _say(self, title: str, text: Content) -> None:
        self.query_one("#welcome-title", Static).update(Content(one_line(title)))
        self.query_one("#welcome-text", Static).update(text)
