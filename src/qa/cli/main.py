"""The command line: arguments in, library called, text out.

stdout holds the result alone; progress, notes and warnings go to stderr. Exit codes: 0 found,
1 asked but nothing answers, 2 wrong use or an error. Whatever is heavy is imported in its command.
"""

import os
import sys
from collections.abc import Sequence
from difflib import get_close_matches

from qa.cli.options import COMMANDS, make_parser
from qa.cli.output import FOUND, WRONG
from qa.errors import BadInput, QAError


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs `qa` with these arguments (default: the process's) and returns the exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        # A document may hold any character, a terminal may know few: never fail over one.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    from qa.text.sanitize import one_line

    try:
        if sys.stdout is None or sys.stdin is None:
            raise BadInput("stdin or stdout is closed: there is nowhere to read or write")
        options = make_parser().parse_args(_with_command(given))
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
        print("qa: interrupted; what was done so far is kept", file=sys.stderr)
        return 130


def _silence_stdout() -> None:
    """Keeps Python from writing at exit what could not be written before."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _with_command(given: list[str]) -> list[str]:
    """Names the command that is left out in `qa`, `qa --index DIR` and `qa "Who ...?"`: the UI."""
    rest = given
    while rest and rest[0].partition("=")[0] in ("--index", "--web", "--port"):
        rest = rest[1:] if "=" in rest[0] or rest[0] == "--web" else rest[2:]
    if rest and (rest[0] in COMMANDS or (rest[0].startswith("-") and rest[0] != "--")):
        return given
    if rest and _looks_like_a_command(rest[0], rest[1:]):
        raise BadInput(f"there is no command {rest[0]!r}: {', '.join(COMMANDS)}; see `qa --help`")
    return ["ui", *given]


def _looks_like_a_command(word: str, rest: list[str]) -> bool:
    """A single word is no question, and a misspelt command none either."""
    return (
        " " not in word
        and not word.endswith("?")
        and (not rest or bool(get_close_matches(word, COMMANDS, cutoff=0.7)))
    )
