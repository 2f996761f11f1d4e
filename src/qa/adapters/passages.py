"""What the retrievers share: the library that they ask, and what they say of a passage."""

from collections.abc import Sequence
from pathlib import Path

from qa.library import Library
from qa.render import Json, hit_json
from qa.types import Hit

Index = Library | str | Path
"""An open library, or the folder of its index."""


def library_of(index: Index) -> Library:
    """The library; opened if it is a folder.

    Raises:
        IndexMissing, IndexUnusable: as `Library.open`.
    """
    return index if isinstance(index, Library) else Library.open(index)


def metadata(hit: Hit) -> Json:
    """The fields of a passage in `qa search --json` but its text: source, page, score and so on."""
    fields = hit_json(hit)
    del fields["text"]
    return fields


def identity(hit: Hit) -> str:
    """A name for the passage that stays the same while its document does."""
    paragraph = hit.paragraph
    return f"{paragraph.document.source}#{paragraph.start}-{paragraph.end}"


def conditions(where: str | Sequence[str]) -> list[str]:
    """Conditions as a list."""
    return [where] if isinstance(where, str) else list(where)
