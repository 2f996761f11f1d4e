"""Servers that never end an answer, and names that stand for another address the next time."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from qa.errors import BadInput
from qa.load import exchange, fetch

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
DRIPS = {
    "status line": (b"HTTP/1.1 200 ", b"O"),
    "header": (HEAD + b"X: ", b"y"),
    "headers": (HEAD, b"X: y\r\n"),
    "interim answers": (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "body": (HEAD + b"Content-Length: 100000\r\n\r\n", b"a"),
    "body without an end": (HEAD + b"\r\n", b"a"),
    "size of a chunk": (CHUNKED, b"0"),
    "chunk": (CHUNKED + b"fffff\r\n", b"a"),
    "trailer": (CHUNKED + b"1\r\na\r\n0\r\n", b"X: y\r\n"),
    "place of a redirection": (b"HTTP/1.1 302 Found\r\nLocation: /", b"x"),
    "nothing": (b"", b""),
}


class Dripping:
    """A server that sends a beginning, and then the same bytes again and again."""

    def __init__(self, robots: bytes | None, begin: bytes, again: bytes) -> None:
        self._answers = [(robots or b"", b""), (begin, again)] if robots else [(begin, again)]
        self._over = threading.Event()
        self._server = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._server.getsockname()[1]}/page"
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        for begin, again in self._answers:
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            with connection:
                connection.recv(10_000)
                connection.sendall(begin)
                while again or begin == b"":
                    if self._over.wait(0.05):
                        return
                    try:
                        connection.sendall(again)
                    except OSError:
                        break

    def close(self) -> None:
        self._over.set()
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self._thread.join()


@pytest.fixture
def dripping(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Dripping]]:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(fetch, "SECONDS", 0.5)
    servers: list[Dripping] = []

    def serve(*answers: Any) -> Dripping:
        servers.append(Dripping(*answers))
        return servers[-1]

    yield serve
    for server in servers:
        server.close()


def _ends_in_time(url: str) -> None:
    started = time.monotonic()
    with pytest.raises(BadInput, match=r"^takes longer than 0 seconds$"):
        fetch.fetch(url)
    assert time.monotonic() - started < 2.0


@pytest.mark.parametrize("part", DRIPS)
def test_a_page_that_drips_ends_in_time(part: str, dripping: Callable[..., Dripping]) -> None:
    robots = b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n"
    _ends_in_time(dripping(robots, *DRIPS[part]).url)


@pytest.mark.parametrize("part", DRIPS)
def test_a_robots_txt_that_drips_ends_in_time(part: str, dripping: Callable[..., Dripping]) -> None:
    _ends_in_time(dripping(None, *DRIPS[part]).url)


def test_the_address_that_was_checked_is_the_one_connected_to(
    dripping: Callable[..., Dripping], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that is public when it is looked up, and this machine the next time."""
    real, asked = socket.getaddrinfo, []

    def lookup(host: str, port: int, **options: Any) -> Any:
        if host != "changing.example":
            return real(host, port, **options)
        asked.append(host)
        place = "93.184.216.34" if len(asked) % 2 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (place, port))]

    monkeypatch.setattr(exchange.socket, "getaddrinfo", lookup)
    redirecting = dripping(
        b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: http://changing.example/x\r\nContent-Length: 0\r\n\r\n",
        b"",
    )
    with pytest.raises(BadInput, match=r"^redirected to changing.example, which is a private"):
        fetch.fetch(redirecting.url)
    assert len(asked) >= 2


def test_a_connection_that_comes_too_late_is_closed() -> None:
    # A socket that is left open is a ResourceWarning, and warnings are errors.
    with socket.create_server(("127.0.0.1", 0)) as server:
        connections = exchange._Connections(time.monotonic(), None)
        with pytest.raises(exchange.TooSlow):
            connections.connect(server.getsockname())
