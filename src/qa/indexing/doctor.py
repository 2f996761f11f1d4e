"""`qa doctor`: looks at everything in an index folder, says what is wrong, and mends what it can.

Nothing is embedded or read again here; what needs that is named with the command that does it.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from qa.errors import IndexUnusable, QAError
from qa.indexing.passages import passage_of, text_hash, title_prefixes
from qa.store import checks
from qa.store.database import Reading
from qa.store.sync import DATABASE, VECTORS, stamp_of, write_vectors
from qa.store.vectors import Vectors, drafts_of
from qa.store.writable import Database
from qa.store.writer import Holder, is_held, writer

SAMPLE = 500
"""Vectors, and paragraphs of the full-text index, that are compared one by one."""
FIX = "`qa doctor --fix`"
REBUILD = "`qa index --rebuild`"


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as it should be, in a line each."""

    what: str
    repair: str
    """What mends it."""
    harmless: bool = False
    """The index answers rightly all the same; not counted as a fault."""
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class HealthReport:
    """What was looked at, and what was found."""

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
    """Looks at everything, and changes nothing.

    Args:
        model: also whether the index's model is here, with the weights it was made with.

    Raises:
        IndexMissing: if there is no index.
    """
    try:
        database = Reading.open(folder / DATABASE)
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
    """Does what is safe: full-text index, vectors.faiss, orphans and leftovers; then looks again.

    Documents, their embeddings and set aside files (*.old) are left as they are.

    Raises:
        BadInput: if another process is writing, or the folder cannot be written.
        IndexMissing: if there is no index.
    """
    before = examine(folder, model=model)
    if all(FIX not in fault.repair for fault in before.faults):
        return before
    with writer(folder) as database:
        with database.transaction():
            database.all("REINDEX")
            checks.drop_orphans(database)
            checks.rebuild_words(database)
            _drop_bad_embeddings(database)
            database.drop_staged(())
        checks.vacuum(database)
        (folder / VECTORS).unlink(missing_ok=True)
        with suppress(IndexUnusable):  # passages are not embedded, which is named below
            write_vectors(database, folder)
    after = examine(folder, model=model)
    left = {fault.what for fault in after.faults}
    done = [replace(f, fixed=True) for f in before.faults if f.what not in left]
    return replace(after, faults=(*done, *after.faults))


def _examine(folder: Path, database: Reading, model: bool) -> HealthReport:
    settings, counts = database.settings(), database.counts()
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
    return HealthReport(
        str(folder), counts["documents"], counts["paragraphs"], counts["windows"], count,
        tuple(faults),
    )  # fmt: skip


def _rows(database: Reading, settings: dict[str, Any]) -> Iterator[Fault]:
    if orphans := checks.orphans(database):
        yield Fault(f"{orphans:,} rows belong to nothing", FIX)
    unpaired, lost = checks.words_amiss(database, SAMPLE)
    if unpaired:
        yield Fault(f"full-text index: {unpaired:,} paragraphs missing or too many", FIX)
    if lost:
        yield Fault(
            f"full-text index: {lost:,} of about {SAMPLE} are not found by their words", FIX
        )
    if missing := checks.not_embedded(database, settings["fingerprint"]):
        yield Fault(f"{missing:,} passages are not embedded", REBUILD)
    if unused := checks.unused(database):
        yield Fault(f"{unused:,} embeddings were made by a run that was stopped",
                    "`qa index`, which uses or drops them", harmless=True)  # fmt: skip


def _documents(database: Reading, settings: dict[str, Any]) -> Iterator[Fault]:
    changed, wrong = 0, 0
    for source in checks.sources(database):
        try:
            kept = checks.stored(database, source)
        except (IndexUnusable, ValueError):
            yield Fault(f"{source}: cannot be read as it is stored", REBUILD)
            continue
        amiss = Counter(checks.misplaced(kept))
        if amiss:
            yield Fault(f"{source}: {', '.join(amiss)} cannot be so", REBUILD)
            continue
        changed += not _hashes_agree(kept)
        wrong += len([*checks.badly_embedded(database, *_model_of(settings), kept)])
    if changed:
        yield Fault(f"{changed:,} documents are not those that were embedded", REBUILD)
    if wrong:
        yield Fault(f"{wrong:,} passages have not their vectors", f"{FIX}, then {REBUILD}")


def _model_of(settings: dict[str, Any]) -> tuple[str, int]:
    return settings["fingerprint"], settings["dim"]


def _drop_bad_embeddings(database: Database) -> None:
    """So that the next run makes them again."""
    model, dim = _model_of(database.settings())
    for source in checks.sources(database):
        with suppress(IndexUnusable, ValueError):  # what cannot be read is named, and stays
            kept = checks.stored(database, source)
            bad = [*checks.badly_embedded(database, model, dim, kept)]
            checks.drop_embeddings(database, model, bad)


def _hashes_agree(kept: checks.Stored) -> bool:
    possible = list(title_prefixes(kept.document))  # which of them, only the model's tokens tell
    return all(
        any(
            text_hash(passage_of(paragraph, window.span, prefix)) == window.text_hash
            for prefix in possible
        )
        for paragraph, windows in zip(kept.paragraphs, kept.windows, strict=True)
        for window in windows
    )


def _vectors(
    folder: Path, database: Reading, settings: dict[str, Any]
) -> tuple[int, tuple[Fault, ...]]:
    """How many there are in vectors.faiss, and what is wrong with it."""
    path, stamp = folder / VECTORS, stamp_of(settings)
    slow = "asking makes it anew each time, without embedding"
    if stamp is None or stamp.generation != settings["generation"]:
        return 0, (Fault(f"vectors.faiss is not of this update: {slow}", FIX, harmless=True),)
    vectors = Vectors.read(path, stamp, settings["dim"], whole=True)
    if vectors is None:
        return 0, (Fault(f"vectors.faiss is missing or damaged: {slow}", FIX),)
    wanted = database.windows_among()
    if not np.array_equal(np.sort(vectors.ids), wanted):
        return 0, (Fault("vectors.faiss holds other passages than qa.sqlite3", FIX),)
    some = wanted[:: max(1, len(wanted) // SAMPLE)]
    try:
        for ids, rows in database.embeddings(some, settings["fingerprint"], settings["dim"]):
            if not vectors.agree(ids, rows):
                return 0, (Fault("vectors.faiss holds other vectors than qa.sqlite3", FIX),)
    except QAError:
        return vectors.count, ()  # that vectors are missing is said elsewhere
    return vectors.count, ()


def _model(settings: dict[str, Any]) -> Iterator[Fault]:
    from qa.embed.export import prepared_folder
    from qa.embed.loading import load_embedder

    name = settings["model"]
    if prepared_folder(name) is None:
        yield Fault(f"the model {name} is not prepared here, so its weights were not compared",
                    "`qa ask`, which prepares it", harmless=True)  # fmt: skip
        return
    try:
        there = load_embedder(name).fingerprint
    except QAError as error:
        yield Fault(str(error), "mend or name the model")
        return
    if there != settings["fingerprint"]:
        yield Fault(f"the index was made with other weights than {name} has here", "`qa index`")


def _leftovers(folder: Path, database: Reading) -> Iterator[Fault]:
    staged, partial = checks.waiting(database)
    if is_held(folder):
        return  # what lies about belongs to the run that is writing now
    if staged:
        yield Fault(f"{staged:,} files were read by a run that was stopped",
                    "`qa index`, which goes on from them", harmless=True)  # fmt: skip
    if partial:
        yield Fault(
            f"{partial:,} files were read in part by a run that was stopped", FIX, harmless=True
        )
    for draft in drafts_of(folder / VECTORS):
        yield Fault(f"{draft.name} was left by a run that was stopped", FIX, harmless=True)
    if (holder := Holder.read(folder)) is not None:
        yield Fault(f"the lock was held by {holder}, which was stopped", FIX, harmless=True)
    for old in sorted(folder.glob(f"{DATABASE}.old*")):
        yield Fault(f"{old.name} was set aside by `qa index --rebuild`",
                    "delete it when you need it no more", harmless=True)  # fmt: skip
