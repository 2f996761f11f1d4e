"""A clock that shows every answer to have taken 120 ms."""

from itertools import count

import pytest


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = count(0, 12)
    monkeypatch.setattr("qa.converse.conversation.perf_counter", lambda: next(ticks) / 100)
