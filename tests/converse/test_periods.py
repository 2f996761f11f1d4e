"""Times as people say them."""

from datetime import date

import pytest

from qa.converse.periods import period

PUBLISHED = ["2024-11-06", "2023-02-01", ""]
TODAY = date(2025, 3, 5)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("2024", "2024"),
        ("2024-10", "2024-10"),
        ("October", "2024-10"),
        ("oct 2022", "2022-10"),
        ("December", "2023-12"),  # the newest document is of November
        ("1 November", "2024-11-01"),
        ("November 1st", "2024-11-01"),
        ("6 November 2024", "2024-11-06"),
        ("yesterday", "2025-03-04"),
        ("last week", "2025-02-26"),
        ("the last 10 days", "2025-02-23"),
        ("last year", "2024"),
        ("apples", ""),
        ("the frost in April", ""),
        ("", ""),
    ],
)
def test_periods(words: str, expected: str) -> None:
    assert period(words, PUBLISHED, TODAY) == expected


def test_without_dated_documents_the_year_is_this_one() -> None:
    assert period("February", [], TODAY) == "2025-02"
    assert period("April", [], TODAY) == "2024-04"
