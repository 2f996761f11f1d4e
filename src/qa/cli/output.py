"""What the command line writes: the result to stdout, notes and progress to stderr."""

import sys
from typing import Any

FOUND, NOTHING, WRONG = 0, 1, 2
"""Exit codes: found, asked but nothing answers, wrong use or an error."""


def write(value: dict[str, Any] | str) -> None:
    """A result: text made safe for a terminal, or an object as a line of JSON; flushed at once."""
    from qa.plain import clean
    from qa.render import dumps

    if isinstance(value, str):
        print(clean(value), flush=True)
    else:
        encoding = (sys.stdout.encoding or "").lower().replace("-", "")
        print(dumps(value, unicode=encoding.startswith("utf")), flush=True)


def note(line: str) -> None:
    print(f"qa: {line}", file=sys.stderr, flush=True)


class Progress:
    """A bar on stderr with rate and time left; nothing where stderr is no terminal."""

    def __init__(self) -> None:
        self._bar: Any = None

    def __enter__(self) -> "Progress":
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.close()

    def __call__(self, step: Any) -> None:
        if not sys.stderr.isatty():
            return
        from tqdm import tqdm

        if self._bar is None or self._bar.desc != step.stage:
            if self._bar is not None:
                self._bar.close()
            self._bar = tqdm(total=step.total, desc=step.stage, leave=False, dynamic_ncols=True)
            self._bar.desc = step.stage
        self._bar.update(step.done - self._bar.n)
