"""Replays losses of power: what a run had written, with all lost that it had not synced, or some.

    python benchmarks/power.py
    python benchmarks/power.py --only update --every 5 --times 10

The calls of a run that change a file are logged below Python and SQLite (failing.c). Power is lost
after each of them in turn. What a file held when it was last synced is there; of what was written
to it later each write is there, or not, or up to a sector of 512 bytes, by chance. New names,
renamings and removals are there in order, as a journaling file system keeps them: all before the
last sync of anything, and of the later ones the first few. Afterwards the index has to be the old
one or the new one, the new one if the run had said that it was done, and sound; and the next run
has to bring it in step. Needs Linux and a C compiler.
"""

import argparse
import ctypes
import os
import random
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from failing import (
    LIBRARY,
    OPERATIONS,
    UNDER,
    Contents,
    Operation,
    Place,
    again_with_library,
    contents,
    examined,
    make,
)

SECTOR = 512
REPLAYED = ("build", "update", "from stdin", "undo", "fix", "rebuild", "set aside")


@dataclass(frozen=True, slots=True)
class Call:
    """A call that changed a file: its kind is the first letter of write, truncate, sync, create,
    make a folder, rename, link or unlink."""

    kind: str
    path: str
    other: str = ""
    at: int = 0
    """Of a write, in bytes; of a truncation, the size after it."""
    data: bytes = b""


@dataclass
class File:
    """A file by itself, whatever its names."""

    data: bytearray = field(default_factory=bytearray)
    unsynced: list[Call] = field(default_factory=list)


class Disk:
    """What a disk holds while a run changes it, and what it would hold without power."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self._files = {path: File(bytearray(data)) for path, data in files.items()}
        """By name, as the run sees them."""
        self._safe = dict(self._files)
        """The same by the names that are sure to be there."""
        self._names: list[tuple[Call, File]] = []
        """Changes of names that are not."""

    def change(self, call: Call) -> None:
        if call.kind in "wt":
            self._files[call.path].unsynced.append(call)
        elif call.kind == "s":
            if file := self._files.get(call.path):
                for written in file.unsynced:
                    _write(written, file.data)
                file.unsynced.clear()
            for renamed, file in self._names:
                _rename(renamed, file, self._safe)
            self._names.clear()
        elif call.kind != "m":  # a folder is there when a file in it is
            self._names.append((call, self._files.get(call.path) or File()))
            _rename(*self._names[-1], self._files)

    def lose_power(self, dice: random.Random) -> dict[str, bytes]:
        """What is left, by name; of what was not synced by chance."""
        for renamed, file in self._names[: dice.randint(0, len(self._names))]:
            _rename(renamed, file, self._safe)
        for file in self._safe.values():
            for written in file.unsynced:
                size = len(written.data)
                torn = dice.randint(0, size) // SECTOR * SECTOR
                kept = dice.choice((0, torn, size, size))
                if written.kind == "w":
                    _write(replace(written, data=written.data[:kept]), file.data)
                elif dice.random() < 0.5:
                    _write(written, file.data)
        return {path: bytes(file.data) for path, file in self._safe.items()}


def _write(call: Call, data: bytearray) -> None:
    if call.kind == "t":
        del data[call.at :]
        data.extend(bytes(call.at - len(data)))
    elif call.data:
        data.extend(bytes(max(0, call.at - len(data))))
        data[call.at : call.at + len(call.data)] = call.data


def _rename(call: Call, file: File, files: dict[str, File]) -> None:
    """Carries out a change of names, of this file."""
    if call.kind in "ru":
        files.pop(call.path, None)
    if call.kind != "u":
        files[call.other or call.path] = file


@dataclass
class Tally:
    """What became of the losses of one operation."""

    calls: int = 0
    losses: int = 0
    old: int = 0
    new: int = 0
    faults: list[str] = field(default_factory=list)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--articles", type=int, default=8)
    options.add_argument("--every", type=int, default=1, help="lose power only after so many calls")
    options.add_argument("--times", type=int, default=3, help="how often after each of them")
    options.add_argument("--only", choices=REPLAYED, action="append")
    options.add_argument("--seed", type=int, default=0)
    given = options.parse_args()
    if LIBRARY not in os.environ:
        return again_with_library()
    place, dice = Place(Path(os.environ[UNDER]).parent), random.Random(given.seed)
    tallies = {
        name: replay(OPERATIONS[name], place, given.articles, given.every, given.times, dice)
        for name in given.only or REPLAYED
    }
    print("| power lost in | calls | losses | old index | new index | faults |")
    print("|---|--:|--:|--:|--:|--:|")
    for name, t in tallies.items():
        print(f"| {name} | {t.calls:,} | {t.losses:,} | {t.old:,} | {t.new:,} | {len(t.faults)} |")
    faults = [f"{name}: {fault}" for name, tally in tallies.items() for fault in tally.faults]
    print("\n".join(faults[:40]) or "no fault after any of them")
    return 1 if faults else 0


def replay(
    operation: Operation, place: Place, articles: int, every: int, times: int, dice: random.Random
) -> Tally:
    template = Place(place.folder.with_name("template"))
    make(template, operation, articles, dice)
    old = contents(template.index)
    calls = _logged(operation, template, place)
    new = contents(place.index)
    tally = Tally(calls=len(calls))
    for lost_after in [*range(1, len(calls), every), len(calls)]:
        for _ in range(times):
            _restore(template, place)
            _lose(calls[:lost_after], place, dice)
            tally.losses += 1
            over = lost_after == len(calls)
            tally.faults += [
                f"after call {lost_after}: {complaint}"
                for complaint in _look(operation, place, old, new, tally, over=over)
            ]
    shutil.rmtree(template.folder)
    return tally


def _restore(template: Place, place: Place) -> None:
    shutil.rmtree(place.folder, ignore_errors=True)
    shutil.copytree(template.folder, place.folder)


def _logged(operation: Operation, template: Place, place: Place) -> list[Call]:
    """Runs the operation in a process of its own, and returns what it did to files."""
    _restore(template, place)
    with tempfile.TemporaryFile() as log:
        child = os.fork()
        if not child:
            ctypes.CDLL(None).failing_log(log.fileno())
            try:
                operation.run(place)
            finally:
                os._exit(0)
        os.waitpid(child, 0)
        log.seek(0)
        return list(_parsed(log.read()))


def _parsed(log: bytes) -> Iterator[Call]:
    at = 0
    while at < len(log):
        end = log.index(b"\n", at)
        kind, offset, length, names = log[at:end].decode().split(" ", 3)
        path, _, other = names.partition("\t")
        at = end + 1
        data = log[at : at + int(length)] if kind == "w" else b""
        at += len(data)
        yield Call(kind, path, other, int(offset), data)


def _lose(calls: list[Call], place: Place, dice: random.Random) -> None:
    """Leaves in the place what is on the disk when power is lost after these calls."""
    files = [path for path in place.index.rglob("*") if path.is_file()]
    disk = Disk({str(path): path.read_bytes() for path in files})
    for call in calls:
        disk.change(call)
    shutil.rmtree(place.index, ignore_errors=True)
    place.index.mkdir()
    for name, data in disk.lose_power(dice).items():
        if not name.endswith("-shm"):  # shared memory, which SQLite makes anew
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            Path(name).write_bytes(data)


def _look(
    operation: Operation, place: Place, old: Contents | str, new: Contents | str, tally: Tally,
    *, over: bool,
) -> list[str]:  # fmt: skip
    complaints = []
    found = contents(place.index)
    is_old = found == old or (old == "unusable" and found == "missing")
    tally.old += is_old and not over
    tally.new += found == new and (over or not is_old)
    if found != new and (over or not is_old):
        complaints.append(f"neither the old index nor the new one: {str(found)[:60]}")
    if isinstance(found, tuple) and operation is not OPERATIONS["fix"]:
        complaints += examined(place.index, "afterwards")
    complaints += operation.run_again(place, is_new=found == new)
    if contents(place.index) != new:
        complaints.append("the next run did not mend it")
    return [*complaints, *examined(place.index, "after the next run")]


if __name__ == "__main__":
    sys.exit(main())
