"""The command line: arguments in, library called, text out.

stdout holds the result alone; progress, notes and warnings go to stderr. Exit codes: 0 found,
1 asked but nothing answers, 2 wrong use or an error. Whatever is heavy is imported in its command.
"""

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from qa.errors import BadInput, QAError

if TYPE_CHECKING:
    from qa.library import Library

FOUND, NOTHING, WRONG = 0, 1, 2
SEEDS = Path("seeds")
"""What is indexed when nothing is named and the index remembers nothing."""

_OPEN = "examples:\n  "


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs `qa` with these arguments (default: the process's) and returns the exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        # A document may hold any character, a terminal may know few: never fail over one.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        if sys.stdout is None or sys.stdin is None:
            raise BadInput("stdin or stdout is closed: there is nowhere to read or write")
        options = _parser().parse_args(_with_command(given))
        return int(options.run(options))
    except QAError as error:
        from qa.plain import one_line

        print(f"qa: {one_line(str(error))}", file=sys.stderr)
        return WRONG
    except BrokenPipeError:
        # The reader of our output has left, as `head` does; Python would complain at exit too.
        _silence_stdout()
        return FOUND
    except OSError as error:
        print(f"qa: the result cannot be written: {error.strerror or error}", file=sys.stderr)
        _silence_stdout()
        return WRONG
    except KeyboardInterrupt:
        print("qa: interrupted; what was done so far is kept", file=sys.stderr)
        return 130


def _silence_stdout() -> None:
    """Keeps Python from writing at exit what could not be written before."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _with_command(given: list[str]) -> list[str]:
    """Names the command that is left out in `qa`, `qa --index DIR` and `qa "Who ...?"`: the UI."""
    rest = given
    while rest and rest[0].startswith("--index"):
        rest = rest[1:] if "=" in rest[0] else rest[2:]
    if rest and (rest[0] in _COMMANDS or (rest[0].startswith("-") and rest[0] != "--")):
        return given
    if rest and _looks_like_a_command(rest[0], rest[1:]):
        raise BadInput(f"there is no command {rest[0]!r}: {', '.join(_COMMANDS)}; see `qa --help`")
    return ["ui", *given]


def _looks_like_a_command(word: str, rest: list[str]) -> bool:
    """A single word is no question, and a misspelt command none either."""
    return (
        " " not in word
        and not word.endswith("?")
        and (not rest or bool(get_close_matches(word, _COMMANDS, cutoff=0.7)))
    )


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        raise BadInput(f"{message}; see `{self.prog} --help`")


def _parser() -> argparse.ArgumentParser:
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

    ui = command("ui", _ui, "open the terminal UI (the same as no command)", 'qa\n  qa "Who?"')
    ui.add_argument("question", nargs="*", help="asked at once")

    ask = command(
        "ask",
        _ask,
        "answer a question, with citations",
        'qa ask "How many soldiers does the XI Corps have?"\n'
        "  qa ask --json - < questions.txt     a question a line, an answer a line",
    )
    search = command(
        "search",
        _search,
        "passages only: the retriever, for scripts",
        'qa search "elite troops" -k 3\n  qa search --json - < queries.txt',
    )
    for one, what in ((ask, "question"), (search, "query")):
        one.add_argument("question", nargs="+", metavar=what.upper(), help="`-` reads stdin")
        one.add_argument("-k", type=_positive, default=5, metavar="N", help="passages (default 5)")
        one.add_argument("--json", action="store_true", help=f"one JSON object a {what}")

    reader_help = "`none` for whole sentences, or a folder (default: the one that comes with qa)"
    ask.add_argument("--reader", metavar="NAME_OR_FOLDER", help=reader_help)

    index = command(
        "index",
        _index,
        "make the index mirror files and folders",
        "qa index articles/ notes.md\n  qa index            the same files and folders again",
    )
    index.add_argument(
        "paths",
        nargs="*",
        type=Path,
        metavar="PATH",
        help="files and folders (default: those of the last time, at first seeds/)",
    )
    index.add_argument("--rebuild", action="store_true", help="read every file again")
    index.add_argument(
        "--model", metavar="NAME_OR_FOLDER", help="embed with this sentence-transformers model"
    )

    status = command("status", _status, "say what is in the index", "qa status --json")
    status.add_argument("--json", action="store_true", help="one JSON object")

    evaluate = command(
        "eval",
        _eval,
        "measure retrieval and answers on questions with known answers",
        "qa eval benchmarks/questions.jsonl",
    )
    evaluate.add_argument("questions", type=Path, metavar="QUESTIONS.jsonl")
    evaluate.add_argument("--reader", metavar="NAME_OR_FOLDER", help=reader_help)
    evaluate.add_argument("--json", action="store_true", help="one JSON object")
    return parser


_COMMANDS = ("ui", "ask", "search", "index", "status", "eval")


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


def _folder(options: argparse.Namespace) -> Path:
    return Path(getattr(options, "index", None) or os.environ.get("QA_INDEX") or "index")


def _library(options: argparse.Namespace) -> "Library":
    from qa.library import Library

    reader = getattr(options, "reader", None)
    return Library.open(_folder(options), reader=reader, notify=_note)


def _ui(options: argparse.Namespace) -> int:
    from qa.ui.app import run

    question = " ".join(options.question) or None
    return run(_folder(options), SEEDS if SEEDS.is_dir() else None, question)


def _ask(options: argparse.Namespace) -> int:
    from qa.render import answer_json, answer_text

    library = _library(options)

    def one(question: str) -> tuple[bool, dict[str, Any], str]:
        answer = library.ask(question, options.k)
        return answer.answered, answer_json(answer), answer_text(answer)

    return _each(options, one)


def _search(options: argparse.Namespace) -> int:
    from qa.render import hits_json, hits_text

    library = _library(options)

    def one(query: str) -> tuple[bool, dict[str, Any], str]:
        hits = library.search(query, options.k)
        return bool(hits), hits_json(query, hits), hits_text(hits)

    return _each(options, one)


def _each(
    options: argparse.Namespace, one: Callable[[str], tuple[bool, dict[str, Any], str]]
) -> int:
    """Answers the question given, or each line of stdin; a bad line is answered by its error."""
    if options.question != ["-"]:
        found, value, text = one(" ".join(options.question))
        _print(value if options.json else text)
        return FOUND if found else NOTHING
    code = NOTHING
    for line in _lines(sys.stdin):
        try:
            found, value, text = one(line)
        except BadInput as error:
            value = {"query" if options.run is _search else "question": line, "error": str(error)}
            found, text = False, f"qa: {error}"
            code = WRONG
        _print(value if options.json else f"{text}\n")
        code = FOUND if found and code != WRONG else code
    return code


def _lines(stream: Any) -> Iterator[str]:
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(encoding="utf-8", errors="replace")
    for line in stream:
        yield line.rstrip("\r\n")


def _index(options: argparse.Namespace) -> int:
    from qa.indexer import index
    from qa.render import summary_text

    folder = _folder(options)
    with _Progress() as progress:
        summary = index(
            options.paths or _remembered(folder),
            folder,
            model=options.model,
            rebuild=options.rebuild,
            progress=progress,
            notify=_note,
        )
    _print(summary_text(summary))
    return FOUND


def _remembered(folder: Path) -> list[Path]:
    from qa.errors import IndexMissing
    from qa.library import Library

    try:
        with Library.open(folder) as library:
            return [Path(root) for root in library.status().roots]
    except IndexMissing:
        if not SEEDS.is_dir():
            raise BadInput("there is no folder seeds/ here: name files or folders") from None
        return [SEEDS]


def _status(options: argparse.Namespace) -> int:
    with _library(options) as library:
        facts = asdict(library.status())
    if options.json:
        _print(facts)
        return FOUND
    facts["bytes"] = f"{facts['bytes'] / 1e6:,.1f} MB"
    facts["roots"] = ", ".join(facts["roots"])
    _print("\n".join(f"{name:<11} {value}" for name, value in facts.items()))
    return FOUND


def _eval(options: argparse.Namespace) -> int:
    from qa.evaluate import evaluate, read_questions, report_text

    questions = read_questions(options.questions)
    with _library(options) as library, _Progress() as progress:
        from qa.indexer import Step

        report = evaluate(library, questions, lambda d, t: progress(Step("asking", d, t)))
    _print(asdict(report) if options.json else report_text(report))
    return FOUND


def _print(value: dict[str, Any] | str) -> None:
    """A result: text made safe for a terminal, or an object as a line of JSON; flushed at once."""
    from qa.plain import clean
    from qa.render import dumps

    if isinstance(value, str):
        print(clean(value), flush=True)
    else:
        encoding = (sys.stdout.encoding or "").lower().replace("-", "")
        print(dumps(value, unicode=encoding.startswith("utf")), flush=True)


def _note(line: str) -> None:
    print(f"qa: {line}", file=sys.stderr, flush=True)


class _Progress:
    """A bar on stderr with rate and time left; nothing where stderr is no terminal."""

    def __init__(self) -> None:
        self._bar: Any = None

    def __enter__(self) -> "_Progress":
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.close()

    def __call__(self, step: Any) -> None:
        if not sys.stderr.isatty():
            return
        from tqdm import tqdm

        if self._bar is None or self._bar.desc != step.stage:
            if self._bar is not None:
                self._bar.close()
            self._bar = tqdm(total=step.total, desc=step.stage, leave=False, dynamic_ncols=True)
            self._bar.desc = step.stage
        self._bar.update(step.done - self._bar.n)
