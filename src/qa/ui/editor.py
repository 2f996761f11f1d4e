"""The file behind a document, and the command that opens it at a line."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path

_PLUS_LINE = frozenset({"vi", "vim", "nvim", "view", "nano", "emacs", "emacsclient", "kak", "joe"})
_COLON_LINE = frozenset({"hx", "helix", "micro", "subl", "zed"})
_GOTO = frozenset({"code", "codium", "cursor"})


def locate(source: str, roots: Sequence[str]) -> Path | None:
    """The file of a document, by its source and the roots of the index; None where it is gone."""
    for root in map(Path, roots):
        inside = root / source
        if inside.is_file():
            return inside
        if root.is_file() and root.name == source.rsplit("/", 1)[-1]:
            return root
    return None


def editor_command(
    path: Path, line: int, environment: Mapping[str, str] = os.environ
) -> list[str] | None:
    """The reader's editor on `path` at `line`, from 1; None when no editor is set.

    $VISUAL counts before $EDITOR. An editor that is not known gets the path alone.
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


def line_of(text: str, offset: int) -> int:
    """The line of the file, from 1, on which the character at `offset` stands."""
    return text.count("\n", 0, offset) + 1
