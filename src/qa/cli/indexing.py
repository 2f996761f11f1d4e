"""The command that writes an index: index."""

import argparse
from pathlib import Path

from qa.cli.asking import SEEDS, folder_of
from qa.cli.output import FOUND, Progress, note, write
from qa.errors import BadInput


def index(options: argparse.Namespace) -> int:
    from qa.indexer import index as run
    from qa.render import summary_text

    folder = folder_of(options)
    with Progress() as progress:
        summary = run(
            options.paths or _remembered(folder),
            folder,
            model=options.model,
            rebuild=options.rebuild,
            progress=progress,
            notify=note,
        )
    write(summary_text(summary))
    return FOUND


def _remembered(folder: Path) -> list[Path]:
    from qa.errors import IndexMissing
    from qa.library import Library

    try:
        with Library.open(folder) as library:
            return [Path(root) for root in library.status().roots]
    except IndexMissing:
        if not SEEDS.is_dir():
            raise BadInput("there is no folder seeds/ here: name files or folders") from None
        return [SEEDS]
