"""A clock that shows every answer to have taken 120 ms, and a terminal of its own."""

from itertools import count

import pytest


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = count(0, 12)
    monkeypatch.setattr("qa.converse.conversation.perf_counter", lambda: next(ticks) / 100)


@pytest.fixture(autouse=True)
def nothing_around(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither tmux nor a browser, which take some keys for themselves."""
    for name in ("TMUX", "STY", "TEXTUAL_DRIVER"):
        monkeypatch.delenv(name, raising=False)
