"""Which documents a question is asked of: all, some by name, or some by a condition; pure."""

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
"""Sources that are named; the others are only counted."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What narrows a question; the default narrows nothing. A document has to meet both."""

    sources: tuple[str, ...] | None = None
    """Only these documents, by their sources."""
    where: tuple[str, ...] = ()
    """Only documents that meet all of these conditions, such as "published>=2024-10"."""
    documents: int = 0
    """How many documents these were when it was chosen, ..."""
    of: int = 0
    """... and out of how many."""

    def __bool__(self) -> bool:
        return self.sources is not None or bool(self.where)

    @property
    def arguments(self) -> dict[str, Any]:
        """The keywords of `Library.search` and `Library.ask`: none where nothing is narrowed."""
        arguments: dict[str, Any] = {}
        if self.sources is not None:
            arguments["sources"] = self.sources
        if self.where:
            arguments["where"] = self.where
        return arguments

    @property
    def label(self) -> str:
        """ "3 of 20 documents", "3 of 20 documents: published>=2024-10"."""
        if not self:
            return ""
        counts = f"{self.documents:,} of {count(self.of, 'document')}"
        return one_line(f"{counts}: {', '.join(self.where)}" if self.where else counts)

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
    def from_json(cls, value: object) -> Scope:
        """What `to_json` wrote; anything else narrows nothing."""
        if not isinstance(value, Mapping):
            return cls()
        sources, where = value.get("sources"), value.get("where")
        numbers = [n if isinstance(n := value.get(k), int) else 0 for k in ("documents", "of")]
        return cls(
            tuple(map(str, sources)) if isinstance(sources, list) else None,
            tuple(map(str, where)) if isinstance(where, list) else (),
            *numbers,
        )


EVERYTHING = Scope()


def parse_filter(typed: str) -> tuple[tuple[str, ...], tuple[Condition, ...]]:
    """What a reader typed, as words to filter by and conditions.

    Conditions come last, and a value ends where the next condition begins: "ferry author=Ada Vell".
    A condition without a value yet is left out.

    Raises:
        BadInput: if a condition is not valid, such as one with half a date.
    """
    matches = list(_CONDITION.finditer(typed))
    words = typed[: matches[0].start()] if matches else typed
    ends = [*(match.start() for match in matches), len(typed)][1:]
    conditions = [
        Condition.parse(f"{match[1].lower()}{match[2]}{value}")
        for match, end in zip(matches, ends, strict=True)
        if (value := typed[match.end() : end].strip())
    ]
    return tuple(words.casefold().split()), tuple(conditions)
