"""Pieces joined to body paragraphs of limited length."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from qa.split.kinds import count_words
from qa.split.pieces import Piece
from qa.types import Kind

JOINED_WORDS = 250
"""A longer list or poem becomes several paragraphs."""


def packed(text: str, pieces: Sequence[Piece], alone: int | None = None) -> list[Piece]:
    """Body paragraphs made of whole pieces, each with a limited number of words.

    A piece of more than `alone` words becomes a paragraph of its own.
    """
    packed: list[Piece] = []
    room = 0
    for piece in pieces:
        words = count_words(text[piece.start : piece.end])
        if alone is not None and words > alone:
            packed.append(replace(piece, kind=Kind.BODY))
            room = 0
        elif words <= room:
            packed[-1] = replace(packed[-1], end=piece.end, lines=True)
            room -= words
        else:
            packed.append(replace(piece, kind=Kind.BODY))
            room = JOINED_WORDS - words
    return packed


def join_runs(
    text: str, pieces: list[Piece], joins: Callable[[int], bool], least: int, split_at_gap: bool
) -> list[Piece]:
    """Make a body paragraph of each run of at least `least` pieces whose index `joins` accepts."""
    joined: list[Piece] = []
    run: list[Piece] = []
    for i, piece in enumerate([*pieces, None]):
        goes_on = piece is not None and joins(i) and not (split_at_gap and piece.gap)
        if not goes_on and run:
            joined.extend(packed(text, run) if len(run) >= least else run)
            run = []
        if piece is not None:
            (run if joins(i) else joined).append(piece)
    return joined
