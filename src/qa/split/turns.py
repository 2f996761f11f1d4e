"""Conversations and journals: turns that need the turn before, questions over their answers, times
over what happened then."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from qa.split.joining import join_runs
from qa.split.pieces import Piece, Shape
from qa.text.context import SPEAKER, STAMP
from qa.text.dates import leading_day
from qa.types import Kind

_TURN = re.compile(  # of a conversation: "[00:31] Ada: ..."
    rf"{STAMP}|{SPEAKER}\S"
)
_ASKS = re.compile(
    r"(?:who|whom|whose|what|which|when|where|why|how|is|are|was|were|do|does|did|can|could|may|must"
    r"|should|will|would|has|have)\b[^.!?]{3,120}\?",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\d{1,2}[:.h]\d\d(?:[ ]?[ap]\.?m\.?)?", re.IGNORECASE)


def join_turns(text: str, pieces: list[Piece]) -> list[Piece]:
    """Make body of the turns of a conversation: a short answer needs the question before it."""

    def is_turn(i: int) -> bool:
        piece = pieces[i]
        return (
            piece.shape is Shape.TEXT
            and piece.kind in (None, Kind.BODY, Kind.HEADING)
            and _TURN.match(text, piece.start, piece.end) is not None
        )

    turns = sum(is_turn(i) for i in range(len(pieces)))
    if turns < 4 or 3 * turns < len(pieces):
        return pieces
    return join_runs(text, pieces, is_turn, 2, split_at_gap=False)


def join_times(text: str, pieces: list[Piece]) -> list[Piece]:
    """Make one piece of a time of the day that stands alone and the text that it is the time of."""
    joined: list[Piece] = []
    for piece in pieces:
        before = joined[-1] if joined else None
        if (
            before is not None
            and before.kind in (None, Kind.LABEL)
            and (piece.shape, piece.kind) == (Shape.TEXT, Kind.BODY)
            and _CLOCK.fullmatch(text, before.start, before.end)
        ):
            joined[-1] = replace(piece, start=before.start, gap=before.gap)
        else:
            joined.append(piece)
    return joined


def name_days(text: str, pieces: list[Piece]) -> list[Piece]:
    """Make headings of the days that stand directly over the entries of a journal."""
    days = {
        i: day
        for i, (piece, following) in enumerate(pairwise(pieces))
        if (piece.shape, piece.kind) == (Shape.TEXT, Kind.LABEL)
        and following.kind in (None, Kind.BODY)
        and not following.gap
        and (day := leading_day(text[piece.start : piece.end]))
    }
    if len(set(days.values())) < 2:
        return pieces
    return [
        replace(piece, kind=Kind.HEADING) if i in days else piece for i, piece in enumerate(pieces)
    ]


def name_questions(text: str, pieces: list[Piece]) -> list[Piece]:
    """Make headings of questions that stand alone over their answers, where there are several."""
    asked = {
        i
        for i, (piece, following) in enumerate(pairwise(pieces))
        if piece.shape is Shape.TEXT
        and piece.kind in (None, Kind.BODY)
        and piece.gap
        and _ASKS.fullmatch(text[piece.start : piece.end].strip("*_ "))
        and following.kind in (None, Kind.BODY)
        and not text[following.start : following.end].endswith("?")
    }
    if len(asked) < 2:
        return pieces
    return [
        replace(piece, kind=Kind.HEADING) if i in asked else piece for i, piece in enumerate(pieces)
    ]
