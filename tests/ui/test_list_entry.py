"""Entries of lists: how they break where the room is narrow."""

import pytest
from textual.css.styles import RulesMap
from textual.style import Style
from textual.visual import RenderOptions

from qa.ui.drawing.list_entry import Entry

BRIDGE = ("The bridge closes", "Ada Vell · 7 Oct 2024 news/bridge.md")


def drawn(entry: Entry, width: int) -> list[str]:
    options = RenderOptions(lambda style: Style.parse(str(style)), RulesMap())
    strips = entry.render_strips(width, None, Style(), options)
    assert len(strips) == entry.get_height(RulesMap(), width)
    return [strip.text.rstrip() for strip in strips]


@pytest.mark.parametrize(
    ("entry", "width", "lines"),
    [
        (Entry(*BRIDGE), 60, ["The bridge closes  Ada Vell · 7 Oct 2024 news/bridge.md"]),
        (
            Entry(*BRIDGE),
            40,
            ["The bridge closes", "  Ada Vell · 7 Oct 2024 news/bridge.md"],
        ),
        (
            Entry(*BRIDGE, before="[x] "),
            30,
            ["[x] The bridge closes", "    Ada Vell · 7 Oct 2024", "    news/bridge.md"],
        ),
        (
            Entry(*BRIDGE, before="[ ] "),
            16,
            [
                "[ ] The bridge",
                "    closes",
                "    Ada Vell · 7",
                "    Oct 2024",
                "    news/bridge.",
                "    md",
            ],
        ),
        (Entry("The bridge closes"), 12, ["The bridge", "  closes"]),
        (Entry("漢字漢字漢字"), 8, ["漢字漢字", "  漢字"]),
        (Entry("one\x1b[31m\ntwo"), 40, ["one␛[31m two"]),
        (Entry("abc"), 1, ["a", "b", "c"]),
    ],
    ids=["fits", "details-below", "tick", "narrow", "name-alone", "wide-letters", "hostile", "one"],
)
def test_what_does_not_fit_goes_on_below_and_indented(
    entry: Entry, width: int, lines: list[str]
) -> None:
    assert drawn(entry, width) == lines


def test_nothing_is_lost_at_any_width() -> None:
    entry = Entry(*BRIDGE, before="[x] ")
    letters = "".join(str(entry).split())
    for width in range(1, 70):
        assert "".join("".join(drawn(entry, width)).split()) == letters
