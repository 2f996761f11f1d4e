"""The faster runtime is taken where it is faster and gives the same vectors, and remembered."""

import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from qa.embed.embedder import DEFAULT_MODEL, WindowText
from qa.embed.loading import load_embedder
from qa.embed.onnx import BULK_FROM, OnnxEmbedder
from qa.embed.runtimes import GRAPH, MIN_COSINE, Feed, Run, choose, openvino_run
from qa.types import Span

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


def test_none_that_loads_is_looked_for_once(tmp_path: Path) -> None:
    kept, looked = tmp_path / "runtime.json", []
    plain = FakeRun(0.0)
    for _ in range(2):
        assert choose(kept, MACHINE, plain, lambda: looked.append(1), FEED) is plain
    assert looked == [1]


def test_openvino_gives_the_vectors_of_the_graph() -> None:
    pytest.importorskip("openvino")
    embedder = load_embedder(DEFAULT_MODEL)
    assert isinstance(embedder, OnnxEmbedder)
    passages = [
        WindowText("The ferry sails at nine. It is late.", (Span(0, 24), Span(25, 36))),
        WindowText("Apples are cheap this year."),
    ]
    plain = embedder.embed_windows(passages)
    run = openvino_run(embedder._folder / GRAPH)
    assert run is not None
    embedder._plain = run
    for ours, theirs in zip(plain, embedder.embed_windows(passages), strict=True):
        assert ours.shape == theirs.shape
        assert np.sum(ours * theirs, axis=1).min() >= MIN_COSINE


def test_it_is_chosen_before_a_large_batch_and_left_alone_for_a_small_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    embedder = load_embedder(DEFAULT_MODEL)
    assert isinstance(embedder, OnnxEmbedder)
    looked: list[int] = []

    def fastest(_folder: Path, plain: Run, _feed: Feed) -> Run:
        looked.append(embedder._embedded)
        return plain

    monkeypatch.setattr("qa.embed.onnx.fastest", fastest)
    embedder.embed_windows([WindowText("Apples are cheap this year.")] * (BULK_FROM - 1))
    assert looked == []
    embedder.embed_windows([WindowText("The ferry sails at nine.")] * 40)
    assert looked == [BULK_FROM + 39]


def test_without_openvino_there_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "openvino", None)
    assert openvino_run(tmp_path / GRAPH) is None
