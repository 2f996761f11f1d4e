"""The index mirrors the files, and embeds nothing twice."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from fakes import FakeEmbedder

from qa.embed.embedder import Vectors, WindowText
from qa.errors import BadInput, IndexUnusable
from qa.indexing.results import Moved, Step, Summary
from qa.indexing.window_texts import WINDOW, window_text
from qa.library import Library
from qa.store.store import Store
from qa.store.sync import DATABASE
from qa.types import Document, Paragraph, Span

Build = Callable[..., Summary]


def _sources(tmp_path: Path) -> list[str]:
    return [d.source for d in Store.open(tmp_path / "index").database.documents()]


def test_a_first_run_adds_everything(build: Build, articles: Path, embedder: FakeEmbedder) -> None:
    summary = build(articles)
    assert summary.added == ("bridge.txt", "notes/harvest.md")
    assert summary.embedded == len(embedder.embedded) == len(set(embedder.embedded))


def test_a_second_run_does_nothing(build: Build, articles: Path, embedder: FakeEmbedder) -> None:
    build(articles)
    embedder.embedded.clear()
    summary = build(articles)
    assert summary == Summary(unchanged=("bridge.txt", "notes/harvest.md"))
    assert embedder.embedded == []


def test_only_a_changed_paragraph_is_embedded(
    build: Build, articles: Path, embedder: FakeEmbedder, tmp_path: Path
) -> None:
    build(articles)
    embedder.embedded.clear()
    bridge = articles / "bridge.txt"
    bridge.write_text(bridge.read_text().replace("4.5 million", "7 million"))
    summary = build(articles)
    assert summary.changed == ("bridge.txt",)
    assert len(embedder.embedded) == 1
    assert "7 million" in embedder.embedded[0]
    assert _sources(tmp_path) == ["bridge.txt", "notes/harvest.md"]


def test_what_is_gone_is_dropped_and_no_longer_found(
    build: Build, articles: Path, embedder: FakeEmbedder, tmp_path: Path
) -> None:
    build(articles)
    (articles / "bridge.txt").unlink()
    assert build(articles).removed == ("bridge.txt",)
    library = Library(Store.open(tmp_path / "index"), embedder=embedder)
    hits = library.search("bridge cracks engineers repairs", k=10)
    assert {hit.paragraph.document.source for hit in hits} == {"notes/harvest.md"}
    assert library.store.database.lexical(['"bridge"'], 5) == []


def test_a_moved_file_keeps_its_embeddings(
    build: Build, articles: Path, embedder: FakeEmbedder
) -> None:
    build(articles)
    embedder.embedded.clear()
    (articles / "bridge.txt").rename(articles / "renamed.txt")
    summary = build(articles)
    assert summary.moved == (Moved("renamed.txt", "bridge.txt"),)
    assert (summary.added, summary.removed) == ((), ())
    assert embedder.embedded == []


def test_an_interrupted_run_goes_on_from_its_embeddings(
    build: Build, articles: Path, embedder: FakeEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.indexing.staging.BATCH", 2)

    class Interrupted(FakeEmbedder):
        def embed_windows(self, passages: Sequence[WindowText]) -> list[Vectors]:
            if self.embedded:
                raise KeyboardInterrupt
            return super().embed_windows(passages)

    first = Interrupted()
    with pytest.raises(KeyboardInterrupt):
        build(articles, embedder=first)
    build(articles)
    assert len(first.embedded) == 2
    assert set(embedder.embedded).isdisjoint(first.embedded)


def test_files_that_cannot_be_read_are_named_and_the_rest_is_indexed(
    build: Build, articles: Path, tmp_path: Path
) -> None:
    (articles / "empty.txt").write_text(" \n\n")
    (articles / "binary.txt").write_bytes(bytes(range(256)) * 40)
    summary = build(articles)
    assert {s.source for s in summary.skipped} == {"empty.txt", "binary.txt"}
    assert all(s.reason and "\n" not in s.reason for s in summary.skipped)
    assert _sources(tmp_path) == ["bridge.txt", "notes/harvest.md"]


def test_a_file_that_becomes_unreadable_keeps_its_last_text(
    build: Build, articles: Path, tmp_path: Path
) -> None:
    build(articles)
    (articles / "bridge.txt").write_bytes(b"")
    summary = build(articles)
    assert (summary.removed, [s.source for s in summary.skipped]) == ((), ["bridge.txt"])
    assert _sources(tmp_path) == ["bridge.txt", "notes/harvest.md"]


def test_a_hostile_title_does_not_stop_the_run(
    build: Build, articles: Path, tmp_path: Path
) -> None:
    (articles / "long.md").write_text("# " + "한국어의 " * 90 + "\n\nA body of some five words.\n")
    (articles / "yaml.md").write_text(
        '---\ntitle: "a \\ud800 b \\0 c"\n---\nA body of some words.\n'
    )
    assert len(build(articles).added) == 4
    titles = [d.title for d in Store.open(tmp_path / "index").database.documents()]
    assert "a \ufffd b \ufffd c" in titles


def test_a_file_name_that_is_not_utf_8_is_indexed(build: Build, articles: Path) -> None:
    name = os.fsdecode(b"bad\xff.txt")
    try:
        (articles / name).write_text("A body of some five words.\n")
    except OSError:
        pytest.skip("this file system takes no such names")
    assert "bad\\xff.txt" in build(articles).added


def test_new_roots_are_remembered_without_any_change(
    build: Build, articles: Path, tmp_path: Path
) -> None:
    build(articles)
    (tmp_path / "later").mkdir()
    build(articles, tmp_path / "later")
    roots = Store.open(tmp_path / "index").settings.roots
    assert roots == (str(articles), str(tmp_path / "later"))


def test_vectors_that_cannot_be_written_are_said_and_nothing_is_lost(
    build: Build, articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("qa.store.vectors.Vectors.write", full)
    heard: list[str] = []
    assert build(articles, notify=heard.append).added
    assert "No space left" in heard[0]
    assert _sources(tmp_path) == ["bridge.txt", "notes/harvest.md"]


@pytest.mark.parametrize(("name", "message"), [("nowhere", "nowhere"), ("hollow", "no documents")])
def test_wrong_paths_leave_the_old_index(
    name: str, message: str, build: Build, articles: Path, tmp_path: Path
) -> None:
    build(articles)
    (tmp_path / "hollow").mkdir()
    with pytest.raises(BadInput, match=message):
        build(tmp_path / name)
    assert _sources(tmp_path) == ["bridge.txt", "notes/harvest.md"]


def test_another_model_embeds_everything_again(
    build: Build, articles: Path, embedder: FakeEmbedder, tmp_path: Path
) -> None:
    build(articles)
    other = FakeEmbedder("other", dim=32)
    summary = build(articles, embedder=other)
    assert summary.embedded == len(set(embedder.embedded))
    assert Store.open(tmp_path / "index").settings.model == "other"
    assert Library(Store.open(tmp_path / "index"), embedder=other).search("bridge")
    with pytest.raises(IndexUnusable, match="made with other"):
        Library(Store.open(tmp_path / "index"), embedder=embedder).search("bridge")


def test_rebuild_replaces_what_cannot_be_used_and_keeps_it_aside(
    build: Build, articles: Path, tmp_path: Path
) -> None:
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / DATABASE).write_text("broken")
    with pytest.raises(IndexUnusable, match="--rebuild"):
        build(articles)
    assert build(articles, rebuild=True).added
    assert (tmp_path / "index" / f"{DATABASE}.old").read_text() == "broken"


def test_rebuild_reads_again_and_embeds_nothing(
    build: Build, articles: Path, embedder: FakeEmbedder
) -> None:
    build(articles)
    embedder.embedded.clear()
    assert build(articles, rebuild=True).changed == ("bridge.txt", "notes/harvest.md")
    assert embedder.embedded == []


def test_progress_ends_at_its_total(build: Build, articles: Path) -> None:
    steps: list[Step] = []
    build(articles, progress=steps.append)
    for stage in ("checking", "indexing"):
        own = [step for step in steps if step.stage == stage]
        assert own[-1].done == own[-1].total > 0
        assert [step.done for step in own] == sorted(step.done for step in own)


def test_nothing_of_a_long_paragraph_is_left_out(
    build: Build, tmp_path: Path, embedder: FakeEmbedder
) -> None:
    sentences = [f"Sentence number {n} tells of the matter {n} times over." for n in range(60)]
    folder = tmp_path / "long"
    folder.mkdir()
    (folder / "long.txt").write_text("A Long Story\n\n" + " ".join(sentences) + "\n")
    build(folder)
    assert all(any(s in text for text in embedder.embedded) for s in sentences)
    limit = min(WINDOW, embedder.max_tokens)
    assert all(embedder.count_tokens(text) <= limit for text in embedder.embedded)
    assert all(text.startswith("A Long Story. ") for text in embedder.embedded)


@pytest.mark.parametrize("title", ["", "Title"])
def test_a_window_is_embedded_after_its_title_and_with_its_sentences(title: str) -> None:
    text = "...One here. Two there. Three."
    sentences = (Span(3, 12), Span(13, 23), Span(24, 30))
    paragraph = Paragraph(Document("x.txt", text, title), 0, 3, 30, sentences=sentences)
    passage = window_text(paragraph, Span(13, 27), "Title. " if title else "")
    assert passage.text == ("Title. " if title else "") + "Two there. Thr"
    assert [passage.text[p.start : p.end] for p in passage.parts] == ["Two there.", "Thr"]
