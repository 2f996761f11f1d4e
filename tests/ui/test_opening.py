"""Opening: at once, with progress where an index is made first, and with a word where it cannot."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from ui_driver import Driver, running_app
from ui_fakes import HOW_MANY, FakeLibrary

from qa.errors import IndexMissing
from qa.ui.app import QAApp, opener
from qa.ui.backend.index import OnProgress
from qa.ui.model.exchange import Phase


@pytest.mark.asyncio
async def test_making_the_index_shows_how_far_it_is_and_then_goes_on() -> None:
    step, end = threading.Event(), threading.Event()

    def build(report: OnProgress) -> FakeLibrary:
        report("embedding", 3, 12)
        step.set()
        end.wait(10)
        return FakeLibrary()

    app = QAApp(build)
    async with app.run_test(size=(100, 30)) as pilot:
        d = Driver(app, pilot)
        await d.until(step.is_set)
        await d.until(lambda: "embedding 3 of 12" in d.text() and "25%" in d.text())
        end.set()
        await d.settled()
        assert "2 documents to ask" in d.text()
        assert "embedding" not in d.text()


@pytest.mark.asyncio
async def test_the_screen_stands_before_the_library_is_asked_for() -> None:
    stood: list[bool] = []

    def build(report: OnProgress) -> FakeLibrary:
        stood.append(app.screen.query_one("#prompt").size.width > 0)
        return FakeLibrary()

    app = QAApp(build)
    async with app.run_test(size=(100, 30)) as pilot:
        await Driver(app, pilot).settled()
    assert stood == [True]


@pytest.mark.asyncio
async def test_leaving_stops_the_making_of_the_index() -> None:
    begun, stopped = threading.Event(), threading.Event()

    def build(report: OnProgress) -> FakeLibrary:
        begun.set()
        try:
            for n in range(100_000):
                threading.Event().wait(0.005)
                report("embedding", n, 100_000)
        finally:
            stopped.set()
        return FakeLibrary()

    app = QAApp(build)
    async with app.run_test() as pilot:
        await Driver(app, pilot).until(begun.is_set)
    assert stopped.wait(5)


@pytest.mark.asyncio
async def test_the_app_closes_after_a_step_without_a_known_end() -> None:
    end = threading.Event()

    def build(report: OnProgress) -> FakeLibrary:
        report("embedding", 3, 12)
        report("saving", 0, 0)
        end.wait(10)
        return FakeLibrary()

    app = QAApp(build)
    async with app.run_test(size=(100, 30)) as pilot:
        d = Driver(app, pilot)
        await d.until(lambda: "saving" in d.text() and "--%" in d.text())
        await pilot.pause(0.2)  # the bar is moved by a timer; closing raises its error
        end.set()
        await d.settled()
        await pilot.press("ctrl+q")
    assert app.return_code == 0


@pytest.mark.asyncio
async def test_a_question_asked_while_the_model_loads_waits_for_it() -> None:
    warming = threading.Event()
    async with running_app(FakeLibrary(warming=warming)) as d:
        await d.until(lambda: "loading the model" in d.text())
        await d.ask(HOW_MANY, wait=False)
        assert d.phases == [Phase.WAITING]
        warming.set()
        await d.answered()
        assert "9,000 people" in d.text()


def test_without_an_index_and_without_seeds_the_error_says_so(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing):
        opener(tmp_path / "index", ())(lambda *_: None)


def test_the_screen_is_imported_without_the_library() -> None:
    code = (
        "import sys, qa.ui.app;"
        "heavy = ('numpy', 'torch', 'onnxruntime', 'faiss', 'qa.library', 'qa.store.store');"
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
