"""Misspelt words of a question -> the words that the index has.

A word that no paragraph has is compared with the terms of the full-text index that begin alike;
one is taken for it only if it is one or two typing errors away, and clearly the best of those.
"""

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from qa.store.database import Database
from qa.text.questions import phrases
from qa.text.words import STOP_WORDS, words
from qa.types import Paragraph, Span

if TYPE_CHECKING:
    import Stemmer

SHORTEST = 4
"""Letters of a word that may be corrected; of a shorter one too many are near."""
TWO_ERRORS = 8
"""Letters from which on a word may have two errors."""
CLEARLY = 2
"""How many times as many paragraphs the best term needs as the next one of the same distance."""
MOST_WORDS = 8
"""Words of a question that are looked up."""
MOST_TERMS = 5_000
"""Terms with the same beginning that are compared."""
LOOKED_AT = 5
"""Paragraphs in which it is looked up how documents write a word."""

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_IN_IDENTIFIERS = frozenset("0123456789_@/\\#=:.")
_LAST = "\U0010ffff"


def corrections(
    database: Database, question: str, is_word: Callable[[str], bool]
) -> tuple[tuple[Span, str], ...]:
    """The places of misspelt words in a question, in order, and for each the word to search for.

    Words that any paragraph has, words in quotation marks, and what looks like an identifier
    stay as they are. Call it within a snapshot.

    Args:
        is_word: whether a word is well spelt, though no document has it: such a word is another
            word, not a misspelt one ("tanks" where documents have "talks").
    """
    unknown = [
        (span, word)
        for span, word in _correctable(question)
        if not _is_known(database, word) and not is_word(word)
    ]
    found = (
        (span, _nearest(database, question[span.start : span.end], word))
        for span, word in unknown[:MOST_WORDS]
    )
    return tuple((span, replacement) for span, replacement in found if replacement)


def _correctable(question: str) -> Iterator[tuple[Span, str]]:
    quoted = [
        Span(start, start + len(phrase))
        for phrase in phrases(question)
        if (start := question.find(phrase)) >= 0
    ]
    identifiers = list(_identifiers(question))
    for word, span in words(question):
        written = question[span.start : span.end]
        is_plain = written.isalpha() and (written.islower() or written.istitle())
        if (
            len(written) >= SHORTEST
            and is_plain
            and word not in STOP_WORDS
            and not any(s.start <= span.start < s.end for s in (*quoted, *identifiers))
        ):
            yield span, word


def _identifiers(question: str) -> Iterator[Span]:
    """Runs without white space that no one spells by ear: "pump_2", "a/b", "x@y.org"."""
    start = 0
    for run in question.split():
        start = question.index(run, start)
        if _IN_IDENTIFIERS & set(run.strip(".:")):
            yield Span(start, start + len(run))
        start += len(run)


def _is_known(database: Database, word: str) -> bool:
    return bool(database.rows("SELECT 1 FROM words WHERE words MATCH ? LIMIT 1", f'"{word}"'))


def _nearest(database: Database, written: str, word: str) -> str:
    """The word of the documents that is meant, as they write it; "" where none clearly is."""
    most = 2 if len(word) >= TWO_ERRORS else 1
    for term in _likely_terms(database, word, most):
        form = _as_written(database, term, word)
        # Stems may be near where the words are not, as those of "escaping" and "escalation"; and
        # a name is no misspelt noun.
        is_near = _errors(_plain(word), _plain(form.lower()), most) <= most
        if is_near and not (written.istitle() and form.islower()):
            return form
    return ""


def _likely_terms(database: Database, word: str, most: int) -> Iterator[str]:
    """The term that is clearly the nearest to the word's own; else those that the word begins with,
    the longest first: its error may be in the ending, which terms lack."""
    term = _term(word)
    like = _terms_like(database, term)
    near = [
        (errors, -paragraphs, candidate)
        for candidate, paragraphs in like.items()
        # The ending is cut off otherwise in a misspelt word: "carne" is "carn", "crane" stays.
        if (errors := min(_errors(form, candidate, most) for form in {term, _plain(word)})) <= most
    ]
    if near:
        (errors, count, best), *others = sorted(near)
        if not (others and others[0][0] == errors and CLEARLY * others[0][1] < count):
            yield best
        return
    for end in range(len(word) - 1, max(SHORTEST, len(word) // 2) - 1, -1):
        if word[:end] in like:
            yield word[:end]


def _terms_like(database: Database, term: str) -> dict[str, int]:
    """Terms that may be near, with the number of their paragraphs: all that begin with the same
    two letters, and those that differ by one error there and are the same after it."""
    if len(term) < SHORTEST - 1:
        return {}
    first, second = term[0], term[1]
    starts = {first + second, first + term[2]}
    for letter in _LETTERS:
        starts |= {first + letter + term[2:4], first + letter + term[1:3]}
    database.rows(
        "CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary USING fts5vocab(main, words, row)"
    )
    return {
        found: paragraphs
        for start in sorted(starts)
        if start[:2] == start or start[:2] not in starts
        for low, high in _ranges(start)
        for found, paragraphs in database.rows(
            "SELECT term, doc FROM temp.vocabulary WHERE term >= ? AND term <= ? LIMIT ?",
            low, high, MOST_TERMS,
        )
    }  # fmt: skip


def _ranges(start: str) -> Iterator[tuple[str, str]]:
    """The terms with this beginning, in pieces between the stop words: FTS5 counts a term's
    paragraphs one by one, and those words are in nearly all of them."""
    low = start
    for word in sorted(term for term in _stop_terms() if term.startswith(start)):
        yield low, word[:-1] + chr(ord(word[-1]) - 1) + _LAST
        low = word + "\x01"
    yield low, start + _LAST


@cache
def _stop_terms() -> frozenset[str]:
    return frozenset(map(_term, STOP_WORDS))


def _errors(one: str, other: str, most: int) -> int:
    """Letters left out, put in, exchanged or swapped with the next, to come from one to the other;
    any number above `most` where it is more than that."""
    # An error changes at most two letters' presence.
    if abs(len(one) - len(other)) > most or len(set(one) ^ set(other)) > 2 * most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        before, last, row = row, before, [i]
        for j, another in enumerate(other, start=1):
            cost = min(before[j] + 1, row[-1] + 1, before[j - 1] + (letter != another))
            if i > 1 and j > 1 and letter == other[j - 2] and another == one[i - 2]:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]


def _as_written(database: Database, term: str, word: str) -> str:
    """The form of a term in documents that is nearest to the word, and there the most frequent."""
    database.rows(
        "CREATE VIRTUAL TABLE IF NOT EXISTS temp.occurrences USING fts5vocab(main, words, instance)"
    )
    keys = database.rows(
        "SELECT DISTINCT doc FROM temp.occurrences WHERE term = ? LIMIT ?", term, LOOKED_AT
    )
    paragraphs = database.paragraphs_by_id(key for (key,) in keys)
    forms = Counter(form for p in paragraphs.values() for form in _forms(p, term))
    return min(forms, key=lambda f: (_errors(word, f.lower(), len(word)), -forms[f], f), default="")


def _forms(paragraph: Paragraph, term: str) -> Iterator[str]:
    document = paragraph.document
    for text in (paragraph.text, document.title, *paragraph.section, document.source):
        for word, span in words(text):
            if word[:1] == term[0] and _term(word) == term:
                yield text[span.start : span.end]


def _term(word: str) -> str:
    """The word as FTS5's tokenizer `porter unicode61 remove_diacritics 2` keeps it."""
    return str(_stemmer().stemWord(_plain(word)))


def _plain(word: str) -> str:
    """The word without accents."""
    if word.isascii():
        return word
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))


@cache
def _stemmer() -> "Stemmer.Stemmer":
    import Stemmer

    return Stemmer.Stemmer("porter")
