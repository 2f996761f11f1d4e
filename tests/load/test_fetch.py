"""Pages of the web, from a server of our own on this machine: polite, bounded, and no way out."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from qa.errors import BadInput
from qa.files.sources import is_url
from qa.load import fetch as rules
from qa.load.fetch import fetch
from qa.load.markup import decode_page

Answer = tuple[int, Mapping[str, str], bytes]
HTML = {"Content-Type": "text/html; charset=utf-8"}


class Site:
    """A server on this machine; what it answers, and what it was asked for."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[tuple[str, str]] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append((self.path, self.headers["User-Agent"]))
                code, headers, body = site.answers.get(self.path, (404, {}, b""))
                self.send_response(code)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    site = Site()
    thread = threading.Thread(target=site.server.serve_forever, args=(0.01,))
    thread.start()
    yield site
    site.server.shutdown()
    thread.join()
    site.server.server_close()


def test_a_page_is_fetched_by_name(site: Site) -> None:
    site.answers["/news/bridge"] = (200, HTML, b"<p>It fell.")
    found = fetch(f"{site.url}/news/bridge")
    assert (found.data, found.name) == (b"\xef\xbb\xbf<p>It fell.", "bridge.html")
    assert found.url == f"{site.url}/news/bridge"
    assert [path for path, _ in site.asked] == ["/robots.txt", "/news/bridge"]
    assert all(agent.startswith("qa") for _, agent in site.asked)


def test_an_address_may_be_written_as_browsers_show_it(site: Site) -> None:
    site.answers["/caf%C3%A9%20x?q=%41"] = (200, HTML, b"x")
    assert fetch(f"{site.url}/café x?q=%41").name == "café x.html"


@pytest.mark.parametrize(
    ("kind", "sent", "text"),
    [
        ("text/html; charset=koi8-r", "<p>мост".encode("koi8-r"), "<p>мост"),
        ("text/plain; charset=iso-8859-1", "“é”".encode("cp1252"), "“é”"),
        ("text/html; charset=nonsense", b'<meta charset="cp1251">\xec', '<meta charset="cp1251">м'),
        (
            "text/html; charset=utf-8",
            b'<meta charset="cp1251">\xd0\xbc',
            '<meta charset="cp1251">м',
        ),
    ],
    ids=["sender", "western", "page", "sender-before-page"],
)
def test_the_sender_says_the_encoding(site: Site, kind: str, sent: bytes, text: str) -> None:
    site.answers["/0"] = (200, {"Content-Type": kind}, sent)
    assert decode_page(fetch(f"{site.url}/0").data) == text


@pytest.mark.parametrize(
    ("path", "kind", "name"),
    [
        ("/a.pdf", "application/pdf", "a.pdf"),
        ("/a.PDF?x=1", "application/pdf", "a.PDF"),
        ("/report/", "application/pdf", "report.pdf"),
        ("/", "text/html", "page.html"),
        ("/a.php", "text/html; charset=x", "a.php.html"),
        ("/a.jsonl", "application/octet-stream", "a.jsonl"),
    ],
)
def test_the_sender_says_the_format(site: Site, path: str, kind: str, name: str) -> None:
    site.answers[path] = (200, {"Content-Type": kind}, b"x")
    assert fetch(site.url + path).name == name


def test_robots_are_asked_and_obeyed(site: Site) -> None:
    site.answers["/robots.txt"] = (200, {}, b"User-agent: qa\nDisallow: /private\n")
    site.answers["/private/x"] = site.answers["/open"] = (200, HTML, b"x")
    assert fetch(f"{site.url}/open").data.endswith(b"x")
    with pytest.raises(
        BadInput, match=r"^the robots.txt of its site forbids programs to fetch it$"
    ):
        fetch(f"{site.url}/private/x")
    assert "/private/x" not in [path for path, _ in site.asked]


def test_redirections_are_followed_a_few_times(site: Site) -> None:
    site.answers["/0"] = (302, {"Location": "/1"}, b"")
    site.answers["/1"] = (200, HTML, b"there")
    found = fetch(f"{site.url}/0")
    assert (found.data[-5:], found.url) == (b"there", f"{site.url}/1")
    site.answers["/1"] = (302, {"Location": "/0"}, b"")
    with pytest.raises(BadInput, match=r"^redirected more than 5 times$"):
        fetch(f"{site.url}/0")


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("file:///etc/passwd", "not a web address"),
        ("ftp://127.0.0.1/x", "not a web address"),
        ("http://localhost:1/x", "redirected to localhost, which is a private address"),
        ("http://[::1]:1/x", "redirected to ::1, which is a private address"),
        ("http://169.254.169.254/x", "redirected to 169.254.169.254, which is a private address"),
        ("http://[x", "not a web address"),
    ],
)
def test_no_page_sends_us_elsewhere(site: Site, location: str, reason: str) -> None:
    site.answers["/0"] = (302, {"Location": location}, b"")
    with pytest.raises(BadInput, match=f"^{reason}"):
        fetch(f"{site.url}/0")


def test_an_answer_is_bounded_in_size(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MOST_BYTES", 1024 * 1024)
    site.answers["/0"] = (200, HTML, b"a" * (1024 * 1024 + 1))
    with pytest.raises(
        BadInput, match=r"^larger than 1 MB: download it and give the file instead$"
    ):
        fetch(f"{site.url}/0")


def test_an_answer_is_bounded_in_time(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "SECONDS", 0.0)
    with pytest.raises(BadInput, match=r"^takes longer than 0 seconds$"):
        fetch(f"{site.url}/0")


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (404, "answers 404 Not Found"),
        (500, "answers 500 Internal Server Error"),
        (799, "answers 799"),
    ],
)
def test_an_error_is_named(site: Site, code: int, reason: str) -> None:
    site.answers["/0"] = (code, {}, b"")
    with pytest.raises(BadInput, match=f"^{reason}$"):
        fetch(f"{site.url}/0")


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("file:///etc/passwd", "not a web address"),
        ("http://", "not a web address"),
        ("http://127.0.0.1:99999/", "not a web address"),
        ("http://127.0.0.1:1/", "no answer: "),
    ],
)
def test_what_is_no_page_is_refused(url: str, reason: str) -> None:
    with pytest.raises(BadInput, match=f"^{reason}"):
        fetch(url)


def test_addresses_are_told_from_paths() -> None:
    assert is_url("https://valley.example/x")
    assert is_url("HTTP://valley.example")
    assert not is_url("http.txt")
    assert not is_url("file:///x")
