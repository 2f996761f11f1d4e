"""The command that looks after an index: doctor."""

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING

from qa.cli.ask import folder_of
from qa.cli.output import FOUND, WRONG, write
from qa.text.sanitize import one_line

if TYPE_CHECKING:
    from qa.indexing.doctor import Fault, HealthReport


def doctor(options: argparse.Namespace) -> int:
    from qa.indexing.doctor import examine, mend

    report = (mend if options.fix else examine)(folder_of(options))
    write({**asdict(report), "healthy": report.healthy} if options.json else _text(report))
    return FOUND if report.healthy else WRONG


def _text(report: "HealthReport") -> str:
    looked = (
        f"{report.documents:,} documents, {report.paragraphs:,} paragraphs, "
        f"{report.passages:,} passages, {report.vectors:,} vectors"
    )
    verdict = "all is well" if report.healthy else "not well"
    return "\n".join([f"{looked}: {verdict}", *map(_line, report.faults)])


def _line(fault: "Fault") -> str:
    if fault.fixed:
        return f"mended: {one_line(fault.what)}"
    kind = "note" if fault.harmless else "fault"
    return f"{kind}: {one_line(fault.what)}; {fault.repair}"
