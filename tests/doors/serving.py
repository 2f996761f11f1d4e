"""A server over real sockets, in a thread, and the plainest of clients."""

import json
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection
from typing import Any


@contextmanager
def served(application: Any) -> Iterator[int]:
    """Serves the application meanwhile, at this port of 127.0.0.1."""
    from uvicorn import Config, Server

    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    server = Server(Config(application, log_level="critical"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()


def asked(
    port: int,
    method: str,
    path: str,
    body: object = None,
    headers: Mapping[str, str] | None = None,
) -> tuple[int, Any]:
    """The status, and what the body says, of a request; an object is sent as JSON."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    sent, kind = body, {}
    if body is not None and not isinstance(body, bytes):
        sent, kind = json.dumps(body).encode(), {"Content-Type": "application/json"}
    try:
        connection.request(method, path, sent, {**kind, **(headers or {})})  # type: ignore[arg-type]
        answer = connection.getresponse()
        text = answer.read().decode()
        is_json = answer.getheader("content-type", "").startswith("application/json")
        return answer.status, json.loads(text) if is_json else text
    finally:
        connection.close()
