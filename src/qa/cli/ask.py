"""`qa ask`: an answer with citations."""

import argparse
from collections.abc import Callable
from itertools import count
from typing import TYPE_CHECKING

from qa.cli.options import add_command, add_reader, library_of
from qa.cli.output import write
from qa.cli.questions import Result, add_arguments, each_question, tell_undated, warn_if_stale
from qa.cli.writing import add_writer, text_of, writer_of, written_on
from qa.errors import BadInput

if TYPE_CHECKING:
    from qa.cli.options import Commands
    from qa.types import Answer

FORMATS = ("md", "json", "csv", "html")


def add(commands: "Commands") -> None:
    parser = add_command(
        commands,
        "ask",
        run,
        "answer a question, with citations",
        'qa ask "How many soldiers does the XI Corps have?"\n'
        "  qa ask --json - < questions.txt     a question per line, an answer per line",
    )
    add_arguments(parser, "question")
    parser.add_argument(
        "--format",
        choices=FORMATS,
        help="write the answer as Markdown, JSON, a table or a page, with quotes and references",
    )
    add_reader(parser)
    add_writer(parser)


def run(options: argparse.Namespace) -> int:
    from qa.render import answer_json

    if options.json and options.format not in (None, "json"):
        raise BadInput(f"--json and --format {options.format} are two formats: give one")
    library, writer = library_of(options), writer_of(options)
    warn_if_stale(library)
    tell_undated(library, options.where)
    options.json = options.json or options.format == "json"
    shown, head = _format(None if options.json else options.format)
    if head:
        write(head)

    def result(question: str) -> Result:
        answer = library.ask(question, options.k, where=options.where)
        if options.json or options.format:
            answer = written_on(answer, writer, None)
            return answer.answered, answer_json(answer), shown(answer)
        answer, text = text_of(answer, writer)
        return answer.answered, answer_json(answer), text

    return each_question(options, "question", result, document=bool(head))


def _format(name: str | None) -> tuple[Callable[["Answer"], str], str]:
    """How an answer is given, and what stands before all of them."""
    if name in ("md", "csv", "html"):
        from qa.export import HTML_HEAD, csv_head, csv_rows, html, markdown

        if name == "md":
            numbers = count(1)
            return lambda answer: markdown(answer, part=next(numbers)) + "\n", ""
        return (csv_rows, csv_head()) if name == "csv" else (html, HTML_HEAD)
    from qa.render import answer_text

    return answer_text, ""
