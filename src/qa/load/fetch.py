"""An article from the web, politely: robots.txt is asked, and size, time and hops are bounded."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import string
import time
from dataclasses import dataclass
from http import HTTPStatus
from typing import IO
from urllib import error, request, robotparser
from urllib.parse import quote, unquote, urljoin, urlsplit

from qa.errors import BadInput
from qa.load.formats import suffix_by_media
from qa.load.markup import text_encoding
from qa.load.part import MIB

MOST_BYTES = 20 * MIB
"""A page has one or two MB, a PDF ten; who wants more fetches it himself and gives the file."""
SECONDS = 30.0
"""For one address, robots.txt and redirections included."""
MOST_HOPS = 5
AGENT = "qa/0.1 (reads single articles for their reader)"
_MOST_ROBOTS = 512 * 1024
_STEP = 64 * 1024


@dataclass(frozen=True, slots=True)
class Fetched:
    """What stood at an address: its bytes, a name whose suffix says the format, where it was."""

    data: bytes
    name: str
    url: str
    """The last address, after redirections."""


def fetch(url: str) -> Fetched:
    """What stands at an address.

    A private or local address is asked only where the user's own URL names it: no page can send
    us there.

    Raises:
        BadInput: if it cannot be had, in time, in size, or with its owner's leave.
    """
    deadline = time.monotonic() + SECONDS
    own = ""
    for _ in range(MOST_HOPS + 1):
        host = _host(url)
        own = own or host
        if host != own:
            _check_public(url)
        if not _is_welcome(url, deadline):
            raise BadInput("its robots.txt asks programs to stay away")
        answer = _get(url, MOST_BYTES, deadline)
        if isinstance(answer, Fetched):
            return answer
        url = _joined(url, answer)
    raise BadInput(f"sent on more than {MOST_HOPS} times")


def _joined(url: str, place: str) -> str:
    try:
        return urljoin(url, place)
    except ValueError:
        return place  # it is no address, which the next step says


def _host(url: str) -> str:
    """The host of an address.

    Raises:
        BadInput: if it is not of the web.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise BadInput("not an address of the web") from None
    if parts.scheme not in ("http", "https") or not host:
        raise BadInput("not an address of the web: it begins with neither http:// nor https://")
    return host


def _check_public(url: str) -> None:
    """Raises:
    BadInput: if the address leads into a private network.
    """
    parts = urlsplit(url)
    try:
        found = socket.getaddrinfo(parts.hostname, parts.port or parts.scheme)
    except OSError as fault:
        raise BadInput(f"{parts.hostname}: {fault.strerror or fault}") from fault
    for *_, place in found:
        if not ipaddress.ip_address(str(place[0]).partition("%")[0]).is_global:
            raise BadInput(f"sent on to {parts.hostname}, which is a private address")


def _is_welcome(url: str, deadline: float) -> bool:
    """Whether robots.txt allows it; as browsers of the web agree, no robots.txt allows all."""
    rules = robotparser.RobotFileParser()
    try:
        answer = _get(urljoin(url, "/robots.txt"), _MOST_ROBOTS, deadline)
    except BadInput:
        return True
    if not isinstance(answer, Fetched):
        return True
    rules.parse(answer.data.decode("utf-8", "replace").splitlines())
    return rules.can_fetch(AGENT, url)


def _get(url: str, most: int, deadline: float) -> Fetched | str:
    """What stands there, or the address that it sends us on to.

    Raises:
        BadInput: if there is no answer, or it is too large or too slow.
    """
    # Not the usual opener, which opens files and ftp too, and follows where it is sent unchecked.
    opener = request.OpenerDirector()
    for handler in (
        request.ProxyHandler(),
        request.HTTPHandler(),
        request.HTTPSHandler(),
        request.HTTPDefaultErrorHandler(),
        request.HTTPErrorProcessor(),
    ):
        opener.add_handler(handler)
    headers = {"User-Agent": AGENT, "Accept-Encoding": "identity"}
    try:
        ask = request.Request(_ascii(url), headers=headers)
        with opener.open(ask, timeout=_left(deadline)) as answer:
            data = _read(answer, most, deadline)
            media = answer.headers.get_content_type()
            charset = answer.headers.get_content_charset() or ""
    except error.HTTPError as fault:
        with fault:
            place = fault.headers.get("Location", "")
            if 300 <= fault.code < 400 and place:
                return str(place)
            raise BadInput(f"answers {fault.code} {_phrase(fault.code)}".strip()) from None
    except (OSError, http.client.HTTPException, ValueError) as fault:
        reason = getattr(fault, "reason", fault)
        raise BadInput(" ".join(f"no answer: {reason}".split())[:200]) from None
    if media.startswith("text/"):
        data = _marked(data, charset)
    return Fetched(data, _name(url, media), url)


def _ascii(url: str) -> str:
    """The address as it is sent, which a browser shows with the letters of its language.

    Raises:
        ValueError: if no host can be called so.
    """
    parts = urlsplit(url)
    host = parts.netloc.encode("idna").decode("ascii")
    return quote(parts._replace(netloc=host).geturl(), safe=string.punctuation)


def _read(answer: IO[bytes], most: int, deadline: float) -> bytes:
    parts: list[bytes] = []
    size = 0
    while part := answer.read1(_STEP):  # type: ignore[attr-defined]
        parts.append(part)
        size += len(part)
        if size > most:
            raise BadInput(f"larger than {most // MIB} MB")
        _left(deadline)
    return b"".join(parts)


def _marked(data: bytes, charset: str) -> bytes:
    """Text as UTF-8 with its mark, where its sender says the encoding: a file cannot keep that."""
    try:
        return data.decode(text_encoding(charset)).encode("utf-8-sig")
    except (LookupError, ValueError):
        return data


def _left(deadline: float) -> float:
    """Seconds left.

    Raises:
        BadInput: if there are none.
    """
    left = deadline - time.monotonic()
    if left <= 0:
        raise BadInput(f"takes longer than {SECONDS:.0f} seconds")
    return left


def _phrase(code: int) -> str:
    try:
        return HTTPStatus(code).phrase
    except ValueError:
        return ""


def _name(url: str, media: str) -> str:
    """The last step of the address, with a suffix by what the sender says it is."""
    name = unquote(urlsplit(url).path.rstrip("/").rpartition("/")[2]) or "page"
    suffix = suffix_by_media(media)
    return name if not suffix or name.lower().endswith(suffix) else name + suffix
