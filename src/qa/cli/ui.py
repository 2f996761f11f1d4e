"""`qa` and `qa ui`: the terminal UI, or the same in a browser."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from qa.cli.options import SEEDS, add_command, folder_of, port
from qa.cli.output import note
from qa.cli.paths import index_for, split
from qa.cli.writing import add_writer, writer_of
from qa.errors import BadInput

if TYPE_CHECKING:
    from qa.cli.options import Commands


def add(commands: "Commands") -> None:
    parser = add_command(
        commands,
        "ui",
        run,
        "open the terminal UI (the same as no command)",
        'qa\n  qa "Who?"\n  qa articles/ notes.md\n  qa articles/ "Who?"',
    )
    parser.add_argument(
        "words",
        nargs="*",
        metavar="PATH or QUESTION",
        help="files, folders and web addresses to open (their index is kept with the user's data); "
        "then a question, asked at once",
    )
    parser.add_argument(
        "--web", action="store_true", help="in a browser on this machine; needs qa[web]"
    )
    parser.add_argument("--port", type=port, metavar="N", help="for --web (default 8765)")
    add_writer(parser)


def run(options: argparse.Namespace) -> int:
    paths, question = split(options.words)
    folder = folder_of(options)
    if paths:
        named = getattr(options, "index", None)
        folder = named or index_for(paths)
        _check_same(folder, paths)
    if options.web and options.writer is not None:
        raise BadInput("--writer is not for --web: open the UI in a terminal")
    if options.web:
        from qa.ui.web import serve

        return serve(folder, [*paths, *filter(None, [question])], options.port, note)
    if options.port is not None:
        raise BadInput("--port needs --web: `qa --web --port 8765`")
    from qa.ui.app import run as run_app

    seeds = [str(SEEDS)] if SEEDS.is_dir() else []
    return run_app(
        folder, paths or seeds, question or None, in_step=bool(paths), writer=writer_of(options)
    )


def _check_same(folder: Path, paths: Sequence[str]) -> None:
    """Raises BadInput if the index holds other files than these, which opening would drop."""
    from qa.errors import IndexMissing, IndexUnusable
    from qa.indexing.request import IndexRequest
    from qa.store.store import settings_of

    try:
        roots = settings_of(folder).roots
    except (IndexMissing, IndexUnusable):
        return
    if others := sorted(set(roots) - set(IndexRequest(paths).roots)):
        raise BadInput(
            f"the index {folder} holds {others[0]}, which would be dropped: name it too, or choose"
            " another folder with --index"
        )
