"""Measures the terminal UI as a person meets it: python benchmarks/ui.py [--runs N] [--questions N]

Starts `qa` in a pseudo-terminal on an index of seeds/, types as a person would, and times what is
drawn: from the start of the process to the first paint, and from each key to its letter. While an
answer is computed means: from Enter until a moment after the answer was kept, so that drawing it
is in it, and with a key 10 ms after the letter of the one before, as fast as a held key repeats.
"""

import argparse
import fcntl
import os
import platform
import pty
import re
import select
import signal
import struct
import sys
import tempfile
import termios
import time
from collections.abc import Iterator
from datetime import date
from itertools import cycle, islice
from pathlib import Path
from statistics import median

SEEDS = Path(__file__).parent.parent / "seeds"
QUESTIONS = (
    "How many North Korean soldiers are in the Kursk region?",
    "Who trains the soldiers that were sent?",
    "What did the minister say about the war?",
    "When did the first troops arrive at the front?",
    "Which weapons do the soldiers carry?",
    "Why were the elite troops sent?",
)
LETTERS = "QXZJVW"
"""Typed to be timed: letters that the screen shows nowhere else while it works."""
DRAWN = "sk your documents"
"""Stands in the prompt at the first paint; its first letter is under the cursor."""
MOMENT = 0.1
"""Seconds in which an answer is drawn, once it is kept."""
BARE = """
from textual.app import App
from textual.widgets import TextArea
class Bare(App):
    def compose(self):
        yield TextArea(placeholder="Ask your documents")
Bare().run()
"""
"""A yardstick: the least that textual can draw."""
_ESCAPE = re.compile(rb"\x1b(?:\[[0-9;?<>=$]*[a-zA-Z]|[\]P][^\x07\x1b]*(?:\x07|\x1b\\)|[=>()78].?)")
_PATIENCE = 60.0
"""Seconds until what is waited for must have been drawn."""


class Terminal:
    """A process in a terminal of its own, and what it has drawn since one last looked."""

    def __init__(self, command: list[str], columns: int = 120, rows: int = 34) -> None:
        self.started = time.perf_counter()
        self._pid, self._file = pty.fork()
        if self._pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            os.environ |= {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
            os.execv(command[0], command)
        self._drawn = b""

    def write(self, text: str) -> None:
        os.write(self._file, text.encode())

    def read(self, seconds: float) -> bool:
        """Whether anything was drawn within `seconds`."""
        if not select.select([self._file], [], [], seconds)[0]:
            return False
        self._drawn += os.read(self._file, 65536)
        return True

    @property
    def text(self) -> str:
        """The letters drawn since `forget`, in the order in which they were sent."""
        return _ESCAPE.sub(b"", self._drawn).decode("utf-8", "replace")

    def forget(self) -> None:
        self._drawn = b""

    def wait(self, words: str) -> float:
        """Seconds until `words` are drawn. Raises TimeoutError."""
        begun = time.perf_counter()
        while words not in self.text:
            if time.perf_counter() - begun > _PATIENCE:
                raise TimeoutError(f"{words!r} was not drawn; the end was {self.text[-300:]!r}")
            self.read(0.5)
        return time.perf_counter() - begun

    def close(self) -> None:
        os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)
        os.close(self._file)


def key_times(terminal: Terminal, seconds: float = 0.0, most: int = 0) -> Iterator[float]:
    """Type letters, each so long after the one before stands there."""
    for letter in islice(cycle(LETTERS), most or None):
        terminal.forget()
        terminal.write(letter)
        yield terminal.wait(letter)
        begun = time.perf_counter()
        while (left := begun + seconds - time.perf_counter()) > 0:
            terminal.read(left)


def answer_times(terminal: Terminal, question: str, home: Path) -> Iterator[float]:
    """Ask a question, and type until its answer stands there. Raises TimeoutError."""
    for typed in ("\x15", question):
        terminal.write(typed)
        time.sleep(0.3)
    terminal.read(0)

    def kept() -> float:
        found = home.glob("**/conversations/*.json")
        return max((each.stat().st_mtime for each in found), default=0.0)

    before, end, begun = kept(), 0.0, time.perf_counter()
    terminal.write("\r")
    for taken in key_times(terminal, 0.01):
        yield taken
        if not end and kept() > before:
            end = time.perf_counter() + MOMENT
        if end and time.perf_counter() > end:
            return
        if time.perf_counter() - begun > _PATIENCE:
            raise TimeoutError(f"{question!r} was not answered")


def first_paint(command: list[str]) -> float:
    """Seconds from the start of a process to its prompt."""
    terminal = Terminal(command)
    try:
        terminal.wait(DRAWN)
        return time.perf_counter() - terminal.started
    finally:
        terminal.close()


def measure(command: list[str], runs: int, questions: int, home: Path) -> dict[str, list[float]]:
    """Times in seconds, by what was measured."""
    times: dict[str, list[float]] = {
        name: []
        for name in (
            "first paint",
            "first paint, textual alone",
            "key, model loading",
            "key, idle",
            "key, answer computed",
        )
    }
    for run in range(runs):
        times["first paint, textual alone"].append(first_paint([sys.executable, "-c", BARE]))
        terminal = Terminal(command)
        try:
            terminal.wait(DRAWN)
            times["first paint"].append(time.perf_counter() - terminal.started)
            if run:
                continue
            times["key, model loading"] += key_times(terminal, 0.02, 30)
            time.sleep(2)
            terminal.write("\x15")
            times["key, idle"] += key_times(terminal, 0.03, 60)
            for number in range(questions):
                question = QUESTIONS[number % len(QUESTIONS)]
                times["key, answer computed"] += answer_times(terminal, question, home)
        finally:
            terminal.close()
    return times


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, round(share * (len(values) - 1)))]


def report(times: dict[str, list[float]]) -> str:
    lines = [
        f"{date.today()} · {platform.machine()}, {os.cpu_count()} cores,"
        f" load {os.getloadavg()[0]:.1f} · Python {platform.python_version()}",
        f"{'milliseconds':<28}{'n':>5}{'p50':>8}{'p95':>8}{'worst':>8}",
    ]
    for name, values in times.items():
        if values:
            shown = [median(values), percentile(values, 0.95), max(values)]
            cells = "".join(f"{value * 1000:>8.0f}" for value in shown)
            lines.append(f"{name:<28}{len(values):>5}{cells}")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=10, help="starts to be timed")
    parser.add_argument("--questions", type=int, default=12, help="questions to type during")
    options = parser.parse_args()
    from qa import Library

    with tempfile.TemporaryDirectory() as place:
        # Conversations and settings of whoever runs this stay out of it.
        os.environ |= {"XDG_DATA_HOME": place, "XDG_CONFIG_HOME": place}
        index = Path(place) / "index"
        Library.build([SEEDS], index).close()
        command = [sys.executable, "-m", "qa", "--index", str(index)]
        # The first start writes byte code and fills the disk's cache.
        measure(command, 1, 0, Path(place))
        print(report(measure(command, options.runs, options.questions, Path(place))))


if __name__ == "__main__":
    main()
