"""`qa ask --format`: what goes to stdout makes up one document of the format."""

import csv
import io
import json
import sys
from pathlib import Path

import pytest

from qa.cli.main import main

FOUND = "When did Kim Jong Un make himself general secretary?"


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch, real_index: Path) -> None:
    """Three questions on stdin, of which the second cannot be asked."""
    monkeypatch.setenv("QA_INDEX", str(real_index))
    text = f"{FOUND}\n\nWho is the king of Mars?\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))


@pytest.mark.model
@pytest.mark.usefixtures("lines")
def test_csv_is_one_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "--format", "csv", "-"]) == 2
    written = capsys.readouterr()
    rows = list(csv.DictReader(io.StringIO(written.out)))
    assert {row["question"] for row in rows} == {FOUND, "Who is the king of Mars?"}
    assert rows[0]["answer"] == "2021"
    assert written.err == "qa: the question is empty: ask something\n"


@pytest.mark.model
@pytest.mark.usefixtures("lines")
def test_html_is_one_page(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "--format", "html", "-"]) == 2
    written = capsys.readouterr().out
    assert written.startswith("<!doctype html>")
    assert (written.count("<!doctype"), written.count("<article>")) == (1, 2)


@pytest.mark.model
@pytest.mark.usefixtures("lines")
def test_markdown_and_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "--format", "md", FOUND]) == 0
    assert capsys.readouterr().out.startswith(f"## {FOUND}\n\n**2021**\n\n> ")
    assert main(["ask", "--format", "json", FOUND]) == 0
    assert json.loads(capsys.readouterr().out)["answer"] == "2021"
    assert main(["ask", "--format", "pdf", FOUND]) == 2


def test_two_formats_at_once_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "--json", "--format", "md", "When?"]) == 2
    assert "give one" in capsys.readouterr().err
