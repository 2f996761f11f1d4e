"""An article from the web: robots.txt is obeyed; size, time and redirections are limited."""

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
"""A page has one or two MB, a PDF ten; a larger file can be downloaded and given as a file."""
SECONDS = 30.0
"""For one address, including robots.txt and redirections."""
MOST_HOPS = 5
AGENT = "qa/0.1 (reads single articles for their reader)"
_MOST_ROBOTS = 512 * 1024
_STEP = 64 * 1024


@dataclass(frozen=True, slots=True)
class Fetched:
    """A fetched page: its bytes, and a name whose suffix decides the format."""

    data: bytes
    name: str
    url: str
    """The last address, after redirections."""


def fetch(url: str) -> Fetched:
    """The page at an address.

    A private or local address is fetched only if the user's URL names its host: no redirection
    can lead there.

    Raises:
        BadInput: if it cannot be fetched, takes too long, is too large, or robots.txt forbids it.
    """
    deadline = time.monotonic() + SECONDS
    user_host = ""
    for _ in range(MOST_HOPS + 1):
        host = _host(url)
        user_host = user_host or host
        if host != user_host:
            _check_public(url)
        if not _is_welcome(url, deadline):
            raise BadInput("the robots.txt of its site forbids programs to fetch it")
        answer = _get(url, MOST_BYTES, deadline)
        if isinstance(answer, Fetched):
            return answer
        url = _joined(url, answer)
    raise BadInput(f"redirected more than {MOST_HOPS} times")


def _joined(url: str, place: str) -> str:
    try:
        return urljoin(url, place)
    except ValueError:
        return place  # not an address, which the next step reports


def _host(url: str) -> str:
    """The host of an address.

    Raises:
        BadInput: if it is not a web address.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise BadInput("not a web address") from None
    if parts.scheme not in ("http", "https") or not host:
        raise BadInput("not a web address: it has to begin with http:// or https://")
    return host


def _check_public(url: str) -> None:
    """Raises:
    BadInput: if the address leads into a private network.
    """
    parts = urlsplit(url)
    try:
        addresses = socket.getaddrinfo(parts.hostname, parts.port or parts.scheme)
    except OSError as fault:
        raise BadInput(f"{parts.hostname}: {fault.strerror or fault}") from fault
    for *_, place in addresses:
        if not ipaddress.ip_address(str(place[0]).partition("%")[0]).is_global:
            raise BadInput(f"redirected to {parts.hostname}, which is a private address")


def _is_welcome(url: str, deadline: float) -> bool:
    """Whether robots.txt allows the address; without one everything is allowed (RFC 9309)."""
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
    """The page, or the address that it redirects to.

    Raises:
        BadInput: if there is no answer, or it is too large or too slow.
    """
    # Not the default opener: it also opens files and FTP, and follows redirections unchecked.
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
        query = request.Request(_ascii(url), headers=headers)
        with opener.open(query, timeout=_seconds_left(deadline)) as answer:
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
        data = _as_utf8(data, charset)
    return Fetched(data, _name(url, media), url)


def _ascii(url: str) -> str:
    """The address as it is sent, where a browser may show letters of any language.

    Raises:
        ValueError: if it is not a valid name of a host.
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
            raise BadInput(f"larger than {most // MIB} MB: download it and give the file instead")
        _seconds_left(deadline)
    return b"".join(parts)


def _as_utf8(data: bytes, charset: str) -> bytes:
    """Text as UTF-8 with a byte order mark, if its sender names the encoding: a file cannot."""
    try:
        return data.decode(text_encoding(charset)).encode("utf-8-sig")
    except (LookupError, ValueError):
        return data


def _seconds_left(deadline: float) -> float:
    """Seconds until the deadline.

    Raises:
        BadInput: if there are none.
    """
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        raise BadInput(f"takes longer than {SECONDS:.0f} seconds")
    return seconds


def _phrase(code: int) -> str:
    try:
        return HTTPStatus(code).phrase
    except ValueError:
        return ""


def _name(url: str, media: str) -> str:
    """The last step of the address, with the suffix for its media type."""
    name = unquote(urlsplit(url).path.rstrip("/").rpartition("/")[2]) or "page"
    suffix = suffix_by_media(media)
    return name if not suffix or name.lower().endswith(suffix) else name + suffix
