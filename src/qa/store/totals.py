"""What there is in an index, in numbers."""

from qa.store.connection import LIVE
from qa.store.database import SEARCHED, Database
from qa.store.filters import DATED


def counts(database: Database) -> dict[str, int]:
    """How many documents, paragraphs that can be found, and windows there are; also how many files
    could not be read."""
    paragraphs = f"{LIVE} JOIN paragraphs p ON p.document = d.id"
    tables = {
        "documents": LIVE,
        "paragraphs": f"{paragraphs} WHERE {SEARCHED}",
        "not English": f"{LIVE} AND d.language <> '' AND d.language NOT LIKE 'en%'",
        "windows": f"{paragraphs} JOIN windows w ON w.paragraph = p.id",
        "skipped": "files WHERE state = 'live' AND sha256 = ''",
    }
    return {
        name: database.number(f"SELECT count(*) FROM {table}") for name, table in tables.items()
    }


def not_searched(database: Database) -> dict[str, float]:
    """By source, the share, 0..1, of its text that is in contents pages, which nobody finds.

    All other text is found; headings are with the text under them.
    """
    rows = database.rows(
        "SELECT d.source, sum((p.kind = 'contents') * (p.ends - p.begins)) * 1.0"
        f" / sum(p.ends - p.begins) AS share FROM {LIVE} JOIN paragraphs p"
        " ON p.document = d.id GROUP BY d.id HAVING share > 0"
    )
    return dict(database.typed(rows, str, float))


def undated(database: Database) -> tuple[int, int]:
    """How many documents state no date, and how many one that cannot be read."""
    [(missing, unreadable)] = database.rows(
        "SELECT count(*) FILTER (WHERE d.published = ''), count(*) FILTER (WHERE"
        f" d.published <> '' AND d.published NOT GLOB '{DATED}') FROM {LIVE}"
    )
    return missing, unreadable
