"""The faster runtime is taken where it is faster and gives the same vectors, and remembered."""

import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from qa.embed.runtime import Feed, Run, choose

FEED = {"input_ids": np.ones((2, 8), dtype=np.int64)}
MACHINE = {"processor": "x", "openvino": "1"}


class FakeRun:
    """Gives a vector after some milliseconds, and counts."""

    def __init__(self, wait: float, vector: Sequence[float] = (1.0, 0.0)) -> None:
        self.wait, self.vector, self.calls = wait, vector, 0

    def __call__(self, outputs: Sequence[str], feed: Feed) -> list[NDArray[np.float32]]:
        self.calls += 1
        time.sleep(self.wait)
        return [np.tile(np.array(self.vector, dtype=np.float32), (2, 1)) for _ in outputs]


def pick(kept: Path, plain: Run, other: Run | None, machine: dict[str, str] = MACHINE) -> Run:
    return choose(kept, machine, plain, lambda: other, FEED)


def test_the_faster_one_is_taken_and_remembered(tmp_path: Path) -> None:
    plain, other = FakeRun(0.05), FakeRun(0.0)
    kept = tmp_path / "runtime.json"
    assert pick(kept, plain, other) is other
    measured = plain.calls
    assert pick(kept, plain, other) is other
    assert plain.calls == measured
    assert pick(kept, plain, other, {"processor": "y", "openvino": "1"}) is other
    assert plain.calls > measured


@pytest.mark.parametrize(
    "other",
    [FakeRun(0.05), FakeRun(0.0, (0.9, 0.436)), None],
    ids=["slower", "other vectors", "does not load"],
)
def test_the_plain_one_is_kept(other: FakeRun | None, tmp_path: Path) -> None:
    plain = FakeRun(0.01)
    assert pick(tmp_path / "runtime.json", plain, other) is plain
    assert pick(tmp_path / "runtime.json", plain, other) is plain


@pytest.mark.parametrize("content", ["", "{", "[]", '{"machine": 1}'])
def test_a_damaged_memory_is_measured_again(content: str, tmp_path: Path) -> None:
    kept = tmp_path / "runtime.json"
    kept.write_text(content)
    other = FakeRun(0.0)
    assert pick(kept, FakeRun(0.05), other) is other


def test_a_folder_that_cannot_be_written_is_no_hindrance(tmp_path: Path) -> None:
    other = FakeRun(0.0)
    assert pick(tmp_path / "none" / "runtime.json", FakeRun(0.05), other) is other
