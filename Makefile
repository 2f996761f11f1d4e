# `make check` does what CI does, in the environment that is active.
.PHONY: install check lint types imports test fuzz

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

# New random examples of the offsets, many; a find becomes an @example.
fuzz:
	pytest --hypothesis-profile=fuzz tests/split/test_paragraphs.py tests/split/test_windows.py tests/split/test_outline.py tests/text/test_words.py
