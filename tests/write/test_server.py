"""A writer behind an address, over real sockets: what it is asked, and every way to fail."""

import time

import pytest

pytest.importorskip("openai")

from writers import model_server

from qa.errors import BadInput, WriterUnusable
from qa.write.loading import load_writer
from qa.write.server import ServerWriter

ASKED = [{"role": "user", "content": "Why?"}]


def test_a_stream_comes_in_pieces() -> None:
    with model_server("answers", "It rained [1].") as (address, model):
        pieces = list(ServerWriter(address, "m").stream(ASKED, 50))
    assert [piece for piece in pieces if piece] == ["It ", "rained ", "[1]. "]
    (asked,) = model.asked
    assert asked["path"] == "/v1/chat/completions"
    assert (asked["model"], asked["messages"], asked["max_tokens"]) == ("m", ASKED, 50)


@pytest.mark.parametrize(
    ("behaviour", "told"),
    [
        ("hangs", "said nothing for"),
        ("hangs in the middle", "said nothing for"),
        ("breaks off", "broke off in the middle"),
        ("nonsense", "answers what no language model does"),
        ("broken chunk", "answers what no language model does"),
        ("refuses", r"refuses \(HTTP 404\): .*no such.*model"),
    ],
)
def test_each_failure_is_one_line(behaviour: str, told: str) -> None:
    with (
        model_server(behaviour, "It rained.") as (address, _),
        pytest.raises(WriterUnusable, match=f"^the writer at 127.0.0.1 {told}") as raised,
    ):
        list(ServerWriter(address, "m", silence=0.5).stream(ASKED, 50))
    assert "\n" not in str(raised.value)
    assert "\x1b" not in str(raised.value)


def test_nobody_there() -> None:
    with model_server("answers") as (address, _):
        pass
    with pytest.raises(WriterUnusable, match="cannot be reached"):
        list(ServerWriter(address, "m").stream(ASKED, 50))


def test_one_that_never_ends_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qa.write.server.LONGEST", 0.3)
    with (
        model_server("endless", "It rained.") as (address, model),
        pytest.raises(WriterUnusable, match="still wrote after"),
    ):
        list(ServerWriter(address, "m").stream(ASKED, 50))
    assert model.left.wait(5)


def test_a_closed_stream_leaves_the_server() -> None:
    with model_server("endless", "It rained.") as (address, model):
        pieces = ServerWriter(address, "m").stream(ASKED, 50)
        assert next(filter(None, pieces)) == "It "
        pieces.close()
        assert model.left.wait(5)


@pytest.mark.parametrize(
    ("variables", "key"),
    [
        ({}, "Bearer none"),
        ({"QA_WRITER_KEY": "mine"}, "Bearer mine"),
        # whose key this is, is no business of another server
        ({"OPENAI_API_KEY": "theirs"}, "Bearer none"),
    ],
)
def test_the_key_comes_from_the_environment(
    variables: dict[str, str], key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("QA_WRITER_KEY", "OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with model_server("answers", "Yes.") as (address, model):
        list(ServerWriter(address, "m").stream(ASKED, 50))
    assert model.keys == [key]


def test_a_proxy_is_not_told_what_stays_here(monkeypatch: pytest.MonkeyPatch) -> None:
    with model_server("answers", "Yes.") as (address, _), model_server("refuses") as (proxy, other):
        monkeypatch.setenv("http_proxy", proxy.removesuffix("/v1"))
        monkeypatch.setenv("all_proxy", proxy.removesuffix("/v1"))
        assert "".join(ServerWriter(address, "m").stream(ASKED, 50)) == "Yes. "
    assert not other.asked


@pytest.mark.parametrize(
    ("address", "leaves"),
    [
        ("http://localhost:11434/v1", False),
        ("http://127.0.0.1/v1", False),
        ("http://[::1]:80/v1", False),
        ("http://localhost.example.org/v1", True),
        ("https://192.168.0.7/v1", True),
        ("https://api.example.org/v1", True),
    ],
)
def test_it_is_told_when_text_leaves_the_machine(address: str, leaves: bool) -> None:
    told: list[str] = []
    load_writer(address, "m", told.append)
    assert bool(told) is leaves
    assert all("are sent to" in line for line in told)


@pytest.mark.parametrize(
    ("address", "wrong"),
    [
        ("http://", "is no address"),
        ("http://host:port/v1", "is no address"),
        ("http://me:secret@host/v1", "holds a password"),
    ],
)
def test_an_address_that_is_none(address: str, wrong: str) -> None:
    with pytest.raises(BadInput, match=wrong) as raised:
        load_writer(address, "m")
    assert "secret" not in str(raised.value)


def test_whoever_waits_for_a_server_that_hangs_can_leave() -> None:
    with model_server("hangs") as (address, model):
        began = time.monotonic()
        pieces = ServerWriter(address, "m").stream(ASKED, 50)
        assert next(pieces) == ""
        pieces.close()
        assert time.monotonic() - began < 10
        assert not model.left.is_set()
