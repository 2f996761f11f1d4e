"""`qa compare`: source by source, what each document says to a question."""

import argparse
from typing import TYPE_CHECKING

from qa.cli.options import add_command, add_reader, library_of
from qa.cli.questions import Result, add_arguments, each_question, warn_if_stale

if TYPE_CHECKING:
    from qa.cli.options import Commands


def add(commands: "Commands") -> None:
    parser = add_command(
        commands,
        "compare",
        run,
        "what each document says to a question, the oldest first",
        'qa compare "How many soldiers were sent?"\n'
        '  qa compare "How long is parental leave?" -k 20 --json',
    )
    add_arguments(parser, "question", counted="documents", number=10)
    add_reader(parser)


def run(options: argparse.Namespace) -> int:
    from qa.render import comparison_json, comparison_text

    library = library_of(options)
    warn_if_stale(library)

    def result(question: str) -> Result:
        comparison = library.compare(question, options.k, where=options.where)
        found = bool(comparison.sayings)
        return found, comparison_json(comparison), comparison_text(comparison)

    return each_question(options, "question", result)
