"""What a request over HTTP brings: its JSON, within a limit, and the kind of answer it wants."""

import json
from collections.abc import Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request

MOST_BYTES = 1_000_000
"""The largest body: a chat program sends its whole conversation."""


async def json_of(request: Request) -> Mapping[str, Any]:
    """The object in the body.

    Raises:
        HTTPException: 413 if it is too large, 415 if it is no JSON by its type, 400 by its text.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise HTTPException(415, "the body has to be application/json")
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            raise HTTPException(413, f"the body has more than {MOST_BYTES:,} bytes")
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise HTTPException(400, "the body is no JSON") from None
    if not isinstance(value, dict):
        raise HTTPException(400, "the body has to be a JSON object")
    return value


def wants_events(request: Request) -> bool:
    """Whether the answer is to come in parts, as server-sent events."""
    return "text/event-stream" in request.headers.get("accept", "")
