"""Times the stages of one command: python benchmarks/stopwatch.py SPAWNED COMMAND [ARGUMENT...]

Each moment counts once, for the innermost import or stage that it belongs to. SPAWNED is when the
process was begun, by `time.perf_counter`. Prints seconds by stage as JSON; `startup` runs it.
"""

import sys
import time

began = time.perf_counter()

STAGES = {
    # where a name is looked up: what its time is called
    "qa.library:Library.open": "open the index",
    "qa.retrieve.retriever:load_embedder": "load the embedder",
    "qa.embed.onnx:OnnxEmbedder.embed_questions": "embed the question",
    "qa.store.store:Store.search": "search vectors and words",
    "qa.retrieve.retriever:Retriever.search_many": "fuse and choose",
    "qa.library:load_reader": "load the reader",
    "qa.read.span_reader:SpanReader.read": "read the passages",
    "qa.cli.questions:write": "print",
    "qa.cli.status:write": "print",
}
MET = {"--help": (), "status": ("qa.library", "qa.cli.status"), "search": None, "ask": None}
"""Modules that a command loads anyway, where not all of them."""


class Stopwatch:
    """Time by stage; what goes on inside another stage is taken off the outer one."""

    def __init__(self) -> None:
        self.spent = {"the rest": 0.0}
        self._stack = ["the rest"]
        self._since = began

    def lap(self) -> None:
        now = time.perf_counter()
        stage = self._stack[-1]
        self.spent[stage] = self.spent.get(stage, 0.0) + now - self._since
        self._since = now

    def around(self, work, name):
        """`work`, timed; `name` is a stage, or makes one of the arguments."""

        def timed(*given, **options):
            self.lap()
            self._stack.append(name if isinstance(name, str) else name(*given))
            try:
                return work(*given, **options)
            finally:
                self.lap()
                self._stack.pop()

        return timed


def _package(name, scope=None, _locals=None, _names=(), level=0):
    package = (scope["__package__"] if level else name).split(".")[0]
    return "import " + ("Python's own" if package in sys.stdlib_module_names else package)


def profile(command: list[str]) -> dict[str, float]:
    """Seconds by stage of one command, run in this process."""
    import builtins
    import contextlib

    watch = Stopwatch()
    builtins.__import__ = watch.around(builtins.__import__, _package)
    from qa.cli.main import main

    for place, stage in STAGES.items():
        module, _, path = place.partition(":")
        if (met := MET[command[0]]) is not None and module not in met:
            continue
        *outer, name = path.split(".")
        owner = __import__(module, fromlist=["x"])
        for part in outer:
            owner = getattr(owner, part)
        found = vars(owner)[name]
        if isinstance(found, classmethod):
            setattr(owner, name, classmethod(watch.around(found.__func__, stage)))
        else:
            setattr(owner, name, watch.around(found, stage))
    with contextlib.suppress(SystemExit):  # --help leaves so
        main(command)
    watch.lap()
    return watch.spent


if __name__ == "__main__":
    out, sys.stdout = sys.stdout, open("/dev/null", "w")  # noqa: SIM115
    spent = profile(sys.argv[2:]) | {"interpreter": began - float(sys.argv[1])}
    import json

    print(json.dumps(spent), file=out)
