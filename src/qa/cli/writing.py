"""`--writer`: a language model of the user's own that writes on an answer, and is checked."""

import argparse
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from qa.cli.options import Parser
from qa.cli.output import note, write

if TYPE_CHECKING:
    from qa.types import Answer
    from qa.write.writing import CheckedWriter

Tell = Callable[[str], None]
STOPPED = "stopped"


def add_writer(parser: Parser) -> None:
    parser.add_argument(
        "--writer",
        metavar="GGUF_OR_ADDRESS",
        help="let a language model of yours write on each answer, every sentence checked here: a "
        "GGUF file (needs qa[llm]), or the address of a server like http://localhost:11434/v1 "
        "(needs qa[writer]; a key from $QA_WRITER_KEY)",
    )
    parser.add_argument(
        "--writer-model", metavar="NAME", help="the model of the server at that address"
    )


def writer_of(options: argparse.Namespace) -> "CheckedWriter | None":
    """The writer that the options name; None where they name none."""
    from qa.errors import BadInput

    if options.writer is None:
        if options.writer_model is not None:
            raise BadInput("--writer-model needs the address of a server: name it by --writer")
        return None
    from qa.write.loading import load_writer
    from qa.write.writing import CheckedWriter

    return CheckedWriter(load_writer(options.writer, options.writer_model, note))


def written_on(answer: "Answer", writer: "CheckedWriter | None", tell: Tell | None) -> "Answer":
    """The answer with what is written on it; a writer that fails costs a note.

    Ctrl+C stops the writer, and the answer stays.

    Args:
        tell: called with a heading, and with each sentence when it is checked; None to tell none.
    """
    if writer is None:
        return answer
    from qa.render_written import heading, sentence_text

    head = f"\n{heading(writer.name)}\n"
    try:
        with closing(writer.steps(answer)) as steps:
            for step in steps:
                answer = step.answer
                if tell and step.sentence:
                    tell(head + sentence_text(step.sentence))
                    head = ""
    except KeyboardInterrupt:
        note("stopped writing")
        stopped = answer.written and replace(answer.written, failure=STOPPED)
        return replace(answer, written=stopped)
    if answer.written and answer.written.failure:
        note(answer.written.failure)
    return answer


def text_of(answer: "Answer", writer: "CheckedWriter | None") -> "tuple[Answer, str]":
    """The answer with what is written on it, told meanwhile; and the text that is left to tell."""
    from qa.render import answer_text
    from qa.render_written import ending_text

    if writer is None:
        return answer, answer_text(answer)
    write(answer_text(answer))
    written = written_on(answer, writer, write)
    return written, ending_text(written, len(answer.citations))
