"""The figures of an evaluation, as text for a terminal."""

from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qa.evaluate.answering import AnsweringReport
    from qa.evaluate.reading import ReadingReport

WIDTH = 20
"""Columns of a figure's name."""


def report_text(report: "AnsweringReport | ReadingReport") -> str:
    """The figures, a line each, and a table of how right answers of like confidence are."""
    shown = {n: v for n, v in asdict(report).items() if n not in ("reliability", "risk_coverage")}
    rows = [
        f"{name.replace('_', ' '):<{WIDTH}} {_number(value):>8}{_REMARKS.get(name, '')}"
        for name, value in shown.items()
    ]
    filled = [one for one in report.reliability if one.count]
    if filled:
        rows += ["", f"{'confidence':<{WIDTH}} {'answers':>8} {'mean':>8} {'right':>8}"]
    for one in filled:
        numbers = f"{one.count:>8} {_number(one.confidence):>8} {_number(one.right):>8}"
        rows.append(f"{f'{one.low:.1f} to {one.high:.1f}':<{WIDTH}} {numbers}")
    return "\n".join(rows)


_REMARKS = {"best_f1": "  found on these very questions", "best_threshold": "  likewise"}


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}" if isinstance(value, float) else f"{value}"
