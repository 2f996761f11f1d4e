"""The arguments that a program passes: described as JSON Schema, and checked before use."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from qa.errors import BadInput

Arguments = dict[str, Any]
"""Checked arguments by name: every parameter is there, with its default where it was left out."""


class Kind(StrEnum):
    """What an argument can be."""

    TEXT = "a text"
    TEXTS = "a list of texts"
    NUMBER = "a whole number"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One argument of an operation."""

    name: str
    description: str
    kind: Kind = Kind.TEXT
    default: Any = None
    required: bool = False
    least: int = 0
    most: int | None = None
    """The largest number, or the most texts of a list; None for no limit."""

    @property
    def schema(self) -> dict[str, Any]:
        """Its JSON Schema."""
        described: dict[str, Any] = {"description": self.description}
        if self.kind is Kind.NUMBER:
            described |= {"type": "integer", "minimum": self.least}
            if self.most is not None:
                described["maximum"] = self.most
        elif self.kind is Kind.TEXTS:
            described |= {"type": "array", "items": {"type": "string"}}
            if self.most is not None:
                described["maxItems"] = self.most
        else:
            described["type"] = "string"
        if self.default is not None:
            described["default"] = self.default
        return described

    def check(self, value: Any) -> None:
        """Raises BadInput unless the value is of its kind and within its limits."""
        if not self._allows(value):
            raise BadInput(f"{self.name} has to be {self.kind.value}{self._limits()}")

    def _allows(self, value: Any) -> bool:
        if self.kind is Kind.TEXT:
            return isinstance(value, str)
        if self.kind is Kind.TEXTS:
            texts = isinstance(value, list) and all(isinstance(each, str) for each in value)
            return texts and (self.most is None or len(value) <= self.most)
        if not isinstance(value, int) or isinstance(value, bool):  # True is an int in Python
            return False
        return self.least <= value and (self.most is None or value <= self.most)

    def _limits(self) -> str:
        if self.kind is Kind.TEXTS and self.most is not None:
            return f", at most {self.most} of them"
        if self.kind is not Kind.NUMBER:
            return ""
        return (
            f" of at least {self.least}" if self.most is None else f", {self.least} to {self.most}"
        )


def schema_of(parameters: Sequence[Parameter]) -> dict[str, Any]:
    """The JSON Schema of an object that holds these."""
    return {
        "type": "object",
        "properties": {each.name: each.schema for each in parameters},
        "required": [each.name for each in parameters if each.required],
        "additionalProperties": False,
    }


def checked(parameters: Sequence[Parameter], given: Any) -> Arguments:
    """The arguments, with defaults for those that are left out or null.

    Raises:
        BadInput: if one is missing, unknown, of another kind or beyond its limits.
    """
    if not isinstance(given, Mapping):
        raise BadInput("the arguments have to be an object")
    known = {each.name: each for each in parameters}
    if unknown := next((name for name in given if name not in known), None):
        raise BadInput(f"there is no argument {unknown!r}: there are {', '.join(known) or 'none'}")
    arguments = {}
    for each in parameters:
        value = given.get(each.name)
        if value is None:
            if each.required:
                raise BadInput(f"{each.name} is missing: it has to be {each.kind.value}")
            value = each.default
        else:
            each.check(value)
        arguments[each.name] = value
    return arguments


def from_texts(parameters: Sequence[Parameter], pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """What the query of an address gives, still to be checked: numbers and lists as such."""
    kinds = {each.name: each.kind for each in parameters}
    given: dict[str, Any] = {}
    for name, text in pairs:
        kind = kinds.get(name)
        if kind is Kind.TEXTS:
            given.setdefault(name, []).append(text)
        elif kind is Kind.NUMBER and text.isascii() and text.isdigit() and len(text) < 10:
            given[name] = int(text)
        else:
            given[name] = text
    return given
