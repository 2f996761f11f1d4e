"""The structure of a text: its paragraphs and fragments in order, each with its kind.

lines (`lines`) -> pieces, some with their kind by marks and words (`pieces`, `kinds`) -> blocks,
the kinds of the other pieces being decided here, by their neighbours
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from qa.split.joining import join_runs, packed
from qa.split.kinds import count_words, is_capitalised, is_navigation, is_outlet, is_title
from qa.split.pieces import Piece, Shape, find_pieces
from qa.split.turns import join_times, join_turns, name_days, name_questions
from qa.text.punctuation import ends_sentence
from qa.types import Kind

_LONG_ITEM_WORDS = 60
_NOTE_WORDS = 6
_HEADING_WORDS = 9  # of a heading that is worded like a note
_LABELS = 3  # this many fragments in a row are labels of a picture, not headings
_LEAST_SHARE = 0.2  # of the characters: with less body text, the fragments are the content

_ROWS = (Shape.TABLE, Shape.FRONT)
_FIGURES = re.compile(r"\d|\bvs\b")
_KEY = re.compile(r"\w[^:\n.!?]{0,30}: \S")
_STATES = re.compile(r"\d|\b(?:is|are|was|were|has|have|had)\b|\.$", re.IGNORECASE)
_PART = re.compile(r"(?:chapter|part|section|step|unit|lesson|appendix|annex)\b", re.IGNORECASE)
_BULLETS = "-+•‣◦·▪"  # "*" may be emphasis
_LEADER = re.compile(r"(?:(?:\.[ \t]?){4,200}+|…{1,50}+)[ \t]{0,20}+\d{1,4}\b")
_LEADERS = 3  # this many, in most of the lines, make a table of contents
_PAGED = re.compile(r"[ \t.…,]\d{1,4}(?:[-–,][ \t]?\d{1,4}){0,20}[ \t|]{0,20}$")
_LONGEST_ENTRY = 300  # characters of a line in a table of contents
_CONTENTS = re.compile(
    r"\W*(?:table of )?contents\W*|\W*index\W*|\W*list of (?:figures|tables|illustrations)\W*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or a fragment: a range of characters of the text, trimmed of white space."""

    start: int
    end: int
    kind: Kind
    lines: bool = False
    """Its lines are separate (a list, a table, verse); else its line breaks are only wraps."""
    rows: bool = False
    """Each line stands for itself: a row of a table, a line of code or of front matter."""


def outline(text: str) -> tuple[Block, ...]:
    """The blocks of a text in order; only white space lies between them."""
    pieces = list(find_pieces(text))
    pieces = _name_contents(text, pieces)
    pieces = _join_lists(text, pieces)
    pieces = _join_introduced(text, pieces)
    pieces = join_turns(text, pieces)
    pieces = name_days(text, join_times(text, pieces))
    pieces = _join_facts(text, pieces)
    pieces = _join_rows(text, pieces)
    pieces = _join_content(text, pieces)
    pieces = name_questions(text, pieces)
    pieces = _name_fragments(text, pieces)
    pieces = _join_labels(text, pieces)
    pieces = _leave_something(text, pieces)
    return tuple(
        Block(p.start, p.end, p.kind or Kind.LABEL, p.lines, p.shape in _ROWS) for p in pieces
    )


def _join_lists(text: str, pieces: list[Piece]) -> list[Piece]:
    """Make one paragraph of a list and the line that introduces it; long items stay separate."""
    joined: list[Piece] = []
    i = 0
    while i < len(pieces):
        stop = i
        while stop < len(pieces) and (
            _is_item(pieces[stop]) or (stop > i and _belongs(text, pieces[stop - 1], pieces[stop]))
        ):
            stop += 1
        introduced = bool(joined) and _introduces(text, joined[-1])
        if stop - i >= 2 or (stop > i and introduced):
            items = pieces[i:stop]
            if introduced:
                items.insert(0, joined.pop())
            joined.extend(packed(text, items, _LONG_ITEM_WORDS))
            i = stop
        else:
            joined.append(pieces[i])
            i += 1
    return joined


def _join_introduced(text: str, pieces: list[Piece]) -> list[Piece]:
    """Make one paragraph of a line like "Then run:" and the code below it, or the lines without
    marks right below it."""
    joined: list[Piece] = []
    i = 0
    while i < len(pieces):
        stop = i
        if joined and _introduces(text, joined[-1]):
            while stop < len(pieces) and _is_bare(pieces[stop], stop > i):
                stop += 1
            if "\n" not in text[pieces[i].start : pieces[max(i, stop - 1)].end]:
                stop = i
            if _is_code(text, pieces[i]):
                stop = i + 1
        if stop > i:
            joined.extend(packed(text, [joined.pop(), *pieces[i:stop]]))
            i = stop
        else:
            joined.append(pieces[i])
            i += 1
    return joined


def _is_bare(piece: Piece, below: bool) -> bool:
    """Whether a piece is made of lines without marks that are no sentences; `below` others of the
    kind, without a blank line between."""
    return piece.shape is Shape.TEXT and piece.kind is None and not (below and piece.gap)


def _belongs(text: str, item: Piece, piece: Piece) -> bool:
    """Whether code belongs to the item above it, which announces it or is indented less."""
    inside = piece.start > 0 and text[piece.start - 1] in " \t"
    return _is_code(text, piece) and (inside or text[item.start : item.end].endswith(":"))


def _is_code(text: str, piece: Piece) -> bool:
    return piece.shape is Shape.TABLE and text.startswith(("```", "~~~"), piece.start)


def _introduces(text: str, piece: Piece) -> bool:
    words = text[piece.start : piece.end]
    return (
        piece.shape is Shape.TEXT
        and piece.kind in (None, Kind.BODY)
        and words.endswith((":", "："))
        and count_words(words) <= _LONG_ITEM_WORDS
    )


def _join_rows(text: str, pieces: list[Piece]) -> list[Piece]:
    """Make body paragraphs of adjacent fragments that state facts, like "Net 8,100 vs 2,500"."""

    def is_figures(i: int) -> bool:
        if pieces[i].kind is not None:
            return False
        words = text[pieces[i].start : pieces[i].end]
        return len(words.split()) >= 3 and _FIGURES.search(words) is not None

    # A title with a number and one line with a number under it are not a table.
    first = next((i for i in range(len(pieces)) if not is_figures(i)), 0)
    compared = bool(pieces) and " vs " in text[pieces[0].start : pieces[0].end]
    after = first if first < 3 and not compared else 0
    return join_runs(text, pieces, lambda i: i >= after and is_figures(i), 2, split_at_gap=True)


def _join_facts(text: str, pieces: list[Piece]) -> list[Piece]:
    """Make body paragraphs of adjacent lines like "Owner: Holt", with a short text right below."""

    def is_fact(piece: Piece) -> bool:
        return (
            piece.shape is Shape.TEXT
            and piece.kind in (None, Kind.LABEL)
            and _KEY.match(text, piece.start, piece.end) is not None
            and not is_navigation(text[piece.start : piece.end])
        )

    joined: list[Piece] = []
    i = 0
    while i < len(pieces):
        stop = i
        while stop < len(pieces) and is_fact(pieces[stop]) and (stop == i or not pieces[stop].gap):
            stop += 1
        facts = pieces[i:stop]
        if len(facts) < 2:
            joined.append(pieces[i])
            i += 1
            continue
        if stop < len(pieces) and _is_text_below(text, pieces[stop]):
            facts.append(pieces[stop])
        joined.extend(packed(text, facts))
        i += len(facts)
    return joined


def _is_text_below(text: str, piece: Piece) -> bool:
    return (
        piece.shape is Shape.TEXT
        and piece.kind in (None, Kind.BODY)
        and not piece.gap
        and count_words(text[piece.start : piece.end]) <= _LONG_ITEM_WORDS
    )


def _join_content(text: str, pieces: list[Piece]) -> list[Piece]:
    """Make body paragraphs of the fragments of a text that has little else: notes, verse."""
    loose = [i for i, piece in enumerate(pieces) if piece.kind is None]
    body = [piece for piece in pieces if piece.kind is Kind.BODY]
    total = sum(p.end - p.start for p in pieces if p.kind is not Kind.FRONT_MATTER)
    if body and (len(loose) < 5 or sum(p.end - p.start for p in body) >= _LEAST_SHARE * total):
        return pieces
    # A first line with a blank one under it is the title of what follows.
    titled = (
        len(loose) > 1
        and loose[0] == 0
        and pieces[1].gap
        and "\n" not in text[pieces[0].start : pieces[0].end]
        and is_title(text[pieces[0].start : pieces[0].end])
    )
    content = set(loose[1:] if titled else loose)
    return join_runs(text, pieces, lambda i: i in content, 1, split_at_gap=True)


def _name_contents(text: str, pieces: list[Piece]) -> list[Piece]:
    """Name tables of contents: lines with dots before page numbers, or under that heading."""
    named: list[Piece] = []
    listed = False
    for piece in pieces:
        words = text[piece.start : piece.end]
        if piece.shape is Shape.HEADING or len(words) <= 40:
            listed = _CONTENTS.fullmatch(words.strip("#*_= \n-")) is not None or (
                listed and piece.shape is not Shape.HEADING
            )
        lines = words.split("\n")
        leaders = len(_LEADER.findall(words))
        paged = sum(_is_entry(line) for line in lines) if listed else 0
        led = leaders >= min(_LEADERS, len(lines)) and 2 * leaders >= len(lines)
        if led or (paged and 2 * paged >= len(lines)):
            named.append(replace(piece, kind=Kind.CONTENTS, lines=True))
        else:
            listed = listed and (piece.shape is Shape.HEADING or len(words) <= 40)
            named.append(piece)
    return named


def _is_item(piece: Piece) -> bool:
    return piece.shape is Shape.ITEM and piece.kind is not Kind.CONTENTS


def _is_entry(line: str) -> bool:
    """Whether the line ends in page numbers and has words before them."""
    if len(line) > _LONGEST_ENTRY or (pages := _PAGED.search(line)) is None:
        return False
    return any(character.isalpha() for character in line[: pages.start()])


def _join_labels(text: str, pieces: list[Piece]) -> list[Piece]:
    """Make one fragment of labels in a row: one word of a map alone means even less."""
    labels = {
        i
        for i, piece in enumerate(pieces)
        if piece.kind is Kind.LABEL and any(c.isalnum() for c in text[piece.start : piece.end])
    }
    joined = join_runs(text, pieces, labels.__contains__, 2, split_at_gap=False)
    starts = {pieces[i].start for i in labels}
    return [replace(piece, kind=Kind.LABEL) if piece.start in starts else piece for piece in joined]


def _name_fragments(text: str, pieces: list[Piece]) -> list[Piece]:
    """Decide the kinds of the fragments that depend on their neighbours."""
    named: list[Piece] = []
    i = 0
    top = next((n for n, p in enumerate(pieces) if p.kind is not Kind.FRONT_MATTER), 0)
    while i < len(pieces):
        piece = pieces[i]
        words = text[piece.start : min(piece.end, piece.start + 500)]
        after = pieces[i + 1].kind if i + 1 < len(pieces) else None
        if i == top and _is_top(words, piece, after):
            named.append(replace(piece, kind=Kind.HEADING))
            i += 1
            continue
        if piece.kind is None and i == top + 1 and is_outlet(words) and named[top:]:
            named.append(replace(piece, kind=Kind.LABEL))
            i += 1
            continue
        stop = i
        while stop < len(pieces) and pieces[stop].kind is None:
            stop += 1
        if stop == i:
            named.append(piece)
            i += 1
            continue
        leads_to_text = (
            stop < len(pieces)
            and stop - i < _LABELS
            and (pieces[stop].kind in (Kind.BODY, Kind.HEADING))
        )
        for piece in pieces[i:stop]:
            words = text[piece.start : piece.end]
            short = (
                leads_to_text and count_words(words) <= _HEADING_WORDS and not _STATES.search(words)
            )
            is_item = words[0] in _BULLETS
            stated = words.lstrip(_BULLETS + " \t")
            if (_KEY.match(stated) and not _PART.match(stated)) or (_is_note(words) and not short):
                kind = Kind.BODY
            else:
                # A short line among others is none.
                above = named[-1] if named else piece
                ended = ends_sentence(text[above.start : above.end])
                apart = piece.gap or above.kind is not Kind.BODY or ended
                is_heading = (
                    leads_to_text
                    and apart
                    and not is_item
                    and (is_title(words) or words.endswith("?"))
                )
                kind = Kind.HEADING if is_heading else Kind.LABEL
            named.append(replace(piece, kind=kind))
        i = stop
    return named


def _is_note(words: str) -> bool:
    """Whether a fragment is a short statement, as in notes and answers, and not a name."""
    if ends_sentence(words):
        return not words.endswith("?")
    return count_words(words) >= _NOTE_WORDS and not is_capitalised(words)


def _is_top(words: str, piece: Piece, after: Kind | None) -> bool:
    """Whether the first piece is the title: a fragment, or a question with a byline under it."""
    if piece.kind is None:
        return is_title(words)
    return (
        piece.kind is Kind.BODY
        and piece.shape is Shape.TEXT
        and words.endswith("?")
        and len(words.split()) <= 20
        and after is Kind.BYLINE
    )


def _leave_something(text: str, pieces: list[Piece]) -> list[Piece]:
    """Make a body of the headings, or else of other fragments, of a text that has none."""
    if any(piece.kind is Kind.BODY for piece in pieces):
        return pieces
    for kind in (Kind.HEADING, Kind.LABEL, Kind.CAPTION, Kind.BYLINE):
        of_kind = {
            i
            for i, piece in enumerate(pieces)
            if piece.kind is kind and any(c.isalnum() for c in text[piece.start : piece.end])
        }
        if of_kind:
            return join_runs(text, pieces, of_kind.__contains__, 1, split_at_gap=False)
    return pieces
