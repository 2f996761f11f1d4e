"""What other people are quoted as saying beside an answer, in the same passage.

A reader finds one answer in a passage. A second count of the same things, or a sentence that denies
what the first affirms, is an answer too where each is said by somebody else.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from qa.answer.attribution import attribution
from qa.answer.polarity import opposite
from qa.answer.whole import whole
from qa.text.question_type import Want, asks_whether, wanted_kind
from qa.text.words import STOP_WORDS, stem, words
from qa.types import Finding, Span

COUNTED = 4
"""Words after a number among which is what it counts."""
_NUMBER = re.compile(r"(?<![\w.,])\d[\d,]*(?:\.\d+)?(?![\w.,]*\d)")


def beside(question: str, finding: Finding) -> Iterator[Finding]:
    """Further findings in the passage, with the chance of the first."""
    paragraph = finding.hit.paragraph
    text, here, said = paragraph.document.text, finding.sentence, finding.sentence_text
    if attribution(said) is None:
        return
    for place in paragraph.sentences:
        sentence = text[place.start : place.end]
        if place == here or not _by_another(said, sentence):
            continue
        if asks_whether(question) and opposite(question, said, sentence):
            yield replace(finding, span=place)
        elif wanted_kind(question) == "number":
            counted = _counted(text, finding.span.start, here.end)
            for match in _NUMBER.finditer(sentence):
                start = place.start + match.start()
                if counted & _counted(text, start, place.end):
                    number = replace(finding, span=Span(start, place.start + match.end()))
                    yield replace(number, span=whole(question, Want.PHRASE, number))
                    break


def _by_another(one: str, other: str) -> bool:
    """Whether each sentence names somebody who says it, and not the same person."""
    speakers = [(place := attribution(s)) and s[place.start : place.end] for s in (one, other)]
    return None not in speakers and speakers[0] != speakers[1]


def _counted(text: str, start: int, end: int) -> frozenset[str]:
    """Stems of the words after the first number from here on, names left out."""
    number = re.compile(r"\d[\d,.]*").search(text, start, end)
    if number is None:
        return frozenset()
    after = text[number.end() : min(end, number.end() + 100)]
    following = [(word, after[span.start]) for word, span in words(after)][:COUNTED]
    return frozenset(stem(w) for w, first in following if first.islower() and w not in STOP_WORDS)
