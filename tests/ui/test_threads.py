"""The screen's thread goes before those that compute."""

import os
import sys

import pytest

from qa.ui.backend.library import NICE, _thread


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a priority for a thread")
def test_a_computing_thread_steps_back_and_the_screen_s_stays() -> None:
    before = os.getpriority(os.PRIO_PROCESS, 0)
    with _thread("library") as pool:
        there = pool.submit(os.getpriority, os.PRIO_PROCESS, 0).result()
    assert there == min(19, before + NICE)
    assert os.getpriority(os.PRIO_PROCESS, 0) == before
