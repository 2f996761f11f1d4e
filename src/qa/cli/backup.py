"""`qa backup`: copies an index, also while it is asked and updated."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from qa.cli.options import add_command, folder_of
from qa.cli.output import FOUND, Progress, note, write
from qa.text.counted import counted

if TYPE_CHECKING:
    from qa.cli.options import Commands


def add(commands: "Commands") -> None:
    parser = add_command(
        commands,
        "backup",
        run,
        "copy the index, whole, also while it is updated",
        "qa backup /media/disk/index-monday\n"
        "  to restore it, copy it to where the index was, in place of what is there",
    )
    parser.add_argument("target", type=Path, metavar="TARGET", help="a new folder")


def run(options: argparse.Namespace) -> int:
    from qa.indexing.backup import back_up

    with Progress() as progress:
        made = back_up(folder_of(options), options.target, progress=progress, notify=note)
    size = f"{made.bytes / 1e6:,.1f} MB"
    write(f"copied to {made.folder} and checked: {counted(made.documents)}, {size}")
    return FOUND
