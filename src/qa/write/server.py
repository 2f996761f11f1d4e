"""A language model behind an address: any server that speaks OpenAI's chat interface.

Ollama, llama.cpp, LM Studio and vLLM do, and the paid ones. The key comes from the environment and
is kept nowhere.
"""

import ipaddress
import os
import time
from collections.abc import Generator, Sequence
from functools import partial
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from qa.errors import BadInput, MissingExtra, WriterUnusable
from qa.text.sanitize import one_line
from qa.write.background import Put, pieces_of
from qa.write.writer import Message

if TYPE_CHECKING:
    from openai import OpenAI, Stream
    from openai.types.chat import ChatCompletionChunk, ChatCompletionMessageParam

MISSING = 'a writer at an address needs another package; install it with: pip install "qa[writer]"'
KEYS = ("QA_WRITER_KEY", "OPENAI_API_KEY")
"""Variables that may hold the key; a local server mostly needs none. The second one is only sent
to OpenAI, whose key it is by its name."""
OPENAI = "api.openai.com"
CONNECT = 5.0
"""Seconds to reach it."""
SILENCE = 120.0
"""Seconds without a word after which it hangs: a slow machine reads a prompt for half a minute."""
LONGEST = 300.0
"""Seconds that an answer may take."""
NONSENSE = "answers what no language model does"
LONGEST_REASON = 200
"""Characters of what a server says of an error that are told."""


class ServerWriter:
    """A model of a server.

    Args:
        address: where its interface begins, mostly ending in /v1.
        model: its name on that server.
        silence: seconds without a word after which it is given up.

    Raises:
        BadInput: if the address is none.
        MissingExtra: if the package openai is not installed.
    """

    def __init__(self, address: str, model: str, silence: float = SILENCE) -> None:
        from importlib.util import find_spec

        self._host = _host(address)
        if find_spec("openai") is None:
            raise MissingExtra(MISSING)
        self._address, self._model, self._silence = address, model, silence

    @property
    def name(self) -> str:
        return self._model

    @property
    def leaves_machine(self) -> str:
        """The host that is sent the passages, where it is another machine; else ""."""
        return "" if _is_loopback(self._host) else self._host

    def stream(self, messages: Sequence[Message], most: int) -> Generator[str, None, None]:
        return pieces_of(partial(self._write, messages, most))

    def _write(self, messages: Sequence[Message], most: int, put: Put) -> None:
        from httpx2 import HTTPError
        from openai import OpenAIError

        end, answered = time.monotonic() + LONGEST, False
        try:
            with self._client() as client, self._chunks(client, messages, most) as chunks:
                for chunk in chunks:
                    answered = True
                    if time.monotonic() > end:
                        raise self._failed(f"still wrote after {LONGEST:.0f} seconds")
                    if put((chunk.choices[0].delta.content or "") if chunk.choices else ""):
                        return
        except (OpenAIError, HTTPError) as error:
            raise self._failed(_reason(error, self._silence, answered)) from None
        except (ValueError, TypeError, AttributeError, LookupError):
            # a chunk that is no JSON, or no chunk: the client takes what it gets for one
            raise self._failed(NONSENSE) from None
        if not answered:
            raise self._failed(NONSENSE)

    def _chunks(
        self, client: "OpenAI", messages: Sequence[Message], most: int
    ) -> "Stream[ChatCompletionChunk]":
        return client.chat.completions.create(
            model=self._model,
            messages=cast("list[ChatCompletionMessageParam]", messages),
            max_tokens=most,
            temperature=0,
            stream=True,
        )

    def _client(self) -> "OpenAI":
        from openai import DefaultHttpxClient, OpenAI, Timeout

        return OpenAI(
            base_url=self._address,
            api_key=_key(self._host) or "none",  # the client wants one
            timeout=Timeout(self._silence, connect=CONNECT),
            max_retries=0,
            # a proxy would be told what is meant for this machine
            http_client=DefaultHttpxClient(trust_env=not _is_loopback(self._host)),
        )

    def _failed(self, reason: str) -> WriterUnusable:
        return WriterUnusable(f"the writer at {self._host} {reason}")


def _key(host: str) -> str:
    own, openai = (os.environ.get(name, "") for name in KEYS)
    return own or (openai if host == OPENAI else "")


def _host(address: str) -> str:
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        parts.port  # noqa: B018 (raises where it is none)
    except ValueError:
        host = ""
    if not host or parts.scheme not in ("http", "https"):
        raise BadInput(
            f"{address!r} is no address of a writer: give one like http://localhost:11434/v1"
        )
    if parts.username or parts.password:
        raise BadInput(f"the address of the writer holds a password: set ${KEYS[0]} instead")
    return host


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _reason(error: Exception, silence: float, answered: bool) -> str:
    """What went wrong, in words that follow the server's name."""
    from httpx2 import HTTPError, TimeoutException
    from openai import APIConnectionError, APIStatusError, APITimeoutError

    if isinstance(error, (APITimeoutError, TimeoutException)):
        return f"said nothing for {silence:.0f} seconds"
    if isinstance(error, APIStatusError):
        said = one_line(error.message)[:LONGEST_REASON]
        return f"refuses (HTTP {error.status_code}): {said}"
    if isinstance(error, (APIConnectionError, HTTPError)):
        return (
            "broke off in the middle"
            if answered
            else "cannot be reached: is it running, and the address right?"
        )
    return f"fails: {one_line(str(error))[:LONGEST_REASON]}"
