"""Reads files in a process of its own, so that one that stalls or crashes its reader is skipped.

What is read by our own code and the standard library's is read here; see `_OTHERS`.
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
from pathlib import Path, PurePosixPath
from typing import IO, Self

from qa.errors import BadInput, QAError
from qa.load.documents import read_documents
from qa.load.part import MIB
from qa.types import Document

SECONDS = 60.0
"""For a document, on a slow machine; and as much again for each `LARGE` bytes of its file."""
LARGE = 32 * MIB
MEMORY = 4096 * MIB
"""Bytes that the process may take, where the system can limit them."""
_LATE, _CRASHED = 1, 3
"""Exit codes: of faulthandler, and of what nobody foresaw."""
_OTHERS = frozenset(
    (".html", ".htm", ".xhtml", ".pdf", ".epub", ".rtf", ".eml", ".mbox", ".zip", ".gz")
)
"""Formats read by engines of others, and archives, in which anything can be."""

Skip = Callable[[str, str], None]


class IsolatedReader:
    """The process, started when it is first needed. A context manager: it ends with it.

    What another thread is reading just then is BadInput, and so is what it reads after that.
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

        A file that takes too long or too much memory, or crashes what reads it, is BadInput.

        Raises:
            BadInput: also with the reason of a MissingExtra.
        """
        if PurePosixPath(path.name).suffix.lower() not in _OTHERS or not sys.executable:
            yield from read_documents(path, source, fields=fields, skip=skip)
            return
        some = False
        for document in self._read(path, source, fields or {}, skip or _ignore):
            if isinstance(document, BadInput):
                if not some or skip is None:
                    raise document
                skip(source, f"{document}; what stands before that is read")
                return
            some = True
            yield document

    def _read(
        self, path: Path, source: str, fields: Mapping[str, str], skip: Skip
    ) -> Iterator[Document | BadInput]:
        process, answers = self._started()
        seconds = self._seconds * (1 + path.stat().st_size / LARGE)
        with suppress(BrokenPipeError):  # it has died: its silence says so below
            _send(process.stdin, os.path.abspath(path), source, dict(fields), seconds)
        whole = False
        try:
            while line := answers.readline():
                kind, *said = json.loads(line)
                if kind == "document":
                    yield replace(Document(*said[:-1]), pages=tuple(said[-1]))
                elif kind == "skip":
                    skip(*said)
                else:
                    whole = True
                    if kind == "failed":
                        yield BadInput(*said)
                    return
            late = process.wait() == _LATE
            yield BadInput(
                f"takes longer than {seconds:.0f} s to read" if late else "what reads it crashes"
            )
        finally:
            if not whole:  # it is in the midst of a file, or dead
                self._end()

    def _started(self) -> tuple[subprocess.Popen[str], IO[str]]:
        if self._closed:
            raise BadInput("not read: the run has ended")
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
    """The process: reads what it is told to on stdin, and answers on stdout, until that ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for who started it
    sys.excepthook = lambda *_: os._exit(_CRASHED)
    _limit_memory()
    answers = os.fdopen(os.dup(1), "w", encoding="ascii")
    nowhere = open(os.devnull, "w")  # noqa: SIM115  for all its life
    os.dup2(nowhere.fileno(), 1)  # whatever others print

    for line in sys.stdin:
        path, source, fields, seconds = json.loads(line)

        def say(*said: object, seconds: float = seconds) -> None:
            # Who listens may be busy for long: that does not count.
            faulthandler.cancel_dump_traceback_later()
            _send(answers, *said)
            # The one watch that also ends what never comes back from C.
            faulthandler.dump_traceback_later(seconds, exit=True, file=nowhere)

        def skip(source: str, reason: str) -> None:
            say("skip", source, reason)

        faulthandler.dump_traceback_later(seconds, exit=True, file=nowhere)
        try:
            for document in read_documents(Path(path), source, fields=fields, skip=skip):
                say("document", *(getattr(document, field.name) for field in fields_of(Document)))
        except QAError as error:
            say("failed", str(error))
        except MemoryError:
            say("failed", f"takes more than {MEMORY // MIB // 1024} GB of memory to read")
        else:
            say("done")
        faulthandler.cancel_dump_traceback_later()


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # not on Windows
        return
    with suppress(ValueError, OSError):  # a lower limit is there already
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))


def _send(stream: IO[str] | None, *values: object) -> None:
    assert stream
    stream.write(json.dumps(values) + "\n")
    stream.flush()


def _ignore(source: str, reason: str) -> None:
    """Skip without a word."""
