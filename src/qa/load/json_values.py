"""A line or a file of JSON -> its values, or what is wrong with it."""

from __future__ import annotations

import json

from qa.errors import BadInput


def parsed(line: str) -> object:
    """The value of a line of JSON, or a BadInput that explains what is wrong with it."""
    try:
        line.encode()
        return json.loads(line)
    except UnicodeEncodeError:
        return BadInput("not UTF-8: save the file as UTF-8")
    except (ValueError, RecursionError) as error:
        return json_fault(error)


def json_fault(error: Exception) -> BadInput:
    if isinstance(error, json.JSONDecodeError):
        return BadInput(f"not JSON: {error.msg}")
    return BadInput("JSON that is nested too deeply, or has a number that is too long")
