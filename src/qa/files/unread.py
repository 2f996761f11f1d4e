"""What is not read, counted by suffix: a folder's files of other formats, and symbolic links.

Counts are bounded, since the names may come from anyone.
"""

from collections import Counter
from collections.abc import Mapping
from pathlib import PurePosixPath

LINKS = "links"
"""Symbolic links, which could lead out of a folder or in circles."""
OTHERS = "others"
"""Files without a suffix, or whose suffix is not a word."""
MOST_SUFFIXES = 200
"""Suffixes that are counted separately; files with any other are OTHERS."""
MOST_NAMED = 10
"""Suffixes that are named in a line."""
_LONGEST = 12


class Unread:
    """Counts what a search for files passes over."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def add_file(self, name: str) -> None:
        """Counts a file of a format that is not read, or a member of an archive, by its name."""
        suffix = PurePosixPath(name).suffix.lower()
        word = 1 < len(suffix) <= _LONGEST and suffix[1:].isalnum()
        if not word or (suffix not in self._counts and len(self._counts) >= MOST_SUFFIXES):
            suffix = OTHERS
        self._counts[suffix] += 1

    def add_link(self) -> None:
        """Counts a symbolic link."""
        self._counts[LINKS] += 1

    def counts(self) -> dict[str, int]:
        """How many of each suffix, the largest first; then of LINKS and OTHERS."""
        return dict(
            sorted(
                self._counts.items(),
                key=lambda item: (not item[0].startswith("."), -item[1], item[0]),
            )
        )


def unread_text(counts: Mapping[str, int]) -> str:
    """In words: "12 .png, 3 .mp3, 1 link"; "" for none. At most `MOST_NAMED` suffixes are named."""
    suffixes = [suffix for suffix in counts if suffix.startswith(".")]
    parts = [f"{counts[suffix]:,} {suffix}" for suffix in suffixes[:MOST_NAMED]]
    if rest := sum(counts[suffix] for suffix in suffixes[MOST_NAMED:]) + counts.get(OTHERS, 0):
        parts.append(f"{rest:,} other{'s' if rest > 1 else ''}" if parts else _files(rest))
    if links := counts.get(LINKS, 0):
        parts.append(f"{links:,} symbolic link{'s' if links > 1 else ''}")
    return ", ".join(parts)


def _files(number: int) -> str:
    return f"{number:,} file{'s' if number > 1 else ''} without a known suffix"
