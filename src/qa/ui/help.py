"""F1: the keys that work here, then the keys that work everywhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import HorizontalGroup, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static


@dataclass(frozen=True, slots=True)
class Keys:
    """A heading, and pairs of keys and what they do."""

    heading: str
    pairs: tuple[tuple[str, str], ...]


EVERYWHERE = Keys(
    "Everywhere",
    (
        ("Ctrl+N  Ctrl+B", "next and previous quote, across documents"),
        ("Tab  Shift+Tab", "from pane to pane"),
        ("F2", "over to the other pane"),
        ("F3", "all documents, filtered as you type"),
        ("F4", "conversations that were kept"),
        ("F5", "this pane on the whole screen, and back"),
        ("F9", "a new conversation"),
        ("Esc", "cancel the question; back to the prompt"),
        ("Ctrl+P", "every command by name"),
        ("Ctrl+Q", "leave"),
    ),
)
_TAKE = (
    ("y", "copy the quote"),
    ("c", "copy the quote with its source"),
    ("Y", "copy the answer"),
    ("e  E", "save this answer, or all of them: Markdown or JSON"),
    ("o", "open the file in $EDITOR at this line"),
)
PANES = {
    "prompt": Keys(
        "The prompt",
        (
            ("Enter", "ask"),
            ("Shift+Enter, Ctrl+J", "a new line"),
            ("Up  Down", "earlier and later questions"),
            ("Esc", "cancel the question that is running"),
        ),
    ),
    "conversation": Keys(
        "The conversation",
        (
            ("Up  Down, k  j", "from quote to quote, through all answers"),
            ("1 … 9", "the quote with this number"),
            ("n  N", "next and previous quote of this answer"),
            ("Enter", "over to the source"),
            ("PgUp  PgDn, g  G", "scroll; top and end"),
            *_TAKE,
        ),
    ),
    "source": Keys(
        "The source",
        (
            ("/", "find words in this document"),
            ("n  N", "next and previous place found, else quote"),
            ("1 … 9", "the quote with this number"),
            ("p", "go to a paragraph by its number"),
            ("Up  Down, k  j", "scroll by lines"),
            ("Space  b, g  G", "scroll by pages; top and end"),
            *_TAKE,
        ),
    ),
}


class HelpScreen(ModalScreen[None]):
    """The keys on one page."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f1,q", "dismiss", "Close"),
    ]

    def __init__(self, focused: str | None) -> None:
        super().__init__()
        here = [PANES[focused]] if focused in PANES else []
        others = [keys for name, keys in PANES.items() if name != focused]
        self._keys = [*here, EVERYWHERE, *others]

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="help"):
            for section in self._keys:
                yield Static(section.heading, classes="heading", markup=False)
                for key, what in section.pairs:
                    with HorizontalGroup():
                        yield Static(key, classes="key", markup=False)
                        yield Static(what, classes="what", markup=False)
