"""Serves an application on a port until Ctrl+C, by uvicorn."""

import socket
from collections.abc import Callable
from typing import TYPE_CHECKING

from qa.errors import BadInput

if TYPE_CHECKING:
    from starlette.types import ASGIApp

LOOPBACK = ("127.0.0.1", "localhost", "::1")
"""Names of this machine that no other machine can reach."""
LEAVING = 5
"""Seconds for requests that are being answered when the server is stopped."""


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens; port 0 takes any free one.

    Raises:
        BadInput: if the host or the port cannot be used.
    """
    try:
        kind, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(kind)
    except (OSError, UnicodeError) as error:
        raise BadInput(f"{host} is no address of this machine: {error}") from None
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError as error:
        listener.close()
        reason = error.strerror or error
        raise BadInput(
            f"{host} port {port} cannot be used: {reason}; choose another with --port"
        ) from None
    return listener


def answer_until_stopped(
    application: "ASGIApp", listener: socket.socket, ready: Callable[[], None], parallel: int
) -> None:
    """Answers requests until Ctrl+C or a signal to end; then lets running ones finish.

    Args:
        ready: called when requests are answered.
        parallel: connections at once; more get a 503.
    """
    from uvicorn import Config, Server

    class Told(Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            ready()

    config = Config(
        application,
        log_level="warning",
        access_log=False,  # it would keep what was asked
        server_header=False,
        timeout_graceful_shutdown=LEAVING,
        limit_concurrency=parallel,
    )
    try:
        Told(config).run(sockets=[listener])
    except KeyboardInterrupt:
        return  # uvicorn raises it again after a clean end
