"""`qa eval`: measures retrieval and answers, or reading alone."""

import argparse
import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from qa.cli.options import add_command, add_json, add_reader, library_of, positive
from qa.cli.output import FOUND, Progress, note, write
from qa.errors import BadInput

if TYPE_CHECKING:
    from qa.cli.options import Commands
    from qa.evaluate.answering import AnsweringReport
    from qa.evaluate.reading import ReadingReport


def add(commands: "Commands") -> None:
    parser = add_command(
        commands,
        "eval",
        run,
        "measure retrieval and answers on questions with known answers",
        "qa eval benchmarks/questions.jsonl\n"
        "  qa eval --format squad dev-v2.0.json --predictions answers.json --no-answer none.json",
    )
    parser.add_argument("questions", type=Path, metavar="FILE")
    parser.add_argument(
        "--format",
        choices=("qa", "squad"),
        default="qa",
        help="qa: questions on the index, as JSON Lines (default); squad: each with its paragraph,"
        " as SQuAD's JSON or its rows as JSON Lines, gzipped or not",
    )
    parser.add_argument(
        "--most", type=positive, metavar="N", help="only N questions, evenly spread over the file"
    )
    parser.add_argument(
        "--predictions",
        type=Path,
        metavar="OUT.json",
        help='squad: {id: answer}, "" where its probability is below 0.5',
    )
    parser.add_argument(
        "--no-answer",
        type=Path,
        metavar="OUT.json",
        help="squad: {id: 1 minus the probability of the best answer}",
    )
    add_reader(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    from qa.evaluate.report import report_text

    squad = options.format == "squad"
    report: AnsweringReport | ReadingReport = _reading(options) if squad else _answering(options)
    write(asdict(report) if options.json else report_text(report))
    return FOUND


def _answering(options: argparse.Namespace) -> "AnsweringReport":
    from qa.evaluate.answering import evaluate
    from qa.evaluate.questions import evenly, read_questions

    if options.predictions or options.no_answer:
        raise BadInput("--predictions and --no-answer need --format squad")
    questions = evenly(read_questions(options.questions), options.most)
    with library_of(options) as library, Progress() as progress:
        from qa.indexing.results import Step

        return evaluate(library, questions, lambda d, t: progress(Step("asking", d, t)))


def _reading(options: argparse.Namespace) -> "ReadingReport":
    from qa.embed.embedder import DEFAULT_MODEL
    from qa.embed.loading import load_embedder
    from qa.evaluate.questions import evenly
    from qa.evaluate.reading import evaluate_reading
    from qa.evaluate.squad import read_squad
    from qa.indexing.results import Step
    from qa.read.calibration import GIVEN_PARAGRAPH
    from qa.read.loading import load_reader

    for path in (options.predictions, options.no_answer):
        if path and (path.is_dir() or not path.parent.is_dir()):
            # checked now, not after an hour of reading
            raise BadInput(f"{path} cannot be written: name a file in an existing folder")
    questions = evenly(read_squad(options.questions), options.most)
    embedder, reader = (
        load_embedder(DEFAULT_MODEL, note),
        load_reader(options.reader, note, GIVEN_PARAGRAPH),
    )
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
