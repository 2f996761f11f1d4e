"""`qa serve --writer`: what is written on an answer, over real sockets on both sides."""

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPResponse
from typing import Any

import pytest

pytest.importorskip("starlette")
pytest.importorskip("openai")

import openai
from serving import asked, served
from writers import FakeJudge, model_server

from qa.doors import writing
from qa.doors.http import make_application
from qa.library import Library
from qa.write.loading import load_writer
from qa.write.writing import CheckedWriter

COST = "How much will repairs cost?"
GOOD = "Repairs will cost 4.5 million crowns [1]."
BAD = "Repairs will cost 9 million crowns [1]."


def _serving(library: Library, address: str) -> Any:
    writer = CheckedWriter(load_writer(address, "m"), FakeJudge())
    return served(make_application(library, writer))


@pytest.fixture
def port(library: Library) -> Iterator[int]:
    """Of a server whose writer writes a sound and an unsound sentence."""
    with (
        model_server("answers", f"{GOOD} {BAD}") as (address, _),
        _serving(library, address) as port,
    ):
        yield port


@pytest.mark.parametrize("path", ["/ask", "/chat"])
def test_an_answer_has_what_was_written(port: int, path: str) -> None:
    status, answer = asked(port, "POST", path, {"question": COST})
    assert status == 200
    assert answer["written"]["text"] == "Repairs will cost 4.5 million crowns."
    assert answer["written"]["struck"] == 1


@contextmanager
def _events(port: int) -> Iterator[HTTPResponse]:
    """The events of an answer; at the end the client has left."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        path = "/ask?question=How+much+will+repairs+cost%3F"
        connection.request("GET", path, headers={"Accept": "text/event-stream"})
        with connection.getresponse() as response:
            yield response


def test_events_tell_the_answer_before_and_each_sentence(port: int) -> None:
    with _events(port) as response:
        told = [event.split("\n", 1) for event in response.read().decode().split("\n\n") if event]
    events = [(head[len("event: ") :], json.loads(data[len("data: ") :])) for head, data in told]
    assert [name for name, _ in events] == ["passages", "answer", "sentence", "sentence", "written"]
    assert "written" not in events[1][1]
    assert [value["supported"] for _, value in events[2:4]] == [True, False]
    assert events[4][1]["written"]["sentences"] == [value for _, value in events[2:4]]


@pytest.mark.parametrize("stream", [False, True])
def test_a_chat_program_gets_both(port: int, stream: bool) -> None:
    messages: Any = [{"role": "user", "content": COST}]
    with openai.OpenAI(base_url=f"http://127.0.0.1:{port}/v1", api_key="-") as client:
        told = client.chat.completions.create(model="qa", messages=messages, stream=stream)
        content = (
            "".join(chunk.choices[0].delta.content or "" for chunk in told)
            if stream
            else told.choices[0].message.content
        )
    assert content.index("> Repairs will cost") < content.index("*Written by m")
    assert "Repairs will cost 4.5 million crowns. [^1]" in content
    assert "~~Repairs will cost 9 million crowns.~~ (" in content
    assert "1 of 2 sentences struck through" in content


@pytest.mark.parametrize("behaviour", ["refuses", "nonsense", "breaks off"])
def test_a_failing_writer_leaves_the_answer(behaviour: str, library: Library) -> None:
    with (
        model_server(behaviour, "It") as (address, _),
        _serving(library, address) as port,
    ):
        status, answer = asked(port, "POST", "/ask", {"question": COST})
    assert (status, answer["answered"]) == (200, True)
    assert answer["written"]["failure"].startswith("the writer at 127.0.0.1 ")


def test_one_that_takes_too_long_leaves_the_answer(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "SECONDS", 0.5)
    with (
        model_server("hangs") as (address, _),
        _serving(library, address) as port,
    ):
        status, answer = asked(port, "POST", "/ask", {"question": COST})
        assert (status, answer["answered"]) == (200, True)
        assert answer["written"]["failure"] == "no answer within 0 seconds"


def test_who_leaves_stops_the_writer(library: Library) -> None:
    with (
        model_server("endless", GOOD) as (address, model),
        _serving(library, address) as port,
    ):
        with _events(port) as lines:
            assert b"event: sentence\n" in iter(lines.readline, b"")
        assert model.left.wait(10)
