"""The commands that read an index: ui, ask, search, status."""

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa.cli.output import FOUND, NOTHING, WRONG, note, write
from qa.errors import BadInput

if TYPE_CHECKING:
    from qa.library import Library

SEEDS = Path("seeds")
"""What is indexed when nothing is named and the index remembers nothing."""


def folder_of(options: argparse.Namespace) -> Path:
    return Path(getattr(options, "index", None) or os.environ.get("QA_INDEX") or "index")


def library_of(options: argparse.Namespace) -> "Library":
    from qa.library import Library

    reader = getattr(options, "reader", None)
    return Library.open(folder_of(options), reader=reader, notify=note)


def ui(options: argparse.Namespace) -> int:
    question = " ".join(options.question) or None
    if options.web:
        from qa.ui.web import serve

        return serve(folder_of(options), question, options.port, note)
    if options.port is not None:
        raise BadInput("--port is for --web: `qa --web --port 8765`")
    from qa.ui.app import run

    return run(folder_of(options), SEEDS if SEEDS.is_dir() else None, question)


def ask(options: argparse.Namespace) -> int:
    from qa.render import answer_json, answer_text

    library = library_of(options)
    _say_if_stale(library)

    def one(question: str) -> tuple[bool, dict[str, Any], str]:
        answer = library.ask(question, options.k, where=options.where)
        return answer.answered, answer_json(answer), answer_text(answer)

    return _each(options, one)


def search(options: argparse.Namespace) -> int:
    from qa.render import hits_json, hits_text

    library = library_of(options)
    _say_if_stale(library)

    def one(query: str) -> tuple[bool, dict[str, Any], str]:
        hits = library.search(query, options.k, where=options.where)
        if not hits and options.where:
            note(f"no documents match {' and '.join(options.where)}")
        return bool(hits), hits_json(query, hits), hits_text(hits)

    return _each(options, one)


def _say_if_stale(library: "Library") -> None:
    from qa.indexing.staleness import staleness

    if stale := staleness(library):
        note(f"since the index was made, {stale}: run `qa index`")


def _each(
    options: argparse.Namespace, one: Callable[[str], tuple[bool, dict[str, Any], str]]
) -> int:
    """Answers the question given, or each line of stdin; a bad line is answered by its error."""
    if options.question != ["-"]:
        found, value, text = one(" ".join(options.question))
        write(value if options.json else text)
        return FOUND if found else NOTHING
    code = NOTHING
    for line in _lines(sys.stdin):
        try:
            found, value, text = one(line)
        except BadInput as error:
            value = {"query" if options.run is search else "question": line, "error": str(error)}
            found, text = False, f"qa: {error}"
            code = WRONG
        write(value if options.json else f"{text}\n")
        code = FOUND if found and code != WRONG else code
    return code


def _lines(stream: Any) -> Iterator[str]:
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(encoding="utf-8", errors="replace")
    for line in stream:
        yield line.rstrip("\r\n")


def status(options: argparse.Namespace) -> int:
    with library_of(options) as library:
        facts = asdict(library.status())
    if options.json:
        write(facts)
        return FOUND
    facts["bytes"] = f"{facts['bytes'] / 1e6:,.1f} MB"
    facts["roots"] = ", ".join(facts["roots"])
    write("\n".join(f"{name:<11} {value}" for name, value in facts.items()))
    return FOUND
