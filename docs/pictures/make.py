"""Draws the pictures of the README and the docs from the running app: python docs/pictures/make.py

Indexes seeds/ into a temporary folder, asks, and writes the SVG files beside this script.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from qa import Library
from qa.ui.screenshot import picture

HERE = Path(__file__).parent
QUESTION = "How many soldiers are in the Kursk region?"
SIZES = ((160, 50), (100, 30), (80, 24), (50, 20))
THEMES = ("dark", "light")
BEGINNING = "beginning"
"""The picture of the screen before the first question."""
KEYS = {
    "find": ("f2", "slash", *"russia"),
    "documents": ("f3",),
    "help": ("f1",),
    "jump": ("ctrl+o",),
}
"""By picture: what is pressed after the answer has come."""


def pictures() -> Iterator[tuple[str, tuple[int, int], str, tuple[str, ...]]]:
    """Name, columns and rows, theme and keys of each."""
    yield BEGINNING, (100, 30), "dark", ()
    yield "answer", (120, 34), "dark", ()
    yield "answer-light", (120, 34), "light", ()
    yield "answer-narrow", (80, 24), "dark", ()
    for columns, rows in SIZES:
        for theme in THEMES:
            yield f"{columns}x{rows}-{theme}", (columns, rows), theme, ("ctrl+n",)
    for name, keys in KEYS.items():
        yield name, (100, 30), "dark", keys


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        index = Path(place) / "index"
        Library.build([HERE.parent.parent / "seeds"], index).close()
        for name, size, theme, keys in pictures():
            question = "" if name == BEGINNING else QUESTION
            svg = picture(index, question, size, theme=f"qa-{theme}", keys=keys)
            (HERE / f"{name}.svg").write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main()
