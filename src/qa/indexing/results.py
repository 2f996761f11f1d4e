"""What the indexer reports: its progress, what it did, and what is in an index."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from qa.text.counted import counted
from qa.text.sanitize import one_line

MOST_NAMED = 5
"""Documents that are named in a line, at most."""


@dataclass(frozen=True, slots=True)
class Step:
    """Progress: `done` of `total` of a stage.

    Stages are "checking" which files have changed, in files; "indexing" those, in kilobytes of
    them, since windows are counted only as files are read; "saving", with a total of 0.
    """

    stage: str
    done: int
    total: int
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that could not be indexed, and why, in one line."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class RetainedRoot:
    """A root that had files and has none now, and how many of its files the index keeps."""

    root: str
    files: int


@dataclass(frozen=True, slots=True)
class Moved:
    """A file whose content was in the index under a source that is gone."""

    source: str
    was: str


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A file with the same content as one before it; each is indexed under its own name."""

    source: str
    same_as: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run did, or would do: each file, found or gone, is in one field, sorted by source;
    `duplicates` names some of them a second time."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    embedded: int = 0
    """Windows that had to be embedded; the others had been embedded before."""
    moved: tuple[Moved, ...] = ()
    duplicates: tuple[Duplicate, ...] = ()
    """Those among the indexed files that are copies of others."""
    unread: Mapping[str, int] = field(default_factory=dict)
    """How many files of each other suffix, and links, were passed over."""
    retained: tuple[RetainedRoot, ...] = ()
    """Roots that have no files now, whose documents stay."""

    @property
    def idle(self) -> bool:
        """Whether the documents in the index are unchanged."""
        return not (self.added or self.changed or self.removed or self.moved)


@dataclass(frozen=True, slots=True)
class Staleness:
    """How the files differ from the index; sources, in order."""

    changed: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    whole: bool = True
    """Whether all files were compared; else there may be more differences."""

    def __bool__(self) -> bool:
        return bool(self.changed or self.new or self.gone)

    def __str__(self) -> str:
        """In words: "at least 2 files changed, 1 new"; "" where nothing differs."""
        kinds = ((self.changed, "changed"), (self.new, "new"), (self.gone, "gone"))
        counts = [(len(sources), word) for sources, word in kinds if sources]
        if not counts:
            return ""
        (first, word), *others = counts
        parts = [f"{counted(first, 'file')} {word}"]
        parts += [f"{number:,} {word}" for number, word in others]
        return ("" if self.whole else "at least ") + ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Status:
    """What is in an index."""

    folder: str
    documents: int
    paragraphs: int
    """Paragraphs and fragments that can be found."""
    passages: int
    """Embedded windows; a long paragraph has several."""
    model: str
    updated: str
    """ISO 8601, UTC."""
    bytes: int
    """On disk, of all files that belong to the index."""
    generation: int
    roots: tuple[str, ...]
    """The files and folders that the index mirrors, absolute."""
    vectors: str = ""
    """How many vectors there are and how they are searched, in words."""
    unread: Mapping[str, int] = field(default_factory=dict)
    """How many files of each other suffix, and links, the last run passed over."""
    skipped: int = 0
    """Files of formats that are read, which could not be read."""
    not_english: int = 0
    """Documents in another language than English, the only one that the reader reads."""
    not_searched: Mapping[str, float] = field(default_factory=dict)
    """By source, the share of its text, 0..1, in contents pages, which no search finds."""
    reports: int = 0
    """Documents, where those that retell one report count once."""
    own: bool = True
    """Whether this user's own run has set the roots: else nothing is read from them."""

    @property
    def own_roots(self) -> tuple[str, ...]:
        """The roots, if this user has set them; else none."""
        return self.roots if self.own else ()


def not_searched_text(shares: Mapping[str, float]) -> str:
    """Which documents have text that no search finds, and how much; "" for none."""
    largest = sorted(shares.items(), key=lambda item: (-item[1], item[0]))
    named = [f"{share:.0%} of {one_line(source)}" for source, share in largest[:MOST_NAMED]]
    more = len(largest) - len(named)
    if more > 0:
        named.append(f"some of {more:,} more")
    return f"contents pages: {', '.join(named)}" if named else ""
