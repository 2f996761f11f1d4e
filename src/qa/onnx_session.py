"""A graph that onnxruntime runs, by a session of its own in each process."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa.per_process import PerProcess

if TYPE_CHECKING:
    from onnxruntime import InferenceSession


class OnnxSession:
    """The graph of a file, loaded now and again after a fork.

    Raises:
        Exception: whatever onnxruntime raises for a file that does not load; its errors share no
            other base class.
    """

    def __init__(self, graph: Path, entries: Mapping[str, str]) -> None:
        """`entries` are onnxruntime's, such as {"session.force_spinning_stop": "1"}."""

        def load() -> "InferenceSession":
            import onnxruntime

            options = onnxruntime.SessionOptions()
            for name, value in entries.items():
                options.add_session_config_entry(name, value)
            return onnxruntime.InferenceSession(
                str(graph), options, providers=["CPUExecutionProvider"]
            )

        self._session = PerProcess(load)
        self.inputs = frozenset(node.name for node in self._session().get_inputs())
        self.outputs = frozenset(node.name for node in self._session().get_outputs())

    def run(self, outputs: Sequence[str], feed: Mapping[str, Any], *options: Any) -> list[Any]:
        """These outputs for what is fed; `options` may be onnxruntime's RunOptions."""
        found: list[Any] = self._session().run(list(outputs), dict(feed), *options)
        return found
