"""One line above the footer: what an update of the index is doing, or that one is due."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from qa.text.sanitize import one_line


class IndexNotice(Static):
    """Not there while there is nothing to say."""

    def __init__(self) -> None:
        super().__init__("", id="offer", markup=False)

    def tell(self, words: str) -> None:
        self.set_class(bool(words), "-shown")
        self.update(Content(one_line(words)))
