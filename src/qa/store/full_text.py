"""BM25 over the paragraphs of qa.sqlite3, by FTS5; in a large index over a question's rarer words.

What a word adds to BM25 falls with the number of paragraphs that it is in, and what it costs rises:
FTS5 scores every paragraph that has any of the words.
"""

import sqlite3
from collections.abc import Sequence
from functools import lru_cache

from qa.store.connection import LIVE
from qa.where import EVERYTHING, Filter

TITLE_WEIGHT = 1.0
"""Weight of a title's words in BM25, against 1 for the paragraph's own."""
MATCHES = 36_000
"""Paragraphs that may be scored for a question; counted once for each word."""
PARTS, LOOKED_AT = 8, 64
"""Parts of the index in which a word is counted, and paragraphs looked at in each."""


class FullText:
    """The table `words` of an open qa.sqlite3."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._sql = connection
        self._frequency = lru_cache(maxsize=4096)(self._count_about)

    def forget(self) -> None:
        """Drops what was kept of frequencies; for when they may have changed."""
        self._frequency.cache_clear()

    def search(
        self, words: Sequence[str], n: int, among: Filter = EVERYTHING
    ) -> list[tuple[int, float]]:
        """The `n` best (paragraph id, BM25), best first, higher better.

        Args:
            words: FTS5 expressions, any of which may match; without any nothing is found.
        """
        match = " OR ".join(self._telling(words))
        if not match:
            return []
        condition, values = among.sql
        # Without the plus, SQLite may run the whole match once for each paragraph allowed.
        only = (
            f" AND +rowid IN (SELECT p.id FROM {LIVE} JOIN paragraphs p ON p.document = d.id"
            f" WHERE {condition})"
        )
        rows = self._sql.execute(
            "SELECT rowid, -bm25(words, ?, 1.0) AS score FROM words"
            f" WHERE words MATCH ?{only if among else ''} ORDER BY score DESC, rowid LIMIT ?",
            (TITLE_WEIGHT, match, *(values if among else ()), n),
        )
        return rows.fetchall()

    def _telling(self, words: Sequence[str]) -> list[str]:
        """The rarest of these words that have `MATCHES` together, one at least; in a small index
        all."""
        last = self._last_paragraph()
        if len(words) * last <= MATCHES:
            return list(words)
        frequency = {word: self._frequency(word) for word in words}
        kept: list[str] = []
        matches = 0.0
        for word in sorted(words, key=frequency.__getitem__):
            matches += frequency[word]
            if kept and matches > MATCHES:
                break
            kept.append(word)
        return [word for word in words if word in kept]

    def _count_about(self, word: str) -> float:
        """In about how many paragraphs this is; exact for a rare word.

        FTS5 tells only after reading all that it has on the word. Here the ids are cut into parts,
        and as far as a word's first paragraphs reach in a part, so many are expected in the rest.
        """
        last, found = self._last_paragraph(), 0.0
        part = last // PARTS + 1
        for first in range(1, last + 1, part):
            rows = self._sql.execute(
                "SELECT rowid FROM words WHERE words MATCH ? AND rowid BETWEEN ? AND ?"
                " ORDER BY rowid LIMIT ?",
                (word, first, first + part - 1, LOOKED_AT),
            ).fetchall()
            reached = rows[-1][0] - first + 1 if len(rows) == LOOKED_AT else part
            found += len(rows) * part / reached
        return found

    def _last_paragraph(self) -> int:
        (last,) = self._sql.execute("SELECT max(id) FROM paragraphs").fetchone()
        return int(last or 0)
