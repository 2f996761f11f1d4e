"""What a run of the indexer did or would do, and what an index lacks, as plain text."""

from typing import TYPE_CHECKING

from qa.files.unread import unread_text
from qa.text.counted import counted
from qa.text.sanitize import one_line

if TYPE_CHECKING:
    from qa.indexing.results import Summary
    from qa.store.records import Undone

MOST_LINES = 20
"""Moved files that are named at most."""


def summary_text(summary: "Summary") -> str:
    """What an index run did, in a line; then a line for each file moved or skipped."""
    lines = [f"{_counts(summary)}; {summary.embedded:,} passages embedded"]
    moved = [f"moved {one_line(m.was)} -> {one_line(m.source)}" for m in summary.moved]
    lines += _some(moved, "moved")
    lines += [f"skipped {one_line(s.source)}: {one_line(s.reason)}" for s in summary.skipped]
    lines += [*retained_lines(summary), *_unread(summary)]
    return "\n".join(lines)


def other_languages_text(documents: int) -> str:
    """How many documents the reader cannot read, in a line; "" for none."""
    if not documents:
        return ""
    count = f"{counted(documents)} {'is' if documents == 1 else 'are'}"
    return f"{count} not in English: found, and shown as passages; the reader reads English"


def skipped_text(files: int) -> str:
    """How many files could not be read, in words; "" for none."""
    return f"{_files(files)} skipped: `qa index` says why" if files else ""


def undated_text(missing: int, unreadable: int) -> str:
    """How many documents have no date that can be compared, in a line; "" for none."""
    parts = []
    if missing:
        parts.append(f"{counted(missing)} without a date")
    if unreadable:
        parts.append(f"{counted(unreadable)} with a date that cannot be read")
    return ", ".join(parts)


def _files(number: int) -> str:
    return counted(number, "file")


def preview_text(summary: "Summary") -> str:
    """What an index run would do: a line for each file, then a line of counts."""
    each = (("add", summary.added), ("change", summary.changed), ("remove", summary.removed))
    lines = [f"would {word} {one_line(source)}" for word, sources in each for source in sources]
    lines += [f"would move {one_line(m.was)} -> {one_line(m.source)}" for m in summary.moved]
    lines += [f"would skip {one_line(s.source)}: {one_line(s.reason)}" for s in summary.skipped]
    lines += [*retained_lines(summary), *_unread(summary)]
    return "\n".join([*lines, f"dry run: {_counts(summary)}; nothing was written"])


def retained_lines(summary: "Summary") -> list[str]:
    """A line for each root that has no files now, whose documents stay in the index."""
    return [
        f"kept {_files(kept.files)} of {one_line(kept.root)},"
        " where none is now: `qa index --rebuild`, or naming other paths, drops them"
        for kept in summary.retained
    ]


def _unread(summary: "Summary") -> list[str]:
    counts = unread_text(summary.unread)
    return [f"not read: {counts}"] if counts else []


def _counts(summary: "Summary") -> str:
    counts = {
        "added": summary.added,
        "changed": summary.changed,
        "moved": summary.moved,
        "removed": summary.removed,
        "unchanged": summary.unchanged,
        "skipped": summary.skipped,
        "copy of another" if len(summary.duplicates) == 1 else "copies of others": (
            summary.duplicates
        ),
    }
    text = ", ".join(f"{len(files):,} {name}" for name, files in counts.items() if files)
    return text or "nothing to do"


def _some(lines: list[str], what: str) -> list[str]:
    """The first lines, and how many more there are."""
    more = len(lines) - MOST_LINES
    return lines if more <= 0 else [*lines[:MOST_LINES], f"and {more:,} more {what}"]


def undone_text(undone: "Undone") -> str:
    """What `qa index --undo` did, in a line."""
    back, out = len(undone.brought_back), len(undone.taken_out)
    return f"the last update is undone: {_files(back)} restored, {out:,} removed"
