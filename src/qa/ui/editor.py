"""The command that opens the file of a document at a line."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping
from pathlib import Path

_PLUS_LINE = frozenset({"vi", "vim", "nvim", "view", "nano", "emacs", "emacsclient", "kak", "joe"})
_COLON_LINE = frozenset({"hx", "helix", "micro", "subl", "zed"})
_GOTO = frozenset({"code", "codium", "cursor"})


def is_text(path: Path) -> bool:
    """Whether a text editor can show the file."""
    from qa.load.formats import Opens, format_of

    return format_of(path.suffix.lower()).opens is not Opens.NOWHERE


def line_in(path: Path, text: str, offset: int) -> int:
    """The line of the file, from 1, of a character of its document; 1 where it cannot be told."""
    from qa.load.formats import Opens, format_of

    if format_of(path.suffix.lower()).opens is not Opens.AT_LINE:
        return 1
    return text.count("\n", 0, offset) + 1


def editor_command(
    path: Path, line: int, environment: Mapping[str, str] = os.environ
) -> list[str] | None:
    """The reader's editor on `path` at `line`, from 1; None when no editor is set.

    $VISUAL counts before $EDITOR. An unknown editor gets the path alone.
    """
    wanted = environment.get("VISUAL") or environment.get("EDITOR")
    if not wanted or not (command := shlex.split(wanted)):
        return None
    name = Path(command[0]).stem
    if name in _PLUS_LINE:
        return [*command, f"+{line}", str(path)]
    if name in _COLON_LINE:
        return [*command, f"{path}:{line}"]
    if name in _GOTO:
        return [*command, "--wait", "--goto", f"{path}:{line}"]
    return [*command, str(path)]
