"""The settings of an index: what its documents were made from and with, and its last update.

They are rows of JSON in qa.sqlite3, which may come from a stranger: checked here, and typed after.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, Self

from qa.store.vectors import Stamp

LARGEST_DIM = 65_536
"""Numbers in a vector; more is no model."""
_LASTING = frozenset(("generation", "vectors", "former"))
"""Settings that undo leaves as they are; it brings back all others."""


@dataclass(frozen=True, slots=True)
class IndexSettings:
    """What the documents of an index were made from and with; of those below, the store's own."""

    model: str
    """The embedding model, as the user names it."""
    fingerprint: str
    """Of the model's weights."""
    dim: int
    """Numbers in a vector."""
    roots: tuple[str, ...]
    """The files, folders and web addresses that the index mirrors; paths are absolute."""
    exclude: tuple[str, ...] = ()
    """Patterns for files to leave out, as in .gitignore."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """For collections, the column of each field of a document."""
    suffixes: tuple[str, ...] | None = None
    """Of the files that could be read; None where an older qa made the index."""
    origins: tuple[tuple[int, int], ...] = ()
    """In order of source, the number of the root that a file came from (-1: of none), and for how
    many files in a row; empty where an older qa made the index."""
    unread: Mapping[str, int] = field(default_factory=dict)
    """How many files of each other suffix, and links, the last run passed over."""
    updated: str = ""
    """When the last update was made: ISO 8601, UTC."""
    generation: int = 0
    """How many updates and undos there were; 0 before the store has saved the settings."""
    vectors: Stamp | None = None
    """How to recognise the vectors.faiss that was written last; None if none was."""
    signature: str = ""
    """This user's, of what `qa` acts on; "" or another one in an index from elsewhere."""
    former: Self | None = None
    """The settings before the last update, which undo brings back."""

    @classmethod
    def from_rows(cls, rows: Mapping[str, Any]) -> Self:
        """From decoded values by key; other keys are passed over.

        Raises:
            ValueError: if a value is missing, or none that qa has written.
        """
        former, generation = rows.get("former") or None, rows.get("generation")
        if former is not None:
            if not isinstance(former, dict):
                raise ValueError("former")
            passing = {key: value for key, value in former.items() if key not in _LASTING}
            former = cls.from_rows({**passing, "generation": generation})
        if not isinstance(generation, int):
            raise ValueError("generation")
        stamp, dim = rows.get("vectors"), rows.get("dim")
        if not Stamp.is_one(stamp):
            raise ValueError("vectors")
        if not isinstance(dim, int) or not 0 < dim <= LARGEST_DIM:
            raise ValueError("dim")
        return cls(
            model=_text(rows, "model"),
            fingerprint=_text(rows, "fingerprint"),
            dim=dim,
            roots=_texts(rows, "roots"),
            exclude=_texts({"exclude": [], **rows}, "exclude"),
            fields=_columns(rows),
            suffixes=_texts(rows, "suffixes") if "suffixes" in rows else None,
            origins=_runs(rows, "origins"),
            unread=_numbers(rows, "unread"),
            updated=_text(rows, "updated"),
            generation=generation,
            vectors=Stamp(**stamp) if stamp else None,
            signature=_text({"signature": "", **rows}, "signature"),
            former=former,
        )

    @property
    def is_own(self) -> bool:
        """Whether this user's own run has set the roots and the model, and what goes with them.

        Files are read and models loaded only by such settings.
        """
        from qa import own_key

        return own_key.is_signed(self.signature, *self._acted_on)

    def signed(self) -> Self:
        """The same, with this user's signature; for settings that this user's run has made."""
        from qa import own_key

        return replace(self, signature=own_key.signature(*self._acted_on))

    @property
    def _acted_on(self) -> tuple[object, ...]:
        return self.model, self.roots, self.exclude, dict(self.fields)

    def to_rows(self) -> dict[str, Any]:
        """Values by key, ready to be encoded; None is left out."""
        rows = asdict(self)
        if self.former:
            former = self.former.to_rows()
            rows["former"] = {key: former[key] for key in former.keys() - _LASTING}
        return {key: value for key, value in rows.items() if value is not None}


KEYS = tuple(setting.name for setting in fields(IndexSettings))


def _text(rows: Mapping[str, Any], key: str) -> str:
    value = rows.get(key)
    if not isinstance(value, str):
        raise ValueError(key)
    return value


def _texts(rows: Mapping[str, Any], key: str) -> tuple[str, ...]:
    values = rows.get(key)
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise ValueError(key)
    return tuple(values)


def _columns(rows: Mapping[str, Any]) -> dict[str, str]:
    columns = rows.get("fields", {})
    if not isinstance(columns, dict) or not all(isinstance(v, str) for v in columns.values()):
        raise ValueError("fields")
    return columns


def _numbers(rows: Mapping[str, Any], key: str) -> dict[str, int]:
    numbers = rows.get(key, {})
    if not isinstance(numbers, dict) or not all(type(v) is int for v in numbers.values()):
        raise ValueError(key)
    return numbers


def _runs(rows: Mapping[str, Any], key: str) -> tuple[tuple[int, int], ...]:
    runs, roots = rows.get(key, []), len(rows["roots"])
    if not isinstance(runs, list):
        raise ValueError(key)
    for run in runs:
        if not isinstance(run, list | tuple) or [type(number) for number in run] != [int, int]:
            raise ValueError(key)
        if not (-1 <= run[0] < roots and run[1] > 0):
            raise ValueError(key)
    return tuple((number, length) for number, length in runs)
