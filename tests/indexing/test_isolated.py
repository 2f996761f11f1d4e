"""Reading in a process of its own: the same documents, and no harm from those that do harm."""

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import samples
from samples import BRIDGE, COST

from qa.errors import BadInput
from qa.indexing import isolated
from qa.indexing.isolated import IsolatedReader
from qa.indexing.splitting import SplitDocument, read_and_split
from qa.types import Document

HARM = {
    "stall": "import time; time.sleep(60)",
    "crash": "import os; os.abort()",
    "raise": "class Foreign(Exception): pass\nraise Foreign",
    "memory": "raise MemoryError",
    "print": "print('document'); import sys; sys.stdout.flush()",
}
"""By the beginning of a text: what its reader does."""
SERVE = f"""
import sys
from qa.indexing import isolated
from qa.indexing.splitting import read_and_split
def read(path, source, **options):
    for split in read_and_split(path, source, **options):
        exec({HARM!r}.get(split.document.text.split()[0], ""))
        yield split
isolated.read_and_split = read
isolated.serve()
"""


@pytest.fixture
def reading(monkeypatch: pytest.MonkeyPatch) -> Iterator[IsolatedReader]:
    """With a process in which some texts do harm; three seconds are the limit."""
    real = isolated.subprocess.Popen

    def popen(command: list[str], **options: object) -> object:
        code = command[2].partition("from")[0] + SERVE
        return real([sys.executable, "-c", code], **options)  # type: ignore[call-overload]

    monkeypatch.setattr(isolated.subprocess, "Popen", popen)
    with IsolatedReader(seconds=3.0) as reading:
        yield reading


def only(documents: Iterator[SplitDocument]) -> Document:
    (split,) = documents
    return split.document


def packed(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_bytes(samples.packed(text.encode()))
    return path


def test_the_same_as_here(tmp_path: Path) -> None:
    page_at = tmp_path / "a.html"
    page_at.write_bytes(samples.page())
    pdf = tmp_path / "b.pdf"
    pdf.write_bytes(samples.article_pdf())
    outlined = tmp_path / "d.md"
    rows = "".join(f"| pump {n} | {n} bar |\n" for n in range(30))
    outlined.write_text(f"# A\n\n## B\n\n{BRIDGE} {COST}\n\n| name | at |\n|---|---|\n{rows}")
    parcel = tmp_path / "c.zip"
    parcel.write_bytes(samples.zipped({"a.txt": BRIDGE, "b.txt": b"\0", "c.txt": COST}))
    skipped: list[tuple[str, str]] = []
    with IsolatedReader() as reading:
        for path in (page_at, pdf, parcel, outlined):
            here = list(read_and_split(path, "x"))
            assert list(reading.read(path, "x", skip=lambda *s: skipped.append(s))) == here
    assert skipped == [("x/b.txt", "binary file")]


def test_where_no_process_can_start_it_is_read_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text(BRIDGE)
    monkeypatch.setattr(isolated.sys, "executable", "")
    with IsolatedReader() as reading:
        assert only(reading.read(tmp_path / "a.txt", "a.txt")).text == BRIDGE


@pytest.mark.parametrize(
    ("harm", "reason"),
    [
        ("stall", "takes longer than 3 s to read"),
        ("crash", "crashes the process that reads it"),
        ("raise", "crashes the process that reads it"),
        ("memory", "takes more than 4 GB of memory to read"),
    ],
)
def test_harm_ends_with_its_file(
    harm: str, reason: str, reading: IsolatedReader, tmp_path: Path
) -> None:
    with pytest.raises(BadInput, match=reason):
        list(reading.read(packed(tmp_path, "a.txt.gz", f"{harm} {COST}"), "a"))
    document = only(reading.read(packed(tmp_path, "b.txt.gz", BRIDGE), "b"))
    assert document.text == BRIDGE


def test_what_stood_before_the_harm_is_read(reading: IsolatedReader, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(samples.zipped({"a.txt": BRIDGE, "b.txt": f"crash {COST}", "c.txt": COST}))
    skipped: list[tuple[str, str]] = []
    document = only(reading.read(path, "a.zip", skip=lambda *s: skipped.append(s)))
    assert document.source == "a.zip/a.txt"
    assert skipped == [
        ("a.zip", "crashes the process that reads it; what comes before that was read")
    ]


def test_what_is_printed_meanwhile_is_no_answer(reading: IsolatedReader, tmp_path: Path) -> None:
    document = only(reading.read(packed(tmp_path, "a.txt.gz", f"print {BRIDGE}"), "a"))
    assert BRIDGE in document.text


def test_a_slow_user_is_no_slow_file(reading: IsolatedReader, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(samples.zipped({f"{n}.txt": BRIDGE * 700 for n in range(3)}))
    documents = reading.read(path, "a.zip")
    next(documents)
    time.sleep(4)  # longer than the limit, with the process waiting to be heard
    assert len(list(documents)) == 2


def test_one_that_has_ended_reads_no_more(tmp_path: Path) -> None:
    path = packed(tmp_path, "a.txt.gz", BRIDGE)
    with IsolatedReader() as reading:
        documents = reading.read(path, "a")
        next(documents)
        process = reading._process
    assert process
    with pytest.raises(ProcessLookupError):
        os.kill(process.pid, 0)
    with pytest.raises(BadInput, match="indexing was stopped"):
        list(reading.read(path, "a"))
