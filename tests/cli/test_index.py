"""`qa index`: what is remembered, what is only told, what is watched; and a bar that is true."""

import io
import json
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from fakes import FakeEmbedder

from qa.cli.main import main
from qa.cli.output import Progress
from qa.errors import BadInput
from qa.indexing.results import Duplicate, Moved, RetainedRoot, Skipped, Step, Summary
from qa.render_index import preview_text, summary_text
from qa.store.store import Store
from qa.store.writer import writer

URL = "https://news.example/a"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory; no model is loaded."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("QA_INDEX", raising=False)
    monkeypatch.setattr("qa.indexing.indexer.load_embedder", lambda *_: FakeEmbedder())
    monkeypatch.setattr("qa.embed.loading.load_embedder", lambda *_: FakeEmbedder())
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> tuple[str, str]:
    """What `qa index` writes to stdout and stderr."""
    assert main(["index", *arguments]) == code
    out, err = capsys.readouterr()
    return out, err


def _stdin(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


def test_paths_and_patterns_are_remembered(
    articles: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(capsys, "articles", "--exclude", "notes/")[0].startswith("1 added; ")
    assert run(capsys)[0] == "1 unchanged; 0 passages embedded\n"
    assert run(capsys, "articles")[0].startswith("1 added, 1 unchanged; ")


def test_columns_are_named(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "rows.csv").write_text("head,story\nA Mill,The mill is closed until spring.\n")
    run(capsys, "rows.csv", "--field", "text=story", "--field", "title=head")
    (document,) = Store.open(here / "index").database.documents()
    assert (document.title, document.text) == ("A Mill", "The mill is closed until spring.")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["articles", "--field", "text"], "'text' is not NAME=COLUMN"),
        (["articles", "--field", "txet=body"], "unknown field 'txet': use one of id, text, title"),
        (["articles", "--exclude", "!"], "not a pattern"),
        (["articles", "--forget", "stdin/x"], "not a document from stdin: there is none"),
        (["articles", "--watch", "--dry-run"], "leave out --dry-run"),
        (["https://news.example/mill", "--watch"], "needs a file or a folder"),
        (["-", "--dry-run"], "leave out `-`"),
        (["--undo", "--dry-run"], "leave out other options"),
        (["--undo", "--wait", "9"], "leave out other options"),
        (["articles", "--wait", "soon"], "'soon' is not a whole number"),
        (["articles", ""], "a path is empty"),
        (["--undo", "--forget", "stdin/x"], "leave out other options"),
    ],
    ids=lambda value: " ".join(value[1:]) if isinstance(value, list) else "",
)
def test_wrong_use(
    arguments: list[str], message: str, articles: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, err = run(capsys, *arguments, code=2)
    assert out == ""
    assert message in err
    assert err.count("\n") == 1


def test_a_dry_run_tells_and_writes_nothing(
    articles: Path, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(capsys, "articles", "--dry-run")[0] == (
        "would add bridge.txt\nwould add notes/harvest.md\ndry run: 2 added; nothing was written\n"
    )
    assert not (here / "index").exists()


def test_stdin_comes_beside_what_is_remembered(
    articles: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(capsys, "articles")
    _stdin(monkeypatch, b"The mill is closed until the spring.\n")
    assert run(capsys, "-")[0].startswith("1 added, 2 unchanged; ")
    _, err = run(capsys, "--forget", "bridge.txt", code=2)
    source = err.split()[-1]
    assert source.startswith("stdin/")
    assert run(capsys, "--forget", source)[0].startswith("1 removed, 2 unchanged; ")


def test_stdin_alone(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _stdin(monkeypatch, b"The mill is closed until the spring.\n")
    assert run(capsys, "-")[0].startswith("1 added; ")
    assert Store.open(here / "index").settings.roots == ()
    assert run(capsys)[0].startswith("1 unchanged; ")


def test_a_stale_index_says_so_when_it_is_asked(
    articles: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.retrieve.retriever.load_embedder", lambda *_: FakeEmbedder())
    run(capsys, "articles")
    assert main(["search", "bridge", "--json"]) == 0
    assert capsys.readouterr().err == ""
    (articles / "bridge.txt").write_text("The bridge is open again to all traffic.\n")
    assert main(["search", "bridge", "--json"]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["passages"]
    assert err == "qa: since the index was updated, 1 file changed: run `qa index`\n"


def test_watching_updates_says_what_is_kept_and_ends_with_ctrl_c(
    articles: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def changes(roots: Sequence[Path], index: Path, **_: Any) -> Iterator[bool]:
        assert list(roots) == [articles]
        yield True
        (articles / "mill.txt").write_text("The mill is closed until the spring.\n")
        yield True
        articles.rename(articles.with_name("away"))
        yield True
        yield True  # said once
        articles.with_name("away").rename(articles)
        (articles / "mill.txt").unlink()
        yield True
        yield False
        (articles / "empty\n.txt").write_text("")
        yield True
        yield True
        raise KeyboardInterrupt

    monkeypatch.setattr("qa.indexing.watch.changes", changes)
    out, err = run(capsys, "articles", "--watch")
    first, second, third = out.splitlines()
    assert first.startswith("2 added; ")
    assert second[9:].startswith("1 added, 2 unchanged; ")
    assert third[9:].startswith("1 removed, 2 unchanged; ")
    advice = "`qa index --rebuild`, or naming other paths, drops them"
    assert err.splitlines() == [
        f"qa: watching {articles}; Ctrl+C stops it",
        f"qa: kept 3 files of {articles}, where none is now: {advice}",
        "qa: skipped empty .txt: empty file",
        "qa: no longer watching",
    ]


def test_watching_waits_while_another_writes(
    articles: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    held = threading.Event()

    def changes(*_: Any, **__: Any) -> Iterator[bool]:
        (articles / "mill.txt").write_text("The mill is closed until the spring.\n")
        held.set()
        yield True
        held.clear()
        yield False
        raise KeyboardInterrupt

    from qa.indexing import indexer

    real = indexer.writer

    def writer(*arguments: Any, **options: Any) -> Any:
        if held.is_set():
            raise BadInput("process 7 is writing index: wait for it, then again")
        return real(*arguments, **options)

    monkeypatch.setattr("qa.indexing.watch.changes", changes)
    monkeypatch.setattr("qa.indexing.indexer.writer", writer)
    out, err = run(capsys, "articles", "--watch")
    assert "1 added, 2 unchanged" in out
    assert "qa: process 7 is writing index" in err


def test_waiting_for_another_writer(articles: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, holds, done = Path("index"), threading.Event(), threading.Event()

    def hold() -> None:
        with writer(folder):
            holds.set()
            done.wait()

    other = threading.Thread(target=hold)
    other.start()
    holds.wait()
    _, err = run(capsys, "articles", code=2)
    assert "is writing index: again later, or `--wait SECONDS`" in err
    _, err = run(capsys, "articles", "--wait", "1", code=2)
    assert "is writing index: waiting up to 1 s" in err
    threading.Timer(1.0, done.set).start()
    out, _ = run(capsys, "articles", "--wait", "60")
    assert out.startswith("2 added; ")
    other.join()


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_bar_shows_how_far_each_stage_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", Terminal())
    with Progress() as progress:
        for done in (0, 50, 100):
            progress(Step("checking", done, 100, "files"))
        progress(Step("indexing", 0, 80, "kB"))
        progress(Step("saving", 0, 0))
    shown = sys.stderr.getvalue()  # type: ignore[attr-defined]
    assert "checking:   0%" in shown
    assert "/100 [" in shown
    assert "kB/s" in shown
    assert "saving ..." in shown


def test_no_bar_where_nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    with Progress() as progress:
        progress(Step("checking", 1, 2, "files"))
    assert sys.stderr.getvalue() == ""  # type: ignore[attr-defined]


MANY = tuple(Duplicate(f"{n:02}.txt", "a\x1b.txt") for n in range(22))


@pytest.mark.parametrize(
    ("summary", "text"),
    [
        (
            Summary(moved=(Moved("b\n.txt", "a.txt"),)),
            "1 moved; 0 passages embedded\nmoved a.txt -> b .txt",
        ),
        (
            Summary(unchanged=("a",), duplicates=MANY),
            "1 unchanged, 22 copies of others; 0 passages embedded",
        ),
        (
            Summary(unchanged=("a",), unread={".png": 1200, "links": 1}),
            "1 unchanged; 0 passages embedded\nnot read: 1,200 .png, 1 symbolic link",
        ),
        (
            Summary(unchanged=("a",), retained=(RetainedRoot("/disk", 2),)),
            "1 unchanged; 0 passages embedded\nkept 2 files of /disk, where none is now:"
            " `qa index --rebuild`, or naming other paths, drops them",
        ),
    ],
    ids=["moved", "copies", "not read", "kept"],
)
def test_text_of_a_summary(summary: Summary, text: str) -> None:
    assert summary_text(summary) == text


def test_text_of_a_dry_run_names_each_file() -> None:
    summary = Summary(
        changed=("a",),
        removed=("b",),
        moved=(Moved("c", "d"),),
        duplicates=(Duplicate("e", "a"),),
        skipped=(Skipped("f", "Permission denied"),),
        unread={".mp3": 3},
    )
    assert preview_text(summary).splitlines() == [
        "would change a",
        "would remove b",
        "would move d -> c",
        "would skip f: Permission denied",
        "not read: 3 .mp3",
        "dry run: 1 changed, 1 moved, 1 removed, 1 skipped, 1 copy of another; nothing was written",
    ]
