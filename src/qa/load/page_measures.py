"""What is usual in a document: the type size of its text, the distance of its lines, its words.

The most frequent size need not be that of the text: small print and notes can be longer than it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from qa.load.page_line import PageLine, Shape
from qa.text.punctuation import ends_sentence

_TEXT_SHARE = 0.25  # of all letters: a size with more is that of text, not of headings
_TEXT_LINES = 3  # lines of a size; with fewer it may be that of a large title
_SENTENCES = 0.15  # of the lines of a size: with more that end a sentence, it is that of text


@dataclass(frozen=True, slots=True)
class Measures:
    """What is usual in a document."""

    size: float
    """The type size of its text; where it has text in several sizes, the largest of them."""
    bold: bool
    """Whether most of its text is bold."""
    leadings: Mapping[float, float]
    """The usual distance between two baselines, for each common type size."""
    words: frozenset[str]

    def leading(self, size: float) -> float:
        """The usual distance between two baselines of a type size, in points."""
        usual = self.leadings.get(round(size, 1))
        if usual is None:
            usual = self.leadings.get(self.size, 1.2 * self.size) * size / self.size
        return usual


def measures(pages: Sequence[Sequence[PageLine]]) -> Measures:
    """What is usual on such pages."""
    letters: Counter[float] = Counter()
    lines: Counter[float] = Counter()
    sentences: Counter[float] = Counter()
    steps: defaultdict[float, list[float]] = defaultdict(list)
    bold = 0
    words: set[str] = set()
    for page in pages:
        before: PageLine | None = None
        for line in page:
            size = round(line.size, 1)
            words.update(re.findall(r"[\w-]+", line.text.lower()))
            if line.shape is Shape.TEXT:
                letters[size] += len(line.text)
                lines[size] += 1
                sentences[size] += len(line.text) > 20 and ends_sentence(line.text)
                bold += len(line.text) * line.bold
            if before is not None and before.column == line.column and before.y > line.y:
                if round(before.size, 1) == size:
                    steps[size].append(before.y - line.y)
            before = line
    total = sum(letters.values())
    most = letters.most_common(1)[0][0] if letters else 1.0
    of_text = [
        size
        for size in letters
        if lines[size] >= _TEXT_LINES
        and letters[size] >= 0.02 * total
        and (
            letters[size] >= _TEXT_SHARE * total
            or (sentences[size] >= 2 and sentences[size] >= _SENTENCES * lines[size])
        )
    ]
    size = max([*of_text, most]) or 1.0
    leadings = {size: median(found) for size, found in steps.items() if len(found) >= 3}
    return Measures(size, 2 * bold > total, leadings, frozenset(words))
