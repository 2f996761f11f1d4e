"""The terminal UI: `run` opens it on an index folder; `QAApp` is the app itself.

Nothing heavy is imported before the first paint: the library comes in on its own thread.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import ClassVar

from platformdirs import user_data_path
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.theme import Theme

from qa.ui import garbage
from qa.ui.backend.index import IndexFolder, IndexFolderLike, OnProgress
from qa.ui.backend.library import Backend, LibraryLike, Opener
from qa.ui.drawing.themes import DARK, LIGHT
from qa.ui.main_screen.screen import MainScreen
from qa.ui.model.conversations import ConversationStore
from qa.ui.model.keys import EVERYWHERE, Panes, config_folder, read_keys
from qa.ui.terminal import PLAIN_THEME, colourless, few_colours, seen, unfit
from qa.ui.widgets.conversation import Conversation
from qa.ui.widgets.find_bar import FindBar
from qa.ui.widgets.prompt import Prompt
from qa.ui.widgets.source_pane import SourcePane
from qa.ui.widgets.source_view import SourceView


class QAApp(App[None]):
    """Owns the desk where the library works, the themes, and the first screen."""

    TITLE = "qa"
    CSS_PATH = Path(__file__).with_name("qa.tcss")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", "Leave", show=False, priority=True, id="quit"),
    ]

    def __init__(
        self,
        opener: Opener,
        question: str | None = None,
        *,
        home: Path | None = None,
        keeper: IndexFolderLike | None = None,
        config: Path | None = None,
    ) -> None:
        """An app on a library that `opener` opens.

        Args:
            home: Where conversations and settings are kept; None keeps nothing.
            keeper: Minds the files of the index; without one, nobody does.
            config: The folder of the reader's own settings; None has none.
        """
        # Without colours: none at all, and not the greys that textual would put in their place.
        super().__init__(ansi_color=True if colourless() else None)
        self._keyboard = read_keys(PANES, config)
        self._desk = Backend(opener, keeper)
        self._shelf = ConversationStore(home)
        self._first = MainScreen(self._desk, self._shelf, question, self._keyboard)
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        remembered = self._shelf.settings.get("theme")
        self.theme = remembered if remembered in self.available_themes else DARK.name

    def get_key_display(self, binding: Binding) -> str:
        shown = super().get_key_display(binding)
        return shown.upper() if shown[0] == "f" and shown[1:].isdigit() else shown

    def get_default_screen(self) -> Screen[None]:
        return self._first

    def on_mount(self) -> None:
        self.theme_changed_signal.subscribe(self, self._remember_theme)
        self.set_keymap(self._keyboard.keymap)
        if self._keyboard.trouble:
            self.notify(self._keyboard.trouble, severity="warning", timeout=15, markup=False)

    def on_unmount(self) -> None:
        self._desk.close()

    def watch_app_focus(self, focus: bool) -> None:
        """In a browser the screen comes before the focus does, and nothing on it would have it."""
        screen = self.screen
        if focus and screen.focused is None and screen.AUTO_FOCUS:
            for widget in screen.query(screen.AUTO_FOCUS):
                screen.set_focus(widget)

    def _remember_theme(self, theme: Theme) -> None:
        with suppress(OSError):
            self._shelf.set("theme", theme.name)

    def action_help(self) -> None:
        from qa.ui.dialogs.help import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            focused = self.screen.focused
            self.push_screen(HelpScreen(focused.id if focused else None, self._keyboard))

    def action_other_theme(self) -> None:
        """Light instead of dark, or the other way round."""
        self.theme = LIGHT.name if self.current_theme.dark else DARK.name

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        yield SystemCommand("Help", "The keys of this pane, and all others", self.action_help)
        yield SystemCommand(
            "Light or dark", "Change between our two themes", self.action_other_theme
        )
        yield SystemCommand("Theme", "Choose among all themes", self.action_change_theme)
        if isinstance(screen, MainScreen):
            yield from screen.commands()
        yield SystemCommand("Leave", "Close the program (Ctrl+Q)", self.exit)


PANES: Panes = {
    EVERYWHERE: (QAApp, MainScreen),
    "prompt": (Prompt,),
    "conversation": (Conversation,),
    "source": (SourcePane, SourceView),
    "find": (FindBar,),
}
"""Who hears the keys of which pane."""


def opener(folder: Path, seeds: Path | None) -> Opener:
    """Open the index in `folder`; when there is none, build it from `seeds` first."""

    def open_library(report: OnProgress) -> LibraryLike:
        from qa.errors import IndexMissing
        from qa.library import Library

        try:
            return Library.open(folder)
        except IndexMissing:
            if seeds is None or not seeds.exists():
                raise
        return Library.build(
            [seeds], folder, progress=lambda step: report(step.stage, step.done, step.total)
        )

    return open_library


def run(folder: Path, seeds: Path | None, question: str | None = None) -> int:
    """Open the UI and stay until the person leaves.

    Returns:
        The exit code: 0, or 2 when there is no terminal to draw on.
    """
    if trouble := unfit():
        seen(sys.stderr, sys.stdout).write(f"qa: {trouble}\n")
        return 2
    garbage.begin()
    home = user_data_path("qa", appauthor=False)
    keeper, config = IndexFolder(folder), config_folder()
    app = QAApp(opener(folder, seeds), question, home=home, keeper=keeper, config=config)
    if few_colours(app):
        app.theme = PLAIN_THEME
    # The library computes on another thread; keys should not wait the usual 5 ms for their turn,
    # which a paint takes many times.
    sys.setswitchinterval(0.0002)
    app.run()
    return app.return_code or 0
