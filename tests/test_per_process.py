"""What does not outlast a fork is made again in the new process."""

import os
import threading

import pytest

from qa.per_process import PerProcess


def test_made_once_and_only_when_asked_for() -> None:
    made: list[int] = []
    value = PerProcess(lambda: made.append(1) or len(made))
    assert made == []
    assert (value(), value()) == (1, 1)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_lock_that_a_thread_held_is_free_in_a_fork() -> None:
    lock = PerProcess(threading.Lock)
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with lock():
            held.set()
            done.wait()

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait()
    child = os.fork()
    if not child:
        os._exit(0 if lock().acquire(timeout=10) else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert not lock().acquire(blocking=False)
    done.set()
    thread.join()
