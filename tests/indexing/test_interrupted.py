"""Ctrl+C ends a run at once, also while one large document is read, split or prepared."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

TESTS = Path(__file__).parent.parent
RUN = """
import signal
import sys
from pathlib import Path
from fakes import FakeEmbedder
from qa.indexing.indexer import index
from qa.indexing.request import IndexRequest
from qa.load import documents
signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background ignores it
print("reading", flush=True)
try:
    index(IndexRequest([Path(sys.argv[1])]), Path(sys.argv[2]), embedder=FakeEmbedder())
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""


@pytest.mark.parametrize("after", [0.5, 3.0, 6.0])
def test_a_large_document_does_not_hold_it_up(after: float, tmp_path: Path) -> None:
    document = tmp_path / "large.txt"
    document.write_text(
        "The keeper of the hut opened the door in March. It was cold.\n\n" * 240_000
    )
    process = subprocess.Popen(
        [sys.executable, "-c", RUN, document, tmp_path / "index"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(TESTS), *sys.path))},
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout
        assert process.stdout.readline() == "reading\n"
        time.sleep(after)
        process.send_signal(signal.SIGINT)
        sent = time.monotonic()
        assert process.stdout.readline() == "interrupted\n"
        # A second, on a machine that does nothing else; the whole run takes much longer.
        assert time.monotonic() - sent < 10.0
