"""The command that measures: eval."""

import argparse
import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from qa.cli.ask import library_of
from qa.cli.output import FOUND, Progress, note, write
from qa.errors import BadInput

if TYPE_CHECKING:
    from qa.evaluate.answering import Report
    from qa.evaluate.reading import ReadingReport


def evaluate(options: argparse.Namespace) -> int:
    from qa.evaluate.report import report_text

    squad = options.format == "squad"
    report: Report | ReadingReport = _read(options) if squad else _asked(options)
    write(asdict(report) if options.json else report_text(report))
    return FOUND


def _asked(options: argparse.Namespace) -> "Report":
    from qa.evaluate.answering import evaluate as run
    from qa.evaluate.questions import evenly, read_questions

    if options.predictions or options.no_answer:
        raise BadInput("--predictions and --no-answer go with --format squad")
    questions = evenly(read_questions(options.questions), options.most)
    with library_of(options) as library, Progress() as progress:
        from qa.indexing.results import Step

        return run(library, questions, lambda d, t: progress(Step("asking", d, t)))


def _read(options: argparse.Namespace) -> "ReadingReport":
    from qa.embed.embedder import DEFAULT_MODEL
    from qa.embed.loading import load_embedder
    from qa.evaluate.questions import evenly
    from qa.evaluate.reading import evaluate_reading
    from qa.evaluate.squad import read_squad
    from qa.indexing.results import Step
    from qa.read.calibration import GIVEN
    from qa.read.loading import load_reader

    for path in (options.predictions, options.no_answer):
        if path and (path.is_dir() or not path.parent.is_dir()):
            # said now, not after an hour of reading
            raise BadInput(f"{path} cannot be written: name a file in a folder that is there")
    questions = evenly(read_squad(options.questions), options.most)
    embedder, reader = load_embedder(DEFAULT_MODEL, note), load_reader(options.reader, note, GIVEN)
    with Progress() as progress:
        report, outcomes = evaluate_reading(
            questions, embedder, reader, lambda d, t: progress(Step("reading", d, t))
        )
    if options.predictions:
        _save(options.predictions, {one.given.id: one.answer for one in outcomes})
    if options.no_answer:
        _save(options.no_answer, {one.given.id: one.no_answer for one in outcomes})
    return report


def _save(path: Path, values: Mapping[str, str | float]) -> None:
    try:
        path.write_text(json.dumps(values) + "\n", encoding="utf-8")
    except OSError as error:
        raise BadInput(f"{path} cannot be written: {error.strerror or error}") from error
