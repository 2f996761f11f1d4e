"""What can be told of a question by its words alone: its parts, its quoted phrases, its subject."""

from __future__ import annotations

import re

_ASKING = r"(?:who|whom|whose|what|which|when|where|why|how)\b"
_JOINED = re.compile(
    rf"(?<=[?!])\s+(?=\S)|[,;]?\s+(?:and|as well as)\s+(?={_ASKING})", re.IGNORECASE
)
_STARTS = re.compile(
    rf"^\W*(?:(?:in|on|at|by|for|from|to|with|since|until|under)\s+)?{_ASKING}", re.I
)
_LEANS = re.compile(
    r"\b(?:he|she|it|they|him|her|his|its|them|their|theirs|this|that|these|those|there|then)\b",
    re.IGNORECASE,
)
_LEAST_WORDS = 3
_PHRASE = re.compile(r"[\"“„«]([^\"“”„«»]{2,200})[\"”“»]")

_TEXT = r"(?:articles?|reports?|stor(?:y|ies)|pieces?|texts?|analysis|column|dispatch)"
_ASKS_FOR_AUTHOR = re.compile(
    rf"^\W*who (?:wrote|authored|reported|penned)\b.*\b{_TEXT}\b"
    rf"|\b(?:authors?|byline|writer|reporter)s? (?:of|at|in|under|for)\b.*\b{_TEXT}\b"
    rf"|\b{_TEXT}\b.*\b(?:written by|by whom|authored by)\b"
    rf"|\bby whom\b.*\b{_TEXT}\b.*\bwritten\b",
    re.IGNORECASE | re.DOTALL,
)


def parts(question: str) -> tuple[str, ...]:
    """The questions in a line, each as written; the line itself where it asks one thing.

    A part that leans on the one before ("and where does he work?") is not taken apart from it.
    """
    pieces = [piece.strip() for piece in _JOINED.split(question)]
    alone = all(
        _STARTS.match(piece) and len(piece.split()) >= _LEAST_WORDS for piece in pieces
    ) and not any(_LEANS.search(piece) for piece in pieces[1:])
    return tuple(pieces) if len(pieces) > 1 and alone else (question,)


def phrases(question: str) -> tuple[str, ...]:
    """What stands in quotation marks: words that have to stand together in a passage."""
    return tuple(dict.fromkeys(match[1].strip() for match in _PHRASE.finditer(question)))


def asks_for_author(question: str) -> bool:
    """Whether it asks who wrote an article, which only a byline says."""
    return _ASKS_FOR_AUTHOR.search(question) is not None
