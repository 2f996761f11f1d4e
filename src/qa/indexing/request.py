"""What a user asks of one run of the indexer: which documents, and how."""

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from qa.errors import BadInput
from qa.files.sources import is_url
from qa.load.row_layout import COLUMNS


@dataclass(frozen=True)
class IndexRequest:
    """What one run of the indexer is asked to do."""

    paths: Sequence[Path | str] = ()
    """Files, folders and web addresses; relative paths start at the working directory."""
    exclude: Sequence[str] | None = None
    """Patterns as in .gitignore for files to leave out; None for those of the last run."""
    fields: Mapping[str, str] | None = None
    """For collections, the column of each field of a document, such as {"text": "body"}; None for
    those of the last run."""
    model: str | None = None
    """The embedding model; None for the model of the index, or the default for a new index."""
    rebuild: bool = False
    """Read and split every file again, and replace an index that cannot be used."""
    embed: bool = False
    """When rebuilding, also embed every passage again: no stored vector is trusted."""
    stdin: BinaryIO | None = None
    """A document to save in the index folder and to index with the files."""
    forget: Sequence[str] = ()
    """Sources of documents from stdin to remove."""
    fetch: bool = True
    """Fetch web pages again that were fetched before."""
    first_bytes: int | None = None
    """Only the first files, of together about so many bytes: for an index that can be asked at
    once, and that the next run completes. None for all files."""
    wait: float = 0.0
    """Seconds to wait at most while another process writes the index."""

    def check(self) -> None:
        """Raises BadInput if a path is empty or a field is unknown."""
        if "" in self.paths:  # such as an unset shell variable; it would be the working directory
            raise BadInput("a path is empty: name files or folders, or `.` for the current folder")
        if self.embed and not self.rebuild:
            raise BadInput("--embed goes with --rebuild: `qa index --rebuild --embed`")
        if unknown := sorted((self.fields or {}).keys() - COLUMNS.keys()):
            raise BadInput(f"unknown field {unknown[0]!r}: use one of {', '.join(COLUMNS)}")

    @property
    def urls(self) -> list[str]:
        """The web addresses among the paths."""
        return [url for path in self.paths if (url := _url(path))]

    @property
    def files(self) -> list[Path]:
        """The files and folders among the paths."""
        return [Path(path) for path in self.paths if not _url(path)]

    @property
    def roots(self) -> list[str]:
        """All paths as the index remembers them: absolute, or a web address."""
        return [_url(path) or os.path.abspath(path) for path in self.paths]


def _url(path: Path | str) -> str:
    """The web address that a path stands for, else "". A Path has lost one of the two slashes."""
    text = re.sub(r"^(https?:/)(?=[^/])", r"\1/", str(path), flags=re.IGNORECASE)
    return text if is_url(text) else ""
