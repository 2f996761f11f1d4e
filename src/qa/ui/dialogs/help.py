"""F1: the keys that work here, then the keys that work everywhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import HorizontalGroup, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from qa.ui.model.keys import Keyboard


@dataclass(frozen=True, slots=True)
class Keys:
    """A heading, and pairs of keys and what they do; "{find}" stands for the key of that action."""

    heading: str
    pairs: tuple[tuple[str, str], ...]


EVERYWHERE = Keys(
    "Everywhere",
    (
        ("{quote.next}  {quote.previous}", "next and previous quote, across documents"),
        ("Tab  Shift+Tab", "go to the next or previous pane"),
        ("{pane.other}", "go to the other pane"),
        ("{jump}", "go anywhere by a letter"),
        ("{documents}", "all documents; type to filter them"),
        ("{conversations}", "saved conversations"),
        ("{pane.zoom}", "show this pane alone, and back"),
        ("{scope}", "choose which documents to ask"),
        ("{index}", "see what is indexed, and update it"),
        ("{conversation.new}", "begin a new conversation"),
        ("{literally}", "take a question literally that was understood otherwise"),
        ("Esc", "cancel the question; go back to the prompt"),
        ("{palette}", "every command by name"),
        ("{quit}", "quit"),
    ),
)
_COPY_AND_SAVE = (
    ("{copy.quote}", "copy the sentence"),
    ("{copy.citation}", "copy the sentence with its source"),
    ("{copy.answer}", "copy the answer"),
    (
        "{export.answer}  {export.conversation}",
        "save this answer or the conversation: Markdown, JSON, HTML or CSV",
    ),
    ("{like.paragraph}  {like.sentence}", "find passages like this one; like this sentence"),
    ("{edit}", "open the file in $EDITOR at this line"),
    ("{divider.left}  {divider.right}  {divider.reset}", "move the divider; reset it"),
)
PANES = {
    "prompt": Keys(
        "The prompt",
        (
            ("Enter", "ask"),
            ("Shift+Enter, Ctrl+J", "begin a new line"),
            ("Up  Down", "earlier and later questions"),
            ("Esc", "cancel the running question"),
        ),
    ),
    "conversation": Keys(
        "The conversation",
        (
            ("Up  Down, k  j", "next and previous quote, through all answers"),
            ("1 … 9", "go to the quote with this number"),
            ("{mark.next}  {mark.previous}", "next and previous quote of this answer"),
            ("Enter", "go to the source"),
            ("PgUp  PgDn, g  G", "scroll; top and end"),
            *_COPY_AND_SAVE,
        ),
    ),
    "index-panel": Keys(
        "The index",
        (
            ("u, Enter", "update it; you can go on asking"),
            ("a", "add a file, a folder or a web address"),
            ("d", "remove one of them from the index"),
            ("s", "stop the update; the next one reuses its work"),
            ("Tab", "go to the list of skipped files"),
            ("Esc", "close; the update goes on"),
        ),
    ),
    "source": Keys(
        "The source",
        (
            ("{find}", "find words in this document"),
            ("{mark.next}  {mark.previous}", "next and previous match, or quote"),
            ("1 … 9", "go to the quote with this number"),
            ("{paragraph}", "go to a paragraph by its number"),
            ("Up  Down, k  j", "scroll by lines"),
            ("Space  b, g  G", "scroll by pages; top and end"),
            *_COPY_AND_SAVE,
        ),
    ),
}


class HelpScreen(ModalScreen[None]):
    """The keys on one page."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (70, "-wide")]  # noqa: RUF012 (as the base class)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f1,q", "dismiss", "Close"),
    ]

    def __init__(self, focused: str | None, keyboard: Keyboard) -> None:
        super().__init__()
        self._keyboard = keyboard
        here = [PANES[focused]] if focused in PANES else []
        others = [keys for name, keys in PANES.items() if name != focused]
        self._keys = [*here, EVERYWHERE, *others]

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="help"):
            for section in self._keys:
                yield Static(section.heading, classes="heading", markup=False)
                for key, what in section.pairs:
                    with HorizontalGroup():
                        yield Static(self._keyboard.shown(key), classes="key", markup=False)
                        yield Static(what, classes="what", markup=False)
