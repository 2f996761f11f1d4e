"""`qa doctor`: checks everything in an index folder, reports faults, and repairs what it can.

Nothing is embedded and no document is read here; a fault that needs it names the command to run.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from qa.errors import BadInput, IndexUnusable, QAError
from qa.indexing.results import not_searched_text
from qa.indexing.window_texts import leads, text_hash, window_text
from qa.store import checks, totals
from qa.store.database import Database
from qa.store.folder import drafts_in
from qa.store.lock import is_held
from qa.store.settings import IndexSettings
from qa.store.sync import DATABASE, VECTORS, rewrite_vectors
from qa.store.vectors import Vectors
from qa.store.writer import Holder, writer
from qa.text.counted import counted
from qa.text.sanitize import one_line

SAMPLE = 500
"""How many vectors, and paragraphs of the full-text index, are compared one by one."""
FIX = "`qa doctor --fix`"
REBUILD = "`qa index --rebuild`"


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in an index, and its repair, in a line each."""

    what: str
    repair: str
    """The command that repairs it, and what is so until then."""
    harmless: bool = False
    """Answers are right all the same; shown as a note, not counted as a fault."""
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class HealthReport:
    """What is in an index, and what is wrong with it."""

    folder: str
    documents: int
    paragraphs: int
    passages: int
    vectors: int
    """In vectors.faiss; 0 if it cannot be used."""
    faults: tuple[Fault, ...]

    @property
    def healthy(self) -> bool:
        return all(fault.harmless or fault.fixed for fault in self.faults)


def examine(folder: Path, *, model: bool = True) -> HealthReport:
    """Checks everything, and changes nothing.

    Args:
        model: also check that the index's model is here, with the weights the index was made with.

    Raises:
        IndexMissing: if there is no index.
    """
    try:
        database = Database.open(folder / DATABASE)
    except QAError as error:
        if not (folder / DATABASE).is_file():
            raise
        return HealthReport(str(folder), 0, 0, 0, 0, (Fault(str(error), REBUILD),))
    try:
        with database.snapshot():
            return _examine(folder, database, model)
    except QAError as error:
        return HealthReport(str(folder), 0, 0, 0, 0, (Fault(str(error), REBUILD),))
    finally:
        database.close()


def mend(folder: Path, *, model: bool = True) -> HealthReport:
    """Repairs the full-text index and vectors.faiss, deletes orphans and leftovers; checks again.

    Documents, sound embeddings and files set aside (*.old) stay as they are.

    Raises:
        BadInput: if another process is writing, or the folder cannot be written.
        IndexMissing: if there is no index.
    """
    before = examine(folder, model=model)
    if all(FIX not in fault.repair for fault in before.faults):
        return before
    with writer(folder, repairs=True) as database:
        with database.transaction():
            checks.rebuild_indexes(database)
            checks.drop_orphans(database)
            checks.rebuild_words(database)
            checks.drop_bad_embeddings(database)
            database.drop_staged(())
        checks.vacuum(database)
        try:
            rewrite_vectors(database, folder)
        except IndexUnusable:
            pass  # windows without an embedding, which are reported below
        except OSError as error:
            raise BadInput(
                f"{folder / VECTORS} cannot be written ({error.strerror or error}): all else is"
                " repaired"
            ) from error
    after = examine(folder, model=model)
    left = {fault.what for fault in after.faults}
    done = [replace(f, fixed=True) for f in before.faults if f.what not in left]
    return replace(after, faults=(*done, *after.faults))


def _examine(folder: Path, database: Database, model: bool) -> HealthReport:
    settings, counts = database.settings(), totals.counts(database)
    count, vectors = _vectors(folder, database, settings)
    complaints = checks.complaints(database)
    faults = [
        *(Fault(f"{DATABASE}: {text}", f"{FIX}, else {REBUILD}") for text in complaints),
        *_rows(database, settings),
        *_documents(database, settings),
        *vectors,
        *(_model(settings) if model else ()),
        *_leftovers(folder, database),
    ]
    if unfound := not_searched_text(totals.not_searched(database)):
        faults.append(Fault(f"not found by any search: {unfound}", "nothing to do", harmless=True))
    return HealthReport(
        str(folder), counts["documents"], counts["paragraphs"], counts["windows"], count,
        tuple(faults),
    )  # fmt: skip


def _rows(database: Database, settings: IndexSettings) -> Iterator[Fault]:
    if orphans := checks.orphans(database):
        yield Fault(f"{counted(orphans, 'row')} with references to rows that do not exist", FIX)
    unpaired, lost = checks.words_amiss(database, SAMPLE)
    if unpaired:
        yield Fault(
            f"full-text index: {counted(unpaired, 'paragraph')} missing or superfluous", FIX
        )
    if lost:
        yield Fault(
            f"full-text index: {lost:,} of some {SAMPLE} paragraphs not found by their words",
            FIX,
        )
    if missing := checks.not_embedded(database, settings.fingerprint):
        yield Fault(f"{counted(missing, 'passage')} not embedded", REBUILD)
    if unused := checks.unused(database):
        yield Fault(f"{counted(unused, 'embedding')} left from an interrupted run",
                    "`qa index` uses or deletes them", harmless=True)  # fmt: skip


def _documents(database: Database, settings: IndexSettings) -> Iterator[Fault]:
    changed, wrong = 0, 0
    for source in checks.sources(database):
        try:
            stored = checks.stored(database, source)
        except (IndexUnusable, ValueError):
            yield Fault(f"{source}: its record in the index cannot be read", REBUILD)
            continue
        amiss = Counter(checks.misplaced(stored))
        if amiss:
            yield Fault(f"{source}: invalid in the index: {', '.join(amiss)}", REBUILD)
            continue
        if checks.lost_words(stored):
            yield Fault(f"{source}: some of its words are in no passage", REBUILD)
        changed += not _hashes_agree(stored)
        wrong += len([*checks.badly_embedded(database, settings.fingerprint, settings.dim, stored)])
    if changed:
        yield Fault(f"{counted(changed)} differing from what was embedded", REBUILD)
    if wrong:
        yield Fault(f"{counted(wrong, 'passage')} with damaged vectors", f"{FIX}, then {REBUILD}")


def _hashes_agree(stored: checks.Stored) -> bool:
    return all(
        any(  # the model decides which
            text_hash(window_text(paragraph, window.span, lead)) == window.text_hash
            for lead in leads(stored.document, paragraph.section, paragraph.header)
        )
        for paragraph, windows in zip(stored.paragraphs, stored.windows, strict=True)
        for window in windows
    )


def _vectors(
    folder: Path, database: Database, settings: IndexSettings
) -> tuple[int, tuple[Fault, ...]]:
    """How many vectors vectors.faiss holds, and what is wrong with it."""
    path, stamp = folder / VECTORS, settings.vectors
    repair = f"it is rebuilt for every command, without embedding, until {FIX}"
    if stamp is None or stamp.generation != settings.generation:
        return 0, (Fault("vectors.faiss is older than the last update", repair, harmless=True),)
    vectors = Vectors.read(path, stamp, settings.dim, whole=True)
    if vectors is None:
        return 0, (Fault("vectors.faiss is missing or damaged", repair),)
    wanted = database.windows_among()
    if not np.array_equal(np.sort(vectors.ids), wanted):
        return 0, (Fault("vectors.faiss does not hold the passages of qa.sqlite3", FIX),)
    some = wanted[:: max(1, len(wanted) // SAMPLE)]
    try:
        for ids, rows in database.embeddings(some, settings.fingerprint, settings.dim):
            if not vectors.agree(ids, rows):
                return 0, (Fault("vectors.faiss does not hold the vectors of qa.sqlite3", FIX),)
    except QAError:
        return vectors.count, ()  # missing embeddings are reported elsewhere
    return vectors.count, ()


def _model(settings: IndexSettings) -> Iterator[Fault]:
    from qa.embed.export import check_whole, prepared_folder
    from qa.embed.loading import Prepare, load_embedder

    name, shown = settings.model, one_line(settings.model)
    if prepared_folder(name) is None:
        yield Fault(f"the model {shown} is not prepared here, so its weights were not compared",
                    "`qa ask` prepares it", harmless=True)  # fmt: skip
        return
    try:
        fingerprint = load_embedder(name, None, Prepare.DEFAULT).fingerprint
        if fingerprint == settings.fingerprint:
            check_whole(name)
    except QAError as error:
        yield Fault(
            str(error), "install the model again, or choose another with `qa index --model`"
        )
        return
    if fingerprint != settings.fingerprint:
        yield Fault(
            f"the weights of {shown} here are not those the index was made with",
            "`qa index`",
        )


def _leftovers(folder: Path, database: Database) -> Iterator[Fault]:
    staged, partial = checks.waiting(database)
    if is_held(folder):
        return  # drafts belong to the run that is writing now
    if staged:
        yield Fault(f"{counted(staged, 'file')} already read by an interrupted run",
                    "`qa index` goes on from them", harmless=True)  # fmt: skip
    if partial:
        yield Fault(
            f"{counted(partial, 'file')} read in part by an interrupted run", FIX, harmless=True
        )
    for draft in drafts_in(folder, VECTORS):
        yield Fault(f"{draft} is left from an interrupted run", FIX, harmless=True)
    if (holder := Holder.read(folder)) is not None:
        yield Fault(f"the lock is left from {holder}, which was stopped", FIX, harmless=True)
    for old in sorted(folder.glob(f"{DATABASE}.old*")):
        yield Fault(f"{old.name} was set aside by `qa index --rebuild`",
                    "delete it when you no longer need it", harmless=True)  # fmt: skip
