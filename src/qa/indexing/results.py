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
