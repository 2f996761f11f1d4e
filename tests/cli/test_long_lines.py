"""Lines of stdin of any length: memory holds the beginning of one at a time."""

import io
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from qa.cli import questions
from qa.cli.questions import lines


@pytest.mark.parametrize("size", [1, 9, 10, 11, 19, 20, 21, 35])
@pytest.mark.parametrize("end", ["\n", ""])
def test_only_the_beginning_of_a_long_line_is_kept(
    size: int, end: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(questions, "LONGEST_LINE", 10)
    stream = io.StringIO(f"first\n{'x' * size}\nthen\n\n{'y' * size}{end}")
    assert list(lines(stream)) == ["first", "x" * min(size, 10), "then", "", "y" * min(size, 10)]


def test_a_line_of_300_mb_takes_no_memory(tmp_path: Path) -> None:
    """In a process whose memory is limited to less than that."""
    limit = 250 * 1024 * 1024
    code = "import sys; from qa.cli.questions import lines; print(sum(map(len, lines(sys.stdin))))"
    with subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)),
    ) as process:
        assert process.stdin
        assert process.stdout
        for _ in range(300):
            process.stdin.write(b"a" * 1024 * 1024)
        process.stdin.close()
        assert process.stdout.read() == b"1000000\n"
