"""The terminal UI: `run` opens it on an index folder; `QAApp` is the app itself.

Nothing heavy is imported before the first paint: the library is loaded on a thread of its own.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from platformdirs import user_data_path
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.driver import Driver
from textual.screen import Screen
from textual.theme import Theme

from qa.ui import garbage
from qa.ui.backend.index import IndexFolder, IndexFolderLike, OnProgress
from qa.ui.backend.library import Backend, LibraryLike, Opener
from qa.ui.drawing.themes import DARK, LIGHT
from qa.ui.main_screen.screen import MainScreen
from qa.ui.model.conversations import ConversationStore
from qa.ui.model.keys import EVERYWHERE, Panes, config_folder, read_keys, show
from qa.ui.steady import steady
from qa.ui.terminal import (
    PLAIN_THEME,
    has_few_colours,
    in_browser,
    read_alt_digits,
    taken_keys,
    terminal_problem,
    visible_stream,
    without_colours,
)
from qa.ui.web_socket import TAB, end_with_parent
from qa.ui.widgets.conversation import Conversation
from qa.ui.widgets.find_bar import FindBar
from qa.ui.widgets.prompt import Prompt
from qa.ui.widgets.source_pane import SourcePane
from qa.ui.widgets.source_view import SourceView

if TYPE_CHECKING:
    from qa.write.writing import CheckedWriter


class QAApp(App[None]):
    """Owns the backend, the themes and the main screen."""

    TITLE = "qa"
    CSS_PATH = Path(__file__).with_name("qa.tcss")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", "Quit", show=False, priority=True, id="quit"),
    ]

    def __init__(
        self,
        opener: Opener,
        question: str | None = None,
        *,
        home: Path | None = None,
        index_folder: IndexFolderLike | None = None,
        config: Path | None = None,
        in_step: bool = False,
        writer: CheckedWriter | None = None,
    ) -> None:
        """An app on a library that `opener` opens.

        Args:
            home: Where conversations and settings are saved; None saves nothing.
            index_folder: Where the index is stored; without it nothing is watched or updated.
            config: The folder of the reader's keys; None leaves all keys as they are.
            in_step: Bring the index in step with its files once it is open.
            writer: Writes on answers.
        """
        # With NO_COLOR no colours at all: not even the greys that textual would use instead.
        super().__init__(ansi_color=True if without_colours() else None)
        self._keyboard = read_keys(PANES, config, taken_keys())
        self._backend = Backend(opener, index_folder, writer)
        self._store = ConversationStore(home, os.environ.get(TAB, ""))
        self._main_screen = MainScreen(
            self._backend, self._store, question, self._keyboard, in_step=in_step
        )
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        remembered = self._store.settings.get("theme")
        self.theme = remembered if remembered in self.available_themes else DARK.name

    def get_key_display(self, binding: Binding) -> str:
        """A key in the footer: "^n", "F8", "Shift+F8", "y"."""
        key = binding.key_display or binding.key
        named = ("+" in key and not key.startswith("ctrl+")) or re.fullmatch(r"f\d+", key)
        return show([key]) if named else super().get_key_display(binding)

    def get_driver_class(self) -> type[Driver]:
        return steady(super().get_driver_class())

    def get_default_screen(self) -> Screen[None]:
        return self._main_screen

    def on_mount(self) -> None:
        self.theme_changed_signal.subscribe(self, self._remember_theme)
        self.set_keymap(self._keyboard.keymap)
        if self._keyboard.problem:
            self.notify(self._keyboard.problem, severity="warning", timeout=15, markup=False)

    def on_unmount(self) -> None:
        self._backend.close()

    def watch_app_focus(self, focus: bool) -> None:
        """Focus the prompt: in a browser the screen is ready before the page has the focus."""
        screen = self.screen
        if focus and screen.focused is None and screen.AUTO_FOCUS:
            for widget in screen.query(screen.AUTO_FOCUS):
                screen.set_focus(widget)

    def _remember_theme(self, theme: Theme) -> None:
        with suppress(OSError):
            self._store.set("theme", theme.name)

    def action_command_palette(self) -> None:
        """Open the palette, unless a dialog is open."""
        if isinstance(self.screen, MainScreen):
            super().action_command_palette()

    def action_help(self) -> None:
        from qa.ui.dialogs.help import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            focused = self.screen.focused
            self.push_screen(HelpScreen(focused.id if focused else None, self._keyboard))

    def action_other_theme(self) -> None:
        """Switch between the light and the dark theme."""
        self.theme = LIGHT.name if self.current_theme.dark else DARK.name

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        yield SystemCommand("Help", "The keys of this pane, and all others", self.action_help)
        yield SystemCommand(
            "Light or dark", "Switch between the two themes of qa", self.action_other_theme
        )
        yield SystemCommand("Theme", "Choose one of all themes", self.action_change_theme)
        yield from self._main_screen.commands()
        yield SystemCommand("Quit", "Close the program (Ctrl+Q)", self.exit)


PANES: Panes = {
    EVERYWHERE: (QAApp, MainScreen),
    "prompt": (Prompt,),
    "conversation": (Conversation,),
    "source": (SourcePane, SourceView),
    "find": (FindBar,),
}
"""By pane: the classes whose key bindings work in it."""


FIRST_BYTES = 100_000
"""Of files that are indexed before the first question, where there is no index yet."""


def opener(folder: Path, paths: Sequence[str], first_bytes: int | None = None) -> Opener:
    """Open the index in `folder`; when there is none, build it from `paths`.

    Args:
        first_bytes: Build it from the first files only, so that it can be asked within seconds;
            the next update adds the others.
    """

    def open_library(on_progress: OnProgress) -> LibraryLike:
        from qa.errors import IndexMissing
        from qa.library import Library

        try:
            return Library.open(folder)
        except IndexMissing:
            if not paths:
                raise
        from qa.indexing.indexer import index
        from qa.indexing.request import IndexRequest

        index(
            IndexRequest(paths, first_bytes=first_bytes),
            folder,
            progress=lambda step: on_progress(step.stage, step.done, step.total, step.unit),
            notify=lambda line: on_progress(line, 0, 0),
        )
        return Library.open(folder)

    return open_library


def run(
    folder: Path,
    paths: Sequence[str],
    question: str | None = None,
    *,
    in_step: bool = False,
    writer: CheckedWriter | None = None,
) -> int:
    """Open the UI and run it until it is closed.

    Args:
        paths: What is indexed where `folder` has no index yet.
        in_step: Bring the index in step with its files once it is open.
        writer: Writes on answers.

    Returns:
        The exit code: 0, or 2 when there is no terminal to draw on.
    """
    if problem := terminal_problem():
        visible_stream(sys.stderr, sys.stdout).write(f"qa: {problem}\n")
        return 2
    if in_browser():
        end_with_parent()
    garbage.collect_rarely()
    read_alt_digits()
    home = user_data_path("qa", appauthor=False)
    index_folder, config = IndexFolder(folder), config_folder()
    app = QAApp(
        opener(folder, paths, FIRST_BYTES if in_step else None),
        question,
        home=home,
        index_folder=index_folder,
        config=config,
        in_step=in_step,
        writer=writer,
    )
    if has_few_colours(app):
        app.theme = PLAIN_THEME
    # The library computes on another thread. A key should not wait the usual 5 ms for its turn,
    # since a paint waits for many turns.
    sys.setswitchinterval(0.0002)
    app.run()
    return app.return_code or 0
