"""One line above the footer: the progress of an update of the index, or that files have changed."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from qa.text.sanitize import one_line


class IndexNotice(Static):
    """Hidden while there is nothing to say."""

    def __init__(self) -> None:
        super().__init__("", id="index-notice", markup=False)

    def show_text(self, text: str) -> None:
        self.set_class(bool(text), "-shown")
        self.update(Content(one_line(text)))
