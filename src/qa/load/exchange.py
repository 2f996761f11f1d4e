"""One request to a web server and its answer: over by a deadline, to the address that was checked.

A server may send a byte now and then for ever: in its status line, a header, a chunk, a trailer.
No timeout of a single read ends that; at the deadline the connection itself is shut.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Timer
from typing import Any
from urllib import request
from urllib.parse import urlsplit

from qa.errors import BadInput


class TooSlow(BadInput):
    """The deadline has passed."""


def seconds_left(deadline: float) -> float:
    """Seconds until a time of the monotonic clock.

    Raises:
        TooSlow: if there are none.
    """
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        raise TooSlow("takes too long")
    return seconds


@contextmanager
def answer_to(
    query: request.Request, deadline: float, *, public_only: bool
) -> Iterator[http.client.HTTPResponse]:
    """The answer of a server; 200 or the like.

    Args:
        deadline: when everything has to be over, by the monotonic clock; what is read after it is
            cut short.
        public_only: whether the host has to be outside of private networks.

    Raises:
        TooSlow: if the deadline has passed.
        BadInput: if it leads into a private network.
        HTTPError: for a redirection and any other answer.
        OSError, HTTPException, ValueError: if there is no answer.
    """
    parts = urlsplit(query.full_url)
    connections = _Connections(deadline, parts.hostname if public_only else None)
    if public_only:  # a proxy of the user's may connect, and would not check
        connections.addresses(parts.hostname or "", parts.port or parts.scheme)
    # Not the default opener: it also opens files and FTP, and follows redirections unchecked.
    opener = request.OpenerDirector()
    for handler in (
        request.ProxyHandler(),
        _Handler(connections.connect),
        request.HTTPDefaultErrorHandler(),
        request.HTTPErrorProcessor(),
    ):
        opener.add_handler(handler)
    timer = Timer(seconds_left(deadline), connections.shut)
    timer.daemon = True
    timer.start()
    try:
        with opener.open(query, timeout=seconds_left(deadline)) as answer:
            yield answer
    finally:
        timer.cancel()
        connections.close()


class _Connections:
    """Makes the connections of a request, and can shut them."""

    def __init__(self, deadline: float, public_host: str | None) -> None:
        """Connects `public_host` only outside of private networks."""
        self._deadline = deadline
        self._public_host = public_host
        self._open: list[socket.socket] = []

    def connect(self, address: tuple[str, int], *_: object) -> socket.socket:
        """A connection to the first address of a host that answers; as `create_connection`."""
        failure: OSError | None = None
        for family, kind, protocol, _name, place in self.addresses(*address):
            connection = socket.socket(family, kind, protocol)
            try:
                connection.settimeout(seconds_left(self._deadline))
                connection.connect(place)
                self._open.append(connection.dup())  # TLS takes over the connection itself
                seconds_left(self._deadline)  # what comes after `shut` would not be shut
            except TooSlow:
                connection.close()
                raise
            except OSError as error:
                connection.close()
                failure = error
            else:
                return connection
        raise failure or OSError("it has no address")

    def addresses(self, host: str, port: int | str) -> list[tuple[Any, ...]]:
        """What a host's name stands for now.

        Raises:
            BadInput: if the host has to be public, and one of them is not.
        """
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        if host == self._public_host:
            for *_, place in found:
                if not ipaddress.ip_address(str(place[0]).partition("%")[0]).is_global:
                    raise BadInput(f"redirected to {host}, which is a private address")
        return found

    def shut(self) -> None:
        """End what is being read or written on them."""
        for connection in self._open:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        for connection in self._open:
            connection.close()


class _Handler(request.AbstractHTTPHandler):
    """Opens http and https with connections that are made by `connect`."""

    def __init__(self, connect: Callable[..., socket.socket]) -> None:
        super().__init__()
        self._connect = connect

    def http_open(self, query: request.Request) -> http.client.HTTPResponse:
        return self.do_open(self._connecting(http.client.HTTPConnection), query)

    def https_open(self, query: request.Request) -> http.client.HTTPResponse:
        return self.do_open(self._connecting(http.client.HTTPSConnection), query)

    http_request = https_request = request.AbstractHTTPHandler.do_request_

    def _connecting(self, kind: Callable[..., Any]) -> Any:
        def connection(host: str, **options: Any) -> Any:
            made = kind(host, **options)
            made._create_connection = self._connect
            return made

        return connection
