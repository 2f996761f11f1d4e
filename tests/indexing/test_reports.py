"""Which documents retell one report: found by sketches, kept through updates and undo."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from fakes import FakeEmbedder
from hypothesis import given
from hypothesis import strategies as st

from qa.errors import IndexUnusable
from qa.indexing.reports import MOST_COMPARED, candidates
from qa.indexing.results import Summary
from qa.indexing.retelling import sketch
from qa.library import Library
from qa.store.records import Sketch
from qa.store.reports import Hashes, Sketches, reports
from qa.store.store import Store
from qa.store.writer import undo, writer

Build = Callable[..., Summary]


def _words(start: int, count: int = 60) -> str:
    """Texts that share 40 of 60 words in a row with the one that begins 20 words later."""
    return " ".join(f"word{n}" for n in range(start, start + count)) + "\n"


@pytest.fixture
def chain(tmp_path: Path) -> Path:
    """The second text alone makes the first and the third one report."""
    folder = tmp_path / "files"
    folder.mkdir()
    for name, start in (("first", 0), ("second", 16), ("third", 32), ("other", 200)):
        (folder / f"{name}.txt").write_text(_words(start))
    return folder


def _reports(folder: Path) -> set[frozenset[str]]:
    with Library(Store.open(folder), embedder=FakeEmbedder()) as library:
        ids = library.reports()
        independent = len(library.documents()) - len(ids) + len(set(ids.values()))
        assert library.status().reports == independent
    return {frozenset(each for each in ids if ids[each] == number) for number in ids.values()}


def test_a_report_that_loses_what_joins_it_falls_apart_and_undo_joins_it(
    build: Build, chain: Path, tmp_path: Path
) -> None:
    index = tmp_path / "index"
    build(chain)
    whole = {frozenset({"first.txt", "second.txt", "third.txt"})}
    assert _reports(index) == whole
    (chain / "second.txt").unlink()
    build(chain)
    assert _reports(index) == set()
    undo(index)
    assert _reports(index) == whole
    undo(index)
    assert _reports(index) == set()
    (chain / "second.txt").write_text(_words(16))
    build(chain)
    assert _reports(index) == whole


def test_what_is_left_of_a_report_stays_joined(build: Build, tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    for n in range(5):
        (folder / f"{n}.txt").write_text(_words(n))
    build(folder)
    for gone in range(3):  # each was the one that another had been joined to
        (folder / f"{gone}.txt").unlink()
        build(folder)
        left = frozenset(f"{n}.txt" for n in range(gone + 1, 5))
        assert _reports(tmp_path / "index") == {left}


def test_a_lookup_tells_only_of_what_was_asked(build: Build, chain: Path, tmp_path: Path) -> None:
    build(chain)
    with Library.open(tmp_path / "index") as library:
        asked = ["third.txt", "other.txt", "no such file"]
        assert reports(library.store.database, asked) == {
            "third.txt": library.reports()["first.txt"]
        }
        assert reports(library.store.database, []) == {}


def test_a_text_of_an_older_format_is_sketched_by_the_next_update(
    build: Build, chain: Path, tmp_path: Path
) -> None:
    build(chain)
    before = _reports(tmp_path / "index")
    with writer(tmp_path / "index") as database:
        database.change("DELETE FROM sketches")
        database.change("DELETE FROM retellings")
    assert _reports(tmp_path / "index") == set()
    assert build(chain).idle
    assert _reports(tmp_path / "index") == before


@pytest.mark.parametrize("values", ["x'01', x''", "'text', x''", "x'', 1.5", "7, x''"])
def test_a_sketch_that_cannot_be_read_is_damage(
    values: str, build: Build, chain: Path, tmp_path: Path
) -> None:
    build(chain)
    shingles, facts = values.split(", ")
    with writer(tmp_path / "index") as database:
        # A column keeps a value of any type, whatever type it says.
        database.change(f"UPDATE sketches SET shingles = {shingles}, facts = {facts}")
    (chain / "new.txt").write_text(_words(700))
    with pytest.raises(IndexUnusable, match="is damaged"):
        build(chain)


def _collected(made: list[Sketch]) -> Sketches:
    def joined(blobs: list[bytes]) -> Hashes:
        values = np.frombuffer(b"".join(blobs), "<u4")
        return Hashes(values, np.array([len(blob) // 4 for blob in blobs], np.int64))

    return Sketches(
        np.arange(10, 10 + len(made)),
        np.array([each.words for each in made], np.int64),
        joined([each.shingles for each in made]),
        joined([each.facts for each in made]),
    )


_TEXTS = st.lists(
    st.builds(_words, st.integers(0, 120), st.sampled_from([3, 30, 60, 300])),
    min_size=2,
    max_size=8,
)


@given(_TEXTS)
def test_candidates_are_pairs_whichever_of_the_two_is_new(texts: list[str]) -> None:
    collected = _collected([sketch(text, [text]) for text in texts])
    everything = {
        (one, other)
        for one, others in candidates(collected, collected.keys.tolist())
        for other in others
    }
    assert everything == {(other, one) for one, other in everything}
    for fresh in collected.keys.tolist():
        found = [(one, other) for one, others in candidates(collected, [fresh]) for other in others]
        assert set(found) == {pair for pair in everything if pair[0] == fresh}


def test_a_copy_is_a_candidate_before_what_shares_less_and_a_stranger_never() -> None:
    texts = [_words(0, 600), _words(300, 600), _words(0, 500), _words(2000, 600)]
    collected = _collected([sketch(text, [text]) for text in texts])
    [(one, others)] = candidates(collected, [10])
    assert (one, others) == (10, [12, 11])
    assert len(others) <= MOST_COMPARED


def test_names_and_numbers_make_candidates_of_texts_that_share_no_words() -> None:
    told = ["Yesterday Ada Miller met 212 men of Marlow near the Wend with Tomas Reyne."]
    retold = ["It was on the Wend that Tomas Reyne and 212 from Marlow saw Ada Miller."]
    other = ["It was in Venn that Gerrit Aldous and 40 from Holmsay saw Maren Okafor."]
    texts = [told, retold, other]
    collected = _collected([sketch(" ".join(each), each) for each in texts])
    assert list(candidates(collected, [10])) == [(10, [11])]


@pytest.mark.model
def test_the_retelling_among_the_articles_is_found_and_no_other(real_index: Path) -> None:
    with Library.open(real_index) as library:
        reports = library.reports()
        assert reports.keys() == {"a-first-look-outside.txt", "doubts-in-the-luggage.txt"}
        assert len(set(reports.values())) == 1
        assert library.status().reports == library.status().documents - 1
