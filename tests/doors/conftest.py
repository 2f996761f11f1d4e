"""What the doors' tests share."""

from collections.abc import Callable
from typing import Any

import pytest

from qa.doors.operations import BY_NAME, Operations, Result
from qa.doors.parameters import checked
from qa.library import Library

Call = Callable[..., Result]


@pytest.fixture
def call(library: Library) -> Call:
    """Runs an operation by name, its arguments checked, on the library of two articles."""
    operations = Operations(library)

    def run(name: str, **given: Any) -> Result:
        return BY_NAME[name].run(operations, checked(BY_NAME[name].parameters, given))

    return run
