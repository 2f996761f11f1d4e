"""`qa PATH... [QUESTION]`: which words are paths, and where the index of a set of paths is kept."""

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

from qa.errors import BadInput
from qa.files.sources import is_url


def is_path(word: str) -> bool:
    """Whether a word names something that exists, a web address, or can be nothing but a path."""
    return is_url(word) or _could_be_path(word) or (bool(word) and os.path.lexists(word))


def split(words: Sequence[str]) -> tuple[list[str], str]:
    """The paths that the words begin with, and the question that the others make.

    Raises:
        BadInput: if a word can be nothing but a path, and no such file exists.
    """
    count = next((n for n, word in enumerate(words) if not is_path(word)), len(words))
    paths, question = words[:count], words[count:]
    for path in paths:
        if not is_url(path) and not os.path.lexists(os.path.expanduser(path)):
            raise BadInput(f"{path}: no such file or folder")
    return [p if is_url(p) else os.path.expanduser(p) for p in paths], " ".join(question)


def index_for(paths: Sequence[str]) -> Path:
    """The folder, among the user's data, of the index of exactly these files and folders."""
    from platformdirs import user_data_path

    roots = sorted({path if is_url(path) else os.path.realpath(path) for path in paths})
    name = "".join(c if c.isalnum() else "-" for c in Path(roots[0]).name)[:40]
    key = hashlib.sha256("\n".join(roots).encode("utf-8", "surrogateescape")).hexdigest()[:12]
    return user_data_path("qa", appauthor=False) / "indexes" / f"{name}-{key}"


def _could_be_path(word: str) -> bool:
    """Whether it is written as a path: `./notes`, `~/notes`, `/srv/notes`, `notes/`."""
    beginnings = ("./", "../", "~/", os.sep)
    return " " not in word and (word in (".", "..", "~") or word.startswith(beginnings)
                                or word.endswith(("/", os.sep)))  # fmt: skip
