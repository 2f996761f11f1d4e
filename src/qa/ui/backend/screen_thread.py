"""From the threads of the library back to the thread of the screen."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextvars import copy_context
from functools import partial


def on_screen(call: Callable[..., object]) -> Callable[..., object]:
    """A function for any thread, which has `call` run soon on the thread that is the caller's now.

    It runs in the caller's context: Textual finds its app there, and so do the timers that `call`
    starts, such as that of a progress bar without a total. Other threads have no such context.
    """
    loop = asyncio.get_running_loop()
    return partial(loop.call_soon_threadsafe, call, context=copy_context())
