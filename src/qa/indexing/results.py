"""What a run of the indexer tells: how far it is, and in the end what it did."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """Progress: `done` of `total` of a stage.

    Stages are "checking" which files have changed, in files; "indexing" those, in kilobytes of
    them, since their passages are known only when they have been read; "saving", in no unit: the
    total is 0.
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
class Moved:
    """A file with the content that another had, which is gone."""

    source: str
    was: str


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A file with the content of another, which alone is indexed."""

    source: str
    same_as: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run did, or would do; each file found, and each that is gone, is in one of these.

    Each in order of source.
    """

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    embedded: int = 0
    """Passages that had to be embedded; the others were known."""
    moved: tuple[Moved, ...] = ()
    duplicates: tuple[Duplicate, ...] = ()

    @property
    def idle(self) -> bool:
        """Whether the index holds what it held before."""
        return not (self.added or self.changed or self.removed or self.moved)


@dataclass(frozen=True, slots=True)
class Staleness:
    """How the files differ from what the index has of them; sources, in order."""

    changed: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    whole: bool = True
    """Whether all files were looked at; else there may be more."""

    def __bool__(self) -> bool:
        return bool(self.changed or self.new or self.gone)

    def __str__(self) -> str:
        """In words: "at least 2 files changed, 1 new"; "" where nothing differs."""
        kinds = ((self.changed, "changed"), (self.new, "new"), (self.gone, "gone"))
        said = [(len(sources), word) for sources, word in kinds if sources]
        if not said:
            return ""
        (first, word), *others = said
        parts = [f"{first:,} {'file' if first == 1 else 'files'} {word}"]
        parts += [f"{number:,} {word}" for number, word in others]
        return ("" if self.whole else "at least ") + ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Status:
    """What is in an index."""

    folder: str
    documents: int
    paragraphs: int
    """Of the body; fragments are not counted."""
    passages: int
    """Embedded windows: more than paragraphs where some are long."""
    model: str
    updated: str
    """ISO 8601, UTC."""
    bytes: int
    """On disk, all files of the folder that belong to the index."""
    generation: int
    roots: tuple[str, ...]
    """The files and folders that the index mirrors, absolute."""
    vectors: str = ""
    """How many there are and how they are searched, in words."""
