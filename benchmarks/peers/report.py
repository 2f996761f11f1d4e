"""Words for what was measured: the machine, medians, ratios, Markdown tables."""

import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterable, Sequence
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any


def machine(packages: Iterable[str] = ()) -> str:
    """A line: date, processor, cores, memory, load, Python, and versions of some packages."""
    told = []
    for name in packages:
        try:
            told.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            continue
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    parts = [
        date.today().isoformat(),
        f"{_processor()}, {os.cpu_count()} cores, {memory:.0f} GB, {platform.system()}",
        f"load {os.getloadavg()[0]:.1f} at the start",
        f"Python {platform.python_version()}",
        *told,
    ]
    return " · ".join(parts)


def _processor() -> str:
    """The processor's name, and which of the instructions that matter here it has."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.machine()
    pairs = [line.split(":", 1) for line in lines if ":" in line]
    facts = {key.strip(): value.strip() for key, value in pairs}
    flags = set(facts.get("flags", "").split())
    known = ("avx2", "avx512f", "avx512_vnni", "avx512_bf16", "amx_bf16")
    name = facts.get("model name", platform.machine()).replace("(R)", "")
    return f"{name} ({', '.join(flag for flag in known if flag in flags)})"


def median(values: Iterable[float]) -> float:
    return percentile(values, 0.5)


def percentile(values: Iterable[float], share: float) -> float:
    """Linear between neighbours; `share` is 0.95 for the 95th."""
    ordered = sorted(values)
    place = (len(ordered) - 1) * share
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; all columns but the first are numbers."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def seconds(value: float) -> str:
    return f"{value:.2f} s" if value >= 0.1 else f"{value * 1000:.1f} ms"


def times(value: float, control: float) -> str:
    """How many times the control's figure this is."""
    ratio = value / control if control else float("nan")
    return f"× {ratio:.2f}" if ratio < 10 else f"× {ratio:.0f}"


def child(script: Path, *arguments: object) -> dict[str, Any]:
    """The JSON object that a script prints, run in a new process.

    Raises:
        SystemExit: with what it said, if it failed.
    """
    command = [sys.executable, str(script), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}\n{done.stderr[-3000:]}")
    told: dict[str, Any] = json.loads(done.stdout)
    return told
