"""Every word can be read in both themes: WCAG 2.2 AA, measured on what is drawn.

Text has a contrast of 4.5 to its background (success criterion 1.4.3); signs that are no text but
tell something, such as the bar beside a quote, have 3 (1.4.11). Frames and rules only decorate,
but for the frame of what has the focus.
"""

from collections.abc import Iterator

import pytest
from rich.color import Color as RichColor
from rich.segment import Segment
from textual.filter import dim_color
from ui_driver import Driver, running_app
from ui_fakes import COUNTS, HOW_MANY, WHEAT, FakeIndexFolder, FakeLibrary, FakeStaleness

pytestmark = pytest.mark.asyncio
TEXT, SIGN = 4.5, 3.0
SIGNS = frozenset("▌╺╸━")
"""Bars, edges, progress."""
DECORATION = frozenset("─│╭╮╰╯┃▏▁▂▃▄▅▆▇█▊▎▔ ")
SCREENS = {
    "answer": (HOW_MANY, ("ctrl+n",)),
    "groups": (COUNTS, ()),
    "refusal": (WHEAT, ()),
    "found": (HOW_MANY, ("f2", "slash", *"bridge")),
    "conversation": (HOW_MANY, ("shift+tab",)),
    "help": (HOW_MANY, ("f1",)),
    "documents": (HOW_MANY, ("f3", "down")),
    "scope": (HOW_MANY, ("f6", "tab", *"zzz")),
    "index": (HOW_MANY, ("f7",)),
    "jump": (HOW_MANY, ("ctrl+o",)),
    "commands": (HOW_MANY, ("ctrl+p",)),
    "welcome": ("", ()),
    "shelf": ("", ("f2", "down")),
}


def luminance(colour: RichColor) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    channels = (value / 255 for value in colour.get_truecolor())
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(segment: Segment) -> float:
    style = segment.style
    assert style is not None
    front, back = style.color, style.bgcolor
    assert front is not None
    assert back is not None
    if style.dim:
        front = dim_color(back, front)
    darker, lighter = sorted((luminance(front), luminance(back)))
    return (lighter + 0.05) / (darker + 0.05)


def drawn(d: Driver) -> Iterator[Segment]:
    """What is drawn of the screen, or of the dialog on it, which the rest is shaded for."""
    screen = d.app.screen
    dialogs = screen.query(".dialog, #help, CommandPalette > Vertical")
    region = dialogs.first().region if dialogs else screen.region
    for strip in screen._compositor.render_strips(screen.size)[region.y : region.bottom]:
        inside = strip.crop(region.x, region.right)
        yield from (each for each in inside if each.text.strip() and each.style)


@pytest.mark.parametrize("name", SCREENS)
@pytest.mark.parametrize("theme", ["qa-dark", "qa-light"])
async def test_what_is_drawn_can_be_read(theme: str, name: str) -> None:
    question, keys = SCREENS[name]
    library = FakeLibrary(next=("Who leads?",), suggested=("When?",))
    folder = FakeIndexFolder(library, FakeStaleness(changed=("a.md",)))
    async with running_app(library, index_folder=folder) as d:
        d.app.theme = theme
        if question:
            await d.ask(question)
        await d.settled()
        for key in keys:
            await d.pilot.press(key)
            await d.pilot.pause()
        poor = {}
        for segment in drawn(d):
            characters = set(segment.text) - DECORATION
            if characters:
                ratio = contrast(segment)
                if ratio < (SIGN if characters <= SIGNS else TEXT):
                    poor[segment.text.strip()] = round(ratio, 1)
        assert not poor
