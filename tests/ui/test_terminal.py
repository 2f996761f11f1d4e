"""Terminals of all kinds: none at all, without colours, with few, and what the marks are there."""

import io
import subprocess
import sys
from pathlib import Path
from typing import TextIO

import pytest
from rich.style import Style
from textual.color import Color
from textual.theme import BUILTIN_THEMES
from ui_driver import Driver, running_app
from ui_fakes import HOW_MANY, FakeLibrary, opener

from qa.ui.app import QAApp
from qa.ui.drawing.themes import DARK, LIGHT
from qa.ui.terminal import has_few_colours, terminal_problem, visible_stream, without_colours

THEMES = [*BUILTIN_THEMES, DARK.name, LIGHT.name]


class Tty(io.StringIO):
    def isatty(self) -> bool:
        return True


ALL: dict[str, TextIO | None] = {name: Tty() for name in ("input", "output", "error")}


@pytest.mark.parametrize(
    ("streams", "environment", "said"),
    [
        pytest.param({}, {"TERM": "xterm"}, "", id="a terminal"),
        pytest.param({}, {}, "", id="a terminal of no name"),
        pytest.param({"error": io.StringIO()}, {}, "draws on standard error", id="2> file"),
        pytest.param({"error": None}, {}, "draws on standard error", id="2>&-"),
        pytest.param({"input": io.StringIO()}, {}, "reads keys from standard input", id="< file"),
        pytest.param({"output": io.StringIO()}, {}, "needs standard output", id="> file"),
        pytest.param({}, {"TERM": "dumb"}, "TERM=dumb means", id="dumb"),
        pytest.param(
            {name: io.StringIO() for name in ALL}, {"TEXTUAL_DRIVER": "x:Y"}, "", id="a browser"
        ),
    ],
)
def test_where_the_screen_cannot_be_drawn_or_steered_it_says_why(
    streams: dict[str, TextIO | None], environment: dict[str, str], said: str
) -> None:
    problem = terminal_problem(ALL | streams, environment)
    assert said in problem
    assert bool(problem) == bool(said)
    assert "\n" not in problem


def test_why_is_said_where_a_person_sees_it() -> None:
    tty, file, other = Tty(), io.StringIO(), io.StringIO()
    assert visible_stream(file, tty) is tty, "2> file"
    assert visible_stream(tty, file) is tty, "> file"
    assert visible_stream(file, other) is file, "in a script"


def test_a_program_without_a_terminal_leaves_with_one_line(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "qa", "--index", str(tmp_path)],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("qa: the terminal UI draws on standard error")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("environment", "wanted"),
    [({}, False), ({"NO_COLOR": ""}, False), ({"NO_COLOR": "1"}, True)],
    ids=["unset", "empty", "set"],
)
def test_no_color(environment: dict[str, str], wanted: bool) -> None:
    assert without_colours(environment) is wanted


@pytest.mark.parametrize(
    ("term", "few"), [("xterm", True), ("linux", True), ("xterm-256color", False)]
)
def test_a_terminal_of_sixteen_colours_is_known(
    monkeypatch: pytest.MonkeyPatch, term: str, few: bool
) -> None:
    monkeypatch.setenv("TERM", term)
    monkeypatch.delenv("COLORTERM", raising=False)
    app = QAApp(opener(FakeLibrary()))
    app.console._color_system = app.console._detect_color_system()
    assert has_few_colours(app) is few


def look(d: Driver, words: str) -> Style:
    """How the last place of some words on the screen is drawn, after all filters of colours."""
    lines = d.text().splitlines()
    row = next(number for number in reversed(range(len(lines))) if words in lines[number])
    column = lines[row].rindex(words)
    strip = d.app.screen._compositor.render_strips()[row]
    return next(iter(strip.crop(column, column + 1))).style or Style()


def manner(style: Style) -> frozenset[str]:
    """What a style has besides its colours."""
    names = ("bold", "underline", "reverse", "italic")
    return frozenset(name for name in names if getattr(style, name))


def contrast(style: Style) -> float:
    """WCAG 2: letters to what is behind them; infinite where the terminal chooses them."""
    colors = (style.color, style.bgcolor)
    if any(color is None or color.triplet is None for color in colors):
        return float("inf")
    light, dark = sorted((_luminance(Color.from_rich_color(each)) for each in colors), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(color: Color) -> float:
    parts = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in color.normalized)
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))


BODY, QUOTE, OTHER = "Shopkeepers on the", "9,000 people", "every ten"


async def marked(d: Driver) -> None:
    """A source with a quote, another quote and a place that was looked for, all in view."""
    await d.ask(HOW_MANY)
    d.screen.pane.view.focus()
    await d.pilot.press("slash", *"fear", "enter")
    await d.until(lambda: "1 of 1" in d.text())


@pytest.mark.asyncio
async def test_the_exact_words_stand_out_by_more_than_colour_in_every_theme() -> None:
    async with running_app(size=(120, 44)) as d:
        await marked(d)
        wrong: dict[str, object] = {}
        for theme in THEMES:
            d.app.theme = theme
            await d.pilot.pause()
            body, quote, other = (look(d, words) for words in (BODY, QUOTE, OTHER))
            found = look(d, "fear for")
            if not {"bold", "underline"} <= manner(quote) - manner(body):
                wrong[f"{theme}: quote"] = quote
            if manner(quote) == manner(other) or manner(other) == manner(body):
                wrong[f"{theme}: other quote"] = other
            if manner(found) <= manner(body):
                wrong[f"{theme}: found"] = found
            # What is looked for is short and bold; on a tint the theme's own letters are fainter.
            for name, style, least in (
                ("quote", quote, 4.5),
                ("found", found, 3.0),
                ("other", other, 4.5),
                ("question", look(d, HOW_MANY), 4.5),
                ("mark", look(d, "[3]"), 4.5),
            ):
                if contrast(style) < least:
                    wrong[f"{theme}: {name}"] = round(contrast(style), 1)
        assert wrong == {}


@pytest.mark.asyncio
@pytest.mark.parametrize("theme", [DARK.name, LIGHT.name, "nord", "ansi-light"])
async def test_without_colours_there_are_none_and_the_marks_are_still_told_apart(
    monkeypatch: pytest.MonkeyPatch, theme: str
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with running_app(size=(120, 44)) as d:
        d.app.theme = theme
        await marked(d)
        strips = d.app.screen._compositor.render_strips()
        styles = [segment.style for strip in strips for segment in strip if segment.style]
        colours = {each for style in styles for each in (style.color, style.bgcolor) if each}
        assert {each.name for each in colours} <= {"default"}
        manners = [manner(look(d, words)) for words in (BODY, QUOTE, OTHER, "fear for")]
        assert len(set(manners)) == 4


@pytest.mark.asyncio
async def test_without_colours_the_place_found_stands_out_from_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with running_app() as d:
        await d.ask(HOW_MANY)
        d.screen.pane.view.focus()
        await d.pilot.press("slash", *"bridge")
        await d.until(lambda: d.screen.pane.finding)
        await d.pilot.pause()
        strips = d.app.screen._compositor.render_strips()
        segments = [each for strip in strips for each in strip if each.text.lower() == "bridge"]
        assert sum(bool(each.style and each.style.reverse) for each in segments) == 1
        assert len(segments) > 1


@pytest.mark.asyncio
async def test_without_colours_the_pane_that_has_the_keys_is_still_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with running_app() as d:
        await d.ask(HOW_MANY)
        assert "┏" in d.text()
        d.screen.pane.view.focus()
        await d.until(lambda: "┏" not in d.text())
        # The cursor among the quotes too.
        marked = [line[:40] for line in d.text().splitlines() if line.startswith(" ▌")]
        assert "9,000 people" in " ".join(marked)
        assert "8,500" not in " ".join(marked)
