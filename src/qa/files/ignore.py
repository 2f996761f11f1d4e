"""Which files of a folder are left out: .gitignore and .qaignore by git's rules, and --exclude.

Matching takes at most the length of a name times that of the pattern: files may be a stranger's.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Self

from qa.errors import BadInput
from qa.files.opening import open_regular

FILES = (".gitignore", ".qaignore")
"""Read in every folder; the later one takes precedence."""
LONGEST_FILE = 100_000
"""Bytes of such a file that are read."""
LONGEST_PATTERN = 1000
"""Characters; a longer line is not a pattern."""

_DEEPER = "(?:[^/]+/)*"


@dataclass(frozen=True, slots=True)
class Pattern:
    """A line of such a file."""

    keeps: bool
    """It begins with "!": what it matches is not left out."""
    folders: bool
    """It ends in "/": it matches folders only."""
    anchored: bool
    """It has a slash inside: it matches a whole path, otherwise a name at any depth."""
    regex: re.Pattern[str]

    @classmethod
    def of(cls, line: str) -> Self | None:
        """None for an empty line, a comment, and a pattern that can match nothing."""
        text = re.sub(r"(?<!\\) +$", "", line.removesuffix("\r"))
        if text.startswith("#") or len(text) > LONGEST_PATTERN:
            return None
        keeps, text = text.startswith("!"), text.removeprefix("!")
        folders, text = text.endswith("/"), text.removesuffix("/")
        parts = text.removeprefix("/").split("/")
        if not all(parts):
            return None
        try:
            regex = _path(parts)
        except ValueError:
            return None
        return cls(keeps, folders, "/" in text, re.compile(regex, re.DOTALL))

    def matches(self, path: str, is_folder: bool) -> bool:
        """Whether it matches this path, which is relative to the folder of the pattern."""
        if self.folders and not is_folder:
            return False
        seen = path if self.anchored else path.rpartition("/")[2]
        return self.regex.fullmatch(seen) is not None


@dataclass(frozen=True, slots=True)
class Rules:
    """The patterns that apply in a folder; of several that match, the last one counts.

    As in git, the content of a folder that is left out is not looked at.
    """

    excluded: tuple[Pattern, ...] = ()
    """By the user's --exclude, which no file overrides."""
    patterns: tuple[tuple[int, Pattern], ...] = ()
    """Each with the length of the path, inside the root, of the folder whose file has it."""

    @classmethod
    def excluding(cls, lines: Sequence[str]) -> Self:
        """Only what the user excludes.

        Raises:
            BadInput: if a pattern can match nothing.
        """
        patterns = [(line, Pattern.of(line)) for line in lines]
        if bad := [line for line, pattern in patterns if pattern is None]:
            raise BadInput(f"--exclude {bad[0]!r}: not a pattern as in .gitignore")
        return cls(tuple(pattern for _, pattern in patterns if pattern))

    def inside(self, folder: str, place: str, names: Iterable[str]) -> Rules:
        """These patterns and those of the folder's own files.

        Args:
            folder: its path.
            place: its path inside the root, "" or ending in a slash.
            names: what is in it.
        """
        present = frozenset(names)
        patterns = [
            (len(place), pattern)
            for name in FILES
            if name in present
            for pattern in _read(os.path.join(folder, name))
        ]
        return Rules(self.excluded, (*self.patterns, *patterns)) if patterns else self

    def ignore(self, place: str, *, is_folder: bool = False) -> bool:
        """Whether this path inside the root is left out."""
        for pattern in reversed(self.excluded):
            if pattern.matches(place, is_folder):
                if not pattern.keeps:
                    return True
                break
        for start, pattern in reversed(self.patterns):
            if pattern.matches(place[start:], is_folder):
                return not pattern.keeps
        return False


def _read(path: str) -> Iterator[Pattern]:
    try:
        with os.fdopen(open_regular(path), "rb") as stream:
            lines = os.fsdecode(stream.read(LONGEST_FILE).removeprefix(b"\xef\xbb\xbf")).split("\n")
    except OSError:
        return
    for line in lines:
        if pattern := Pattern.of(line):
            yield pattern


def _path(parts: Sequence[str]) -> str:
    """A regular expression for a path of these parts; "**" stands for any folders."""
    if parts[-1] == "**" and len(parts) > 1:
        return f"{_path([*parts[:-1], '*'])}(?:/.+)?"
    runs: list[list[str]] = [[]]
    for part in parts[:-1]:
        if part == "**":
            runs.append([])
        else:
            runs[-1].append(f"{_name(part)}/")
    first, *others = ["".join(run) for run in runs]
    last = _name(parts[-1])
    if not others:
        return first + last
    # The nearest folders that match are as good as any: what follows may be at any depth.
    middle = "".join(f"(?>(?:[^/]+/)*?{run})" for run in others[:-1] if run)
    return f"{first}{middle}{_DEEPER}{others[-1]}{last}"


def _name(part: str) -> str:
    """A regular expression for one name.

    Raises:
        ValueError: if it can match none.
    """
    pieces, at = [""], 0
    while at < len(part):
        if part[at] == "*":
            pieces.append("")
            at += 1
            continue
        size, regex = _one(part[at:])
        pieces[-1] += regex
        at += size
    if len(pieces) == 1:
        return pieces[0]
    first, *middle, last = pieces
    # As above: the nearest match is as good as any other, so there is no backtracking.
    nearest = "".join(f"(?>[^/]*?{piece})" for piece in middle if piece)
    return f"{first}{nearest}[^/]*{last}"


def _one(text: str) -> tuple[int, str]:
    """How long the first item is, and a regular expression for the character it stands for.

    Raises:
        ValueError: if it stands for none.
    """
    if text[0] == "?":
        return 1, "[^/]"
    if text[0] == "\\":
        if len(text) == 1:
            raise ValueError("a backslash at the end")
        return 2, re.escape(text[1])
    if text[0] != "[":
        return 1, re.escape(text[0])
    brackets = re.match(r"\[([!^]?)(\]?(?:[^\]\\]|\\.)*)\]", text)
    if not brackets:
        raise ValueError("a bracket that is not closed")
    items = ""
    for item in re.finditer(r"(\\?.)(?:-(\\?.))?", brackets[2]):
        low = item[1][-1]
        high = item[2][-1] if item[2] else low
        if low <= high:
            items += f"{re.escape(low)}-{re.escape(high)}"
    if not items:
        return brackets.end(), "(?!)" if not brackets[1] else "[^/]"
    return brackets.end(), f"(?!/)[{'^' * bool(brackets[1])}{items}]"
