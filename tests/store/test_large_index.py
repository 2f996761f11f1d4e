"""A large index, made small: the same is found, and it grows, shrinks and breaks as a small one."""

import json
import sqlite3
import struct
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest
from fakes import FakeEmbedder
from vector_samples import build_vectors

from qa.indexing.doctor import examine, mend
from qa.indexing.results import Summary
from qa.library import Library
from qa.store import full_text, sizing
from qa.store.database import Database
from qa.store.faiss_header import Claims, claims
from qa.store.filters import Filter
from qa.store.sizing import lists_for, probes_for
from qa.store.store import Store
from qa.store.sync import DATABASE, VECTORS
from qa.store.vectors import Stamp, Vectors

Build = Callable[..., Summary]
DIM = 32
IDS = np.arange(400, dtype=np.int64) * 3 + 7


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fifty vectors are many, and forty places where a question's words stand."""
    monkeypatch.setattr(sizing, "EXACT_UP_TO", 50)
    monkeypatch.setattr(full_text, "MATCHES", 40)


@pytest.fixture
def rows() -> np.ndarray:
    return _unit(np.random.default_rng(0).standard_normal((400, DIM)))


def _unit(rows: np.ndarray) -> np.ndarray:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def _exact(questions: np.ndarray, rows: np.ndarray, n: int) -> np.ndarray:
    return IDS[np.argsort(-(questions @ rows.T), axis=1)[:, :n]]


def _alike(found: np.ndarray, expected: np.ndarray) -> float:
    """The share of each expected row that was found, over all."""
    pairs = zip(found.tolist(), expected.tolist(), strict=True)
    return float(np.mean([len(set(one) & set(other)) / len(other) for one, other in pairs]))


# -- the vectors


def test_lists_find_what_comparing_each_finds(rows: np.ndarray) -> None:
    vectors = build_vectors(IDS, rows)
    assert (vectors.lists, vectors.count) == (80, 400)
    questions = _unit(rows[:50] + 0.05 * np.random.default_rng(1).standard_normal((50, DIM)))
    scores, found = vectors.search(questions, 10)
    assert _alike(found, _exact(questions, rows, 10)) > 0.9
    assert (found[:, 0] == IDS[:50]).all()
    np.testing.assert_allclose(scores[:, 0], (questions * rows[:50]).sum(axis=1), atol=0.02)
    assert (np.diff(scores, axis=1) <= 0).all()


def test_more_are_asked_for_than_the_nearest_lists_have(rows: np.ndarray) -> None:
    vectors = build_vectors(IDS, rows)
    _, found = vectors.search(rows[:3], 1000)
    assert [sorted(row) for row in found.tolist()] == [IDS.tolist()] * 3


@pytest.mark.parametrize("few", [1, 7, 150, 400])
def test_only_what_is_let_through_is_found(few: int, rows: np.ndarray) -> None:
    vectors, among = build_vectors(IDS, rows), IDS[::-1][:few].copy()
    _, found = vectors.search(rows[:5], 5, among)
    assert found.shape == (5, min(5, few))
    assert set(found.ravel().tolist()) <= set(among.tolist())
    kept = rows[::-1][:few]
    expected = among[np.argsort(-(rows[:5] @ kept.T), axis=1)[:, :5]]
    assert _alike(found, expected) > 0.9


def test_one_scope_follows_another(rows: np.ndarray) -> None:
    vectors, scopes = build_vectors(IDS, rows), (IDS[:10].copy(), IDS[10:20].copy())
    for among in (*scopes, *scopes):
        _, found = vectors.search(rows[:1], 10, among)
        assert sorted(found[0].tolist()) == among.tolist()


def test_the_fewer_are_let_through_the_more_lists_are_searched() -> None:
    assert probes_for(1000) == sizing.LISTS_SEARCHED
    assert probes_for(1000, 0.5) == 2 * sizing.LISTS_SEARCHED
    assert probes_for(1000, 0.0) == probes_for(1000, 1e-9) == 1000
    assert probes_for(10) == 10


def test_what_is_removed_is_gone_and_what_is_added_is_found(
    rows: np.ndarray, tmp_path: Path
) -> None:
    vectors = build_vectors(IDS[:300], rows[:300])
    vectors.remove(IDS[:100])
    vectors.add(IDS[300:], rows[300:])
    assert sorted(vectors.ids.tolist()) == IDS[100:].tolist()
    assert vectors.agree(IDS[100:], rows[100:])
    assert not vectors.agree(IDS[100:], rows[:300])
    stamp = vectors.write(tmp_path / VECTORS, 1, "m")
    again = Vectors.read(tmp_path / VECTORS, stamp, DIM)
    assert again is not None
    assert again.search(rows[350:351], 1)[1].tolist() == [[IDS[350]]]
    assert IDS[5] not in again.search(rows[5:6], 300)[1]


def test_an_open_index_stays_as_it_was_while_its_file_is_replaced(
    rows: np.ndarray, tmp_path: Path
) -> None:
    path = tmp_path / VECTORS
    stamp = build_vectors(IDS, rows).write(path, 1, "m")
    opened = Vectors.read(path, stamp, DIM)
    build_vectors(IDS, rows[::-1].copy()).write(path, 2, "m")
    path.unlink()
    assert opened is not None
    assert opened.search(rows[:20], 1)[1].ravel().tolist() == IDS[:20].tolist()


# -- the file


def _written(rows: np.ndarray, folder: Path, count: int = 400) -> tuple[Path, Stamp]:
    path = folder / VECTORS
    return path, build_vectors(IDS[:count], rows[:count]).write(path, 1, "m")


def _put(at: int, form: str, value: object) -> Callable[[bytearray], None]:
    return lambda data: struct.pack_into(f"<{form}", data, at, value)


HEAD = 37  # what every index of FAISS begins with
CENTRES = HEAD + 16 + HEAD + 8
RANGES = CENTRES + 4 * 80 * DIM + 9 + 12 + 24
LISTS = RANGES + 8 * DIM + 9


@pytest.mark.parametrize("whole", [False, True], ids=["in the file", "in memory"])
@pytest.mark.parametrize(
    "harm",
    [
        _put(0, "4s", b"IxHN"),
        _put(4, "i", 64),
        _put(8, "q", -1),
        _put(8, "q", 1 << 60),
        _put(HEAD, "Q", 1 << 60),
        _put(HEAD, "Q", 0),
        _put(HEAD + 16, "4s", b"IwSq"),
        _put(HEAD + 24, "q", 81),
        _put(CENTRES - 8, "Q", 1 << 60),
        _put(CENTRES + 4 * 80 * DIM, "b", 1),
        _put(CENTRES + 4 * 80 * DIM + 1, "Q", 1 << 60),
        _put(RANGES - 24, "Q", 1 << 40),
        _put(RANGES - 8, "Q", 1 << 60),
        _put(LISTS, "4s", b"ilod"),
        _put(LISTS + 4, "Q", 1 << 60),
        _put(LISTS + 12, "Q", 1 << 60),
        _put(LISTS + 20, "4s", b"sprs"),
        _put(LISTS + 24, "Q", 1 << 61),
        _put(LISTS + 32, "Q", 1 << 63),
        _put(CENTRES, "f", 9.0),
    ],
)
def test_a_file_that_claims_what_cannot_be_is_not_used(
    harm: Callable[[bytearray], None], whole: bool, rows: np.ndarray, tmp_path: Path
) -> None:
    path, stamp = _written(rows, tmp_path)
    assert Vectors.read(path, stamp, DIM, whole=whole)
    data = bytearray(path.read_bytes())
    harm(data)
    path.write_bytes(data)
    assert Vectors.read(path, stamp, DIM, whole=whole) is None


HALVES = 2 * HEAD  # where few vectors are said to have 16 bits a number
IDS_OF_40 = HALVES + 44 + 40 * 2 * DIM


@pytest.mark.parametrize(
    "harm",
    [
        _put(HEAD, "4s", b"IxFI"),
        _put(HEAD + 4, "i", 64),
        _put(HEAD + 8, "q", 41),
        _put(HALVES, "i", 0),
        _put(HALVES + 12, "Q", 1 << 60),
        _put(HALVES + 20, "Q", 1),
        _put(HALVES + 28, "Q", 1 << 60),
        _put(HALVES + 36, "Q", 0),
        _put(HALVES + 36, "Q", 1 << 60),
        _put(IDS_OF_40, "Q", 1 << 60),
    ],
)
def test_nor_one_of_few_vectors(
    harm: Callable[[bytearray], None], rows: np.ndarray, tmp_path: Path
) -> None:
    path, _ = _written(rows, tmp_path, 40)
    data = bytearray(path.read_bytes())
    assert _claimed(path, data) == Claims(40, 0, 0)
    harm(data)
    assert _claimed(path, data) is None


def _claimed(path: Path, data: bytes) -> Claims | None:
    path.write_bytes(data)
    with path.open("rb") as stream:
        return claims(stream, DIM)


@pytest.mark.parametrize("count", [40, 400])
def test_no_beginning_of_a_file_is_taken_for_a_whole_one(
    count: int, rows: np.ndarray, tmp_path: Path
) -> None:
    path, _ = _written(rows, tmp_path, count)
    data = path.read_bytes()
    for size in range(0, len(data), 211):
        assert _claimed(path, data[:size]) is None


def test_few_vectors_in_many_lists_are_read_back(rows: np.ndarray, tmp_path: Path) -> None:
    vectors = build_vectors(IDS, rows)
    vectors.remove(IDS[9:])
    stamp = vectors.write(tmp_path / VECTORS, 1, "m")
    again = Vectors.read(tmp_path / VECTORS, stamp, DIM)
    assert again is not None
    assert (again.count, again.lists) == (9, 80)
    assert sorted(again.search(rows[:1], 9)[1].ravel().tolist()) == IDS[:9].tolist()


def test_the_kind_changes_with_the_size() -> None:
    assert [lists_for(n) for n in (0, 50, 51, 10_000)] == [0, 0, 29, 400]
    assert [lists_for(n, now=400) for n in (5_000, 20_000)] == [400, 400]
    assert [lists_for(n, now=400) for n in (40, 4_900, 20_100)] == [0, 280, 567]
    assert lists_for(50, now=29) == 29


# -- the whole index


def _articles(folder: Path, numbers: range) -> Path:
    folder.mkdir(exist_ok=True)
    for number in numbers:
        topic = ("bridge", "harvest", "mill", "ferry")[number % 4]
        text = f"Report {number} of the {topic} says that x{number} was seen.\n\n"
        text += f"The {topic} of y{number} is said to be old.\n"
        (folder / f"{number:03}-sighting.txt").write_text(text)
    return folder


def _asked(index: Path, embedder: FakeEmbedder, **narrow: str) -> list[list[str]]:
    with Library(Store.open(index), embedder=embedder) as library:
        questions = ["Who saw x7?", "Is the ferry old?", "What does report 44 say?"]
        return [[h.paragraph.text for h in library.search(q, **narrow)] for q in questions]


def _stamp(store: Store) -> Stamp:
    stamp = store.settings.vectors
    assert stamp is not None
    return stamp


def test_an_index_grows_and_shrinks_and_finds_the_same(
    build: Build, embedder: FakeEmbedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files, index = tmp_path / "files", tmp_path / "index"
    monkeypatch.setattr(full_text, "MATCHES", 10**6)
    monkeypatch.setattr("qa.retrieve.retriever.CANDIDATES", 1000)
    for numbers, lists in ((range(20), 0), (range(20, 60), 44), (range(60, 130), 64)):
        build(_articles(files, numbers))
        with Library(Store.open(index), embedder=embedder) as library:
            assert _stamp(library.store).lists == lists
            said = library.status().vectors
        assert (f"in {lists} lists" in said) == bool(lists)
        assert examine(index, model=False).faults == ()
        found = _asked(index, embedder), _asked(index, embedder, where="source<050")
        (index / VECTORS).rename(index / "kept")
        with monkeypatch.context() as exact:  # and made anew, since there is no file
            exact.setattr("qa.store.sync.lists_for", lambda *_: 0)
            assert found == (_asked(index, embedder), _asked(index, embedder, where="source<050"))
        (index / "kept").rename(index / VECTORS)
    for number in range(25, 130):
        (files / f"{number:03}-sighting.txt").unlink()
    build(files)
    assert _stamp(Store.open(index)).lists == 0
    assert examine(index, model=False).faults == ()


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


@pytest.fixture
def index(build: Build, tmp_path: Path) -> Path:
    build(_articles(tmp_path / "files", range(60)))
    return tmp_path / "index"


@pytest.mark.parametrize(
    "harm",
    [
        lambda path: path.unlink(),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(path.read_bytes()[:-9]),
        _flip,
    ],
    ids=["gone", "empty", "cut short", "bit flipped"],
)
def test_damage_is_found_and_mended(
    harm: Callable[[Path], None], index: Path, embedder: FakeEmbedder
) -> None:
    before = _asked(index, embedder)
    harm(index / VECTORS)
    assert _asked(index, embedder) == before
    assert any("missing or damaged" in fault.what for fault in examine(index).faults)
    assert mend(index, model=False).healthy
    assert examine(index, model=False).faults == ()
    assert _asked(index, embedder) == before


def test_ids_that_nobody_has_are_passed_over(index: Path, embedder: FakeEmbedder) -> None:
    """Beyond the head no checksum is looked at while asking."""
    path = index / VECTORS
    data = bytearray(path.read_bytes())
    struct.pack_into("<q", data, len(data) - 8, 1 << 40)
    path.write_bytes(data)
    found = _asked(index, embedder)
    assert all(len(hits) == 5 for hits in found)


def test_an_update_elsewhere_is_seen(index: Path, build: Build, embedder: FakeEmbedder) -> None:
    with Library(Store.open(index), embedder=embedder) as library:
        library.search("Who saw x7?")
        files = index.parent / "files"
        (files / "new.txt").write_text("The zeppelin landed in the meadow at noon.\n")
        (files / "007-sighting.txt").unlink()
        build(files)
        [first, *_] = library.search("Where did the zeppelin land in the meadow?")
        assert first.paragraph.document.source == "new.txt"
        sources = {hit.paragraph.document.source for hit in library.search("Who saw x7?", k=20)}
        assert "007-sighting.txt" not in sources


def test_who_only_reads_does_not_sort_into_lists_anew(
    index: Path, build: Build, embedder: FakeEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A writer may be killed when an update is real and the file of vectors still an old one."""
    old, stamp = (index / VECTORS).read_bytes(), _stamp(Store.open(index))
    build(_articles(index.parent / "files", range(300)))
    assert _stamp(Store.open(index)).lists != stamp.lists
    after = _asked(index, embedder, where="source>=200")
    (index / VECTORS).write_bytes(old)
    with closing(sqlite3.connect(index / DATABASE)) as database, database:
        row = (json.dumps(asdict(stamp)), "vectors")
        database.execute("UPDATE settings SET value = ? WHERE key = ?", row)
    with monkeypatch.context() as only_reading:
        only_reading.delattr(Vectors, "in_lists")
        assert _asked(index, embedder, where="source>=200") == after
    assert mend(index, model=False).healthy
    assert _stamp(Store.open(index)).lists != stamp.lists


# -- words


def test_frequent_words_are_left_to_the_rarer_ones(index: Path) -> None:
    database = Database.open(index / DATABASE)
    rare = database.lexical(['"x7"'], 100)
    assert len(rare) == 1
    assert database.lexical(['"said"', '"x7"', '"old"'], 100) == rare
    # A word alone is looked up, however frequent it is.
    assert len(database.lexical(['"report"'], 100)) == 60
    assert len(database.lexical(['"ferry"', '"x7"'], 100)) == 30


def test_only_what_has_a_rare_word_is_scored_but_by_all_words(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(full_text, "MATCHES", 10**6)
    database = Database.open(index / DATABASE)
    words = ['"report"', '"x7"', '"ferry"']
    everything = database.lexical(words, 100)
    assert len(everything) == 75
    monkeypatch.setattr(full_text, "SCORED", 20)
    assert database.lexical(words, 1) == everything[:1]
    both = ['"report"', '"x7"', '"7"']  # the rare ones are in one paragraph
    assert len(database.lexical(both, 2)) == 1
    assert len(database.lexical(both, 3)) == 3
    elsewhere = Filter.of("source=003-sighting.txt", None)
    assert len(database.lexical(['"x7"', '"report"'], 1, elsewhere)) == 1
    assert database.lexical(words, 100) == everything  # the rarer words have too few


def test_words_are_counted_well_enough() -> None:
    sql = sqlite3.connect(":memory:")
    sql.execute("CREATE VIRTUAL TABLE words USING fts5 (title, text, content = '')")
    sql.execute("CREATE TABLE paragraphs (id INTEGER PRIMARY KEY)")
    for key in range(1, 6001):
        sql.execute("INSERT INTO paragraphs VALUES (?)", (key,))
        text = " ".join(word for word, every in (("a", 1), ("b", 3), ("c", 700)) if key % every < 1)
        sql.execute("INSERT INTO words (rowid, title, text) VALUES (?, '', ?)", (key, text))
    counted = full_text.FullText(sql)._count_about
    assert [counted(word) for word in ("c", "none")] == [8, 0]
    assert counted("a") == pytest.approx(6000, rel=0.02)
    assert counted("b") == pytest.approx(2000, rel=0.02)
    sql.close()
