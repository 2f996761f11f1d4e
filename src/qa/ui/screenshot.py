"""A picture of the running app, for documentation: `picture(folder, question)` is an SVG."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from qa.ui.app import QAApp, opener
from qa.ui.main_screen.screen import MainScreen

_PATIENCE = 300.0
"""Seconds to wait for an answer; the models are loaded first."""


def picture(
    folder: Path,
    question: str,
    size: tuple[int, int] = (120, 34),
    *,
    theme: str = "qa-dark",
    keys: Sequence[str] = (),
) -> str:
    """Ask `question` of the index in `folder`, press `keys`, and draw the screen as SVG.

    Args:
        question: "" draws what stands there before the first one.
        size: Columns and rows.
        keys: Names of keys pressed after the answer has come, such as "ctrl+n".

    Raises:
        TimeoutError: if no answer comes within five minutes.
    """
    return asyncio.run(_draw(folder, question, size, theme, keys))


async def _draw(
    folder: Path, question: str, size: tuple[int, int], theme: str, keys: Sequence[str]
) -> str:
    app = QAApp(opener(folder, ()), question or None)
    async with app.run_test(size=size) as pilot:
        app.theme = theme
        screen = app.screen
        assert isinstance(screen, MainScreen)
        screen.prompt.cursor_blink = False
        async with asyncio.timeout(_PATIENCE):
            while not screen.idle or _is_suggesting(screen):
                await asyncio.sleep(0.05)
        for key in keys:
            await pilot.press(key)
            await pilot.pause(0.2)
        await pilot.pause(0.2)
        return app.export_screenshot(title="qa")


def _is_suggesting(screen: MainScreen) -> bool:
    return any(each.group == "suggest" and each.is_running for each in screen.workers)
