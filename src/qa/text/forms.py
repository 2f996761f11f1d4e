"""Whether a place in a text has the form that a question asks for: a list, a definition, a reason,
a number.

A reader and a judge know best what a sentence says; a list that is one answer, or the sentence that
opens the document on a thing, they see less well.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.text.punctuation import ITEM_MARK, ends_sentence
from qa.text.question_type import compared, defined_subject, wanted_kind, wants_list, wants_steps
from qa.types import Kind, Paragraph, Span

LONGEST_LIST = 2500
"""Characters of a list that is given whole; of a longer one, as many items as fit after the line
that introduces it, or the item that was found."""
LEAST_LINES = 2
"""Lines without marks that make a list."""
_ITEM = re.compile(rf"{ITEM_MARK}\s|\d{{1,2}}[ \t]{{2,}}\S")
_OPENING = 300
"""Characters of a sentence within which it says what it is about."""
_STEP = re.compile(r"[(]?\d{1,3}[.)]\s")
_MEANS = r"means|refers to|stands for|describes|lets|allows"
_DEFINES = (
    rf"(?:[^\w\s]{{0,3}}(?:\s*[(,].{{0,60}}?)?\s(?:is|are|was|were|{_MEANS})\b"
    rf"|.{{0,60}}?(?:\s(?:(?:is|are|was|were)\s(?:an?|the|one|any|our|your)|{_MEANS})\b"
    r"|:\s+(?=[^\W\d])|\s[—–-]\s))"
)
"""What follows a subject that is defined. Where other words follow it, "is" has to name a kind:
"The Otter app is a notebook" explains Otter, "The otter trail is closed" no otter."""
_VAGUE = re.compile(  # says that there are some, where another place may say how many
    r"\W*(?:(?:a|the|very|so|too|quite|only|tens|hundreds|many) (?:of )?)*"
    r"(?:tens|dozens|scores|hundreds|thousands|millions|billions|several|many|some|few|most"
    r"|numerous|various|plenty)(?: of [^\d]*)?\W*",
    re.IGNORECASE,
)
_REASON = re.compile(
    r"\b(?:because|since|so that|so as to|in order (?:to|that)|due to|owing to|thanks to"
    r"|as a result|therefore|thus|hence|thereby|reasons?|purpose|this way|that way|otherwise|lest"
    r"|for fear|(?:that[’']s|which is) why)\b|, so\b",
    re.IGNORECASE,
)


def has_form(question: str, paragraph: Paragraph, span: Span) -> bool:
    """Whether the place is of the form that the question asks for; no, where it asks for none."""
    text, sentence = paragraph.document.text, paragraph.sentence_at(span)
    said = text[sentence.start : sentence.end]
    if subject := defined_subject(question):
        return defines(said, subject) or _opens(paragraph, sentence, subject)
    if wants_list(question):
        listed = list_around(paragraph, span)
        steps = wants_steps(question)
        return listed is not None and (not steps or len(_steps(paragraph, listed)) > 1)
    if things := compared(question):
        return any(defines(said, thing) for thing in things)
    if wanted_kind(question) == "number":
        return _VAGUE.fullmatch(text, span.start, span.end) is None
    return wanted_kind(question) == "reason" and gives_reason(said)


def gives_reason(sentence: str) -> bool:
    """Whether a word of it introduces a reason or a purpose."""
    return _REASON.search(sentence) is not None


def defines(sentence: str, subject: str) -> bool:
    """Whether a sentence begins by saying what its subject is."""
    start = re.compile(
        rf"[\W_]*(?:(?:the|an?|our|your)\s+(?:[\w-]+\s+)??)?[\W_]*{re.escape(subject)}\b"
        rf"(?![’']s?\s){_DEFINES}",
        re.IGNORECASE,
    )
    if not subject:
        return False
    # Also the long form of an abbreviation: "minimum supported version (MSV)".
    is_short = subject.isupper() and re.search(rf"\w \({re.escape(subject)}s?\)", sentence)
    return bool(is_short) or start.match(sentence[:_OPENING]) is not None


def _opens(paragraph: Paragraph, sentence: Span, subject: str) -> bool:
    """Whether a sentence is the first under the title of the document on this subject."""
    first = paragraph.sentences[:1] == (sentence,) and not paragraph.section
    title = paragraph.document.title.strip().lower()
    return first and paragraph.kind is Kind.BODY and title == subject.strip().lower()


def list_around(paragraph: Paragraph, span: Span) -> Span | None:
    """The list in which a span lies, or that its sentence introduces, with what introduces it."""
    text, sentences = paragraph.document.text, paragraph.sentences
    at = next((n for n, s in enumerate(sentences) if s.end > span.start), None)
    if at is None:
        return None
    # A sentence without a mark, after one that has it, goes on with that item.
    items = [_ITEM.match(text, s.start) is not None for s in sentences]
    if items.count(True) < 2:
        items = _lines_apart(text, sentences)
    first = items.index(True) if True in items else len(items)
    if items.count(True) < 2 or at < first - 1:
        return None
    if first and at < first and not text[: sentences[at].end].endswith((":", "：")):
        return None
    start = sentences[first - 1 if first else 0].start
    ends = [s.end for s in sentences if s.end - start <= LONGEST_LIST]
    if ends[-1:] != [sentences[-1].end] and (at >= first or len(ends) <= first):
        return None
    return Span(start, ends[-1])


def _lines_apart(text: str, sentences: Sequence[Span]) -> list[bool]:
    """Which sentences are items without marks, as in a list of ingredients: all that are lines and
    do not end as sentences do, if there are several; none if one of them does."""
    items = [
        not text[s.start : s.end].endswith((":", "：")) or n > 0 for n, s in enumerate(sentences)
    ]
    for n, sentence in enumerate(sentences):
        is_line = n == 0 or "\n" in text[sentences[n - 1].end : sentence.start]
        if items[n] and (not is_line or ends_sentence(text[sentence.start : sentence.end])):
            return [False] * len(sentences)
    return items if items.count(True) >= LEAST_LINES else [False] * len(sentences)


def _steps(paragraph: Paragraph, listed: Span) -> list[Span]:
    """The numbered items of a list."""
    text = paragraph.document.text
    inside = (s for s in paragraph.sentences if listed.start <= s.start < listed.end)
    return [s for s in inside if _STEP.match(text, s.start)]
