"""What commands share: the parser, options, kinds of arguments, and the index they are about."""

import argparse
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from qa.cli.output import FOUND, note
from qa.errors import BadInput

if TYPE_CHECKING:
    from qa.library import Library

    Commands = argparse._SubParsersAction["Parser"]

SEEDS = Path("seeds")
"""What is indexed when no path is given and there is no index yet."""
EXAMPLES = "examples:\n  "


class Parser(argparse.ArgumentParser):
    """Reports an error in one line, as a BadInput."""

    def error(self, message: str) -> NoReturn:
        raise BadInput(f"{message}; see `{self.prog} --help`")


def shared_options() -> Parser:
    """The options of every command, as a parent of its parser."""
    shared = Parser(add_help=False)
    shared.add_argument(
        "--index",
        metavar="DIR",
        type=Path,
        default=argparse.SUPPRESS,
        help="folder of the index (default: $QA_INDEX, else ./index)",
    )
    return shared


def add_command(
    commands: "Commands",
    name: str,
    run: Callable[[argparse.Namespace], int],
    help: str,
    examples: str,
) -> Parser:
    """The parser of a new command, to which its arguments are added."""
    parser = commands.add_parser(
        name,
        help=help,
        description=help[0].upper() + help[1:] + ".",
        epilog=EXAMPLES + examples,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        parents=[shared_options()],
    )
    parser.set_defaults(run=run)
    return parser


def add_json(parser: Parser, help: str = "one JSON object") -> None:
    parser.add_argument("--json", action="store_true", help=help)


def add_reader(parser: Parser) -> None:
    parser.add_argument(
        "--reader",
        metavar="NAME_OR_FOLDER",
        help="`none` for whole sentences, a folder, or a Hugging Face model for question answering "
        "(default: the one that comes with qa)",
    )


class Version(argparse.Action):
    """Prints the version and exits."""

    def __call__(self, *_: object, **__: object) -> NoReturn:
        from importlib.metadata import version

        print(f"qa {version('qa')}")
        raise SystemExit(FOUND)


def positive(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of at least 1")
    return number


def port(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() else -1
    if not 0 < number < 65536:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port from 1 to 65535")
    return number


def folder_of(options: argparse.Namespace) -> Path:
    """The index folder: --index, else $QA_INDEX, else ./index."""
    return Path(getattr(options, "index", None) or os.environ.get("QA_INDEX") or "index")


def library_of(options: argparse.Namespace) -> "Library":
    """The index, opened with the reader that the options name."""
    from qa.library import Library

    reader = getattr(options, "reader", None)
    return Library.open(folder_of(options), reader=reader, notify=note)
