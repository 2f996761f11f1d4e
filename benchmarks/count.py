"""Counts what a command of qa imports and opens: python benchmarks/count.py COMMAND [ARGUMENT...]

Prints one JSON object. What Python has loaded before is not counted, nor are files of code, which
the modules stand for. `ui` is counted until its first frame is drawn, and opens no library.
"""

import contextlib
import sys

before, opened = set(sys.modules), set()


def _hear(event: str, details: tuple[object, ...]) -> None:
    name = str(details[0]) if event in ("open", "sqlite3.connect") and details else ""
    # A number is a file that is open already.
    if name and not name.isdigit() and not name.endswith((".py", ".pyc")):
        opened.add(name)


def _taken() -> tuple[set[str], set[str]]:
    """Modules and files, until now."""
    return set(sys.modules) - before, set(opened)


def run(command: list[str]) -> tuple[set[str], set[str]]:
    """Modules and files that the command takes."""
    from qa.cli.main import main

    if command == ["ui"]:
        return _first_frame()
    with contextlib.suppress(SystemExit):  # --help leaves so
        main(command)
    return _taken()


def _first_frame() -> tuple[set[str], set[str]]:
    """The app, without a terminal and without a library, until it is drawn."""
    from threading import Event

    from qa.cli.main import make_parser
    from qa.errors import IndexMissing
    from qa.ui.app import QAApp

    make_parser().parse_args(["ui"])
    drawn = Event()
    taken: list[tuple[set[str], set[str]]] = []

    def opener(_report: object) -> object:
        # A library that comes in meanwhile would be counted by chance.
        drawn.wait()
        raise IndexMissing("none is opened here")

    class Once(QAApp):
        def on_ready(self) -> None:
            taken.append(_taken())
            drawn.set()
            self.exit()

    Once(opener).run(headless=True, size=(120, 34))
    return taken[0]


if __name__ == "__main__":
    out, sys.stdout = sys.stdout, open("/dev/null", "w")  # noqa: SIM115
    sys.addaudithook(_hear)
    modules, files = run(sys.argv[1:])
    import json
    from collections import Counter

    packages = Counter(name.split(".")[0] for name in modules)
    told = {
        "modules": len(modules),
        "files": len(files),
        "packages": {p: n for p, n in packages.most_common() if p not in sys.stdlib_module_names},
        "names": sorted(files),
    }
    print(json.dumps(told), file=out)
