"""`qa chat`: a conversation in a plain terminal, or a question a line.

Plain lines without cursor movements, so that it works over a dumb terminal and with a screen
reader. A line is a question; "/alone QUESTION" takes it literally, "/help"
lists what can be typed, "exit" or Ctrl+D ends.
"""

import argparse
import json
import os
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from qa.cli.options import add_command, add_json, add_reader, library_of
from qa.cli.output import FOUND, note, write
from qa.cli.questions import Result, add_selection, each_question, lines, warn_if_stale
from qa.cli.writing import add_writer, text_of, writer_of, written_on
from qa.errors import BadInput

if TYPE_CHECKING:
    from qa.cli.options import Commands

PROMPT = "> "
_ALONE = "/alone"
_HELP = """\
A line is a question; it may lean on those before it: "And in 2024?", "Why?".
/alone QUESTION        takes a question literally, whatever came before
What is here?          lists the documents; also: What are these about? Summarise the second one.
Where does it say so?  tells where the last answer stands; also: Tell me more.
/quit                  ends, as do exit and Ctrl+D"""
_ASKS_HELP = frozenset({"/", "/?", "/h", "/help", "/commands"})
_COMMAND = re.compile(r"/[^\s/.]*(?=\s|$)")
"""A word after a slash; "/etc/hosts" is a path."""
_ENDS = frozenset({"exit", "quit", "/exit", "/quit"})


def add(commands: "Commands") -> None:
    parser = add_command(
        commands,
        "chat",
        run,
        "ask question after question, each understood in the light of those before",
        "qa chat\n  qa chat --json - < questions.txt     a question per line, an answer per line",
    )
    parser.add_argument("question", nargs="?", choices=["-"], metavar="-", help="reads stdin")
    parser.add_argument(
        "--alone",
        action="store_true",
        help=f"take every question literally; `{_ALONE} QUESTION` does for one",
    )
    add_selection(parser)
    add_json(parser, "one JSON object per question, or of a line like "
             '{"question": "Why?", "alone": true}')  # fmt: skip
    add_reader(parser)
    add_writer(parser)


def run(options: argparse.Namespace) -> int:
    from qa.render import answer_json

    library, writer = library_of(options), writer_of(options)
    warn_if_stale(library)
    conversation = library.conversation()

    def result(line: str) -> Result:
        question, alone = _question(line)
        answer = conversation.ask(
            question, options.k, alone=alone or options.alone, where=options.where
        )
        if options.json:
            answer, text = written_on(answer, writer, None), ""
        else:
            answer, text = text_of(answer, writer)
        return answer.answered, answer_json(answer), text

    if options.question or options.json:
        options.question = ["-"]
        return each_question(options, "question", result)
    for line in _typed():
        command = _command(line)
        if command in _ASKS_HELP:
            write(_HELP)
            continue
        if command and command != _ALONE:
            note(f"{command} is no command: /help lists what can be typed")
            continue
        try:
            write(result(line)[2] + "\n")
        except BadInput as error:
            note(str(error))
    return FOUND


def _question(line: str) -> tuple[str, bool]:
    """The question of a line, and whether it is to be taken literally.

    Raises:
        BadInput: if it begins as an object and is none with a question.
    """
    if line.lstrip().startswith("{"):
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            value = None
        if not isinstance(value, dict) or not isinstance(value.get("question"), str):
            raise BadInput('a line in braces has to be like {"question": "Why?", "alone": true}')
        return value["question"], value.get("alone") is True
    command, _, question = line.strip().partition(" ")
    return (question, True) if command == _ALONE else (line, False)


def _command(line: str) -> str:
    """The word of command that a line begins with, in lower case; "" where it is a question."""
    match = _COMMAND.match(line)
    return match[0].lower() if match else ""


def _typed() -> Iterator[str]:
    """The lines that a person types, until the end."""
    for line in map(str.strip, _prompted() if sys.stdin.isatty() else lines(sys.stdin)):
        if line.lower() in _ENDS:
            return
        if line:
            yield line


def _prompted() -> Iterator[str]:
    """The lines typed at a prompt; the arrow keys call earlier ones back."""
    if os.environ.get("TERM", "dumb") != "dumb":
        with suppress(ImportError):  # not on every system
            import readline  # noqa: F401 (input() uses it)
    while True:
        try:
            yield input(PROMPT)
        except EOFError:
            print()
            return
