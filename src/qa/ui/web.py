"""The UI in a browser on this machine, by textual-serve, which the extra qa[web] installs.

It listens on 127.0.0.1 alone, answers only who has the key that was printed, and loads nothing from
elsewhere. Every page is a `qa` process of its own.
"""

from __future__ import annotations

import asyncio
import shlex
import socket
import sys
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from secrets import compare_digest, token_urlsafe
from typing import TYPE_CHECKING

from qa.errors import BadInput
from qa.ui.web_socket import serve_program

if TYPE_CHECKING:
    from aiohttp import web
    from aiohttp.typedefs import Handler, Middleware

HOST = "127.0.0.1"
PORT = 8765
MISSING = '--web needs another package; install it with: pip install "qa[web]"'
_PAGE = Path(__file__).with_name("web.html")
_SCRIPT = Path(__file__).with_name("web.js")


def serve(
    folder: Path, words: Sequence[str], port: int | None, notify: Callable[[str], None]
) -> int:
    """Serve the UI until Ctrl+C.

    Args:
        words: Paths and a question, as `qa ui` takes them.
        port: None takes PORT, or any free one where PORT is in use.
        notify: Is called with the address to open.

    Raises:
        BadInput: if textual-serve is not installed, or the port cannot be used.
    """
    if find_spec("textual_serve") is None:
        raise BadInput(MISSING)
    try:
        asyncio.run(_serve(command(folder, words), port, notify))
    except KeyboardInterrupt:
        notify("stopped")
    return 0


def command(folder: Path, words: Sequence[str] = ()) -> str:
    """The shell command that runs the UI on an index."""
    start = [sys.executable, "-m", "qa", "ui", "--index", str(folder)]
    return shlex.join([*start, "--", *words] if words else start)


async def _serve(line: str, port: int | None, notify: Callable[[str], None]) -> None:
    from aiohttp import web

    listener = listen(port)
    port = listener.getsockname()[1]
    key = token_urlsafe(16)
    runner = web.AppRunner(application(line, port, key), shutdown_timeout=0.5)
    await runner.setup()
    try:
        await web.SockSite(runner, listener).start()
        notify(f"open http://{HOST}:{port}/{key}/ in a browser on this machine; Ctrl+C stops it")
        await asyncio.Event().wait()
    finally:
        await runner.cleanup()


def listen(port: int | None) -> socket.socket:
    """A socket on the loopback address alone.

    Raises:
        BadInput: if the port cannot be used.
    """
    for each in (PORT, 0) if port is None else (port,):
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, each))
        except (OSError, OverflowError) as error:
            listener.close()
            failure = error
        else:
            return listener
    reason = getattr(failure, "strerror", None) or failure
    raise BadInput(f"port {port} cannot be used: {reason}; choose another with --port")


def application(line: str, port: int, key: str) -> web.Application:
    """The web application: the page, its static files and the socket behind it."""
    from aiohttp import web
    from textual_serve.server import Server

    server = Server(line, host=HOST, port=port, title="qa")
    page = _PAGE.read_text(encoding="utf-8").replace("{socket}", f"ws://{HOST}:{port}/{key}/ws")

    async def index(_: web.Request) -> web.Response:
        return web.Response(text=page, content_type="text/html")

    async def script(_: web.Request) -> web.Response:
        text = _SCRIPT.read_text(encoding="utf-8")
        return web.Response(text=text, content_type="text/javascript")

    async def socket(request: web.Request) -> web.WebSocketResponse:
        return await serve_program(request, line, server.download_manager)

    app = web.Application(middlewares=[_guard(port, key)])
    app.add_routes(
        [
            web.get(f"/{key}/", index),
            web.get(f"/{key}/page.js", script),
            web.get(f"/{key}/ws/{{tab:[0-9a-f]{{1,32}}}}", socket),
            web.static(f"/{key}/static", server.statics_path),
        ]
    )
    return app


def _guard(port: int, key: str) -> Middleware:
    """Admits only who has the key, and no page of another site that is open in the browser.

    The key is a part of each address. A browser would send a cookie to all servers on this machine.
    """
    from aiohttp import web

    hosts = {f"{name}:{port}" for name in (HOST, "localhost")}
    origins = {f"http://{host}" for host in hosts}

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        # Refuse scripts of other sites, also where another host name leads to this address.
        origin = request.headers.get("Origin")
        if request.host not in hosts or not (origin is None or origin in origins):
            raise web.HTTPForbidden(text="This address answers only its own pages.")
        shown = request.path.removeprefix("/").partition("/")[0]
        if not compare_digest(shown.encode("utf-8", "replace"), key.encode()):
            raise web.HTTPForbidden(text="Open the whole address that qa printed, with its key.")
        response = await handler(request)
        if not response.prepared:
            response.headers["Content-Security-Policy"] = (
                f"default-src 'self'; connect-src 'self' ws://{request.host};"
                " img-src 'self' data:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'"
            )
            response.headers["Referrer-Policy"] = "no-referrer"
        return response

    return guard
