"""Compares files with the index by content; by size and time where that is enough."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from qa.files.find import FoundFile
from qa.files.state import State, digest
from qa.indexing.results import Duplicate, Moved, RetainedRoot, Skipped, Step, Summary
from qa.store.records import StoredFile


@dataclass(frozen=True, slots=True)
class CurrentFile:
    """A file as it is now."""

    file: FoundFile
    state: State
    remembered: State
    """The state to store in the index."""
    sha256: str

    @property
    def source(self) -> str:
        return self.file.source


@dataclass(slots=True)
class Comparison:
    """The files found, and how each compares with the index; updated as files are read."""

    stored: Mapping[str, StoredFile]
    """By source: files in the index, and files that were skipped (sha256 "")."""
    files: tuple[CurrentFile, ...] = ()
    """Those that can be read, in order of source."""
    indexed: dict[str, CurrentFile] = field(default_factory=dict)
    """By source: the files whose documents are in the index, or will be."""
    unchanged: list[str] = field(default_factory=list)
    retained: dict[str, str] = field(default_factory=dict)
    """By source: files that stay in the index though their roots have no files now; the root."""
    skipped: dict[str, Skipped] = field(default_factory=dict)
    parts: list[Skipped] = field(default_factory=list)
    """Rows and members that could not be read, of files that could."""

    def is_indexed(self, source: str) -> bool:
        """Whether the index has documents of this file now."""
        in_index = self.stored.get(source)
        return in_index is not None and in_index.sha256 != ""

    def is_current(self, current: CurrentFile) -> bool:
        """Whether the index has documents of this file with the content it has now."""
        in_index = self.stored.get(current.source)
        return in_index is not None and in_index.sha256 == current.sha256

    def was_unread(self, current: CurrentFile) -> bool:
        """Whether the last run could not read this file, which has not changed since."""
        seen = self.stored.get(current.source)
        if seen is None or seen.sha256:
            return False
        # A time of 0 is that of a file which had just been written.
        return seen.size == current.state.size and seen.mtime_ns in (0, current.state.changed_ns)

    def leave_out(self, source: str, reason: str) -> None:
        """Records a part of a file that could not be read."""
        self.parts.append(Skipped(source, reason))

    def skip(self, source: str, reason: str) -> None:
        self.skipped[source] = Skipped(source, reason)

    def retain(self, absent: Mapping[str, str]) -> None:
        """Retains files of absent roots, by source, unless they have moved to another root."""
        new = {current.sha256 for current in self.files if not self.is_indexed(current.source)}
        self.retained = {
            source: root
            for source, root in absent.items()
            if self.is_indexed(source) and self.stored[source].sha256 not in new
        }

    def gone(self, *, keep_unread: bool) -> list[str]:
        """The files to remove from the index.

        Args:
            keep_unread: keep the last text of files that exist and cannot be read now, and of
                all files below a folder that cannot be opened.
        """
        unread = self.skipped if keep_unread else {}
        return [
            source
            for source in self.stored
            if self.is_indexed(source)
            and source not in self.indexed
            and source not in self.retained
            and not any(path in unread for path in _with_folders(source))
        ]

    def summary(self, gone: Sequence[str], embedded: int = 0) -> Summary:
        """What the run did; `gone` are the files it removed."""
        gone_by_hash: dict[str, list[str]] = {}
        for source in sorted(gone, reverse=True):
            gone_by_hash.setdefault(self.stored[source].sha256, []).append(source)
        moved: list[Moved] = []
        added: list[str] = []
        changed: list[str] = []
        untouched = frozenset(self.unchanged)
        for source, current in sorted(self.indexed.items()):
            if source in untouched:
                continue
            if self.is_indexed(source):
                changed.append(source)
            elif gone_by_hash.get(current.sha256):
                moved.append(Moved(source, gone_by_hash[current.sha256].pop()))
            else:
                added.append(source)
        return Summary(
            added=tuple(added),
            changed=tuple(changed),
            removed=tuple(
                sorted(source for sources in gone_by_hash.values() for source in sources)
            ),
            unchanged=tuple(sorted(self.unchanged)),
            skipped=tuple(sorted([*self.skipped.values(), *self.parts], key=lambda s: s.source)),
            embedded=embedded,
            moved=tuple(moved),
            duplicates=tuple(self._duplicates()),
            retained=tuple(
                RetainedRoot(root, files)
                for root, files in sorted(Counter(self.retained.values()).items())
            ),
        )

    def _duplicates(self) -> Iterator[Duplicate]:
        first_sources: dict[str, str] = {}
        for source, current in sorted(self.indexed.items()):
            same_as = first_sources.setdefault(current.sha256, source)
            if same_as != source:
                yield Duplicate(source, same_as)


def compare(
    files: Sequence[FoundFile],
    stored: Iterable[StoredFile],
    report: Callable[[Step], None],
) -> Comparison:
    """Looks at each file: its size and time, and its hash where it may have changed."""
    comparison = Comparison({file.file: file for file in stored})
    readable: list[CurrentFile] = []
    for done, file in enumerate(files):
        report(Step("checking", done, len(files), "files"))
        try:
            current = current_file(file, comparison.stored.get(file.source))
        except OSError as error:
            comparison.skip(file.source, error.strerror or str(error))
        else:
            readable.append(current)
    report(Step("checking", len(files), len(files), "files"))
    comparison.files = tuple(readable)
    return comparison


def current_file(file: FoundFile, in_index: StoredFile | None = None) -> CurrentFile:
    """The file as it is now; not read if its size and time have not changed.

    Raises:
        OSError: if it cannot be read.
    """
    now = time.time_ns()
    state = State.of(file.at)
    if (
        in_index
        and in_index.sha256
        and (in_index.size, in_index.mtime_ns) == (state.size, state.changed_ns)
    ):
        return CurrentFile(file, state, state, in_index.sha256)
    return CurrentFile(file, state, state.settled(now), digest(file.path, follow=file.is_given))


def _with_folders(source: str) -> Iterable[str]:
    """The source, and each folder that contains it."""
    yield source
    while "/" in source:
        source = source.rpartition("/")[0]
        yield source
