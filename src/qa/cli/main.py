"""The command line: arguments in, library called, text out.

stdout holds the result alone; progress, notes and warnings go to stderr. Exit codes: 0 found,
1 asked but nothing answers, 2 wrong use or an error. Whatever is heavy is imported in its command.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from difflib import get_close_matches

from qa.cli import ask, backup, chat, compare, doctor, doors, evaluate, index, search, status, ui
from qa.cli.options import EXAMPLES, Parser, Version, shared_options
from qa.cli.output import FOUND, WRONG
from qa.cli.paths import is_path
from qa.errors import BadInput, QAError

COMMANDS = {
    "ui": ui,
    "ask": ask,
    "chat": chat,
    "search": search,
    "compare": compare,
    "index": index,
    "status": status,
    "doctor": doctor,
    "backup": backup,
    "eval": evaluate,
    "mcp": doors,
    "serve": doors,
}
"""By name: the file that adds a command's arguments and runs it. In the order of the help."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs `qa` with these arguments (default: the process's) and returns the exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        # A document may hold any character, a terminal may know few: never fail over one.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    from qa.text.sanitize import one_line

    try:
        if sys.stdout is None or sys.stdin is None:
            raise BadInput("stdin or stdout is closed: qa needs both")
        options = make_parser().parse_args(_with_command(words))
        return int(options.run(options))
    except QAError as error:
        print(f"qa: {one_line(str(error))}", file=sys.stderr)
        return WRONG
    except BrokenPipeError:
        # The reader of our output has left, as `head` does; Python would complain at exit too.
        _silence_stdout()
        return FOUND
    except OSError as error:
        what = error.filename or "the result cannot be written"  # which has no name
        print(f"qa: {one_line(f'{what}: {error.strerror or error}')}", file=sys.stderr)
        _silence_stdout()
        return WRONG
    except KeyboardInterrupt:
        print("qa: interrupted; work done so far is kept", file=sys.stderr)
        return 130


def make_parser() -> Parser:
    """The parser of all commands."""
    parser = Parser(
        prog="qa",
        description="Ask your articles a question; get the answer in their own words.",
        epilog=EXAMPLES + "qa                                  open the terminal UI\n"
        '  qa "Who was sent to Kursk?"         open it with this question asked\n'
        "  qa articles/                        open it on these files and folders\n"
        "  qa --web                            open it in a browser\n"
        "  qa index articles/                  index a folder\n"
        '  qa ask "Who was sent to Kursk?"     answer here, with citations',
        formatter_class=argparse.RawDescriptionHelpFormatter,
        parents=[shared_options()],
    )
    parser.add_argument("--version", action=Version, nargs=0, help="print the version and exit")
    commands = parser.add_subparsers(metavar="COMMAND", parser_class=Parser)
    for command in dict.fromkeys(COMMANDS.values()):
        command.add(commands)
    return parser


def _silence_stdout() -> None:
    """Keeps Python from writing at exit what could not be written before."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


WITHOUT_COMMAND = ("--index", "--web", "--port", "--writer", "--writer-model")
"""Options that may stand before what is opened, where no command is named."""


def _with_command(words: list[str]) -> list[str]:
    """Names the command left out in `qa`, `qa --index DIR`, `qa PATH` and `qa "Who?"`: the UI."""
    rest = words
    while rest and rest[0].partition("=")[0] in WITHOUT_COMMAND:
        rest = rest[1:] if "=" in rest[0] or rest[0] == "--web" else rest[2:]
    if rest and (rest[0] in COMMANDS or (rest[0].startswith("-") and rest[0] != "--")):
        return words
    if rest and not is_path(rest[0]) and _looks_like_a_command(rest[0], rest[1:]):
        raise BadInput(
            f"{rest[0]!r} is no command, file or folder: the commands are {', '.join(COMMANDS)};"
            " see `qa --help`"
        )
    return ["ui", *words]


def _looks_like_a_command(word: str, rest: list[str]) -> bool:
    """A single word is not a question, and neither is a misspelt command."""
    return (
        " " not in word
        and not word.endswith("?")
        and (not rest or bool(get_close_matches(word, COMMANDS, cutoff=0.7)))
    )
