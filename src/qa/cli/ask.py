"""`qa ask`: an answer with citations."""

import argparse
from typing import TYPE_CHECKING

from qa.cli.options import add_command, add_reader, library_of
from qa.cli.questions import Result, add_arguments, each_question, tell_undated, warn_if_stale

if TYPE_CHECKING:
    from qa.cli.options import Commands


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
    add_reader(parser)


def run(options: argparse.Namespace) -> int:
    from qa.render import answer_json, answer_text

    library = library_of(options)
    warn_if_stale(library)
    tell_undated(library, options.where)

    def result(question: str) -> Result:
        answer = library.ask(question, options.k, where=options.where)
        return answer.answered, answer_json(answer), answer_text(answer)

    return each_question(options, "question", result)
