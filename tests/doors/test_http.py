"""`qa serve` over real sockets: what it gives, whom it answers, and what it does under pressure."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import pytest

pytest.importorskip("starlette")
pytest.importorskip("uvicorn")

from serving import asked, served
from starlette.exceptions import HTTPException

import qa
from qa.doors import requests, work
from qa.doors.guard import Guard
from qa.doors.http import make_application, serve
from qa.doors.listening import LOOPBACK
from qa.doors.openapi import description
from qa.doors.operations import OPERATIONS
from qa.doors.work import Work
from qa.errors import BadInput, IndexUnusable
from qa.library import Library
from qa.render import answer_json

COST = "How much will repairs cost?"


@pytest.fixture
def port(library: Library) -> Iterator[int]:
    with served(Guard(make_application(library), LOOPBACK, None)) as number:
        yield number


def test_a_question_by_address_or_body(port: int, library: Library) -> None:
    expected = {**answer_json(library.ask(COST, 2)), "seconds": 0}
    for found in (
        asked(port, "GET", f"/ask?k=2&question={quote(COST)}"),
        asked(port, "POST", "/ask", {"question": COST, "k": 2}),
    ):
        status, value = found
        assert (status, {**value, "seconds": 0}) == (200, expected)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: each.name)
def test_every_operation_has_its_path(operation: object, port: int) -> None:
    assert operation in OPERATIONS
    name = operation.name  # type: ignore[attr-defined]
    path = "/documents/notes/harvest.md" if name == "read" else f"/{name}"
    status, value = asked(port, "GET", f"{path}{_query(name)}")
    assert status == 200
    assert set(operation.fields) <= set(value)  # type: ignore[attr-defined]


def _query(name: str) -> str:
    needed = {"search": "?query=frost&where=title~Harvest", "ask": "?question=Why%3F"}
    return {**needed, "compare": "?question=Why%3F", "chat": "?question=Why%3F"}.get(name, "")


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_follow_up_is_understood_after_what_was_asked(method: str, port: int) -> None:
    earlier = "Who crossed the bridge?"
    body = {"question": "Why?", "earlier": [earlier]} if method == "POST" else None
    path = "/chat" if body else f"/chat?question=Why%3F&earlier={quote(earlier)}"
    status, answer = asked(port, method, path, body)
    assert (status, answer["question"]) == (200, "Why?")
    assert answer["understood_as"].startswith("Why is it that")
    assert asked(port, "POST", "/chat", {"question": "Why?"})[1]["understood_as"] is None


def test_the_passages_come_before_the_answer(port: int) -> None:
    headers = {"Accept": "text/event-stream"}
    status, text = asked(port, "POST", "/ask", {"question": COST, "k": 1}, headers)
    events = [dict(line.split(": ", 1) for line in each.splitlines()) for each in _split(text)]
    assert (status, [each["event"] for each in events]) == (200, ["passages", "answer"])
    passages, answer = (json.loads(each["data"]) for each in events)
    assert len(passages["passages"]) == 1
    assert answer["citations"][0]["source"] == "bridge.txt"


def _split(text: str) -> list[str]:
    return text.removesuffix("\n\n").split("\n\n")


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "line"),
    [
        ("GET", "/ask", None, 400, "question is missing: it has to be a text"),
        ("GET", "/ask?question=Why&k=0", None, 400, "k has to be a whole number, 1 to 50"),
        ("GET", "/ask?question=Why&index=/etc", None, 400, "there is no argument 'index'"),
        ("POST", "/ask", {"question": "a" * 10_001}, 400, "10,000"),
        ("POST", "/ask", [], 400, "the body has to be a JSON object"),
        ("POST", "/ask", b"question=Why", 415, "the body has to be application/json"),
        ("GET", "/documents/../../etc/passwd", None, 404, "there is no such document"),
        ("GET", "/documents/bridge.txt?paragraph=99", None, 400, "no paragraph 99"),
        ("DELETE", "/documents", None, 405, "Method Not Allowed"),
        ("GET", "/index", None, 404, "Not Found"),
    ],
    ids=str,
)
def test_bad_input_is_a_status_and_a_line(
    method: str, path: str, body: object, status: int, line: str, port: int
) -> None:
    given, value = asked(port, method, path, body)
    assert given == status
    assert line in value["error"]
    assert "\n" not in value["error"]


def test_what_is_no_json_or_too_large(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    kind = {"Content-Type": "application/json"}
    for body in (b"{", b"\xff", b"[" * 100_000):
        assert asked(port, "POST", "/ask", body, kind)[0] == 400
    monkeypatch.setattr(requests, "MOST_BYTES", 100)
    assert asked(port, "POST", "/ask", b" " * 101, kind)[0] == 413


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Host": "localhost:1"}, 200),
        ({"Host": "[::1]:1"}, 200),
        ({"Host": "evil.example"}, 403),
        ({"Host": "127.0.0.1.evil.example"}, 403),
        ({"Host": "localhost:1", "Origin": "http://localhost:1"}, 200),
        ({"Host": "localhost:1", "Origin": "http://localhost:2"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
    ],
    ids=str,
)
def test_pages_of_other_sites_may_not_ask(headers: dict[str, str], status: int, port: int) -> None:
    assert asked(port, "GET", "/status", headers=headers)[0] == status


def test_a_token_opens_to_any_name(library: Library) -> None:
    with served(Guard(make_application(library), None, "sésame")) as port:
        assert asked(port, "GET", "/healthz") == (200, {"ok": True})
        for shown in ("", "Bearer", "Bearer wrong", "Basic sésame"):
            headers = {"Authorization": shown.encode().decode("latin-1")}
            for path in ("/status", "/", "/v1/models", "/nothing"):
                assert asked(port, "GET", path, headers=headers)[0] == 401
        right = "Bearer sésame".encode().decode("latin-1")
        headers = {"Authorization": right, "Host": "documents.example"}
        assert asked(port, "GET", "/status", headers=headers)[0] == 200


def test_others_are_not_let_in_without_a_token(library: Library) -> None:
    with pytest.raises(BadInput, match="set a token"):
        serve(library, "0.0.0.0", 0, None, print)
    with pytest.raises(BadInput, match="no address"):
        serve(library, "no.such.host.invalid", 1, "token", print)


def test_a_fault_of_the_server_tells_nothing(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise IndexUnusable("/home/somebody/index: damaged")

    monkeypatch.setattr(library, "search", broken)
    with served(make_application(library)) as port:
        found = asked(port, "GET", "/search?query=frost")
        assert found == (503, {"error": "the index cannot be used"})
        headers = {"Accept": "text/event-stream"}
        assert "somebody" not in asked(port, "GET", "/ask?question=Why", headers=headers)[1]


def test_an_update_is_taken_up_between_requests(
    port: int, articles: Path, build: Callable[..., object]
) -> None:
    (articles / "new.txt").write_text("A new ferry crosses the Wend.\n", encoding="utf-8")
    build(articles)
    found = asked(port, "GET", "/search?query=ferry&k=1")[1]["passages"]
    assert found[0]["source"] == "new.txt"


def test_many_are_answered_at_once(port: int) -> None:
    def one(number: int) -> bool:
        status, value = asked(port, "GET", f"/search?query=bridge+{number}")
        return (status, value["query"]) == (200, f"bridge {number}")

    with ThreadPoolExecutor(50) as threads:
        assert all(threads.map(one, range(200)))


def test_too_much_and_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "WAITING", 2)
    monkeypatch.setattr(work, "SECONDS", 0.2)

    async def run() -> list[object]:
        working, held = Work(), threading.Event()
        try:
            tasks = [working.run(held.wait) for _ in range(3)]
            return await asyncio.gather(*tasks, return_exceptions=True)
        finally:
            held.set()
            working.close()

    errors = asyncio.run(run())
    assert all(isinstance(error, HTTPException) for error in errors)
    assert [getattr(error, "status_code", 0) for error in errors] == [504, 504, 503]


def test_the_interface_is_described(port: int) -> None:
    status, value = asked(port, "GET", "/openapi.json")
    assert (status, value) == (200, json.loads(json.dumps(description())))
    names = {name.strip("/").split("/")[0] for name in value["paths"]}
    assert {each.name for each in OPERATIONS} - {"read"} <= names
    body = value["paths"]["/ask"]["post"]["requestBody"]["content"]["application/json"]
    assert body["schema"]["required"] == ["question"]
    status, page = asked(port, "GET", "/")
    assert status == 200
    assert "/documents/{source}" in page


@pytest.mark.model
def test_the_command_answers_and_ends_cleanly(real_index: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "qa", "serve", "--index", real_index, "--port", str(port)]
    source = str(Path(qa.__file__).parents[1])
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": source}
    ) as server:
        assert server.stderr is not None
        assert f"answering at http://127.0.0.1:{port}" in server.stderr.readline()
        question = quote("When did Kim Jong Un make himself general secretary?")
        assert asked(port, "GET", f"/ask?question={question}")[1]["answer"] == "2021"
        started = time.perf_counter()
        server.send_signal(signal.SIGINT)
        assert server.wait(timeout=30) == 0
        assert time.perf_counter() - started < 20
        assert server.stderr.read() == ""
