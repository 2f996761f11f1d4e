"""Runtimes of a model: onnxruntime, which starts at once, and OpenVINO for all but small indexes.

Which is faster is measured once on each machine and remembered beside the graph.
"""

import json
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Feed = Mapping[str, NDArray[np.int64]]
Run = Callable[[Sequence[str], Feed], list[NDArray[np.float32]]]
"""From names of outputs and the inputs to those outputs, float32."""

GRAPH, CHOICE = "model.onnx", "runtime.json"
MIN_COSINE = 0.999
"""The least cosine between the two runtimes' vectors with which the faster one is used."""
ROUNDS = 2


def openvino_run(graph: Path) -> Run | None:
    """Runs the graph in OpenVINO, in bfloat16 if the processor has it; None if it is not
    installed, as where it has no wheels."""
    # OpenVINO imports a telemetry module if there is one; this hides it.
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
    try:
        import openvino
    except ImportError:
        return None
    core = openvino.Core()
    can = core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    # "THROUGHPUT" would need parallel requests; a batch already uses all cores.
    config = {"PERFORMANCE_HINT": "LATENCY", "INFERENCE_PRECISION_HINT": "bf16"}
    if "BF16" not in can:
        config["INFERENCE_PRECISION_HINT"] = "f32"
    try:
        compiled = core.compile_model(core.read_model(graph), "CPU", config)
    except RuntimeError:  # a processor that it does not know
        return None

    def run(outputs: Sequence[str], feed: Feed) -> list[NDArray[np.float32]]:
        results = compiled(dict(feed))
        return [np.asarray(results[name], dtype=np.float32) for name in outputs]

    return run


def fastest(folder: Path, plain: Run, feed: Feed) -> Run:
    """The quickest runtime for the graph in `folder`; see `choose`."""
    return choose(folder / CHOICE, _machine(), plain, lambda: openvino_run(folder / GRAPH), feed)


def choose(
    choice_file: Path,
    machine: Mapping[str, str | None],
    plain: Run,
    load: Callable[[], Run | None],
    feed: Feed,
) -> Run:
    """`plain`, or what `load` returns if that is faster and its vectors are the same.

    Args:
        choice_file: remembers the choice, if it can be written.
        machine: what the choice depends on; on another machine it is measured again.
        feed: a batch like those that follow; the output "embedding" is unit vectors.
    """
    choice = _read(choice_file)
    if choice.get("machine") == machine and not choice.get("faster"):
        return plain
    other = load()
    if choice.get("machine") != machine:
        measured = _measure(plain, other, feed) if other else {"faster": False}
        choice = {"machine": machine, **measured}
        _write(choice_file, choice)
    return other if other and choice["faster"] else plain


def _measure(plain: Run, other: Run, feed: Feed) -> dict[str, object]:
    """Seconds of each one's best round, taken in turn; whether the other is faster and as good."""
    best = [float("inf"), float("inf")]
    ours, theirs = plain(["embedding"], feed)[0], other(["embedding"], feed)[0]
    for _ in range(ROUNDS):
        for n, run in enumerate((plain, other)):
            started = time.perf_counter()
            run(["embedding"], feed)
            best[n] = min(best[n], time.perf_counter() - started)
    cosine = float(np.min(np.sum(ours * theirs, axis=1)))
    return {
        "onnxruntime": round(best[0], 4),
        "other": round(best[1], 4),
        "cosine": round(cosine, 6),
        "faster": best[1] < best[0] and cosine >= MIN_COSINE,
    }


def _machine() -> dict[str, str | None]:
    """What the choice depends on."""
    import platform  # imported only when there is much to embed
    from importlib import metadata

    def version(package: str) -> str | None:
        try:
            return metadata.version(package)
        except metadata.PackageNotFoundError:
            return None

    return {
        "processor": platform.processor() or platform.machine(),
        "cores": str(os.cpu_count()),
        **{package: version(package) for package in ("onnxruntime", "openvino")},
    }


def _read(path: Path) -> dict[str, object]:
    try:
        choice = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return choice if isinstance(choice, dict) else {}


def _write(path: Path, choice: dict[str, object]) -> None:
    try:
        path.write_text(json.dumps(choice, indent=1), encoding="utf-8")
    except OSError:
        return  # measured again next time
