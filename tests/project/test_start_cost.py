"""What a start costs, counted in modules and files and not in seconds: a budget for each command.

A figure is what `python benchmarks/count.py COMMAND` counted when it was last looked at. A tenth
more is allowed, and a file, since other releases of Python and of the packages differ a little.
"""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

COUNT = Path(__file__).parents[2] / "benchmarks" / "count.py"
BUDGET = {
    # command: (modules, files that are not code)
    "--help": (84, 0),
    "ui": (451, 1),
    "status": (287, 5),
    "search": (373, 10),
    "ask": (387, 12),
}
ROOM = 1.1


def _count(*command: object) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, str(COUNT), *map(str, command)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _keeps_to_its_budget(name: str, *arguments: object) -> None:
    modules, files = BUDGET[name]
    found = _count(name, *arguments)
    assert found["modules"] <= modules * ROOM, found["packages"]
    assert found["files"] <= files + 1, found["names"]


def test_help() -> None:
    _keeps_to_its_budget("--help")


def test_first_frame_of_the_ui() -> None:
    _keeps_to_its_budget("ui")


def test_status(tmp_path: Path, articles: Path, build: Callable[..., object]) -> None:
    build(articles)
    _keeps_to_its_budget("status", "--index", tmp_path / "index")


@pytest.mark.model
@pytest.mark.parametrize("command", ["search", "ask"])
def test_a_question(command: str, real_index: Path) -> None:
    _keeps_to_its_budget(command, "How many troops are in Kursk?", "--index", real_index)


def test_what_is_imported_and_opened_is_counted(tmp_path: Path) -> None:
    """The measure itself: a command that does more counts more."""
    missing = _count("status", "--index", tmp_path)
    assert missing["modules"] > _count("--help")["modules"]
    (tmp_path / "qa.sqlite3").write_text("not an index", encoding="utf-8")
    broken = _count("status", "--index", tmp_path)
    assert any(name.endswith("qa.sqlite3?mode=ro") for name in broken["names"])
    assert broken["files"] > missing["files"]
