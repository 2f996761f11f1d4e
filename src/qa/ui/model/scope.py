"""Which documents a question is put to: all of them, some by name, some by a condition; pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qa.store.filters import FIELDS, OPERATORS, Condition, Filter
from qa.text.sanitize import one_line
from qa.types import Document
from qa.ui.model.phrases import count

_CONDITION = re.compile(
    rf"(?:^|(?<=\s))({'|'.join(FIELDS)})\s*"
    rf"({'|'.join(map(re.escape, sorted(OPERATORS, key=len, reverse=True)))})\s*",
    re.IGNORECASE,
)
_SOME = 3
"""Sources that are named before the others are only counted."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What narrows a question; the default narrows nothing. Both restrictions must hold."""

    sources: tuple[str, ...] | None = None
    """Only these documents, by their sources."""
    where: tuple[str, ...] = ()
    """Only documents that meet all of these conditions, such as "published>=2024-10"."""
    documents: int = 0
    """How many documents that were when it was chosen, ..."""
    of: int = 0
    """... and of how many."""

    def __bool__(self) -> bool:
        return self.sources is not None or bool(self.where)

    @property
    def arguments(self) -> dict[str, Any]:
        """The keywords of `Library.search` and `Library.ask`: none where nothing is narrowed."""
        given: dict[str, Any] = {}
        if self.sources is not None:
            given["sources"] = self.sources
        if self.where:
            given["where"] = self.where
        return given

    @property
    def label(self) -> str:
        """ "3 of 20 documents", "3 of 20 documents: published>=2024-10"."""
        if not self:
            return ""
        said = f"{self.documents:,} of {count(self.of, 'document')}"
        return one_line(f"{said}: {', '.join(self.where)}" if self.where else said)

    @property
    def details(self) -> str:
        """The label, and which documents those are."""
        if not self.sources:
            return self.label
        named = ", ".join(map(one_line, self.sources[:_SOME]))
        more = len(self.sources) - _SOME
        return f"{self.label} ({named}{f' and {more:,} more' if more > 0 else ''})"

    def counted(self, documents: Sequence[Document]) -> Scope:
        """The same scope, with the numbers of another index."""
        number = sum(map(Filter.of(self.where, self.sources).holds, documents))
        return Scope(self.sources, self.where, number, len(documents))

    def to_json(self) -> dict[str, Any]:
        sources = None if self.sources is None else list(self.sources)
        where = list(self.where)
        return {"sources": sources, "where": where, "documents": self.documents, "of": self.of}

    @classmethod
    def from_json(cls, kept: object) -> Scope:
        """What `to_json` wrote; anything else narrows nothing."""
        if not isinstance(kept, Mapping):
            return cls()
        sources, where = kept.get("sources"), kept.get("where")
        numbers = [n if isinstance(n := kept.get(k), int) else 0 for k in ("documents", "of")]
        return cls(
            tuple(map(str, sources)) if isinstance(sources, list) else None,
            tuple(map(str, where)) if isinstance(where, list) else (),
            *numbers,
        )


EVERYTHING = Scope()


def read(typed: str) -> tuple[tuple[str, ...], tuple[Condition, ...]]:
    """Words to filter by, and conditions, of what a reader typed.

    Conditions come last, and a value reaches to the next condition: "ferry author=Ada Vell".
    A condition whose value is still to come is left out.

    Raises:
        BadInput: if a condition cannot be met by anything, such as one with half a date.
    """
    found = list(_CONDITION.finditer(typed))
    words = typed[: found[0].start()] if found else typed
    ends = [*(match.start() for match in found), len(typed)][1:]
    conditions = [
        Condition.parse(f"{match[1].lower()}{match[2]}{value}")
        for match, end in zip(found, ends, strict=True)
        if (value := typed[match.end() : end].strip())
    ]
    return tuple(words.casefold().split()), tuple(conditions)
