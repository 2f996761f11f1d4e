"""`qa doctor`: finds damage in an index, and repairs it."""

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING

from qa.cli.options import add_command, add_json, folder_of
from qa.cli.output import FOUND, WRONG, write
from qa.text.counted import counted
from qa.text.sanitize import one_line

if TYPE_CHECKING:
    from qa.cli.options import Commands
    from qa.indexing.doctor import Fault, HealthReport


def add(commands: "Commands") -> None:
    parser = add_command(
        commands,
        "doctor",
        run,
        "look for damage in the index, and repair it",
        "qa doctor\n  qa doctor --fix     repair what is safe to repair",
    )
    parser.add_argument(
        "--fix", action="store_true", help="repair all that can be repaired without reading files"
    )
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    from qa.indexing.doctor import examine, mend

    report = (mend if options.fix else examine)(folder_of(options))
    write({**asdict(report), "healthy": report.healthy} if options.json else _text(report))
    return FOUND if report.healthy else WRONG


def _text(report: "HealthReport") -> str:
    counts = (
        f"{counted(report.documents)}, {counted(report.paragraphs, 'paragraph')}, "
        f"{counted(report.passages, 'passage')}, {counted(report.vectors, 'vector')}"
    )
    verdict = "healthy" if report.healthy else "not healthy"
    return "\n".join([f"{counts}: {verdict}", *map(_line, report.faults)])


def _line(fault: "Fault") -> str:
    if fault.fixed:
        return f"repaired: {one_line(fault.what)}"
    kind = "note" if fault.harmless else "fault"
    return f"{kind}: {one_line(fault.what)}; {fault.repair}"
