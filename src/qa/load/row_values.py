"""A value in a row of a collection, or in JSON, as text."""

from __future__ import annotations

import json
import math

from qa.text.sanitize import tidy

_DEEPEST = 6  # lists in objects in lists that are written in words; deeper ones as JSON
_LONGEST_NUMBER = 40


def scalar(value: object) -> str:
    """A string as it stands, a number or truth value as JSON writes it; "" for anything else."""
    if isinstance(value, str):
        return tidy(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(value) if math.isfinite(value) else ""
    if isinstance(value, int):
        return str(value)[:_LONGEST_NUMBER] if abs(value) < 10**_LONGEST_NUMBER else ""
    return ""


def is_scalar(value: object) -> bool:
    """Whether it is neither a list nor an object."""
    return not isinstance(value, (list, dict))


def flat(value: object, depth: int = 0) -> str:
    """A value on one line: lists with commas, objects as "name: value"."""
    if is_scalar(value):
        return " ".join(scalar(value).split())
    if depth >= _DEEPEST:
        try:
            return tidy(json.dumps(value, ensure_ascii=False))
        except (RecursionError, ValueError):
            return ""
    if isinstance(value, dict):
        pairs = ((str(key), flat(inner, depth + 1)) for key, inner in value.items())
        return ", ".join(f"{key}: {words}" for key, words in pairs if words)
    assert isinstance(value, list)
    separator = ", " if all(map(is_scalar, value)) else "; "
    return separator.join(words for one in value if (words := flat(one, depth + 1)))


def prose(value: object) -> str:
    """The text of a field with its lines; a list of strings becomes paragraphs."""
    if isinstance(value, list):
        return "\n\n".join(tidy(part) if isinstance(part, str) else flat(part) for part in value)
    return scalar(value) if is_scalar(value) else flat(value)


def label(column: str) -> str:
    """A column's name as a person writes it: "unit_price" -> "Unit price"."""
    words = " ".join(tidy(column).replace("_", " ").split())
    return words[:1].upper() + words[1:]
