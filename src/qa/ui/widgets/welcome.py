"""Shown instead of an empty conversation: how to begin, or the progress of the index."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import ProgressBar, Static

from qa.text.sanitize import one_line

_KEYS = (
    ("Enter", "ask"),
    ("{quote.next}  {quote.previous}", "browse the quotes"),
    ("Tab", "switch panes"),
    ("{help}", "all keys"),
)


class Welcome(Vertical):
    """Shown until the first question."""

    def __init__(self, shown: Callable[[str], str]) -> None:
        """A welcome; `shown` replaces the names of actions by their keys."""
        super().__init__()
        self._shown = shown

    def compose(self) -> ComposeResult:
        yield Static("Opening the index…", id="welcome-title", markup=False)
        yield Static("", id="welcome-text", markup=False)
        yield ProgressBar(id="welcome-progress", show_eta=True)

    def opened(self, title: str) -> None:
        """The index is open."""
        self.remove_class("-building", "-failed")
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
        self._say(title, Content("\n").join(lines))

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

    def _say(self, title: str, text: Content) -> None:
        self.query_one("#welcome-title", Static).update(Content(one_line(title)))
        self.query_one("#welcome-text", Static).update(text)
