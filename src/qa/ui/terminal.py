"""What the terminal can do: whether the UI can run in it, and in which colours."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import Any, TextIO, cast

from textual._ansi_sequences import ANSI_SEQUENCES_KEYS  # not exported anywhere else
from textual.app import App

_INSTEAD = "use `qa ask` instead"
_WITHOUT_CURSOR = frozenset({"dumb", "unknown"})
PLAIN_THEME = "ansi-dark"
"""Draws with the terminal's own colours on its own background."""
_OF_BROWSERS = frozenset({"ctrl+n", "ctrl+t", "ctrl+w"})
"""Open and close windows and tabs: no page can have them."""


def in_browser(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether a browser shows the UI and not a terminal: textual-serve sets this variable."""
    return "TEXTUAL_DRIVER" in environment


def taken_keys(environment: Mapping[str, str] = os.environ) -> frozenset[str]:
    """The keys that do not arrive, since what stands around the program takes them."""
    if in_browser(environment):
        return _OF_BROWSERS
    prefixes = {"TMUX": "ctrl+b", "STY": "ctrl+a"}  # of tmux and of screen
    return frozenset(key for name, key in prefixes.items() if environment.get(name))


def read_alt_digits() -> None:
    """Let Alt with a digit arrive as such: textual takes it for the sign that macOS has there."""
    for digit in range(10):
        cast("dict[str, object]", ANSI_SEQUENCES_KEYS).pop(f"\x1b{digit}", None)


def terminal_problem(
    streams: Mapping[str, TextIO | None] | None = None, environment: Mapping[str, str] = os.environ
) -> str:
    """Why the UI cannot run here, in one line; "" when it can.

    Args:
        streams: "input", "output" and "error"; those of the process when not given.
    """
    if in_browser(environment):
        return ""
    if streams is None:
        streams = {"input": sys.__stdin__, "output": sys.__stdout__, "error": sys.__stderr__}
    requirements = {
        "error": "the terminal UI draws on standard error, and that is not a terminal here",
        "input": "the terminal UI reads keys from standard input, and that is not a terminal here",
        "output": "the terminal UI needs standard output to be the terminal too",
    }
    for name, problem in requirements.items():
        stream = streams[name]
        if stream is None or stream.closed or not stream.isatty():
            return f"{problem}; {_INSTEAD}"
    if (term := environment.get("TERM", "")) in _WITHOUT_CURSOR:
        return (
            f"TERM={term} means that this terminal cannot position text on its screen; {_INSTEAD}"
        )
    return ""


def visible_stream(error: TextIO, output: TextIO) -> TextIO:
    """The stream a person sees: standard error, unless only standard output is the terminal."""
    return output if output.isatty() and not error.isatty() else error


def without_colours(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether NO_COLOR asks for no colours at all: https://no-color.org."""
    return bool(environment.get("NO_COLOR"))


def has_few_colours(app: App[Any]) -> bool:
    """Whether the terminal has no more than its own sixteen colours; themes need many more."""
    return app.no_color or app.console.color_system in (None, "standard")
