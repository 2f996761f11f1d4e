"""Reads files in a separate process, so that a file that stalls or crashes it can be skipped.

Formats whose record does not say `isolated` are read in this process.
"""

from __future__ import annotations

import faulthandler
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import fields as fields_of
from dataclasses import replace
from pathlib import Path
from typing import IO, Self

from qa.errors import BadInput, QAError
from qa.load.documents import read_documents
from qa.load.formats import format_of
from qa.load.part import MIB
from qa.types import Document

SECONDS = 60.0
"""Allowed for a document, on a slow machine; as much again for each `LARGE` bytes of its file."""
LARGE = 32 * MIB
MEMORY = 4096 * MIB
"""Bytes of memory that the process may use, where the system can limit them."""
_LATE, _CRASHED = 1, 3
"""Exit codes: of faulthandler after a timeout, and of an unexpected error."""


Skip = Callable[[str, str], None]


class IsolatedReader:
    """Reads in a process that starts when it is first needed and ends with the `with` block.

    When the block ends while another thread is reading, that thread gets BadInput, then and later.
    """

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._process: subprocess.Popen[str] | None = None
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._closed = True
        self._end()

    def read_documents(
        self,
        path: Path,
        source: str,
        *,
        fields: Mapping[str, str] | None = None,
        skip: Skip | None = None,
    ) -> Iterator[Document]:
        """As `qa.load.read_documents`.

        A file that takes too long or too much memory, or crashes the process, is BadInput.

        Raises:
            BadInput: also instead of MissingExtra, with the same message.
        """
        if not (format_of(path.suffix.lower()).isolated and sys.executable):
            yield from read_documents(path, source, fields=fields, skip=skip)
            return
        any_read = False
        for document in self._read(path, source, fields or {}, skip or _ignore):
            if isinstance(document, BadInput):
                if not any_read or skip is None:
                    raise document
                skip(source, f"{document}; what comes before that was read")
                return
            any_read = True
            yield document

    def _read(
        self, path: Path, source: str, fields: Mapping[str, str], skip: Skip
    ) -> Iterator[Document | BadInput]:
        process, answers = self._start()
        seconds = self._seconds * (1 + path.stat().st_size / LARGE)
        with suppress(BrokenPipeError):  # it has died: no answer will come, as seen below
            _send(process.stdin, os.path.abspath(path), source, dict(fields), seconds)
        finished = False
        try:
            while line := answers.readline():
                kind, *values = json.loads(line)
                if kind == "document":
                    yield replace(Document(*values[:-1]), pages=tuple(values[-1]))
                elif kind == "skip":
                    skip(*values)
                else:
                    finished = True
                    if kind == "failed":
                        yield BadInput(*values)
                    return
            late = process.wait() == _LATE
            yield BadInput(
                f"takes longer than {seconds:.0f} s to read"
                if late
                else "crashes the process that reads it"
            )
        finally:
            if not finished:  # it is still reading the file, or dead
                self._end()

    def _start(self) -> tuple[subprocess.Popen[str], IO[str]]:
        if self._closed:
            raise BadInput("not read: indexing was stopped before it was read")
        if self._process is None:
            code = (
                f"import sys; sys.path[:] = {sys.path!r}; "
                "from qa.load.isolated import serve; serve()"
            )
            self._process = subprocess.Popen(
                [sys.executable, "-c", code],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                encoding="ascii",
            )
        assert self._process.stdout
        return self._process, self._process.stdout

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            with suppress(BrokenPipeError), process:
                pass  # closes its pipes, and waits for it


def serve() -> None:
    """Run the process: read the files asked for on stdin, answer on stdout, until stdin ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is handled by the parent process
    sys.excepthook = lambda *_: os._exit(_CRASHED)
    _limit_memory()
    answers = os.fdopen(os.dup(1), "w", encoding="ascii")
    devnull = open(os.devnull, "w")  # noqa: SIM115  open as long as the process lives
    os.dup2(devnull.fileno(), 1)  # for what third-party code prints

    for line in sys.stdin:
        path, source, fields, seconds = json.loads(line)

        def answer(*values: object, seconds: float = seconds) -> None:
            # The parent may be busy for long before it listens: that time does not count.
            faulthandler.cancel_dump_traceback_later()
            _send(answers, *values)
            # The only timer that also ends C code that never returns.
            faulthandler.dump_traceback_later(seconds, exit=True, file=devnull)

        def skip(source: str, reason: str) -> None:
            answer("skip", source, reason)

        faulthandler.dump_traceback_later(seconds, exit=True, file=devnull)
        try:
            for document in read_documents(Path(path), source, fields=fields, skip=skip):
                answer(
                    "document", *(getattr(document, field.name) for field in fields_of(Document))
                )
        except QAError as error:
            answer("failed", str(error))
        except MemoryError:
            answer("failed", f"takes more than {MEMORY // MIB // 1024} GB of memory to read")
        else:
            answer("done")
        faulthandler.cancel_dump_traceback_later()


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # not on Windows
        return
    with suppress(ValueError, OSError):  # a lower limit is set already
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))


def _send(stream: IO[str] | None, *values: object) -> None:
    assert stream
    stream.write(json.dumps(values) + "\n")
    stream.flush()


def _ignore(source: str, reason: str) -> None:
    """Skip silently."""
