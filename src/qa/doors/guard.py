"""Who may ask over HTTP: checked before anything else of a request is looked at.

A page of another site, open in a browser on this machine, can send requests to it, and can even
have its own name point here (DNS rebinding): so Host and Origin are checked.
"""

from collections.abc import Collection
from secrets import compare_digest
from typing import TYPE_CHECKING

from starlette.datastructures import Headers
from starlette.responses import JSONResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

OPEN = "/healthz"
"""The path that needs no token."""


class Guard:
    """Passes on only requests of those who may ask; the others get a 401 or 403."""

    def __init__(
        self, application: "ASGIApp", hosts: Collection[str] | None, token: str | None
    ) -> None:
        """
        Args:
            hosts: the names, without port, by which the server may be called; None for any.
            token: what has to come as `Authorization: Bearer TOKEN`; None for nothing.
        """
        self._application = application
        self._hosts = hosts
        self._token = token

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        refused = self._refused(scope) if scope["type"] == "http" else None
        application = refused or self._application
        await application(scope, receive, send)

    def _refused(self, scope: "Scope") -> JSONResponse | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if self._hosts is not None and _name(host) not in self._hosts:
            return JSONResponse({"error": "this server is not called by that name"}, 403)
        origin, fetched = headers.get("origin"), headers.get("sec-fetch-site", "none")
        if origin not in (None, f"http://{host}", f"https://{host}") or fetched not in (
            "none",
            "same-origin",
        ):
            return JSONResponse({"error": "pages of other sites may not ask"}, 403)
        if self._token is not None and scope["path"] != OPEN:
            scheme, _, shown = headers.get("authorization", "").partition(" ")
            right = compare_digest(shown.strip().encode("latin-1"), self._token.encode())
            if scheme.lower() != "bearer" or not right:
                return JSONResponse(
                    {"error": "the header `Authorization: Bearer TOKEN` is missing or wrong"},
                    401,
                    {"WWW-Authenticate": "Bearer"},
                )
        return None


def _name(host: str) -> str:
    """The name of "name:port" or "[::1]:port"."""
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0].lower()
