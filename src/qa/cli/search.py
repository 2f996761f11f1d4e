"""`qa search`: passages only."""

import argparse
from typing import TYPE_CHECKING

from qa.cli.options import add_command, library_of
from qa.cli.output import note
from qa.cli.questions import Result, add_arguments, each_question, tell_undated, warn_if_stale

if TYPE_CHECKING:
    from qa.cli.options import Commands


def add(commands: "Commands") -> None:
    parser = add_command(
        commands,
        "search",
        run,
        "passages only: the retriever, for scripts",
        'qa search "elite troops" -k 3\n  qa search --json - < queries.txt',
    )
    add_arguments(parser, "query")


def run(options: argparse.Namespace) -> int:
    from qa.render import hits_json, hits_text
    from qa.retrieve.understanding import correction_note

    library = library_of(options)
    warn_if_stale(library)
    tell_undated(library, options.where)

    def result(query: str) -> Result:
        understood = library.understand(query)
        if understood.corrections:
            note(correction_note(understood.corrections))
        hits = library.search(query, options.k, where=options.where)
        if not hits and options.where:
            note(f"no documents match {' and '.join(options.where)}")
        return bool(hits), hits_json(query, hits, understood.corrections), hits_text(hits)

    return each_question(options, "query", result)
