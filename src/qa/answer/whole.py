"""How much of a passage an answer is: what qualifies a number, all of a name or list, a cell.

A reader marks the few words that answer best; torn from what belongs to them they mislead.
"""

from __future__ import annotations

import re

from qa.text.forms import defines, gives_reason, list_around
from qa.text.question_type import Want, defined_subject, wanted_kind, wants_list, wants_steps
from qa.text.table_cells import cell_around
from qa.text.words import STOP_WORDS, content_stems, stems
from qa.types import Finding, Paragraph, Span

LONGEST_PROCEDURE = 600
"""Characters of what is to be done that are given whole, where it is no list."""
REPEATED = 0.5
"""A sentence with this part of a question's words says what is to be explained."""
_QUALIFIER = re.compile(
    r"(?:\b(?:about|around|roughly|approximately|some|nearly|almost|over|under|up to|at least"
    r"|at most|no more than|no fewer than|(?:more|less|fewer|greater|other) than|between|exactly"
    r"|only|circa|ca\.)[ ]|[$€£¥~≈<>≤≥+±-])$",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"(?:[ ]?(?:%|°[CF]?|[kMGT]?i?B|[kmcµ]?[gmlWVAs]|[kM]?Hz|mph|km/h|percent|per cent)(?![\w/])"
    r"|(?:[ ](?:thousand|million|billion|trillion))?[ -](?:(?:calendar|working|business)[ ])?"
    r"(?:seconds?|minutes?|hours?|days?|nights?|weeks?|months?|quarters?|years?|decades?|times"
    r"|euros?|dollars?|pounds?|cents?|francs?|yen|USD|EUR|GBP|degrees?|grams?|kilos?|kilograms?"
    r"|tons?|tonnes?|ounces?|met(?:er|re)s?|kilomet(?:er|re)s?|millimet(?:er|re)s?"
    r"|centimet(?:er|re)s?|inches|foot|feet|miles?|lit(?:er|re)s?|gallons?|cups?|tablespoons?"
    r"|teaspoons?|tbsp|tsp|watts?|volts?|pages?|people|persons?)\b"
    r"|[ ](?:thousand|million|billion|trillion)\b)"
)
_NAME_BEFORE = re.compile(r"(?:\b[A-Z][\w’'-]*\.?[ ]){1,3}$")
_NAME_AFTER = re.compile(r"(?:[ ][A-Z][\w’'-]*\b){1,3}")


def whole(question: str, want: Want, finding: Finding) -> Span:
    """The span of the whole answer around what a reader found, inside the same paragraph."""
    paragraph = finding.hit.paragraph
    # Of a thing that a list explains an item tells too little, but for an entry of a glossary.
    subject = defined_subject(question)
    in_parts = bool(subject) and not defines(finding.sentence_text, subject)
    if (wants_list(question) or in_parts) and (listed := list_around(paragraph, finding.span)):
        return listed
    if want is Want.PHRASE:
        return cell_around(paragraph, finding.span) or _qualified(paragraph, finding.span)
    if wants_steps(question):
        return _to_the_end(paragraph, finding.sentence)
    if wanted_kind(question) == "reason":
        return _with_reason(question, paragraph, finding.sentence)
    return finding.sentence


def _to_the_end(paragraph: Paragraph, sentence: Span) -> Span:
    """What is to be done, with what is to be done after it."""
    rest = Span(sentence.start, paragraph.end)
    return rest if rest.end - rest.start <= LONGEST_PROCEDURE else sentence


def _with_reason(question: str, paragraph: Paragraph, sentence: Span) -> Span:
    """The sentence; where it gives no reason by a word of its own, and does not follow what is to
    be explained, with the one after it."""
    text = paragraph.document.text
    said = text[sentence.start : sentence.end]
    before = next((s for s in reversed(paragraph.sentences) if s.end <= sentence.start), None)
    after = next((s for s in paragraph.sentences if s.start >= sentence.end), None)
    if after is None or said.endswith("?") or gives_reason(said):
        return sentence
    asked = content_stems(question)

    def repeats(place: Span) -> bool:
        return len(asked & stems(text[place.start : place.end])) >= REPEATED * len(asked)

    follows = before is not None and repeats(before) and not repeats(sentence)
    return sentence if follows else Span(sentence.start, after.end)


def _qualified(paragraph: Paragraph, span: Span) -> Span:
    """The span with all of a name at its ends, and with what limits or measures a number."""
    text, sentence = paragraph.document.text, paragraph.sentence_at(span)
    start, end = span.start, span.end
    words = text[start:end]
    if words[:1].isdigit():
        while before := _QUALIFIER.search(text[max(sentence.start, start - 20) : start]):
            start -= len(before[0])
    if words[-1:].isdigit() and (unit := _UNIT.match(text, end, sentence.end)):
        end = unit.end()
    if words[:1].isupper():
        first = max(sentence.start, start - 60)
        name = _NAME_BEFORE.search(text[first:start])
        parts = name[0].split(" ")[:-1] if name else []
        while parts and parts[0].lower().rstrip(".") in STOP_WORDS:
            parts.pop(0)
        # The first word of a sentence has a capital whether it is a name or not.
        begins = start - len(" ".join([*parts, ""]))
        if parts and begins > sentence.start:
            start = begins
    last = words.rsplit(" ", 1)[-1]
    if last[:1].isupper() and last[-1:].isalpha() and (n := _NAME_AFTER.match(text, end)):
        end = min(n.end(), sentence.end)
    return Span(start, end)
