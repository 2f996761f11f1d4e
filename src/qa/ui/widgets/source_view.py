"""A whole document, drawn line by line from its offsets; megabytes scroll like a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Offset, Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip
from textual.style import Style as VisualStyle

from qa.text.markup import Drawn, Look, as_written, drawn
from qa.text.sanitize import clean
from qa.types import Citation, Kind, Paragraph, Span
from qa.ui.drawing.cells import expanded
from qa.ui.drawing.highlight import NOTHING, Level, Levels, Mark, Runs
from qa.ui.drawing.selection import selected
from qa.ui.drawing.tables import aligned
from qa.ui.drawing.wrap import Layout, Line, blocks_of, lay_out
from qa.ui.widgets.entered import Entered

_BAR = "▌"
_LEVELS = {Look.CODE: Level.CODE, Look.STRONG: Level.STRONG, Look.EMPHASIS: Level.EMPHASIS}
_WIDEST_TEXT = 96
"""Cells; longer lines are hard to read to the end and back."""


@dataclass(frozen=True, slots=True)
class Page:
    """A document as the view needs it: safe text and the paragraphs of the original."""

    text: str
    paragraphs: tuple[Paragraph, ...]
    drawn: Drawn
    """As it is meant to look; as it is written where it is not marked up."""

    @property
    def is_drawn(self) -> bool:
        """Whether it looks otherwise than it is written."""
        return self.drawn.text != self.text

    @classmethod
    def of(cls, text: str, paragraphs: tuple[Paragraph, ...], *, marked_up: bool = False) -> Page:
        safe = clean(text)
        return cls(safe, paragraphs, drawn(safe) if marked_up else as_written(safe))


class SourceView(Entered, ScrollView, can_focus=True):
    """The text with its marks, and a gutter: paragraph numbers, citation numbers, a bar."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "source--code",
        "source--strong",
        "source--emphasis",
        "source--gutter",
        "source--number",
        "source--bar",
        "source--heading",
        "source--fragment",
        "source--paragraph",
        "source--sentence",
        "source--other",
        "source--word",
        "source--quote",
        "source--found",
        "source--found-here",
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "scroll_down", "Down", show=False, id="line.down"),
        Binding("k,up", "scroll_up", "Up", show=False, id="line.up"),
        Binding("space", "page_down", "Page down", show=False, id="page.down"),
        Binding("b", "page_up", "Page up", show=False, id="page.up"),
        Binding("g", "scroll_home", "Top", show=False, id="top"),
        Binding("G", "scroll_end", "End", show=False, id="end"),
        Binding("r", "as_written", "As written", show=False, id="as.written"),
    ]

    _COMPONENTS: ClassVar[dict[Level, str]] = {
        Level.CODE: "source--code",
        Level.STRONG: "source--strong",
        Level.EMPHASIS: "source--emphasis",
        Level.PARAGRAPH: "source--paragraph",
        Level.SENTENCE: "source--sentence",
        Level.OTHER: "source--other",
        Level.WORD: "source--word",
        Level.QUOTE: "source--quote",
        Level.FOUND: "source--found",
        Level.FOUND_HERE: "source--found-here",
    }

    @dataclass
    class Clicked(Message):
        """A citation was clicked in the text."""

        citation: Citation

    def __init__(self) -> None:
        super().__init__(id="source")
        self._page: Page | None = None
        self._layout_of_lines = Layout()
        self._flat = ""
        """What is drawn at this width, on one line; as long as the text."""
        self._drawn = as_written("")
        self._looks_of_text = Runs()
        self._written = False
        self._runs = Runs()
        self._marks: tuple[Mark, ...] = ()
        self._found: tuple[Mark, ...] = ()
        self._citations: tuple[Citation, ...] = ()
        self._barred = -1
        self._number_width = 0
        self._label_width = 0
        self._text_width = 0
        self._laid_out: Page | None = None
        self._height = 0
        """Height in rows when it was last scrolled or laid out; by now it may differ."""
        self._brackets = "[]"
        self._looks: dict[tuple[str, Levels], Style] = {}
        self._target: int | None = None

    # What it shows

    def show(self, page: Page | None) -> None:
        """Show another document, from its beginning and without marks."""
        self._page = page
        self._draw()
        self._number_width = len(str(len(page.paragraphs))) if page else 0
        self._runs, self._marks, self._found = Runs(), (), ()
        self._citations, self._barred, self._target = (), -1, None
        self._label_width = 0
        self._lay_out()
        self._scroll(0)

    def action_as_written(self) -> None:
        """Draw the text with all its marks, as it stands in the document, or without."""
        self._written = not self._written
        self._draw()
        self._laid_out = None
        self._fit()

    def _draw(self) -> None:
        page = self._page
        text = page.text if page else ""
        self._drawn = page.drawn if page and not self._written else as_written(text)
        self._looks_of_text = Runs(
            Mark(span.start, span.end, _LEVELS[look]) for span, look in self._drawn.looks
        )

    def mark(
        self,
        marks: tuple[Mark, ...],
        citations: tuple[Citation, ...],
        current: Citation | None,
        *,
        exact: bool = True,
    ) -> None:
        """Replace the marks; `citations` are those of this document.

        Args:
            exact: Whether they support an answer; otherwise their numbers have round brackets.
        """
        self._brackets = "[]" if exact else "()"
        self._marks = marks
        self._runs = Runs((*self._marks, *self._found))
        self._citations = citations
        self._barred = current.paragraph.ordinal if current else -1
        width = max((len(str(each.number)) + 3 for each in citations), default=0)
        if width != self._label_width:
            self._label_width = width
            self._lay_out()
        self.refresh()

    def mark_found(self, spans: tuple[Span, ...], here: int) -> None:
        """Mark the words that were found; `here` is the index of the match in view."""
        self._found = tuple(
            Mark(span.start, span.end, Level.FOUND_HERE if index == here else Level.FOUND)
            for index, span in enumerate(spans)
        )
        self._runs = Runs((*self._marks, *self._found))
        self.refresh()

    def go_to(self, offset: int) -> None:
        """Bring the character at `offset` into the upper third; once there is room, if none yet."""
        self._target = offset
        self._height = self.size.height
        self._scroll(max(0, self._layout_of_lines.line_of(offset) - self._height // 3))

    def _scroll(self, number: int) -> None:
        # Forced, since the scrollbar of a document just shown comes only with the next layout.
        self.scroll_to(0, number, animate=False, force=True)

    def offset_in_view(self) -> int:
        """The offset of the first character on the screen."""
        if not len(self._layout_of_lines):
            return 0
        return self._layout_of_lines[
            min(self.scroll_offset.y, len(self._layout_of_lines) - 1)
        ].start

    # How it is laid out

    @property
    def _gutter_width(self) -> int:
        return self._number_width + 1 + self._label_width + 2

    @property
    def _room(self) -> int:
        """Width of a line of the text, in cells."""
        return min(self.scrollable_content_region.width - self._gutter_width - 1, _WIDEST_TEXT)

    def _lay_out(self) -> None:
        page, width = self._page, self._room
        if page is not self._laid_out or width != self._text_width:
            self._laid_out, self._text_width = page, width
            if page is None or width < 1:
                self._layout_of_lines, self._flat = Layout(), ""
            else:
                text = aligned(self._drawn, width)
                self._flat = text.replace("\n", " ")
                blocks = blocks_of(page.text, page.paragraphs)
                kinds = [paragraph.kind for paragraph in page.paragraphs]
                self._layout_of_lines = lay_out(page.text, blocks, width, kinds, text)
        self.virtual_size = Size(self.size.width, len(self._layout_of_lines))
        self.refresh()

    def on_resize(self, event: events.Resize) -> None:
        self._fit()

    def _fit(self) -> None:
        """Lay the text out for the current width, and keep in view what was in view."""
        offset = self.offset_in_view()
        in_view = self._target is not None and self.shows(self._target)
        self._lay_out()
        if in_view and self._target is not None:
            self.go_to(self._target)
        else:
            self._height = self.size.height
            self._scroll(self._layout_of_lines.line_of(offset))

    def shows(self, offset: int) -> bool:
        """Whether the character at `offset` is on the screen, as it was last laid out."""
        line = self._layout_of_lines.line_of(offset)
        return self.scroll_offset.y <= line < self.scroll_offset.y + max(1, self._height)

    # How it is drawn

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._looks.clear()

    def render_lines(self, crop: Region) -> list[Strip]:
        # A pane that is shown again may get no resize event.
        if self._text_width != self._room:
            self.call_later(self._fit)
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        number = y + self.scroll_offset.y
        width = self.size.width
        if number >= len(self._layout_of_lines):
            return Strip.blank(width, self._look(Kind.BODY, NOTHING))
        line = self._layout_of_lines[number]
        paragraph = self._paragraph_of(line)
        segments = [*self._gutter(line, paragraph)]
        kind = paragraph.kind if paragraph else Kind.BODY
        words = [
            Segment(
                expanded(self._flat[part.start : part.end]),
                self._look(kind, run.levels | part.levels),
            )
            for run in self._runs.cut(line.start, line.end)
            for part in self._looks_of_text.cut(run.start, run.end)
        ]
        # Only the text can be selected, so that a copy holds no gutter.
        segments += selected(self, Strip(words), number).apply_offsets(0, number)
        return Strip(segments).adjust_cell_length(width, self._look(Kind.BODY, NOTHING))

    def _paragraph_of(self, line: Line) -> Paragraph | None:
        if self._page is None or line.block < 0:
            return None
        index = self._layout_of_lines.blocks[line.block].paragraph
        return self._page.paragraphs[index] if index >= 0 else None

    def _gutter(self, line: Line, paragraph: Paragraph | None) -> list[Segment]:
        shown = f"{paragraph.number}" if paragraph and line.first else ""
        label = ""
        for citation in self._citations:
            if line.start <= citation.span.start < max(line.end, line.start + 1):
                left, right = self._brackets[0], self._brackets[1]
                label = f"{label[:-1]}+{right}" if label else f"{left}{citation.number}{right}"
        barred = paragraph is not None and paragraph.ordinal == self._barred
        gutter = self.get_component_rich_style("source--gutter")
        segments = [Segment(shown.rjust(self._number_width) + " ", gutter)]
        if self._label_width:
            number = self.get_component_rich_style("source--number")
            text = label[: self._label_width - 1].ljust(self._label_width)
            segments.append(Segment(text, number if label else gutter))
        bar = self.get_component_rich_style("source--bar") if barred else gutter
        return [*segments, Segment(_BAR if barred else " ", bar), Segment(" ", gutter)]

    def _look(self, kind: Kind, levels: Levels) -> Style:
        base = {Kind.BODY: "", Kind.HEADING: "source--heading"}.get(kind, "source--fragment")
        look = self._looks.get((base, levels))
        if look is None:
            names = [base] if base else []
            names += [self._COMPONENTS[level] for level in sorted(levels)]
            style = self.get_visual_style(*names)
            # A visual style leaves out "reverse", which without colours alone marks the match.
            if any(self.get_component_styles(name).text_style.reverse for name in names):
                style += VisualStyle(reverse=True)
            look = self._looks[base, levels] = style.rich_style
        return look

    # Selecting with the mouse

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The selected text, with the line ends of the document and not of the screen."""
        lines = self._layout_of_lines
        if self._page is None or not len(lines):
            return None
        edges = selection.start or Offset(0, 0), selection.end or Offset(0, len(lines))
        start, end = (
            self._offset(lines[edge.y], edge.x) if edge.y < len(lines) else len(self._page.text)
            for edge in edges
        )
        return self._page.text[start:end], "\n"

    def _offset(self, line: Line, count: int) -> int:
        """The offset of the character of a line that has so many drawn before it."""
        for offset in range(line.start, line.end):
            count -= len(expanded(self._flat[offset]))
            if count < 0:
                return offset
        return line.end + count

    def on_click(self, event: events.Click) -> None:
        """A click on marked words chooses their citation."""
        number = event.y + self.scroll_offset.y
        if not 0 <= number < len(self._layout_of_lines):
            return
        line = self._layout_of_lines[number]
        column = event.x - self._gutter_width
        text = expanded(self._flat[line.start : line.end])
        before = Strip([Segment(text)]).crop(0, max(0, column)).text
        offset = self._offset(line, len(before))
        for citation in self._citations:
            label = column < 0 and line.start <= citation.span.start < line.end
            if label or citation.span.start <= offset < citation.span.end:
                self.post_message(self.Clicked(citation))
                return
