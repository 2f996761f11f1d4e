"""`qa --web` in a real browser: fits small windows, takes what is typed at once, keeps its tab."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

playwright = pytest.importorskip("playwright.sync_api")
pytest.importorskip("textual_serve")

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
pytestmark = [
    pytest.mark.model,
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium is installed"),
    # Of the browser's driver, which closes its pipes when it is collected.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


@pytest.fixture
def address(real_index: Path) -> Iterator[str]:
    command = [sys.executable, "-m", "qa", "ui", "--index", str(real_index), "--web"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        found = re.search(r"http://\S+", server.stderr.readline())
        assert found
        try:
            yield found[0]
        finally:
            server.terminate()


@pytest.mark.parametrize(("width", "height"), [(400, 600), (600, 700)])
def test_the_page_fits_and_what_is_typed_at_once_is_asked(
    address: str, width: int, height: int
) -> None:
    with playwright.sync_playwright() as engine:
        browser = engine.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": width, "height": height}, bypass_csp=True)
        page.goto(address)
        page.keyboard.type("How many")
        page.wait_for_selector("body.-first-byte", timeout=60_000)
        page.wait_for_function(
            "document.activeElement.classList.contains('xterm-helper-textarea')", timeout=60_000
        )
        rows = page.locator(".xterm-rows > div")
        screen = page.locator(".xterm-screen").bounding_box()
        assert screen is not None
        assert screen["y"] + screen["height"] <= height
        if rows.count():  # drawn by elements and not on a canvas
            page.wait_for_function(
                "[...document.querySelectorAll('.xterm-rows > div')]"
                ".some(row => row.textContent.includes('How many'))",
                timeout=60_000,
            )
        tab = page.evaluate("sessionStorage.tab")
        page.reload()
        assert page.evaluate("sessionStorage.tab") == tab
        browser.close()
