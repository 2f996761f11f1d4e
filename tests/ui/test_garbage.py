"""Garbage: collected in a quiet moment, and only by a program that said it would."""

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from ui_driver import running_app
from ui_fakes import HOW_MANY, WHEN, FakeLibrary

from qa.ui import garbage
from qa.ui.main_screen import asking
from qa.ui.model.exchange import Phase


class Ring:
    """Refers to itself, so that only a collection frees it."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture
def rare_collections() -> Iterator[None]:
    before = gc.get_threshold()
    garbage.collect_rarely()
    yield
    garbage.unfreeze()
    gc.set_threshold(*before)


@pytest.mark.usefixtures("rare_collections")
def test_what_is_let_go_after_it_settled_is_freed_once_it_was_loosened() -> None:
    ring = Ring()
    seen = weakref.ref(ring)
    garbage.freeze()
    del ring
    garbage.collect()
    assert seen() is not None
    garbage.unfreeze()
    garbage.collect()
    assert seen() is None


def test_a_program_that_did_not_begin_is_left_alone() -> None:
    before = gc.get_freeze_count(), gc.get_threshold()
    garbage.freeze()
    garbage.collect()
    assert (gc.get_freeze_count(), gc.get_threshold()) == before


@pytest.mark.asyncio
async def test_garbage_is_collected_after_an_answer_and_not_while_another_is_computed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    running: list[bool] = []
    library = FakeLibrary()
    async with running_app(library) as d:
        monkeypatch.setattr(asking, "QUIET", 0.2)
        monkeypatch.setattr(garbage, "collect", lambda: running.append(d.screen.asking))
        await d.ask(HOW_MANY)
        await d.until(lambda: running == [False])
        library.gate = threading.Event()
        await d.ask(WHEN, wait=False)
        await d.until(lambda: d.phases == [Phase.DONE, Phase.PASSAGES])
        d.screen._collect_garbage()
        assert running == [False]
        library.gate.set()
        await d.answered()
        await d.until(lambda: running == [False, False])
