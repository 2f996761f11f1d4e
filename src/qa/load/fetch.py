"""An article from the web: robots.txt is obeyed; size, time and redirections are limited."""

from __future__ import annotations

import http.client
import string
import time
from dataclasses import dataclass
from http import HTTPStatus
from urllib import error, request, robotparser
from urllib.parse import quote, unquote, urljoin, urlsplit

from qa.errors import BadInput
from qa.load.exchange import TooSlow, answer_to, seconds_left
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
    try:
        return _followed(url, time.monotonic() + SECONDS)
    except TooSlow:
        raise BadInput(f"takes longer than {SECONDS:.0f} seconds") from None


def _followed(url: str, deadline: float) -> Fetched:
    """The page at an address, or where it redirects to; raises BadInput."""
    user_host = ""
    for _ in range(MOST_HOPS + 1):
        host = _host(url)
        user_host = user_host or host
        elsewhere = host != user_host
        if not _is_welcome(url, deadline, public_only=elsewhere):
            raise BadInput("the robots.txt of its site forbids programs to fetch it")
        answer = _get(url, MOST_BYTES, deadline, public_only=elsewhere)
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


def _is_welcome(url: str, deadline: float, *, public_only: bool) -> bool:
    """Whether robots.txt allows the address; without one everything is allowed (RFC 9309)."""
    rules = robotparser.RobotFileParser()
    try:
        answer = _get(urljoin(url, "/robots.txt"), _MOST_ROBOTS, deadline, public_only=public_only)
    except TooSlow:
        raise
    except BadInput:
        return True
    if not isinstance(answer, Fetched):
        return True
    rules.parse(answer.data.decode("utf-8", "replace").splitlines())
    return rules.can_fetch(AGENT, url)


def _get(url: str, most: int, deadline: float, *, public_only: bool) -> Fetched | str:
    """The page, or the address that it redirects to.

    Raises:
        BadInput: if there is no answer, or it is too large or too slow.
    """
    headers = {"User-Agent": AGENT, "Accept-Encoding": "identity"}
    try:
        query = request.Request(_ascii(url), headers=headers)
        with answer_to(query, deadline, public_only=public_only) as answer:
            data = answer.read(most + 1)
            media = answer.headers.get_content_type()
            charset = answer.headers.get_content_charset() or ""
        seconds_left(deadline)  # else it was cut short
    except error.HTTPError as fault:
        with fault:
            seconds_left(deadline)
            place = fault.headers.get("Location", "")
            if 300 <= fault.code < 400 and place:
                return str(place)
            raise BadInput(f"answers {fault.code} {_phrase(fault.code)}".strip()) from None
    except (OSError, http.client.HTTPException, ValueError) as fault:
        seconds_left(deadline)
        reason = getattr(fault, "reason", fault)
        raise BadInput(" ".join(f"no answer: {reason}".split())[:200]) from None
    if len(data) > most:
        raise BadInput(f"larger than {most // MIB} MB: download it and give the file instead")
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


def _as_utf8(data: bytes, charset: str) -> bytes:
    """Text as UTF-8 with a byte order mark, if its sender names the encoding: a file cannot."""
    try:
        return data.decode(text_encoding(charset)).encode("utf-8-sig")
    except (LookupError, ValueError):
        return data


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
