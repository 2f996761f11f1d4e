"""The arguments of every command, and their help."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from qa.cli.ask import ask, search, status, ui
from qa.cli.doctor import doctor
from qa.cli.evaluate import evaluate
from qa.cli.index import index
from qa.cli.output import FOUND
from qa.errors import BadInput

COMMANDS = ("ui", "ask", "search", "index", "status", "doctor", "eval")

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
        "  qa --web                            open it in a browser\n"
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
    open_ui.add_argument(
        "--web", action="store_true", help="in a browser of this machine; needs qa[web]"
    )
    open_ui.add_argument("--port", type=_port, metavar="N", help="for --web (default 8765)")

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
        one.add_argument(
            "--where",
            action="append",
            default=[],
            metavar="CONDITION",
            help="only in documents like published>=2024-10, publisher=Reuters or title~kursk; "
            "several: all must hold",
        )
        one.add_argument("-k", type=_positive, default=5, metavar="N", help="passages (default 5)")
        one.add_argument("--json", action="store_true", help=f"one JSON object a {what}")

    reader_help = (
        "`none` for whole sentences, a folder, or a Hugging Face model for question answering "
        "(default: the one that comes with qa)"
    )
    asking.add_argument("--reader", metavar="NAME_OR_FOLDER", help=reader_help)

    indexing = command(
        "index",
        index,
        "make the index mirror files and folders",
        "qa index articles/ notes.md\n"
        "  qa index                            the same files and folders again\n"
        "  qa index rows.csv --field text=body a collection: a row is a document\n"
        "  qa index articles/ --watch          again whenever they change",
    )
    indexing.add_argument(
        "paths",
        nargs="*",
        metavar="PATH",
        help="files, folders, addresses of the web; `-` keeps what comes by stdin "
        "(default: those of the last time, at first seeds/)",
    )
    indexing.add_argument(
        "--exclude",
        action="append",
        default=[],
        metavar="PATTERN",
        help="leave out what matches, as in .gitignore; files .gitignore and .qaignore count too",
    )
    indexing.add_argument(
        "--field",
        action="append",
        default=[],
        type=_field,
        metavar="NAME=COLUMN",
        help="in CSV and JSON Lines: the column of id, title, text, url, published or author",
    )
    indexing.add_argument(
        "--forget",
        action="append",
        default=[],
        metavar="SOURCE",
        help="keep a document no longer that came by stdin",
    )
    indexing.add_argument("--dry-run", action="store_true", help="say what would be done")
    indexing.add_argument("--watch", action="store_true", help="update whenever files change")
    indexing.add_argument("--rebuild", action="store_true", help="read every file again")
    indexing.add_argument(
        "--model", metavar="NAME_OR_FOLDER", help="embed with this sentence-transformers model"
    )
    indexing.add_argument(
        "--wait",
        type=_positive,
        default=0,
        metavar="SECONDS",
        help="wait while another process writes the index (default: give up at once)",
    )
    indexing.add_argument(
        "--undo", action="store_true", help="go back to what was before the last update"
    )

    telling = command("status", status, "say what is in the index", "qa status --json")
    telling.add_argument("--json", action="store_true", help="one JSON object")

    mending = command(
        "doctor",
        doctor,
        "look for damage in the index, and mend it",
        "qa doctor\n  qa doctor --fix     do what is safe",
    )
    mending.add_argument("--fix", action="store_true", help="mend what needs no reading again")
    mending.add_argument("--json", action="store_true", help="one JSON object")

    evaluating = command(
        "eval",
        evaluate,
        "measure retrieval and answers on questions with known answers",
        "qa eval benchmarks/questions.jsonl\n"
        "  qa eval --format squad dev-v2.0.json --predictions answers.json --no-answer none.json",
    )
    evaluating.add_argument("questions", type=Path, metavar="FILE")
    evaluating.add_argument(
        "--format",
        choices=("qa", "squad"),
        default="qa",
        help="qa: questions on the index, as JSON Lines (default); squad: each with its paragraph,"
        " as SQuAD's JSON or such rows as JSON Lines, gzipped or not",
    )
    evaluating.add_argument(
        "--most", type=_positive, metavar="N", help="only so many questions, evenly taken"
    )
    evaluating.add_argument(
        "--predictions",
        type=Path,
        metavar="OUT.json",
        help='squad: {id: answer}, "" where its chance is below 0.5',
    )
    evaluating.add_argument(
        "--no-answer",
        type=Path,
        metavar="OUT.json",
        help="squad: {id: 1 less the chance of the best answer}",
    )
    evaluating.add_argument("--reader", metavar="NAME_OR_FOLDER", help=reader_help)
    evaluating.add_argument("--json", action="store_true", help="one JSON object")
    return parser


class _Version(argparse.Action):
    def __call__(self, *_: object, **__: object) -> NoReturn:
        from importlib.metadata import version

        print(f"qa {version('qa')}")
        raise SystemExit(FOUND)


def _field(text: str) -> tuple[str, str]:
    name, equals, column = text.partition("=")
    if not (name and equals and column):
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=COLUMN, as text=body")
    return name, column


def _port(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() else -1
    if not 0 < number < 65536:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port from 1 to 65535")
    return number


def _positive(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 up")
    return number
