"""What is told of an error: nothing that only who runs the server may know, such as its files."""

from starlette.exceptions import HTTPException

from qa.errors import BadInput, QAError


def told(error: Exception) -> str:
    """The line for whoever asked."""
    if isinstance(error, HTTPException):
        return error.detail
    if isinstance(error, BadInput):
        return str(error)
    return "the index cannot be used" if isinstance(error, QAError) else "an error of the server"
