"""The state of an index and of its update, as values and in words; pure."""

from __future__ import annotations

from dataclasses import dataclass, field

from qa.indexing.results import Staleness, Status, Summary
from qa.ui.model.phrases import count, duration


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a stage of an update has got."""

    stage: str
    done: int = 0
    total: int = 0
    rate: float = 0.0
    """Units per second; 0 while it is not known."""
    unit: str = ""

    @property
    def left(self) -> float:
        """Seconds, at this rate; 0 while it is not known."""
        return (self.total - self.done) / self.rate if self.rate else 0.0

    @property
    def words(self) -> str:
        if not self.total:
            return self.stage
        unit = f" {self.unit}" if self.unit else ""
        parts = [f"{self.stage} {self.done:,} of {self.total:,}{unit}"]
        if self.rate and self.done < self.total:
            rate = f"{self.rate:,.0f}" if self.rate >= 1 else f"{self.rate:.1f}"
            parts += [f"{rate}{unit} a second", f"{_roughly(self.left)} left"]
        return " · ".join(parts)


@dataclass(frozen=True, slots=True)
class IndexState:
    """What is known of the index at the moment."""

    status: Status | None = None
    staleness: Staleness | None = None
    progress: Progress | None = None
    """Of the running update; None while none runs."""
    stopping: bool = False
    summary: Summary | None = None
    """Of the last update."""
    note: str = ""
    """What is wrong with the index, or why the last update ended without a summary."""


@dataclass(slots=True)
class Pace:
    """Measures the rate of the current stage."""

    stage: str = ""
    _began: float = field(default=0.0)
    _first: int = field(default=0)

    def step(self, stage: str, done: int, total: int, unit: str, now: float) -> Progress:
        """Another step, at `now` in seconds of any clock."""
        if stage != self.stage or done < self._first:
            self.stage, self._began, self._first = stage, now, done
        seconds, units = now - self._began, done - self._first
        return Progress(stage, done, total, units / seconds if seconds > 0 else 0.0, unit)


def staleness_text(staleness: Staleness | None) -> str:
    """ "3 files changed since indexing"; "" where none did, or it is not known."""
    if staleness is None:
        return ""
    kinds = ((staleness.changed, "changed"), (staleness.new, "new"), (staleness.gone, "gone"))
    changes = [(len(files), word) for files, word in kinds if files]
    if not changes:
        return ""
    prefix = "" if staleness.whole else "at least "
    if len(changes) == 1:
        number, word = changes[0]
        verb = word if word == "changed" else f"{'is' if number == 1 else 'are'} {word}"
        return f"{prefix}{count(number, 'file')} {verb} since indexing"
    total = sum(number for number, _ in changes)
    parts = ", ".join(f"{number:,} {word}" for number, word in changes)
    return f"{prefix}{count(total, 'file')} changed since indexing ({parts})"


def summary_text(summary: Summary) -> str:
    """What an update did, on one line."""
    parts = [
        f"{len(files):,} {word}"
        for files, word in (
            (summary.added, "added"),
            (summary.changed, "changed"),
            (summary.removed, "removed"),
            (summary.moved, "moved"),
            (summary.unchanged, "unchanged"),
            (summary.skipped, "skipped"),
        )
        if files
    ]
    parts += [
        f"{kept.files:,} of {kept.root} kept, which has no files now" for kept in summary.retained
    ]
    return ", ".join([*parts, f"{count(summary.embedded, 'passage')} embedded"])


def _roughly(seconds: float) -> str:
    if seconds < 60:
        return duration(seconds) if seconds < 10 else f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02} min"
