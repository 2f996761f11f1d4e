"""The command that measures: eval."""

import argparse
from dataclasses import asdict

from qa.cli.asking import library_of
from qa.cli.output import FOUND, Progress, write


def evaluate(options: argparse.Namespace) -> int:
    from qa.evaluate import evaluate as run
    from qa.evaluate import read_questions, report_text

    questions = read_questions(options.questions)
    with library_of(options) as library, Progress() as progress:
        from qa.indexer import Step

        report = run(library, questions, lambda d, t: progress(Step("asking", d, t)))
    write(asdict(report) if options.json else report_text(report))
    return FOUND
