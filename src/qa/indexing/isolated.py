"""Reads and splits files in a separate process, so that one that stalls or crashes it is skipped.

What a process answers is JSON: whatever a file may have done to it, nothing of it runs here.
"""

from __future__ import annotations

import faulthandler
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import fields as fields_of
from dataclasses import replace
from pathlib import Path
from threading import Event, Lock
from typing import IO, Any, Self

from qa.errors import BadInput, QAError
from qa.indexing.splitting import SplitDocument, read_and_split
from qa.load.part import MIB, Skip
from qa.store.records import Sketch
from qa.types import Document, Kind, Paragraph, Span

SECONDS = 60.0
"""Allowed for a document, on a slow machine; as much again for each `LARGE` bytes of its file."""
LARGE = 16 * MIB
MEMORY = 4096 * MIB
"""Bytes of memory that the process may use, where the system can limit them."""
_LATE, _CRASHED = 1, 3
"""Exit codes: of faulthandler after a timeout, and of an unexpected error."""


class IsolatedReader:
    """Reads in a process that starts when it is first needed, and ends with the `with` block.

    When it is stopped while another thread is reading, that thread gets BadInput, then and later.
    """

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._process: subprocess.Popen[str] | None = None
        self._changing = Lock()
        self.stopped = Event()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Start the process, which takes half a second, before it is needed."""
        if sys.executable:
            self._start()

    def stop(self) -> None:
        """End the process and what is being read; nothing is read any more."""
        self.stopped.set()
        self._end()

    def read(
        self,
        path: Path,
        source: str,
        *,
        fields: Mapping[str, str] | None = None,
        skip: Skip | None = None,
        follow: bool = True,
    ) -> Iterator[SplitDocument]:
        """As `read_and_split`.

        A file that takes too long or too much memory, or crashes the process, is BadInput.

        Raises:
            BadInput: also instead of MissingExtra, with the same message.
        """
        if not sys.executable:  # Python is part of another program, and cannot be started
            yield from read_and_split(path, source, fields=fields, skip=skip, follow=follow)
            return
        any_read = False
        for document in self._read(path, source, fields or {}, skip or _ignore, follow):
            if isinstance(document, BadInput):
                if not any_read or skip is None:
                    raise document
                skip(source, f"{document}; what comes before that was read")
                return
            any_read = True
            yield document

    def _read(
        self, path: Path, source: str, fields: Mapping[str, str], skip: Skip, follow: bool
    ) -> Iterator[SplitDocument | BadInput]:
        process, answers = self._start()
        seconds = self._seconds * (1 + path.stat().st_size / LARGE)
        with suppress(BrokenPipeError):  # it has died: no answer will come, as seen below
            _send(process.stdin, os.path.abspath(path), source, dict(fields), follow, seconds)
        finished = False
        try:
            while line := answers.readline():
                kind, *values = json.loads(line)
                if kind == "document":
                    yield _unpacked(*values)
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
        with self._changing:
            if self.stopped.is_set():
                raise BadInput("not read: indexing was stopped before it was read")
            if self._process is None:
                self._process = _new_process()
            assert self._process.stdout
            return self._process, self._process.stdout

    def _end(self) -> None:
        with self._changing:
            process, self._process = self._process, None
        if process is not None:
            process.kill()
            with suppress(BrokenPipeError), process:
                pass  # closes its pipes, and waits for it


def _new_process() -> subprocess.Popen[str]:
    code = (
        f"import sys; sys.path[:] = {sys.path!r}; from qa.indexing.isolated import serve; serve()"
    )
    return subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="ascii",
        # numpy's threads, one a core, would take up the memory that the process may use.
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
    )


def serve() -> None:
    """Run the process: read the files asked for on stdin, answer on stdout, until stdin ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is handled by the parent process
    sys.excepthook = lambda *_: os._exit(_CRASHED)
    _limit_memory()
    answers = os.fdopen(os.dup(1), "w", encoding="ascii")
    devnull = open(os.devnull, "w")  # noqa: SIM115  open as long as the process lives
    os.dup2(devnull.fileno(), 1)  # for what third-party code prints

    for line in sys.stdin:
        path, source, fields, follow, seconds = json.loads(line)

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
            for document in read_and_split(
                Path(path), source, fields=fields, skip=skip, follow=follow
            ):
                answer("document", *_packed(document))
        except QAError as error:
            answer("failed", str(error))
        except MemoryError:
            answer("failed", f"takes more than {MEMORY // MIB // 1024} GB of memory to read")
        else:
            answer("done")
        faulthandler.cancel_dump_traceback_later()


def _packed(split: SplitDocument) -> tuple[list[object], ...]:
    """The fields of a document, of its paragraphs and of its sketch, as JSON can hold them."""
    paragraphs: list[object] = []
    above: tuple[str, ...] = ()
    for paragraph in split.paragraphs:
        # Sent once: of a thousand paragraphs under the same headings each has them.
        section = None if paragraph.section == above else paragraph.section
        above = paragraph.section
        paragraphs.append(
            (
                paragraph.start,
                paragraph.end,
                paragraph.kind.value,
                [at for sentence in paragraph.sentences for at in (sentence.start, sentence.end)],
                section,
                paragraph.header and (paragraph.header.start, paragraph.header.end),
            )
        )
    sketch = split.sketch
    return (
        [getattr(split.document, field.name) for field in fields_of(Document)],
        paragraphs,
        [*split.searched],
        [sketch.words, sketch.shingles.hex(), sketch.facts.hex()],
    )


def _unpacked(
    values: Sequence[Any],
    paragraphs: Sequence[Any],
    searched: Sequence[bool],
    sketch: Sequence[Any],
) -> SplitDocument:
    document = replace(Document(*values[:-1]), pages=tuple(values[-1]))
    unpacked: list[Paragraph] = []
    above: tuple[str, ...] = ()
    for ordinal, (start, end, kind, places, section, header) in enumerate(paragraphs):
        above = above if section is None else tuple(section)
        sentences = tuple(map(Span, places[::2], places[1::2]))
        unpacked.append(
            Paragraph(
                document, ordinal, start, end, Kind(kind), sentences, above,
                Span(*header) if header else None,
            )
        )  # fmt: skip
    words, shingles, facts = sketch
    return SplitDocument(
        document,
        tuple(unpacked),
        tuple(searched),
        Sketch(words, bytes.fromhex(shingles), bytes.fromhex(facts)),
    )


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
