"""What a page sends is checked before the program of its tab gets it."""

import subprocess
import sys
import time

import pytest

from qa.ui.web_socket import COLUMNS, ROWS, _pass_on, size


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        ({}, (80, 24)),
        ({"width": "120", "height": "40"}, (120, 40)),
        ({"width": "100000", "height": "100000"}, (COLUMNS, ROWS)),
        ({"width": "-5", "height": "x"}, (80, 24)),
        ({"width": 0, "height": "999999999999999999999"}, (1, 24)),
        ({"width": 1e9, "height": None}, (80, 24)),
    ],
)
def test_a_window_has_a_size_that_can_be_drawn(
    wanted: dict[str, object], given: tuple[int, int]
) -> None:
    assert size(wanted) == given


class Program:
    """Writes down what it is given."""

    def __init__(self) -> None:
        self.given: list[object] = []

    async def send_bytes(self, data: bytes) -> None:
        self.given.append(data)

    async def set_terminal_size(self, width: int, height: int) -> None:
        self.given.append((width, height))

    async def blur(self) -> None:
        self.given.append("blur")

    async def focus(self) -> None:
        self.given.append("focus")

    async def send_json(self, value: object) -> None:
        self.given.append(value)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("text", "given"),
    [
        pytest.param('["stdin", "a"]', b"a", id="keys"),
        pytest.param('["stdin", "\\ud800"]', b"?", id="half a character"),
        pytest.param('["resize", {"width": 9000, "height": 30}]', (COLUMNS, 30), id="size"),
        pytest.param('["ping", 17.5]', ["pong", 17.5], id="ping"),
        pytest.param('["blur"]', "blur", id="blur"),
        pytest.param('["focus"]', "focus", id="focus"),
    ],
)
async def test_what_our_page_sends_is_passed_on(text: str, given: object) -> None:
    program = Program()
    assert await _pass_on(text, program, program)
    assert program.given == [given]


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "7", '["stdin"]', '["stdin", 5]', '["resize", [1, 2]]', '{"stdin": "x"}',
     '["resize", {"width": "9"}]', '["quit"]', "[" * 100_000],
)  # fmt: skip
async def test_anything_else_cuts_the_page_off(text: str) -> None:
    program = Program()
    assert not await _pass_on(text, program, program)
    assert program.given == []


def test_a_program_ends_with_its_server() -> None:
    child = (
        "import os, time; from qa.ui.web_socket import end_with_parent;"
        "end_with_parent(); print(os.getpid(), flush=True); time.sleep(60)"
    )
    server = (
        "import subprocess, sys, os, signal;"
        f"p = subprocess.Popen([sys.executable, '-c', {child!r}], stdout=subprocess.PIPE);"
        "print(int(p.stdout.readline()), flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run([sys.executable, "-c", server], capture_output=True, text=True)
    process = int(done.stdout)
    for _ in range(100):
        state = subprocess.run(["ps", "-o", "stat=", "-p", str(process)], capture_output=True)
        if not state.stdout.strip() or state.stdout.strip().startswith(b"Z"):
            return
        time.sleep(0.1)
    raise AssertionError("it is still running")
