"""One browser tab and its program: what a page sends is checked before a program gets it.

A page that sends what ours does not send is cut off; its program ends with it.
"""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from aiohttp import web
    from textual_serve.download_manager import DownloadManager

TAB = "QA_TAB"
"""The environment variable in which a program finds the name of its tab."""
COLUMNS, ROWS = 500, 200
"""The largest window that a program draws; a larger one would take all memory."""
LONGEST_MESSAGE = 1_000_000
"""Characters, as for a paste."""
CHECK_PARENT = 2.0
"""Seconds between two looks whether the server is still there."""


class Program(Protocol):
    """What a page acts on; textual-serve's `AppService` is one."""

    async def send_bytes(self, data: bytes) -> Any: ...
    async def set_terminal_size(self, width: int, height: int) -> None: ...
    async def blur(self) -> None: ...
    async def focus(self) -> None: ...


class Socket(Protocol):
    """Where a page is answered."""

    async def send_json(self, data: Any) -> None: ...


async def serve_program(
    request: web.Request, line: str, downloads: DownloadManager
) -> web.WebSocketResponse:
    """Run a program for a page until either ends.

    Args:
        line: The shell command that runs it.
    """
    from aiohttp import WSMsgType, web
    from textual_serve.app_service import AppService

    socket = web.WebSocketResponse(heartbeat=15, max_msg_size=4 * LONGEST_MESSAGE)
    await socket.prepare(request)

    async def close() -> None:
        await socket.close()

    program = AppService(
        f"{TAB}={request.match_info['tab']} exec {line}",
        write_bytes=socket.send_bytes,
        write_str=socket.send_str,
        close=close,
        download_manager=downloads,
    )
    await program.start(*size(request.query))
    try:
        async for message in socket:
            if message.type is WSMsgType.TEXT and not await _pass_on(message.data, program, socket):
                break
    finally:
        await program.stop()
        await socket.close()
    return socket


def size(wanted: Mapping[str, Any]) -> tuple[int, int]:
    """The columns and rows of a window, within what can be drawn."""
    return _within(wanted.get("width"), 80, COLUMNS), _within(wanted.get("height"), 24, ROWS)


async def _pass_on(text: str, program: Program, socket: Socket) -> bool:
    """Give the program what a page sent; whether it was something that our page sends."""
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        return False
    match message:
        case ["stdin", str(keys)] if len(keys) <= LONGEST_MESSAGE:
            await program.send_bytes(keys.encode("utf-8", "replace"))
        case ["resize", {"width": int(), "height": int()} as wanted]:
            await program.set_terminal_size(*size(wanted))
        case ["ping", int() | float() | str() as sent]:
            await socket.send_json(["pong", sent])
        case ["blur", *_]:
            await program.blur()
        case ["focus", *_]:
            await program.focus()
        case _:
            return False
    return True


def _within(value: Any, usual: int, most: int) -> int:
    """A whole number from 1 to `most`; `usual` for what is none."""
    if isinstance(value, str):
        value = int(value) if value.isascii() and value.isdigit() and len(value) < 9 else usual
    return max(1, min(most, value)) if isinstance(value, int) else usual


def end_with_parent() -> None:
    """End this program as soon as the server that started it is gone."""
    server = os.getppid()

    def watch() -> None:
        while os.getppid() == server:
            time.sleep(CHECK_PARENT)
        os._exit(1)

    threading.Thread(target=watch, name="parent", daemon=True).start()
