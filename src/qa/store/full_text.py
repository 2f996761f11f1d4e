"""BM25 over the paragraphs of qa.sqlite3, by FTS5; in a large index, over some of those that match.

What a word adds to BM25 falls with the number of paragraphs that it is in. So those that have one
of a question's rarest words are scored, by all its words; the most common words are left out.
"""

import sqlite3
from collections.abc import Sequence
from functools import lru_cache

from qa.store.connection import LIVE
from qa.store.filters import EVERYTHING, Filter
from qa.store.rows import typed
from qa.text.normalize import date_words
from qa.text.question_type import defined_subject
from qa.text.questions import phrases
from qa.text.words import content_words, lower_words

TITLE_WEIGHT, SECTION_WEIGHT, PLACE_WEIGHT = 1.0, 1.0, 0.5
"""Weights in BM25 of the words of the title, of the headings above a paragraph, and of its file's
name and folders; its own words have weight 1."""
SCORED = 1_000
"""About how many paragraphs are scored for a question, which costs the most."""
MATCHES = 100_000
"""Paragraphs that are matched, at most; counted once a word."""
COUNTED = 5_000
"""Paragraphs of a word that are counted one by one; for more common words they are estimated."""
PARTS, LOOKED_AT = 8, 64
"""Parts of the index in which a common word is counted, and paragraphs looked at in each."""

DEFINING = ("is", "are", "means")
"""What follows the subject of a sentence that explains it."""


class FullText:
    """The table `words` of an open qa.sqlite3."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._sql = connection
        self._frequency = lru_cache(maxsize=4096)(self._count_about)
        self._among, self._share = EVERYTHING, 1.0

    def forget(self) -> None:
        """Drops cached frequencies and filters, which may have changed."""
        self._frequency.cache_clear()
        self._among = EVERYTHING

    def search(
        self, words: Sequence[str], n: int, among: Filter = EVERYTHING
    ) -> list[tuple[int, float]]:
        """The `n` best (paragraph id, BM25), best first, higher better.

        Args:
            words: FTS5 expressions, any of which may match; without words nothing is found.
        """
        matched = self._rarest(words, 1, MATCHES)
        if not matched:
            return []
        share = self._narrow(among) if among else 1.0
        rarest = self._rarest(matched, n / share, SCORED / share)
        best = self._best(matched, rarest, n, among)
        # Within a filter, since the rarest words may be in other documents.
        if among and len(rarest) < len(matched) and len(best) < n:
            best = self._best(matched, matched, n, among)
        return best

    def _best(
        self, matched: Sequence[str], one_of: Sequence[str], n: int, among: Filter
    ) -> list[tuple[int, float]]:
        """The best by all words that are `matched`, of the paragraphs that have `one_of` them."""
        only, values = "", [" OR ".join(matched)]
        # Without the plus, SQLite may run the whole match once for each paragraph allowed.
        if among:
            only += " AND +rowid IN (SELECT id FROM temp.among)"
        if len(one_of) < len(matched):
            only += " AND +rowid IN (SELECT rowid FROM words WHERE words MATCH ?)"
            values.append(" OR ".join(one_of))
        rows = self._sql.execute(
            "SELECT rowid, -bm25(words, ?, ?, 1.0, ?) AS score FROM words"
            f" WHERE words MATCH ?{only} ORDER BY score DESC, rowid LIMIT ?",
            (TITLE_WEIGHT, SECTION_WEIGHT, PLACE_WEIGHT, *values, n),
        )
        return list(typed(rows, int, float))

    def _narrow(self, among: Filter) -> float:
        """Fills temp.among with the paragraphs that the filter admits, and returns their share.

        Those of the last filter are kept, since a scope is often asked several questions.
        """
        if self._among == among:
            return self._share
        self._among = EVERYTHING
        condition, values = among.sql
        self._sql.execute("CREATE TEMP TABLE IF NOT EXISTS among (id INTEGER PRIMARY KEY)")
        self._sql.execute("DELETE FROM temp.among")
        filled = self._sql.execute(
            f"INSERT INTO temp.among SELECT p.id FROM {LIVE} JOIN paragraphs p"
            f" ON p.document = d.id WHERE {condition}",
            values,
        )
        self._among, self._share = among, max(1, filled.rowcount) / max(1, self._last_paragraph())
        return self._share

    def _rarest(self, words: Sequence[str], least: float, most: float) -> list[str]:
        """The rarest words, in at most `most` paragraphs together, but in at least `least`."""
        if len(words) * self._last_paragraph() <= most:
            return list(words)
        chosen: set[str] = set()
        total = 0.0
        for word in sorted(words, key=self._frequency):
            more = total + self._frequency(word)
            if total >= least and more > most:
                break
            chosen.add(word)
            total = more
        return [word for word in words if word in chosen]

    def _count_about(self, word: str) -> float:
        """About how many paragraphs have this word; exact for a rare word.

        FTS5 would read all its entries of the word to count them. Instead the ids are cut into
        parts, and each part is assumed to be as dense as its first paragraphs with the word.
        """
        few = "SELECT count(*) FROM (SELECT 1 FROM words WHERE words MATCH ? LIMIT ?)"
        (counted,) = self._sql.execute(few, (word, COUNTED)).fetchone()
        if counted < COUNTED:
            return float(counted)
        last, count = self._last_paragraph(), 0.0
        part = last // PARTS + 1
        for first in range(1, last + 1, part):
            rows = self._sql.execute(
                "SELECT rowid FROM words WHERE words MATCH ? AND rowid BETWEEN ? AND ?"
                " ORDER BY rowid LIMIT ?",
                (word, first, first + part - 1, LOOKED_AT),
            ).fetchall()
            reached = rows[-1][0] - first + 1 if len(rows) == LOOKED_AT else part
            count += len(rows) * part / reached
        return count

    def _last_paragraph(self) -> int:
        (last,) = self._sql.execute("SELECT max(id) FROM paragraphs").fetchone()
        return int(last or 0)


def full_text_query(question: str) -> tuple[str, ...]:
    """The question's content words, dates and quoted phrases, each as an FTS5 string.

    Where something is to be explained, "X is" counts as a word too: a rare one, where X itself is
    in every paragraph.
    """
    # Within double quotes FTS5 sees only text; `lower_words` lets no quote through.
    quoted = (" ".join(lower_words(phrase)) for phrase in phrases(question))
    subject = " ".join(lower_words(defined_subject(question)))
    defining = (f"{subject} {verb}" for verb in DEFINING if subject)
    said = dict.fromkeys((*content_words(question), *date_words(question), *quoted, *defining))
    return tuple(f'"{words}"' for words in said if words)
