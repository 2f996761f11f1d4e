"""Readers that cannot write, processes that fork, indexes that are made anew under a reader."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from fakes import FakeEmbedder

import qa.store.read_access
from qa.errors import IndexMissing, IndexUnusable
from qa.indexing.doctor import examine
from qa.indexing.results import Summary
from qa.library import Library
from qa.read.sentence_reader import SentenceReader
from qa.store.database import Database
from qa.store.store import Store
from qa.store.sync import DATABASE
from qa.store.vectors import Vectors
from qa.store.writer import writer

Build = Callable[..., Summary]
QUESTION = "Who fears for the trade?"
TESTS = Path(__file__).parents[1]
posix = pytest.mark.skipif(os.name != "posix", reason="needs fork, or permissions")
SECONDS = 20
"""After which a process counts as one that hangs."""


def _sources(library: Library) -> list[str]:
    assert library.search(QUESTION)
    return [document.source for document in library.documents()]


@pytest.fixture
def index(build: Build, articles: Path, tmp_path: Path) -> Path:
    build(articles)
    return tmp_path / "index"


# -- readers that cannot write


READER = """
import sys
from pathlib import Path
from fakes import FakeEmbedder
from qa.errors import QAError
from qa.library import Library
from qa.store.store import Store
library = None
for line in sys.stdin:
    try:
        library = library or Library(Store.open(Path(sys.argv[1])), embedder=FakeEmbedder())
        found = library.search(line)
        print(len(library.documents()), len(found), flush=True)
    except QAError as error:
        print(error, flush=True)
"""


@pytest.fixture
def reader(index: Path) -> Iterator[Callable[[], str]]:
    """Asks the index in a process that may not write its folder, and says what came out."""
    command = [sys.executable, "-c", READER, str(index)]
    if os.getuid() == 0:  # root writes anywhere, unless it gives that up
        if not shutil.which("setpriv"):
            pytest.skip("root may write anywhere")
        without = "-dac_override,-dac_read_search"
        command = ["setpriv", f"--bounding-set={without}", f"--inh-caps={without}", *command]
    index.chmod(0o555)
    paths = f"{TESTS.parent / 'src'}{os.pathsep}{TESTS}"
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": paths},
    ) as process:

        def ask() -> str:
            assert process.stdin
            assert process.stdout
            process.stdin.write(QUESTION + "\n")
            process.stdin.flush()
            return process.stdout.readline().strip()

        yield ask
        assert process.stdin
        process.stdin.close()
    index.chmod(0o755)


def _files(index: Path) -> list[str]:
    return sorted(path.name for path in index.iterdir())


@posix
def test_a_reader_without_permission_sees_every_update(
    reader: Callable[[], str], index: Path, build: Build, articles: Path
) -> None:
    before = _files(index)
    assert reader() == "2 5"
    assert _files(index) == before  # in particular no qa.sqlite3-shm
    for n in range(5):
        (articles / f"{n}.txt").write_text(f"The mill trade is what they fear, said number {n}.\n")
        if os.getuid():
            index.chmod(0o755)
        build(articles)
        index.chmod(0o555)
        assert reader().startswith(f"{3 + n} ")


@posix
def test_a_reader_without_permission_beside_a_writer(
    reader: Callable[[], str], index: Path, build: Build, articles: Path
) -> None:
    assert reader() == "2 5"
    if os.getuid():
        index.chmod(0o755)
    with writer(index) as database:
        index.chmod(0o555)
        for n in range(1, 4):
            with database.transaction():
                database.touch("bridge.txt", n, n)
            assert reader() == "2 5"
        database.change("PRAGMA wal_checkpoint(TRUNCATE)")
        assert reader() == "2 5"
    assert reader() == "2 5"


@posix
def test_what_is_written_while_it_is_read_without_a_lock_does_not_count(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_lock(*_: object) -> None:
        error = sqlite3.OperationalError("unable to open database file")
        error.sqlite_errorcode = sqlite3.SQLITE_CANTOPEN
        raise error

    monkeypatch.setattr(qa.store.read_access, "begin", no_lock)
    with closing(Database.open(index / DATABASE)) as database:
        assert database.access
        assert database.access.unlocked

        def read_beside_a_writer() -> None:
            with database.snapshot():
                assert database.files()
                with writer(index) as other, other.transaction():
                    other.touch("bridge.txt", 1, 1)

        with pytest.raises(IndexUnusable, match="written while it was read"):
            read_beside_a_writer()
        assert not database.is_current


def _killed_while_committing(index: Path) -> None:
    """Leaves half of an update in an index that keeps a rollback journal."""
    script = (
        "import os, sqlite3, sys\n"
        "sql = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "sql.execute('PRAGMA cache_size = 1')\n"
        "sql.execute('BEGIN')\n"
        "sql.execute('UPDATE documents SET text = hex(randomblob(100000))')\n"
        "sql.execute('INSERT INTO settings VALUES (1, hex(randomblob(100000)))')\n"
        "os.kill(os.getpid(), 9)\n"
    )
    with closing(sqlite3.connect(index / DATABASE)) as sql:
        assert sql.execute("PRAGMA journal_mode = DELETE").fetchone() == ("delete",)
    subprocess.run([sys.executable, "-c", script, index / DATABASE], check=False)
    assert (index / f"{DATABASE}-journal").stat().st_size


@posix
@pytest.mark.parametrize("what", ["ask", "doctor", "index"])
def test_an_interrupted_commit_is_rolled_back_by_whoever_comes_next(
    what: str, index: Path, build: Build, articles: Path
) -> None:
    _killed_while_committing(index)
    if what == "doctor":
        assert examine(index, model=False).healthy
    elif what == "index":
        assert build(articles).idle
    with Library(Store.open(index), embedder=FakeEmbedder()) as library:
        assert _sources(library) == ["bridge.txt", "notes/harvest.md"]
    assert not (index / f"{DATABASE}-journal").exists()
    assert examine(index, model=False).healthy


@posix
def test_an_interrupted_commit_is_rolled_back_under_an_open_library(index: Path) -> None:
    with closing(sqlite3.connect(index / DATABASE)) as sql:
        sql.execute("PRAGMA journal_mode = DELETE")
    with Library(Store.open(index), embedder=FakeEmbedder()) as library:
        before = _sources(library)
        _killed_while_committing(index)
        assert _sources(library) == before


@posix
def test_an_interrupted_commit_where_nothing_can_be_written(
    reader: Callable[[], str], index: Path
) -> None:
    index.chmod(0o755)
    _killed_while_committing(index)
    index.chmod(0o555)
    said = reader()
    assert "half of an update that was stopped: open it once where the folder can be" in said
    assert reader() == said


# -- another index in the same folder


def test_an_index_that_is_made_anew_is_opened_again(
    index: Path, build: Build, articles: Path
) -> None:
    with Library(Store.open(index), embedder=FakeEmbedder(), reader=SentenceReader()) as library:
        assert _sources(library) == ["bridge.txt", "notes/harvest.md"]
        first = library.status()
        shutil.rmtree(index)
        with pytest.raises(IndexMissing, match="no index in"):
            library.search(QUESTION)
        (articles / "bridge.txt").rename(articles / "mill.txt")
        build(articles)
        assert _sources(library) == ["mill.txt", "notes/harvest.md"]
        assert library.status().generation == first.generation
        assert library.ask(QUESTION).citations[0].paragraph.document.source == "mill.txt"


def test_a_closed_library_says_so(index: Path) -> None:
    library = Library(Store.open(index), embedder=FakeEmbedder())
    library.search(QUESTION)
    library.close()
    for use in (library.documents, library.status, lambda: library.search(QUESTION)):
        with pytest.raises(IndexUnusable, match="was closed: open it again"):
            use()
    library.close()


# -- processes that fork


def _in_a_fork(work: Callable[[], object]) -> None:
    """Fails if that fails in a forked process, or does not end."""
    child = os.fork()
    if not child:
        signal.alarm(SECONDS)
        status = 1
        try:
            work()
            status = 0
        finally:
            os._exit(status)
    assert os.waitpid(child, 0)[1] == 0


@posix
def test_ask_fork_ask(index: Path) -> None:
    with Library(Store.open(index), embedder=FakeEmbedder()) as library:
        found = library.search(QUESTION)

        def ask() -> None:
            assert library.search(QUESTION) == found
            _in_a_fork(lambda: _ask_again(library))

        def _ask_again(library: Library) -> None:
            assert library.search(QUESTION) == found

        _in_a_fork(ask)
        _in_a_fork(library.close)
        assert library.search(QUESTION) == found


@posix
def test_a_fork_has_locks_of_its_own(index: Path) -> None:
    """What SQLite had locked for the parent does not count for the child: a writer that ends
    must not delete the log under it."""
    library = Library(Store.open(index), embedder=FakeEmbedder())
    library.search(QUESTION)
    told, tell = os.pipe()
    said, say = os.pipe()
    child = os.fork()
    if not child:
        signal.alarm(SECONDS)
        status = 1
        try:
            library.search(QUESTION)
            os.write(say, b"1")
            os.read(told, 1)
            assert len(library.documents()) == 1
            status = 0
        finally:
            os._exit(status)
    os.read(said, 1)
    library.close()
    with writer(index) as database, database.transaction():
        database.remove_file("bridge.txt")
    log = index / f"{DATABASE}-wal"
    assert log.exists()  # the child is connected
    os.write(tell, b"1")
    assert os.waitpid(child, 0)[1] == 0


@posix
def test_a_fork_beside_a_thread_that_asks(index: Path) -> None:
    with Library(Store.open(index), embedder=FakeEmbedder()) as library:
        found, stop = library.search(QUESTION), threading.Event()

        def ask() -> None:
            while not stop.is_set():
                library.search(QUESTION)

        threads = [threading.Thread(target=ask) for _ in range(2)]
        for thread in threads:
            thread.start()
        try:
            for _ in range(10):
                _in_a_fork(lambda: library.search(QUESTION) == found or os._exit(2))
        finally:
            stop.set()
            for thread in threads:
                thread.join()


@posix
def test_vectors_are_made_in_a_fork() -> None:
    """FAISS's threads are gone there; who has used them waits for them for ever."""
    rows = np.random.default_rng(1).normal(size=(20_000, 64)).astype(np.float32)
    ids = np.arange(len(rows))

    def make() -> None:
        vectors = Vectors.in_lists(8, rows)
        vectors.add(ids, rows)
        assert len(vectors.search(rows[:50], 3)[1]) == 50

    make()
    _in_a_fork(make)


@posix
@pytest.mark.model
def test_ask_fork_ask_with_the_models(real_index: Path) -> None:
    with Library.open(real_index) as library:
        answer = library.ask("Who is Andrei Lankov?")

        def ask() -> None:
            again = library.ask("Who is Andrei Lankov?")
            assert (again.text, again.citations) == (answer.text, answer.citations)

        _in_a_fork(ask)
        ask()
