"""How text that is drawn line by line looks where it is selected with the mouse."""

from __future__ import annotations

from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget


def selected(widget: Widget, words: Strip, number: int) -> Strip:
    """The text of a widget's row, with the selected part in the colours of a selection."""
    selection = widget.text_selection
    span = selection.get_span(number) if selection is not None else None
    if span is None:
        return words
    start, end = (len(words.text) if edge < 0 else edge for edge in span)
    first, last = (cell_len(words.text[:edge]) for edge in (start, end))
    look = widget.screen.get_component_rich_style("screen--selection")
    chosen = Segment.apply_style(words.crop(first, last), post_style=look)
    return Strip([*words.crop(0, first), *chosen, *words.crop(last)])
