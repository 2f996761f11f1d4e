"""The screen's thread goes before those that compute."""

import asyncio
import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar

import pytest

from qa.ui.backend.library import NICE, _thread
from qa.ui.backend.screen_thread import on_screen


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a priority for a thread")
def test_a_computing_thread_steps_back_and_the_screen_s_stays() -> None:
    before = os.getpriority(os.PRIO_PROCESS, 0)
    with _thread("library") as pool:
        there = pool.submit(os.getpriority, os.PRIO_PROCESS, 0).result()
    assert there == min(19, before + NICE)
    assert os.getpriority(os.PRIO_PROCESS, 0) == before


@pytest.mark.asyncio
async def test_what_a_thread_has_the_screen_do_runs_there_in_the_context_of_the_screen() -> None:
    drawn_by: ContextVar[str] = ContextVar("drawn_by")
    drawn_by.set("the app")
    heard: asyncio.Queue[tuple[str, int, str]] = asyncio.Queue()

    def hear(step: str) -> None:
        heard.put_nowait((step, threading.get_ident(), drawn_by.get("nobody")))

    with ThreadPoolExecutor(1) as pool:
        pool.submit(on_screen(hear), "saving").result()
    said = await asyncio.wait_for(heard.get(), 5)
    assert said == ("saving", threading.get_ident(), "the app")
