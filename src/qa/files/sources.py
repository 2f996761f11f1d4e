"""A source, the lasting name of a document, and the file, page or text that it came from."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path


def is_saved_input(source: str) -> bool:
    """Whether this is the source of a web page or a text from stdin, not of a file of the user."""
    return re.match(r"https?://|stdin/[0-9a-f]{12}$", source) is not None


def is_url(text: str) -> bool:
    """Whether a path is a web address."""
    return text.lower().startswith(("http://", "https://"))


def locate(source: str, roots: Sequence[str]) -> Path | None:
    """The file of a document, by its source and the roots of the index; None if it is gone.

    The file of a document in a collection, such as "mails.mbox/3", is the collection.
    """
    while source and ".." not in source.split("/"):
        for root in map(Path, roots):
            # The source of a root that is a file is its name, after its folder's if two are equal.
            for folder in (root, root.parent, root.parent.parent):
                path = folder / source
                if path == root or root in path.parents:
                    inside = path.resolve().is_relative_to(root.resolve())
                    if inside and path.is_file():
                        return path
        source = source.rpartition("/")[0]
    return None


def file_of(source: str, files: Mapping[str, object]) -> str:
    """The source of the file that a document came from, which may hold several documents."""
    file = source
    while file not in files and "/" in file:
        file = file.rsplit("/", 1)[0]
    return file if file in files else source
