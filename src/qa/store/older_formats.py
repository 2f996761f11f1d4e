"""Tables of an older format -> those of this one, by statements in SQL (from_N.sql)."""

import sqlite3
from collections.abc import Iterator
from importlib.resources import files

from qa.store.connection import statements

_OF_FORMAT_1 = ("windows", "paragraphs", "documents", "embeddings")


def run(sql: sqlite3.Connection, script: str, *, words: bool = True) -> None:
    """Carries out the statements of a script of this package; its transaction is the caller's.

    Args:
        words: the one that makes the full-text index too.
    """
    for statement in _of(script):
        if words or "words USING" not in statement:
            sql.execute(statement)


def make_words_anew(sql: sqlite3.Connection) -> None:
    """Makes an empty full-text index in place of the old one."""
    sql.execute("DROP TABLE words")
    for statement in _of("schema.sql"):
        if "words USING" in statement:
            sql.execute(statement)


def bring_up(sql: sqlite3.Connection, written: int) -> None:
    """Makes the tables those of this format; the full-text index and `settings` stay."""
    if written == 1:
        _bring_up_from_1(sql)
        return
    if written == 2:
        run(sql, "from_2.sql")
    run(sql, "from_3.sql")


def _of(script: str) -> Iterator[str]:
    return statements(files("qa.store").joinpath(script).read_text("utf-8"))


def _bring_up_from_1(sql: sqlite3.Connection) -> None:
    for index in ("windows_by_paragraph", "windows_by_hash"):
        sql.execute(f"DROP INDEX {index}")
    for table in (*_OF_FORMAT_1, "settings"):
        sql.execute(f"ALTER TABLE {table} RENAME TO {table}_1")
    run(sql, "schema.sql", words=False)
    run(sql, "from_1.sql")
    for table in (*_OF_FORMAT_1, "settings"):
        sql.execute(f"DROP TABLE {table}_1")
