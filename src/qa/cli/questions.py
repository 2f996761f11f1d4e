"""What ask, search, chat and compare share: arguments, and questions given or one a line."""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from qa.cli.options import Parser, add_json, positive
from qa.cli.output import FOUND, NOTHING, WRONG, note, write
from qa.errors import BadInput

if TYPE_CHECKING:
    from qa.library import Library

LONGEST_LINE = 1_000_000
"""Characters of a line of stdin that are kept: far more than a question may have."""
Result = tuple[bool, dict[str, Any], str]
"""Whether anything was found, the object for --json, and the text for the terminal."""


def add_arguments(parser: Parser, what: str, *, counted: str = "passages", number: int = 5) -> None:
    """The question, called `what` in the help, and how its result is chosen and written.

    Args:
        counted: what -k counts, and `number` how many where it is not said.
    """
    parser.add_argument("question", nargs="+", metavar=what.upper(), help="`-` reads stdin")
    add_selection(parser, counted, number)
    add_json(parser, f"one JSON object per {what}")


def add_selection(parser: Parser, counted: str = "passages", number: int = 5) -> None:
    """Which documents are asked, and how many of what -k counts come with an answer."""
    parser.add_argument(
        "--where",
        action="append",
        default=[],
        metavar="CONDITION",
        help="only in documents like published>=2024-10, publisher=Reuters or title~kursk; "
        "several: all must hold",
    )
    parser.add_argument(
        "-k", type=positive, default=number, metavar="N", help=f"{counted} (default {number})"
    )


def each_question(
    options: argparse.Namespace,
    what: str,
    result: Callable[[str], Result],
    *,
    document: bool = False,
) -> int:
    """Writes the result of the question given, or of each line of stdin; returns the exit code.

    A line that cannot be asked gets its error as result, under the key `what` in JSON.

    Args:
        document: the texts make up one document, in which errors have no place.
    """
    if options.question != ["-"]:
        found, value, text = result(" ".join(options.question))
        write(value if options.json else text)
        return FOUND if found else NOTHING
    from qa.text.sanitize import tidy

    code = NOTHING
    for line in lines(sys.stdin):
        try:
            found, value, text = result(line)
        except BadInput as error:
            found, value, text = False, {what: tidy(line), "error": str(error)}, f"qa: {error}"
            code = WRONG
            if document:
                note(str(error))
                continue
        write(value if options.json else text if document else f"{text}\n")
        code = FOUND if found and code != WRONG else code
    return code


def warn_if_stale(library: "Library") -> None:
    from qa.indexing.staleness import staleness

    if stale := staleness(library):
        note(f"since the index was updated, {stale}: run `qa index`")


def tell_undated(library: "Library", where: Sequence[str]) -> None:
    """Says which documents a condition on dates leaves out because they have none."""
    from qa.render_index import undated_text
    from qa.store.filters import Filter

    if Filter.of(where).needs_date and (text := undated_text(*library.undated())):
        note(f"left out by {' and '.join(where)}: {text}")


def lines(stream: Any) -> Iterator[str]:
    """The lines of stdin; of one that is longer than `LONGEST_LINE`, only its beginning."""
    if hasattr(stream, "reconfigure"):
        # A byte that is no UTF-8 stays one, so that its line alone is refused.
        stream.reconfigure(encoding="utf-8", errors="surrogateescape")
    while line := stream.readline(LONGEST_LINE):
        rest = line
        while len(rest) == LONGEST_LINE and not rest.endswith("\n"):
            rest = stream.readline(LONGEST_LINE)
        yield line.rstrip("\r\n")
