"""The numbers that an OpenDocument text draws before items and headings.

List styles define how each level counts; tags say whether a list goes on or restarts.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from qa.load.counting import numeral
from qa.load.xml_stream import Attributes, whole_number

_LEVELS = 10
_LONGEST_MARK = 30
_FORMS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
OUTLINE = "\0outline"
"""The name of the style that numbers headings."""


@dataclass(slots=True)
class _Level:
    form: str = ""
    """As `numeral` takes it; "" where no number is drawn."""
    before: str = ""
    after: str = ""
    start: int = 1
    shown: int = 1
    """How many levels are drawn: 2 for "2.2"."""


@dataclass(slots=True)
class _Counts:
    style: str
    values: list[int | None] = field(default_factory=lambda: [None] * _LEVELS)


class ListStyles:
    """`start` and `end` read the list styles in content.xml and styles.xml."""

    def __init__(self) -> None:
        self._styles: dict[str, dict[int, _Level]] = {}
        self._current: dict[int, _Level] | None = None

    def start(self, tag: str, attributes: Attributes) -> None:
        match tag:
            case "list-style":
                self._current = self._styles.setdefault(attributes.get("name", ""), {})
            case "outline-style":
                self._current = self._styles.setdefault(OUTLINE, {})
            case "list-level-style-number" | "outline-level-style" if self._current is not None:
                at = min(max(whole_number(attributes.get("level"), 1), 1), _LEVELS) - 1
                form = attributes.get("num-format", "")
                self._current[at] = _Level(
                    _FORMS.get(form, "decimal") if form else "",
                    attributes.get("num-prefix", "")[:_LONGEST_MARK],
                    attributes.get("num-suffix", "")[:_LONGEST_MARK],
                    whole_number(attributes.get("start-value"), 1),
                    whole_number(attributes.get("display-levels"), 1),
                )

    def end(self, tag: str) -> None:
        if tag in ("list-style", "outline-style"):
            self._current = None

    def level(self, style: str, at: int) -> _Level | None:
        """How a level of a style counts; None for bullets."""
        return self._styles.get(style, {}).get(at)


class Lists:
    """Counts the items of lists, and the headings, in the order of the text."""

    def __init__(self, styles: ListStyles) -> None:
        self._styles = styles
        self._open: list[_Counts] = []
        self._by_id: dict[str, _Counts] = {}
        self._last: dict[str, _Counts] = {}  # by style
        self._headings = _Counts(OUTLINE)

    @property
    def depth(self) -> int:
        """How many lists are open."""
        return len(self._open)

    def open_list(self, attributes: Attributes) -> None:
        style = attributes.get("style-name", "")
        if self._open:
            outer = self._open[-1]
            counts = outer if style in ("", outer.style) else _Counts(style)
            goes_on = attributes.get("continue-numbering") == "true"
            if counts is outer and self.depth < _LEVELS and not goes_on:
                counts.values[self.depth] = None
        else:
            earlier = self._by_id.get(attributes.get("continue-list", ""))
            if earlier is None and attributes.get("continue-numbering") == "true":
                earlier = self._last.get(style)
            counts = earlier or _Counts(style)
            self._last[style] = counts
        if name := attributes.get("id", ""):
            self._by_id[name] = counts
        self._open.append(counts)

    def close_list(self) -> None:
        if self._open:
            self._open.pop()

    def next_item(self, start: str | None) -> str:
        """What is drawn before the next item of the innermost list; "" for a bullet."""
        if not self._open:
            return ""
        return self._next(self._open[-1], self.depth - 1, start) or ""

    def next_heading(self, level: int, start: str | None, *, restart: bool = False) -> str | None:
        """What is drawn before the next heading, by the outline's style."""
        if restart and level - 1 < _LEVELS:
            self._headings.values[level - 1] = None
        return self._next(self._headings, level - 1, start)

    def _next(self, counts: _Counts, at: int, start: str | None) -> str | None:
        if not 0 <= at < _LEVELS:
            return None
        level = self._styles.level(counts.style, at)
        value = counts.values[at]
        first = level.start if level else 1
        counts.values[at] = whole_number(start, first) if start or value is None else value + 1
        counts.values[at + 1 :] = [None] * (_LEVELS - at - 1)
        if level is None or not level.form:
            return None
        numbers = []
        for i in range(max(at - level.shown + 1, 0), at + 1):
            one = level if i == at else self._styles.level(counts.style, i)
            if one and one.form:
                value = counts.values[i]
                numbers.append(numeral(one.start if value is None else value, one.form))
        return f"{level.before}{'.'.join(numbers)}{level.after}".strip() or None
