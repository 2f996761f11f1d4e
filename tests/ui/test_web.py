"""The UI in a browser: who is let in, what is loaded, and what is said when it cannot be."""

import re
import shlex
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual import events
from textual.drivers.headless_driver import HeadlessDriver
from ui_driver import running_app

from qa.cli.main import main
from qa.errors import BadInput
from qa.ui import web as ui_web

aiohttp = pytest.importorskip("aiohttp")
pytest.importorskip("textual_serve")

KEY = "the-key"
APP = (
    "import sys; o = sys.stdout.buffer; o.write(b'__GANGLION__\\n');"
    "o.write(b'D' + (5).to_bytes(4, 'big') + b'hello'); o.flush(); sys.stdin.read()"
)


@asynccontextmanager
async def served() -> AsyncIterator[tuple[aiohttp.ClientSession, int]]:
    from aiohttp import web

    listener = ui_web.listen(None)
    port = listener.getsockname()[1]
    line = shlex.join([sys.executable, "-c", APP])
    runner = web.AppRunner(ui_web.application(line, port, KEY), shutdown_timeout=1)
    await runner.setup()
    await web.SockSite(runner, listener).start()
    jar = aiohttp.CookieJar(unsafe=True)
    try:
        async with aiohttp.ClientSession(f"http://127.0.0.1:{port}", cookie_jar=jar) as session:
            yield session, port
    finally:
        await runner.cleanup()


def test_it_listens_on_the_loopback_address_alone() -> None:
    listener = ui_web.listen(None)
    assert listener.getsockname()[0] == "127.0.0.1"
    listener.close()


def test_a_port_that_is_taken_is_said_and_the_usual_one_gives_way() -> None:
    first = ui_web.listen(None)
    first.listen()
    port = first.getsockname()[1]
    with pytest.raises(BadInput, match=f"port {port} cannot be used: .*--port"):
        ui_web.listen(port)
    second = ui_web.listen(None)
    assert second.getsockname()[1] != port
    first.close()
    second.close()


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "path",
    ["/", "/wrong/", "/ws/ab12", "/page.js", "/static/js/textual.js", f"/?key={KEY}"],
)
async def test_without_the_key_nothing_is_shown(path: str) -> None:
    async with served() as (session, _), session.get(path) as response:
        assert response.status == 403


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"Origin": "https://elsewhere.example"}, id="a page of another site"),
        pytest.param({"Host": "elsewhere.example:8765"}, id="a name that leads here"),
        pytest.param({"Origin": "null"}, id="a page of no site"),
    ],
)
async def test_other_sites_are_kept_out_even_with_the_key(headers: dict[str, str]) -> None:
    address = f"/{KEY}/ws/ab12"
    async with served() as (session, _), session.get(address, headers=headers) as response:
        assert response.status == 403


@pytest.mark.asyncio
async def test_the_key_opens_a_page_that_loads_nothing_from_elsewhere() -> None:
    async with served() as (session, port):
        async with session.get(f"/{KEY}/") as response:
            assert response.status == 200
            page = await response.text()
            policy = response.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'self';")
        assert re.findall(r"\w+://[^\"'/]+", page) == [f"ws://127.0.0.1:{port}"]
        wanted = re.findall(r"static/[\w./-]+", page)
        assert len(wanted) == 3
        for path in (*wanted, "page.js"):
            async with session.get(f"/{KEY}/{path}") as response:
                assert response.status == 200


@pytest.mark.asyncio
async def test_other_servers_on_this_machine_get_no_key() -> None:
    """A browser sends cookies to all ports of a host, and says where a link was followed."""
    async with served() as (session, _):
        for path in ("", "page.js", "static/js/textual.js"):
            async with session.get(f"/{KEY}/{path}") as response:
                assert response.status == 200
                assert response.headers["Referrer-Policy"] == "no-referrer"
        assert not list(session.cookie_jar)


@pytest.mark.asyncio
async def test_what_the_program_draws_comes_through_the_socket() -> None:
    async with served() as (session, port):
        origin = f"http://127.0.0.1:{port}"
        address = f"/{KEY}/ws/ab12?width=80&height=24"
        async with session.ws_connect(address, origin=origin) as socket:
            message = await socket.receive(timeout=20)
            assert message.data == b"hello"


def test_the_line_that_is_run_quotes_what_the_reader_wrote(tmp_path: Path) -> None:
    words = shlex.split(ui_web.command(tmp_path / "a b", ["--who; rm -rf $HOME?"]))
    assert words[1:] == [
        "-m", "qa", "ui", "--index", str(tmp_path / "a b"), "--", "--who; rm -rf $HOME?",
    ]  # fmt: skip


def test_without_the_package_the_install_line_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(ui_web, "find_spec", lambda _: None)
    assert main(["--web"]) == 2
    assert capsys.readouterr().err == f"qa: {ui_web.MISSING}\n"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        pytest.param(["--port", "80"], "--port needs --web", id="a port without the browser"),
        pytest.param(["--web", "--port", "x"], "'x' is not a port", id="no port"),
        pytest.param(["--web", "--port=70000"], "'70000' is not a port", id="too high"),
    ],
)
def test_wrong_use_is_said(given: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(given) == 2
    assert said in capsys.readouterr().err


@pytest.mark.asyncio
async def test_what_is_typed_goes_to_the_prompt_although_a_browser_had_no_focus_at_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    start = HeadlessDriver.start_application_mode

    def blurred(self: HeadlessDriver) -> None:
        start(self)
        self._app.call_later(self._app.post_message, events.AppBlur())

    monkeypatch.setattr(HeadlessDriver, "start_application_mode", blurred)
    async with running_app() as d:
        await d.until(lambda: d.screen.idle and not d.app.app_focus)
        assert d.screen.focused is None
        await d.pilot.press(*"why")
        assert d.screen.prompt.text == "why"
