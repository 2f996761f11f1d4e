"""What the command line writes: the result to stdout, notes and progress to stderr."""

import sys
from typing import Any

FOUND, NOTHING, WRONG = 0, 1, 2
"""Exit codes: found, asked but nothing answers, wrong use or an error."""


def write(value: dict[str, Any] | str) -> None:
    """A result: text made safe for a terminal, or an object as a line of JSON; flushed at once."""
    from qa.render import dumps
    from qa.text.sanitize import clean

    if isinstance(value, str):
        print(clean(value), flush=True)
    else:
        encoding = (sys.stdout.encoding or "").lower().replace("-", "")
        print(dumps(value, unicode=encoding.startswith("utf")), flush=True)


def note(line: str) -> None:
    """A line to stderr, made safe: it may name files, and say what a server answered."""
    from qa.text.sanitize import one_line

    print(f"qa: {one_line(line)}", file=sys.stderr, flush=True)


class Progress:
    """A bar on stderr with rate and time left; nothing where stderr is no terminal."""

    def __init__(self, *, shown: bool = True) -> None:
        self._shown = shown and sys.stderr is not None and sys.stderr.isatty()
        self._stage = ""
        self._bar: Any = None

    def __enter__(self) -> "Progress":
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def __call__(self, step: Any) -> None:
        if not self._shown:
            return
        if step.stage != self._stage:
            self._close()
            self._stage, self._bar = step.stage, self._made(step)
        self._bar.update(step.done - self._bar.n)

    def _made(self, step: Any) -> Any:
        from tqdm import tqdm

        return tqdm(
            total=step.total or None,
            desc=step.stage,
            unit=getattr(step, "unit", "") or "it",
            leave=False,
            dynamic_ncols=True,
            # The rate of the last few minutes: neither of the last batch nor of the whole run.
            smoothing=0.05,
            bar_format=None if step.total else "{desc} ...",
        )

    def _close(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None
