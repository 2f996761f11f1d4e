"""`qa mcp` and `qa serve`: the documents for other programs."""

import argparse
import gc
import os
from typing import TYPE_CHECKING

from qa.cli.options import add_command, add_reader, library_of, port
from qa.cli.output import FOUND, note
from qa.cli.writing import add_writer, writer_of
from qa.errors import MissingExtra

if TYPE_CHECKING:
    from qa.cli.options import Commands

MISSING = '`qa mcp` needs another package; install it with: pip install "qa[mcp]"'
SERVE_MISSING = '`qa serve` needs other packages; install them with: pip install "qa[serve]"'
PORT = 8766
SERVE_PORT = 8767
TOKEN = "QA_TOKEN"
"""The variable for a token, which `--token` shows to everyone who lists processes."""


def add(commands: "Commands") -> None:
    parser = add_command(
        commands,
        "mcp",
        run_mcp,
        "let an agent ask, by the Model Context Protocol, on stdin and stdout; needs qa[mcp]",
        "qa mcp --index ~/notes/index        the command to give to the agent's program\n"
        "  qa mcp --http                       on this machine's port 8766",
    )
    parser.add_argument(
        "--http",
        metavar="PORT",
        type=port,
        nargs="?",
        const=PORT,
        help=f"over HTTP instead, for agents on this machine (default port {PORT})",
    )
    add_reader(parser)
    parser = add_command(
        commands,
        "serve",
        run_serve,
        "answer over HTTP, and as a model for chat programs; needs qa[serve]",
        "qa serve                            on this machine's port 8767; / describes it\n"
        "  QA_TOKEN=... qa serve --host 0.0.0.0    for others, who have to know the token",
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen at")
    parser.add_argument(
        "--port", type=port, default=SERVE_PORT, metavar="N", help=f"default {SERVE_PORT}"
    )
    parser.add_argument(
        "--token", help="ask for `Authorization: Bearer TOKEN` (better by $QA_TOKEN)"
    )
    add_reader(parser)
    add_writer(parser)


def run_mcp(options: argparse.Namespace) -> int:
    from importlib.util import find_spec

    if find_spec("mcp") is None:
        raise MissingExtra(MISSING)
    gc.disable()  # what is imported stays: looking for garbage in it takes a tenth of a second
    library = library_of(options)
    from qa.doors.mcp import over_http, over_pipes

    gc.freeze()
    gc.enable()
    with library:
        if options.http:
            over_http(library, options.http, note)
        else:
            over_pipes(library)
    return FOUND


def run_serve(options: argparse.Namespace) -> int:
    from importlib.util import find_spec

    if find_spec("starlette") is None or find_spec("uvicorn") is None:
        raise MissingExtra(SERVE_MISSING)
    token = options.token or os.environ.get(TOKEN) or None
    from qa.doors.http import serve

    writer = writer_of(options)
    with library_of(options) as library:
        serve(library, options.host, options.port, token, note, writer)
    return FOUND
