"""Formats the figures of an evaluation as text for a terminal."""

from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qa.evaluate.answering import AnsweringReport
    from qa.evaluate.reading import ReadingReport

WIDTH = 20
"""Width of the column of names."""


def report_text(report: "AnsweringReport | ReadingReport") -> str:
    """A line for each figure, and a table of how right answers of similar confidence are."""
    fields = {n: v for n, v in asdict(report).items() if n not in ("reliability", "risk_coverage")}
    rows = [
        f"{name.replace('_', ' '):<{WIDTH}} {_number(value):>8}{_REMARKS.get(name, '')}"
        for name, value in fields.items()
    ]
    filled_bins = [each for each in report.reliability if each.count]
    if filled_bins:
        rows += ["", f"{'confidence':<{WIDTH}} {'answers':>8} {'mean':>8} {'right':>8}"]
    for each in filled_bins:
        numbers = f"{each.count:>8} {_number(each.confidence):>8} {_number(each.right):>8}"
        rows.append(f"{f'{each.low:.1f} to {each.high:.1f}':<{WIDTH}} {numbers}")
    return "\n".join(rows)


_REMARKS = {"best_f1": "  found on these very questions", "best_threshold": "  likewise"}


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}" if isinstance(value, float) else f"{value}"
