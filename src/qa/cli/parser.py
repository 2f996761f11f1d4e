"""The arguments of every command, and their help."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from qa.cli.asking import ask, search, status, ui
from qa.cli.evaluating import evaluate
from qa.cli.indexing import index
from qa.cli.output import FOUND
from qa.errors import BadInput

COMMANDS = ("ui", "ask", "search", "index", "status", "eval")

_OPEN = "examples:\n  "


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        raise BadInput(f"{message}; see `{self.prog} --help`")


def make_parser() -> argparse.ArgumentParser:
    shared = _Parser(add_help=False)
    shared.add_argument(
        "--index",
        metavar="DIR",
        type=Path,
        default=argparse.SUPPRESS,
        help="folder of the index (default: $QA_INDEX, else ./index)",
    )
    parser = _Parser(
        prog="qa",
        description="Ask your articles a question; get the answer in their own words.",
        epilog=_OPEN + "qa                                  open the terminal UI\n"
        '  qa "Who was sent to Kursk?"         open it with this question asked\n'
        "  qa index articles/                  index a folder\n"
        '  qa ask "Who was sent to Kursk?"     answer here, with citations',
        formatter_class=argparse.RawDescriptionHelpFormatter,
        parents=[shared],
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version and exit")
    commands = parser.add_subparsers(metavar="COMMAND", parser_class=_Parser)

    def command(
        name: str, run: Callable[[argparse.Namespace], int], help: str, examples: str
    ) -> argparse.ArgumentParser:
        made = commands.add_parser(
            name,
            help=help,
            description=help[0].upper() + help[1:] + ".",
            epilog=_OPEN + examples,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            parents=[shared],
        )
        made.set_defaults(run=run)
        return made

    open_ui = command("ui", ui, "open the terminal UI (the same as no command)", 'qa\n  qa "Who?"')
    open_ui.add_argument("question", nargs="*", help="asked at once")

    asking = command(
        "ask",
        ask,
        "answer a question, with citations",
        'qa ask "How many soldiers does the XI Corps have?"\n'
        "  qa ask --json - < questions.txt     a question a line, an answer a line",
    )
    searching = command(
        "search",
        search,
        "passages only: the retriever, for scripts",
        'qa search "elite troops" -k 3\n  qa search --json - < queries.txt',
    )
    for one, what in ((asking, "question"), (searching, "query")):
        one.add_argument("question", nargs="+", metavar=what.upper(), help="`-` reads stdin")
        one.add_argument("-k", type=_positive, default=5, metavar="N", help="passages (default 5)")
        one.add_argument("--json", action="store_true", help=f"one JSON object a {what}")

    reader_help = "`none` for whole sentences, or a folder (default: the one that comes with qa)"
    asking.add_argument("--reader", metavar="NAME_OR_FOLDER", help=reader_help)

    indexing = command(
        "index",
        index,
        "make the index mirror files and folders",
        "qa index articles/ notes.md\n  qa index            the same files and folders again",
    )
    indexing.add_argument(
        "paths",
        nargs="*",
        type=Path,
        metavar="PATH",
        help="files and folders (default: those of the last time, at first seeds/)",
    )
    indexing.add_argument("--rebuild", action="store_true", help="read every file again")
    indexing.add_argument(
        "--model", metavar="NAME_OR_FOLDER", help="embed with this sentence-transformers model"
    )

    telling = command("status", status, "say what is in the index", "qa status --json")
    telling.add_argument("--json", action="store_true", help="one JSON object")

    evaluating = command(
        "eval",
        evaluate,
        "measure retrieval and answers on questions with known answers",
        "qa eval benchmarks/questions.jsonl",
    )
    evaluating.add_argument("questions", type=Path, metavar="QUESTIONS.jsonl")
    evaluating.add_argument("--reader", metavar="NAME_OR_FOLDER", help=reader_help)
    evaluating.add_argument("--json", action="store_true", help="one JSON object")
    return parser


class _Version(argparse.Action):
    def __call__(self, *_: object, **__: object) -> NoReturn:
        from importlib.metadata import version

        print(f"qa {version('qa')}")
        raise SystemExit(FOUND)


def _positive(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 up")
    return number
