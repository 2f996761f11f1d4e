# `make check` does what CI does, in the environment that is active.
.PHONY: install check lint types imports test

install:
	pip install -c constraints.txt -e ".[dev]"

check: lint types imports test

lint:
	ruff check .
	ruff format --check .

types:
	mypy

imports:
	lint-imports

test:
	pytest
