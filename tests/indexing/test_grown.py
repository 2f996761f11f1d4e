"""A large document costs as much a byte as a small one: what once did not, grown sixteen times.

All constructs that there are, grown to megabytes, are measured by benchmarks/grown.py.
"""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
from constructs import PROSE, Construct, grown
from grown import MOST_SECONDS, measure

END = f"x\n\n{PROSE}"
SMALL, LARGE = 12_000, 192_000
"""Bytes."""
ONCE_QUADRATIC = (
    grown(".md", " ", "# a", END),
    grown(".md", "#", "# a", END),
    grown(".md", "\t", "# {#", END),
    grown(".md", "\n", "```\n", "```\n"),
    grown(".md", "\n", "- a\n", END),
    grown(".md", "# a\n\n", "# a\n\n", "# b"),
    grown(".txt", "1. ", PROSE),
    grown(".txt", "1. a\n", PROSE),
    grown(".txt", "key: value\n", PROSE),
    grown(".org", " ", "* a", END),
    grown(".tex", " ", "\\title", END),
    grown(".eml", "*", "From: a@b.c\n\nFrom: a\n", END),
    grown(".eml", "-", "From: a@b.c\n\n", END),
    grown(".csv", "1", "1", f"x,{PROSE}\n1,{PROSE}\n"),
)
COPIED = (
    grown(".txt", "It was so. — and ", PROSE),
    grown(".txt", "“Yes.” Ada Lowe said ", PROSE),
    grown(".txt", "am 3. Mai ", PROSE),
    grown(".adoc", "b\n", "|===\n| a\n", f"|===\n\n{PROSE}"),
)
"""A quick copy of what came before, again and again: slow only in what is large."""
CASES = [(construct, 1) for construct in ONCE_QUADRATIC] + [(construct, 8) for construct in COPIED]


@pytest.mark.parametrize(
    ("construct", "times"), CASES, ids=lambda value: getattr(value, "name", "")
)
def test_a_byte_costs_the_same_in_a_large_document(construct: Construct, times: int) -> None:
    small, large = measure(construct, times * SMALL), measure(construct, times * LARGE)
    assert small, f"over {MOST_SECONDS:.0f} s"
    assert large, f"over {MOST_SECONDS:.0f} s"
    # Sixteen times as large: what is quadratic takes 256 times as long.
    assert large[1] < 60 * max(small[1], 0.01)
