"""The MCP server, driven by the client of the official SDK: in memory, and over real pipes."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("mcp")

import mcp_types as types
from mcp import Client, StdioServerParameters
from mcp.shared.exceptions import MCPError
from serving import asked

import qa
from qa.doors import operations
from qa.doors.mcp import make_server
from qa.doors.operations import OPERATIONS
from qa.library import Library

MODES = ("auto", "legacy")
"""How a client begins: by the newest protocol, or by the handshake of the older ones."""


def _with(server: Any, mode: str, talk: Callable[[Client], Awaitable[None]]) -> None:
    async def run() -> None:
        async with Client(server, mode=mode) as client:
            await talk(client)

    asyncio.run(run())


def _said(result: types.CallToolResult) -> str:
    (content,) = result.content
    assert isinstance(content, types.TextContent)
    return content.text


@pytest.mark.parametrize("mode", MODES)
def test_tools_are_listed_and_called(mode: str, library: Library) -> None:
    async def talk(client: Client) -> None:
        tools = (await client.list_tools()).tools
        assert [tool.name for tool in tools] == [each.name for each in OPERATIONS]
        assert all(tool.annotations and tool.annotations.read_only_hint for tool in tools)
        asked = await client.call_tool("ask", {"question": "How much will repairs cost?"})
        assert not asked.is_error
        (citation, *_) = asked.structured_content["citations"]
        document = library.document(citation["source"])
        assert document is not None
        assert document.text[citation["start"] : citation["end"]] == citation["quote"]
        assert f"characters {citation['start']}" in " ".join(_said(asked).split())

    _with(make_server(library), mode, talk)


@pytest.mark.parametrize("mode", MODES)
def test_what_a_tool_cannot_use_is_told_to_the_model(mode: str, library: Library) -> None:
    async def talk(client: Client) -> None:
        for name, given, message in (
            ("ask", {}, "question is missing: it has to be a text"),
            ("ask", {"question": " "}, "the question is empty"),
            ("search", {"query": "frost", "k": 1000}, "k has to be a whole number, 1 to 50"),
            ("read", {"source": "none.txt"}, "there is no document 'none.txt'"),
        ):
            result = await client.call_tool(name, given)
            assert result.is_error
            assert message in _said(result)
            assert "\n" not in _said(result)

    _with(make_server(library), mode, talk)


@pytest.mark.parametrize("mode", MODES)
def test_an_unknown_tool_or_resource_is_an_error_of_the_protocol(
    mode: str, library: Library
) -> None:
    async def talk(client: Client) -> None:
        with pytest.raises(MCPError, match="there is no tool 'write'") as raised:
            await client.call_tool("write", {})
        assert raised.value.code == types.INVALID_PARAMS
        for address in ("qa://documents/none.txt", "file:///etc/passwd"):
            with pytest.raises(MCPError, match="there is no resource") as raised:
                await client.read_resource(address)
            assert raised.value.code == types.INVALID_PARAMS

    _with(make_server(library), mode, talk)


def test_documents_are_resources(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operations, "MOST_LISTED", 1)

    async def talk(client: Client) -> None:
        found, cursor = [], None
        while True:
            page = await client.list_resources(cursor=cursor)
            found += page.resources
            if (cursor := page.next_cursor) is None:
                break
        assert [each.name for each in found] == ["bridge.txt", "notes/harvest.md"]
        for each in found:
            (contents,) = (await client.read_resource(each.uri)).contents
            document = library.document(each.name)
            assert document is not None
            assert isinstance(contents, types.TextResourceContents)
            assert contents.text == document.text
        (template,) = (await client.list_resource_templates()).resource_templates
        assert found[1].uri == template.uri_template.replace("{+source}", found[1].name)

    _with(make_server(library), "auto", talk)


def test_calls_are_answered_side_by_side(library: Library) -> None:
    async def talk(client: Client) -> None:
        calls = [client.call_tool("search", {"query": f"bridge {n}"}) for n in range(12)]
        results = await asyncio.gather(*calls)
        queries = [result.structured_content["query"] for result in results]
        assert queries == [f"bridge {n}" for n in range(12)]

    _with(make_server(library), "auto", talk)


def _command(index: Path, *more: str) -> StdioServerParameters:
    source = str(Path(qa.__file__).parents[1])
    return StdioServerParameters(
        command=sys.executable,
        args=["-m", "qa", "mcp", "--index", str(index), *more],
        env={**os.environ, "PYTHONPATH": source},
    )


@pytest.mark.model
@pytest.mark.parametrize("mode", MODES)
def test_over_real_pipes(mode: str, real_index: Path) -> None:
    async def talk(client: Client) -> None:
        question = "When did Kim Jong Un make himself general secretary?"
        asked = await client.call_tool("ask", {"question": question})
        assert asked.structured_content["answer"] == "2021"
        broken = await client.call_tool("ask", {"question": 1})
        assert broken.is_error

    _with(_command(real_index), mode, talk)


@pytest.mark.model
@pytest.mark.parametrize("mode", MODES)
def test_over_http(mode: str, real_index: Path) -> None:
    """The command on a port: an agent is answered, other hosts and sites are refused."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = _command(real_index, "--http", str(port))
    with subprocess.Popen(
        [command.command, *command.args], stderr=subprocess.PIPE, text=True, env=command.env
    ) as server:
        assert server.stderr is not None
        address = f"http://127.0.0.1:{port}/mcp"
        assert f"finds it at {address}" in server.stderr.readline()

        async def talk(client: Client) -> None:
            question = "When did Kim Jong Un make himself general secretary?"
            told = await client.call_tool("ask", {"question": question})
            assert told.structured_content["answer"] == "2021"
            assert (await client.call_tool("ask", {"question": ""})).is_error

        _with(address, mode, talk)
        begin = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {}}
        for other in ({"Host": "example.org"}, {"Origin": "http://example.org"}):
            headers = {"Accept": "application/json, text/event-stream", **other}
            status, told = asked(port, "POST", "/mcp", begin, headers)
            assert status in (403, 421)
            assert "result" not in str(told)
        server.send_signal(signal.SIGINT)
        assert server.wait(timeout=30) == 0
        assert "Traceback" not in server.stderr.read()


@pytest.mark.model
def test_what_is_no_message_does_not_end_it(real_index: Path) -> None:
    lines = [
        "this is no JSON",
        '{"jsonrpc": "2.0", "id": 1}',
        json.dumps(
            {
                "jsonrpc": "2.0",
                "id": 2,
                "method": "initialize",
                "params": {
                    "protocolVersion": "2025-06-18",
                    "capabilities": {},
                    "clientInfo": {"name": "test", "version": "0"},
                },
            }
        ),
        '{"jsonrpc": "2.0", "method": "notifications/initialized"}',
        '{"jsonrpc": "2.0", "id": 3, "method": "documents/delete"}',
    ]
    command = _command(real_index)
    with subprocess.Popen(
        [command.command, *command.args],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=command.env,
    ) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        server.stdin.write("\n".join(lines) + "\n")
        server.stdin.flush()
        answers: dict[int | None, dict[str, Any]] = {}
        while 3 not in answers:
            answer = json.loads(server.stdout.readline())
            answers[answer.get("id")] = answer
        server.stdin.close()
        assert server.wait(timeout=30) == 0
    assert answers[2]["result"]["serverInfo"]["name"] == "qa"
    assert answers[3]["error"]["code"] == types.METHOD_NOT_FOUND


def test_no_heavy_library_is_loaded_to_start() -> None:
    heavy = {"torch", "transformers", "onnxruntime", "faiss", "textual"}
    script = f"import sys, qa.doors.mcp\nprint(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
