"""Conditions on documents, such as "published>=2024-10": which documents a search may look at.

Parsed into values here, and turned into SQL in which each value is a parameter.
"""

import json
import operator
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from qa.errors import BadInput
from qa.types import Document

FIELDS = ("source", "title", "author", "publisher", "published", "url", "language")
_COMPARE: Mapping[str, Callable[[str, str], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
"""SQL has the same signs for all of them."""
OPERATORS = (*_COMPARE, "~")
DATED = "[0-9][0-9][0-9][0-9]*"
"""What a readable date begins with, as SQL's GLOB takes it."""
_CONDITION = re.compile(r"\s*(\w+)\s*(!=|<=|>=|=|<|>|~)\s*(.*?)\s*", re.DOTALL)
_DATE = re.compile(r"\d{4}(-\d\d){0,2}", re.ASCII)
_YEAR = re.compile("[0-9]{4}")


@dataclass(frozen=True, slots=True)
class Condition:
    """One field of a document compared with a value.

    Text is compared exactly, but `~` (contains) ignores case. A date, which may be a year or a
    month, is compared with as much of `published` as it has itself: published=2024-10 holds on
    every day of that month. A document without a date satisfies no comparison of dates but `!=`.
    """

    field: str
    operator: str
    value: str

    @classmethod
    def parse(cls, text: str) -> "Condition":
        """Raises BadInput, which lists the fields and operators, if it is not a condition."""
        match = _CONDITION.fullmatch(text)
        if not match or match[1] not in FIELDS:
            raise BadInput(
                f"{text!r} is no condition like published>=2024-10: a field "
                f"({', '.join(FIELDS)}), one of {' '.join(OPERATORS)}, and a value"
            )
        name, sign, value = match.groups()
        # No document has lone surrogates, and SQLite accepts none.
        condition = cls(name, sign, value.encode("utf-8", "replace").decode())
        if condition._is_date and not _DATE.fullmatch(condition.value):
            raise BadInput(f"{text!r}: a date is 2024, 2024-10 or 2024-10-31")
        return condition

    def __str__(self) -> str:
        return f"{self.field}{self.operator}{self.value}"

    def holds(self, document: Document) -> bool:
        """Whether it holds for this document, as `sql` decides."""
        stored: str = getattr(document, self.field)
        if self.operator == "~":
            return self.value.casefold() in stored.casefold()
        if self._is_date:
            if not _YEAR.match(stored):
                return self.operator == "!="
            stored = stored[: len(self.value)]
        return _COMPARE[self.operator](stored, self.value)

    @property
    def sql(self) -> tuple[str, tuple[str, ...]]:
        """An expression over the columns of a document `d`, and its parameters; as `holds`."""
        column = f"d.{self.field}"  # one of FIELDS, never a user's text
        if self.operator == "~":
            return f"instr(folded({column}), ?) > 0", (self.value.casefold(),)
        if not self._is_date:
            return f"{column} {self.operator} ?", (self.value,)
        compared = f"substr({column}, 1, {len(self.value)}) {self.operator} ?"
        dated = f"{column} GLOB '{DATED}'"
        joined = f"({compared} OR NOT {dated})" if self.operator == "!=" else (
            f"({compared} AND {dated})"
        )  # fmt: skip
        return joined, (self.value,)

    @property
    def _is_date(self) -> bool:
        return self.field == "published" and self.operator != "~"


@dataclass(frozen=True, slots=True)
class Filter:
    """Which documents may be found: all conditions hold, and it is one of `sources` if given."""

    conditions: tuple[Condition, ...] = ()
    sources: frozenset[str] | None = None

    @classmethod
    def of(
        cls, where: str | Sequence[str] = (), sources: Collection[str] | None = None
    ) -> "Filter":
        """From conditions as a user writes them; a lone one needs no list.

        Raises:
            BadInput: as `Condition.parse`.
        """
        written = [where] if isinstance(where, str) else where
        conditions = tuple(Condition.parse(text) for text in written)
        return cls(conditions, None if sources is None else frozenset(sources))

    def on(self, day: str) -> "Filter":
        """Only those of a day, in ISO 8601."""
        return Filter((*self.conditions, Condition("published", "=", day)), self.sources)

    def __bool__(self) -> bool:
        """Whether it excludes anything."""
        return bool(self.conditions) or self.sources is not None

    @property
    def needs_date(self) -> bool:
        """Whether it leaves out every document without a readable date."""
        return any(
            condition.field == "published" and condition.operator not in ("~", "!=")
            for condition in self.conditions
        )

    def __str__(self) -> str:
        texts = [str(condition) for condition in self.conditions]
        if self.sources is not None:
            count = len(self.sources)
            texts.append("the document chosen" if count == 1 else f"the {count} documents chosen")
        return " and ".join(texts)

    def holds(self, document: Document) -> bool:
        """Whether it lets this document through, as `sql` decides."""
        if self.sources is not None and document.source not in self.sources:
            return False
        return all(condition.holds(document) for condition in self.conditions)

    @property
    def sql(self) -> tuple[str, tuple[str, ...]]:
        """An expression over the columns of a document `d`, and its parameters; as `holds`."""
        parts = [condition.sql for condition in self.conditions]
        if self.sources is not None:
            # As one JSON parameter: there may be more sources than SQL takes variables.
            listed = json.dumps(sorted(self.sources))
            parts.append(("d.source IN (SELECT value FROM json_each(?))", (listed,)))
        expression = " AND ".join(sql for sql, _ in parts) or "1"
        return expression, tuple(value for _, values in parts for value in values)


EVERYTHING = Filter()
