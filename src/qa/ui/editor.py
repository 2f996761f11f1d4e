"""The command that opens the file of a document at a line."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from shutil import which

from qa.errors import BadInput

_PLUS_LINE = frozenset({"vi", "vim", "nvim", "view", "nano", "emacs", "emacsclient", "kak", "joe"})
_COLON_LINE = frozenset({"hx", "helix", "micro", "subl", "zed"})
_USUAL = ("sensible-editor", "nano", "vi", "notepad")
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


def editor_command(path: Path, line: int, environment: Mapping[str, str] = os.environ) -> list[str]:
    """The reader's editor on `path` at `line`, from 1.

    $VISUAL counts before $EDITOR; where neither is set, an editor that most systems have. An
    unknown editor gets the path alone.

    Raises:
        BadInput: if the editor is not installed, or there is none.
    """
    places = environment.get("PATH")
    command = _words(environment.get("VISUAL") or environment.get("EDITOR") or "")
    if not command:
        command = [name for name in _USUAL if which(name, path=places)][:1]
    if not command:
        raise BadInput("no editor is installed: set $EDITOR to one, and start qa again")
    if not which(command[0], path=places):
        raise BadInput(f"the editor {command[0]} is not installed: set $EDITOR to another")
    name = Path(command[0]).stem
    # An absolute path can be taken for no option.
    file = os.path.abspath(path)
    if name in _PLUS_LINE:
        return [*command, f"+{line}", file]
    if name in _COLON_LINE:
        return [*command, f"{file}:{line}"]
    if name in _GOTO:
        waits = "--wait" in command or "-w" in command
        return [*command, *([] if waits else ["--wait"]), "--goto", f"{file}:{line}"]
    return [*command, file]


def edit(command: Sequence[str]) -> str:
    """Runs an editor until it is closed; what went wrong, "" if nothing."""
    try:
        subprocess.run(command, check=False)
    except OSError as error:
        return f"{command[0]} could not be started: {error.strerror or error}"
    return ""


def _words(command: str) -> list[str]:
    try:
        return shlex.split(command)
    except ValueError:  # a quote without its pair
        return command.split()
