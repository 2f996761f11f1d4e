"""A language model from a GGUF file, run in this process by xllamacpp (llama.cpp).

llama.cpp's engine also listens for requests. Here that is a socket in a folder that only this user
can open, with a key that nobody knows, so nothing reaches it and nothing needs a network.
"""

import atexit
import os
import secrets
import shutil
import tempfile
import threading
from collections.abc import Generator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from qa.errors import MissingExtra, WriterUnusable
from qa.write.background import Put, pieces_of
from qa.write.writer import Message

MISSING = 'a GGUF file needs another package; install it with: pip install "qa[llm]"'
MAGIC = b"GGUF"
CONTEXT = 4096
"""Tokens that the model keeps in mind: the prompt and what it writes."""
BATCH = 64
"""Tokens read at once: between two batches it can be stopped."""


class GgufWriter:
    """A model in a file, loaded when it is first asked; one question at a time.

    Raises:
        WriterUnusable: if there is no such file, or it is no GGUF.
        MissingExtra: if xllamacpp is not installed.
    """

    def __init__(self, path: Path) -> None:
        from importlib.util import find_spec

        try:
            with path.open("rb") as file:
                magic = file.read(len(MAGIC))
        except OSError as error:
            raise WriterUnusable(f"the writer {path} cannot be read: {error.strerror}") from None
        if magic != MAGIC:
            raise WriterUnusable(f"the writer {path} is no GGUF file: name another, or an address")
        if find_spec("xllamacpp") is None:
            raise MissingExtra(MISSING)
        self._path = path
        self._engine: Any = None
        self._turn = threading.Lock()

    @property
    def name(self) -> str:
        return self._path.stem

    def stream(self, messages: Sequence[Message], most: int) -> Generator[str, None, None]:
        # The interpreter must not end below a running engine.
        return pieces_of(partial(self._write, list(messages), most), ends_first=True)

    def _write(self, messages: list[Message], most: int, put: Put) -> None:
        """Puts what the model writes; also an empty piece now and then while it reads."""
        failures: list[str] = []

        def told(chunk: Any) -> bool:
            if "error" in chunk:
                failures.append(chunk["error"]["message"])
                return True
            choices = chunk.get("choices") or [{"delta": {}}]
            return put(choices[0]["delta"].get("content") or "")

        request = {
            "messages": messages,
            "max_tokens": most,
            "temperature": 0,
            "stream": True,
            "return_progress": True,  # so that it can be stopped while it reads
        }
        try:
            with self._turn:
                if not put(""):
                    self._loaded().handle_chat_completions(request, told)
        except (RuntimeError, ValueError) as error:  # what xllamacpp raises
            failures.append(str(error))
        if failures:
            raise WriterUnusable(f"the writer {self._path} cannot be used: {failures[0]}")

    def _loaded(self) -> Any:
        if self._engine is None:
            import xllamacpp

            # A short path: that of a socket may have 107 characters.
            folder = tempfile.mkdtemp(prefix="qa-")
            atexit.register(shutil.rmtree, folder, ignore_errors=True)
            settings = xllamacpp.CommonParams()
            settings.model.path = str(self._path)
            settings.hostnames = [os.path.join(folder, "engine.sock")]
            settings.api_keys = [secrets.token_hex()]
            settings.n_ctx = CONTEXT
            settings.n_batch = settings.n_ubatch = BATCH
            settings.cpuparams.n_threads = settings.cpuparams_batch.n_threads = _cores()
            settings.warmup = settings.ui = False
            settings.verbosity = -1  # its messages would go to the terminal
            self._engine = xllamacpp.Server(settings)
        return self._engine


def _cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
