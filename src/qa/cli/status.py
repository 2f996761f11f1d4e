"""`qa status`: what is in the index."""

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING

from qa.cli.options import add_command, add_json, library_of
from qa.cli.output import FOUND, write

if TYPE_CHECKING:
    from qa.cli.options import Commands


def add(commands: "Commands") -> None:
    add_json(add_command(commands, "status", run, "say what is in the index", "qa status --json"))


def run(options: argparse.Namespace) -> int:
    from qa.files.unread import unread_text

    with library_of(options) as library:
        status = asdict(library.status())
    from qa.indexing.results import not_searched_text
    from qa.render_index import other_languages_text, skipped_text

    if options.json:
        write(status)
        return FOUND
    status["bytes"] = f"{status['bytes'] / 1e6:,.1f} MB"
    status["languages"] = other_languages_text(status.pop("not_english")) or "all in English"
    elsewhere = (
        "" if status.pop("own") else " (named on another machine or in an older qa: not read)"
    )
    status["roots"] = ", ".join(status["roots"]) + elsewhere
    status["not found"] = not_searched_text(status.pop("not_searched")) or "nothing"
    passed_over = [skipped_text(status.pop("skipped")), unread_text(status.pop("unread"))]
    status["not read"] = ", ".join(filter(None, passed_over)) or "nothing"
    write("\n".join(f"{name:<11} {value}" for name, value in status.items()))
    return FOUND
