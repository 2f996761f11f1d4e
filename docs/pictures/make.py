"""Draws the pictures of the README and the docs from the running app: python docs/pictures/make.py

Indexes seeds/ into a temporary folder, asks, and writes the SVG files beside this script.
"""

import tempfile
from pathlib import Path

from qa import Library
from qa.ui.picture import picture

HERE = Path(__file__).parent
QUESTION = "How many North Korean soldiers are in the Kursk region?"


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        index = Path(place) / "index"
        Library.build([HERE.parent.parent / "seeds"], index).close()
        for name, size, theme in (
            ("answer", (120, 34), "qa-dark"),
            ("answer-light", (120, 34), "qa-light"),
            ("answer-narrow", (80, 24), "qa-dark"),
        ):
            svg = picture(index, QUESTION, size, theme=theme)
            (HERE / f"{name}.svg").write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main()
