"""Whether the tables of a qa.sqlite3 are those that qa makes: schema.sql, whatever its notes say.

A view, a trigger, a generated column or a check can hold anything that SQLite can compute, and is
run by whoever reads or writes a table. So the SQL that a file says it was made with is compared
with our own before a table is touched.
"""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from qa.store.connection import statements

_SPACE = re.compile(r"""('[^']*')|(?:--[^\n]*|\s)+""")
_MADE = re.compile(r"CREATE (?:VIRTUAL )?(?:TABLE|INDEX) '?(\w+)'?", re.ASCII)
_DEFAULT = re.compile(r" DEFAULT x?''")
"""A column that was added to a table has one; it is the same column."""
_TOKEN = re.compile(r"\w+|[^\w\s]", re.ASCII)
_FULL_TEXT = frozenset("block segid term pgno k v sz origin name seq".split())
"""Columns of the tables that SQLite makes itself: FTS5's, and for AUTOINCREMENT."""
_OWN = re.compile(r"words_\w+|sqlite_sequence", re.ASCII)
"""Names of these tables."""

Made = tuple[str, str, str | None]
"""A row of sqlite_master: type, name, SQL."""


def is_ours(made: Iterable[Made], *, current: bool) -> bool:
    """Whether all of these are what qa makes, and all that it makes is there.

    Args:
        current: of the format of schema.sql; an older one only has to be made of its words, and
            so of nothing that could be computed.
    """
    found = {}
    for kind, name, sql in made:
        if sql is None and kind == "index":  # of a PRIMARY KEY or UNIQUE
            continue
        if kind not in ("table", "index") or not (isinstance(name, str) and isinstance(sql, str)):
            return False
        match = _MADE.match(sql)
        if match is None or match[1] != name or not _is_plain(sql[match.end() :]):
            return False
        if not _OWN.fullmatch(name):
            found[name] = _parts(sql)
    return not current or found == _ours()


@cache
def _ours() -> dict[str, list[str]]:
    made = {}
    for statement in statements(_script()):
        sql = _plain(statement).strip(" ;")
        name = _MADE.match(sql)
        assert name
        made[name[1]] = _parts(sql)
    return made


@cache
def _script() -> str:
    return Path(__file__).with_name("schema.sql").read_text("utf-8")


@cache
def _words() -> frozenset[str]:
    return _FULL_TEXT | frozenset(_TOKEN.findall(_plain(_script())))


def _is_plain(sql: str) -> bool:
    return _words().issuperset(_TOKEN.findall(_plain(sql)))


def _plain(sql: str) -> str:
    """Without notes and empty defaults, and with single spaces outside of strings."""
    return _DEFAULT.sub("", _SPACE.sub(lambda match: match[1] or " ", sql))


def _parts(sql: str) -> list[str]:
    """What stands before, between and after the outermost commas, without order: a column that
    was added later stands at another place."""
    parts, depth = [""], 0
    for token in re.findall(r"'[^']*'|.", _plain(sql), re.DOTALL):
        depth += (token == "(") - (token == ")")
        if (token, depth) in ((",", 1), ("(", 1), (")", 0)):
            parts.append("")
        else:
            parts[-1] += token
    return sorted(part.strip() for part in parts)
