"""`qa` and `qa ui`: the terminal UI, or the same in a browser."""

import argparse
from typing import TYPE_CHECKING

from qa.cli.options import SEEDS, add_command, folder_of
from qa.cli.output import note
from qa.errors import BadInput

if TYPE_CHECKING:
    from qa.cli.options import Commands


def add(commands: "Commands") -> None:
    parser = add_command(
        commands, "ui", run, "open the terminal UI (the same as no command)", 'qa\n  qa "Who?"'
    )
    parser.add_argument("question", nargs="*", help="asked at once")
    parser.add_argument(
        "--web", action="store_true", help="in a browser on this machine; needs qa[web]"
    )
    parser.add_argument("--port", type=_port, metavar="N", help="for --web (default 8765)")


def run(options: argparse.Namespace) -> int:
    question = " ".join(options.question) or None
    if options.web:
        from qa.ui.web import serve

        return serve(folder_of(options), question, options.port, note)
    if options.port is not None:
        raise BadInput("--port needs --web: `qa --web --port 8765`")
    from qa.ui.app import run as run_app

    return run_app(folder_of(options), SEEDS if SEEDS.is_dir() else None, question)


def _port(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() else -1
    if not 0 < number < 65536:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port from 1 to 65535")
    return number
