"""`qa mcp`: the documents for other programs."""

import argparse
from typing import TYPE_CHECKING

from qa.cli.options import add_command, add_reader, library_of, port
from qa.cli.output import FOUND, note
from qa.errors import MissingExtra

if TYPE_CHECKING:
    from qa.cli.options import Commands

MISSING = '`qa mcp` needs another package; install it with: pip install "qa[mcp]"'
PORT = 8766


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


def run_mcp(options: argparse.Namespace) -> int:
    from importlib.util import find_spec

    if find_spec("mcp") is None:
        raise MissingExtra(MISSING)
    library = library_of(options)
    from qa.doors.mcp import over_http, over_pipes

    with library:
        if options.http:
            over_http(library, options.http, note)
        else:
            over_pipes(library)
    return FOUND
