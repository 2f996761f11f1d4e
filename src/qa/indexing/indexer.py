"""Makes the index mirror some files: compare -> load -> split -> embed -> store.

Embeddings are committed as they are made, so that the run after an interrupted one goes on from
them; documents change in one transaction at the end.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import chain
from pathlib import Path

from qa.embed.embedder import DEFAULT_MODEL, Embedder
from qa.embed.loading import Prepare, load_embedder
from qa.errors import BadInput, IndexMissing, IndexUnusable, QAError
from qa.files.find import FoundFile
from qa.files.unread import unread_text
from qa.indexing import saved_inputs
from qa.indexing.comparison import Comparison, CurrentFile, compare
from qa.indexing.isolated import IsolatedReader
from qa.indexing.listing import Listing, list_request
from qa.indexing.origins import recall, remember
from qa.indexing.read_ahead import LoadedDocument, Loader, Reader, read_ahead
from qa.indexing.reports import find_reports
from qa.indexing.request import IndexRequest
from qa.indexing.results import Step, Summary
from qa.indexing.staging import Staging
from qa.indexing.window_texts import WINDOW
from qa.load.formats import SUFFIXES
from qa.store.database import Database
from qa.store.lock import is_held
from qa.store.records import StoredFile
from qa.store.settings import IndexSettings
from qa.store.store import settings_of
from qa.store.sync import DATABASE, write_vectors
from qa.store.writable import WritableDatabase
from qa.store.writer import Holder, writer

OnStep = Callable[[Step], None]


def index(
    request: IndexRequest,
    folder: Path,
    *,
    embedder: Embedder | None = None,
    progress: OnStep | None = None,
    notify: Callable[[str], None] | None = None,
) -> Summary:
    """Makes the index in `folder` hold exactly the documents that are requested.

    Args:
        embedder: a loaded model to use instead of the one the request names.
        progress: called with each step of the run.
        notify: called with a line about anything slow or unusual, such as preparing a model.

    Raises:
        BadInput: if a path is missing, no document is found, a field or a document to forget is
            unknown, or another process is writing the index.
        ModelUnusable: if the model does not load.
        IndexUnusable: if the index cannot be read and `rebuild` is not requested.
    """
    report, notify_user = progress or (lambda _step: None), notify or (lambda _line: None)
    request.check()
    settings = _settings_of(folder, forgiving=request.rebuild)
    exclude, fields = _last_or_new(request, settings)
    # Before the lock, so that a missing path is reported at once.
    listing = list_request(request, exclude, settings, folder)
    waits = request.wait > 0 and is_held(folder)
    if waits:
        holder = Holder.read(folder) or "another process"
        notify_user(f"{holder} is writing {folder}: waiting up to {request.wait:.0f} s")
    with (
        writer(folder, replace_unusable=request.rebuild, wait=request.wait) as database,
        IsolatedReader() as apart,
    ):
        settings = database.last_settings()
        if settings is None:  # there is something to read
            apart.start()  # while the model is loaded
        if waits:  # files may have changed meanwhile
            listing = list_request(request, exclude, settings, folder)
        embedder = embedder or load_embedder(
            request.model or (settings.model if settings else DEFAULT_MODEL),
            notify,
            Prepare.ANY
            if request.model or settings is None or settings.is_own
            else Prepare.DEFAULT,
        )
        if request.stdin is not None:
            saved_inputs.save(folder, request.stdin)
        known = settings.roots if settings else ()
        pages = saved_inputs.from_web(
            folder, request.urls, known, again=request.fetch, notify=notify_user
        )
        from_paths = [*listing.files, *pages]
        found_files = _sorted([*from_paths, *saved_inputs.from_stdin(folder, request.forget)])
        if not (listing.absent or (from_paths if request.paths else found_files)):
            raise _no_documents(request, folder, listing)
        wanted = IndexSettings(
            model=embedder.name,
            fingerprint=embedder.fingerprint,
            dim=embedder.dim,
            roots=listing.roots,
            exclude=tuple(exclude),
            fields=dict(fields),
            suffixes=tuple(sorted(SUFFIXES)),
            unread=listing.unread,
        ).signed()
        afresh = (
            request.rebuild
            or settings is None
            or (settings.fingerprint, settings.fields) != (wanted.fingerprint, wanted.fields)
        )
        comparison = compare(found_files, database.stored_files(), report)
        comparison.retain(listing.absent)
        if afresh and comparison.retained:
            raise _cannot_keep(comparison)
        # Under another name, so that the index as it is keeps its own vectors until the update.
        stored_as = f"{embedder.fingerprint} anew" if request.embed else embedder.fingerprint
        embedded = _stage(
            comparison, apart, database, embedder, wanted, stored_as, report, afresh=afresh
        )
        if not (comparison.indexed or comparison.retained):
            raise BadInput(f"no document could be read: {_first_reason(comparison)}")
        report(Step("saving", 0, 0))
        gone = comparison.gone(keep_unread=not afresh)
        wanted = replace(wanted, origins=_origins(comparison, gone, settings, wanted))
        _save(database, comparison, gone, settings, wanted, stored_as)
        saved_inputs.clear(folder, found_files)
        write_vectors(database, folder, notify_user)
        return replace(comparison.summary(gone, embedded), unread=listing.unread)


def plan(request: IndexRequest, folder: Path, *, progress: OnStep | None = None) -> Summary:
    """What `index` would do; writes nothing, and reads files only to compare them.

    Raises:
        BadInput, IndexUnusable: as `index`.
    """
    request.check()
    settings = _settings_of(folder, forgiving=request.rebuild)
    exclude, fields = _last_or_new(request, settings)
    listing = list_request(request, exclude, settings, folder)
    found_files = _sorted(
        [
            *listing.files,
            *saved_inputs.from_stdin(folder, request.forget),
            *saved_inputs.fetched_before(folder, request.urls),
        ]
    )
    stored: list[StoredFile] = []
    if settings:
        with closing(Database.open(folder / DATABASE)) as database:
            stored = database.stored_files()
    comparison = compare(found_files, stored, progress or (lambda _step: None))
    comparison.retain(listing.absent)
    afresh = (
        request.rebuild
        or settings is None
        or settings.fields != fields
        or request.model not in (None, settings.model)
    )
    if afresh and comparison.retained:
        raise _cannot_keep(comparison)
    for current in comparison.files:
        if comparison.was_unread(current):
            comparison.skip(current.source, "could not be read the last time")
            continue
        comparison.indexed[current.source] = current
        if comparison.is_current(current) and not afresh:
            comparison.unchanged.append(current.source)
    summary = comparison.summary(comparison.gone(keep_unread=not afresh))
    return replace(summary, unread=listing.unread)


def _stage(
    comparison: Comparison,
    apart: Reader,
    database: WritableDatabase,
    embedder: Embedder,
    wanted: IndexSettings,
    stored_as: str,
    report: OnStep,
    *,
    afresh: bool,
) -> int:
    """Reads and stages all files that need it. Returns how many windows were embedded.

    Args:
        stored_as: as `Staging` takes it; another name than the model's own is used up.
    """
    with database.transaction():
        if stored_as != embedder.fingerprint:
            database.drop_embeddings(stored_as)
        database.begin_staging(stored_as, [wanted.fields, WINDOW])
    staged = database.staged()
    total = sum(
        current.state.size
        for current in comparison.files
        if staged.get(current.source) != current.sha256
        and (afresh or not comparison.is_current(current))
    )

    def done(size: int) -> None:
        if total:
            report(Step("indexing", min(size, total) // 1000, -(-total // 1000), "kB"))

    staging = Staging(database, embedder, stored_as, done)
    loader = Loader(apart, embedder, wanted.fields, comparison.leave_out)
    # Until all is read, only the thread that reads may touch the comparison.
    reads = chain.from_iterable(
        _read(current, comparison, loader, staged, afresh=afresh) for current in comparison.files
    )
    with closing(read_ahead(reads, apart)) as read:
        for batch in read:
            staging.add(batch)
    if total:
        report(Step("indexing", -(-total // 1000), -(-total // 1000), "kB"))
    return staging.embedded


def _read(
    current: CurrentFile,
    comparison: Comparison,
    loader: Loader,
    staged: Mapping[str, str],
    *,
    afresh: bool,
) -> Iterator[LoadedDocument]:
    """Reads a file, unless the index or the staging has its content."""
    source = current.source
    if comparison.is_current(current) and not afresh:
        comparison.unchanged.append(source)
        comparison.indexed[source] = current
    elif staged.get(source) == current.sha256:
        comparison.indexed[source] = current
    else:
        try:
            comparison.indexed[source] = yield from loader.read(current)
        except OSError as error:
            comparison.skip(source, error.strerror or str(error))
        except QAError as error:
            comparison.skip(source, str(error))


def _save(
    database: WritableDatabase,
    comparison: Comparison,
    gone: Sequence[str],
    settings: IndexSettings | None,
    wanted: IndexSettings,
    stored_as: str,
) -> None:
    """Commits the update; without a change of documents the generation stays."""
    staged = comparison.indexed.keys() - set(comparison.unchanged)
    with database.transaction():
        database.drop_staged([source for source in database.staged() if source not in staged])
    if staged or gone or settings is None:
        with database.update(wanted):
            if stored_as != wanted.fingerprint:
                database.replace_embeddings(wanted.fingerprint, stored_as)
            database.pass_over(())
            for source in gone:
                database.remove_file(source)
            database.take_staged()
            find_reports(database, wanted)
            _remember(database, comparison, gone)
    else:
        with database.transaction():
            database.amend(wanted)
            find_reports(database, wanted, updated=False)
            _remember(database, comparison, gone)


def _remember(database: WritableDatabase, comparison: Comparison, gone: Iterable[str]) -> None:
    """Stores the state of the files, so that the next comparison needs only their size and time."""
    passed, out, unchanged = [], frozenset(gone), frozenset(comparison.unchanged)
    for current in comparison.files:
        source, now = current.source, current.remembered
        if source in unchanged:
            in_index = comparison.stored[source]
            if (in_index.size, in_index.mtime_ns) != (now.size, now.changed_ns):
                database.touch(source, now.size, now.changed_ns)
        elif source not in comparison.indexed and (
            source in out or not comparison.is_indexed(source)
        ):
            passed.append(StoredFile(source, "", now.size, now.changed_ns))
    if passed or any(not file.sha256 for file in comparison.stored.values()):
        database.pass_over(passed)


def _settings_of(folder: Path, *, forgiving: bool) -> IndexSettings | None:
    """The settings of the index; None if there is no index, or, forgiving, an unusable one."""
    try:
        return settings_of(folder)
    except IndexMissing:
        return None
    except IndexUnusable:
        if not forgiving:
            raise
        return None


def _last_or_new(
    request: IndexRequest, last: IndexSettings | None
) -> tuple[Sequence[str], Mapping[str, str]]:
    """Which files to leave out, and the columns of fields: as requested, or as in the last run."""
    exclude = (last.exclude if last else ()) if request.exclude is None else request.exclude
    fields = (last.fields if last else {}) if request.fields is None else request.fields
    return exclude, fields


def _origins(
    comparison: Comparison,
    gone: Iterable[str],
    last: IndexSettings | None,
    wanted: IndexSettings,
) -> tuple[tuple[int, int], ...]:
    """Where each file came from that is in the index after this run."""
    before = recall(last, comparison.stored.values()) if last else {}
    origins = {s: before.get(s, "") for s in comparison.stored if comparison.is_indexed(s)}
    for source in gone:
        del origins[source]
    origins |= {source: current.file.root for source, current in comparison.indexed.items()}
    return remember(origins, wanted.roots)


def _cannot_keep(comparison: Comparison) -> BadInput:
    root = min(comparison.retained.values())
    return BadInput(
        f"{root} has no files now, and its documents cannot be kept with another model or other"
        " columns: bring it back, or drop them with `qa index --rebuild`"
    )


def _no_documents(request: IndexRequest, folder: Path, listing: Listing) -> BadInput:
    named = ", ".join(map(str, request.paths)) or str(folder)
    counts = unread_text(listing.unread)
    others = f" (not read: {counts})" if counts else ""
    return BadInput(f"no documents in {named}: name files or folders with documents{others}")


def _sorted(files: Iterable[FoundFile]) -> tuple[FoundFile, ...]:
    return tuple(sorted(files, key=lambda file: file.source))


def _first_reason(comparison: Comparison) -> str:
    first, *others = (comparison.skipped[source] for source in sorted(comparison.skipped))
    reason = f"{first.source}: {first.reason}"
    return f"{reason} (and {len(others)} more)" if others else reason
