"""Calls that fail below SQLite, and losses of power: short runs of the two harnesses."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or not shutil.which("cc"), reason="needs a C compiler, and LD_PRELOAD"
)


def _rows(name: str, *options: str) -> dict[str, list[int]]:
    """By operation its row of the harness's table, which ends with the number of faults."""
    done = subprocess.run(
        [sys.executable, ROOT / "benchmarks" / name, "--articles", "4", *options],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    rows = re.findall(r"^\| ([a-z ]+) \| ([\d |,]+) \|$", done.stdout, re.MULTILINE)
    return {name: [int(n.replace(",", "")) for n in cells.split("|")] for name, cells in rows}


@pytest.mark.parametrize("operation", ["update", "set aside"])
def test_calls_that_fail(operation: str) -> None:
    row = _rows("failing.py", "--every", "71", "--only", operation)[operation]
    calls, runs, *_, faults = row
    assert calls > 60
    assert runs == 5 * (1 + (calls - 1) // 71)
    assert faults == 0


def test_reads_that_fail_set_nothing_sound_aside() -> None:
    row = _rows("failing.py", "--reads", "--every", "19", "--only", "rebuild")["rebuild"]
    assert row[-1] == 0


def test_power_that_is_lost() -> None:
    row = _rows("power.py", "--every", "60", "--times", "1", "--only", "from stdin")["from stdin"]
    calls, losses, old, new, faults = row
    assert calls > 60
    assert losses == old + new > 3
    assert faults == 0
