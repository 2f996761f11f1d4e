"""Makes the index mirror some files: compare -> load -> split -> embed -> store.

Embeddings are committed as they are made, so that a run that was cut short goes on from there;
documents change hands in one transaction at the end.
"""

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

from qa.embed.embedder import DEFAULT_MODEL, Embedder
from qa.embed.loading import load_embedder
from qa.errors import BadInput, IndexMissing, IndexUnusable, QAError
from qa.files.find import FoundFile
from qa.files.sources import is_url
from qa.indexing import saved_inputs as given
from qa.indexing.comparison import Comparison, Seen, compare
from qa.indexing.passages import WINDOW
from qa.indexing.read_ahead import Loader, Read, batches
from qa.indexing.results import Duplicate, Moved, Skipped, Step, Summary
from qa.indexing.staging import Staging
from qa.load.documents import find_files
from qa.load.formats import SUFFIXES
from qa.load.isolated import IsolatedReader
from qa.load.rows import COLUMNS
from qa.store.database import Reading
from qa.store.records import StoredFile
from qa.store.store import remembered
from qa.store.sync import DATABASE, write_vectors
from qa.store.writable import Database
from qa.store.writer import Holder, is_held, writer

__all__ = ["Duplicate", "Moved", "Skipped", "Step", "Summary", "index"]

Tell = Callable[[Step], None]


def index(
    paths: Sequence[Path | str],
    folder: Path,
    *,
    model: str | None = None,
    rebuild: bool = False,
    embedder: Embedder | None = None,
    progress: Tell | None = None,
    notify: Callable[[str], None] | None = None,
    exclude: Sequence[str] | None = None,
    fields: Mapping[str, str] | None = None,
    stdin: BinaryIO | None = None,
    forget: Sequence[str] = (),
    fetch: bool = True,
    dry_run: bool = False,
    wait: float = 0.0,
) -> Summary:
    """Makes the index in `folder` hold just these files and the files of these folders.

    Args:
        paths: files, folders and addresses of the web; relative ones are seen from the working
            directory.
        model: the embedding model; None for the one that the index has, else the default.
        rebuild: read and split every file again, also when it has not changed.
        embedder: instead of `model`, one that is there already.
        progress, notify: hear of steps, and of what takes long.
        exclude: patterns as in .gitignore; what they match in the folders is left out. None for
            those of the last time.
        fields: for collections, the column of each of our fields, such as {"text": "body"}. None
            for those of the last time.
        stdin: a document to keep beside the files, as what came so before is kept.
        forget: sources of documents from stdin that are kept no longer.
        fetch: whether addresses that were fetched before are fetched again.
        dry_run: write nothing, and tell what would be done; no file is read but to compare it.
        wait: seconds to wait at most while another process writes the index.

    Raises:
        BadInput: if a path is missing, no document is found, a field or a document to forget is
            unknown, or the folder is in use.
        ModelUnusable: if the model does not load.
        IndexUnusable: if what is in the folder cannot be read and `rebuild` is not asked for.
    """
    tell, say = progress or (lambda _step: None), notify or (lambda _line: None)
    before = _remembered(folder, forgiving=rebuild)
    exclude = before.get("exclude", ()) if exclude is None else exclude
    fields = before.get("fields", {}) if fields is None else _known(fields)
    urls = [url for path in paths if (url := _url(path))]
    if "" in paths:  # as of a variable that is not set; it would be the working directory
        raise BadInput("a path is empty: name files or folders, `.` for the one you are in")
    own = [Path(path) for path in paths if not _url(path)]
    found = find_files(own, exclude)
    if dry_run:
        found = _sorted([*found, *given.from_stdin(folder, forget), *given.known(folder, urls)])
        return _preview(found, folder, before, model, fields, tell, rebuild=rebuild)
    waits = wait > 0 and is_held(folder)
    if waits:
        holder = Holder.read(folder) or "another process"
        say(f"{holder} is writing {folder}: waiting {wait:.0f} s at most")
    with writer(folder, replace_unusable=rebuild, wait=wait) as database:
        if waits:  # what there was to find is long ago
            found = find_files(own, exclude)
        settings = database.settings()
        embedder = embedder or load_embedder(
            model or settings.get("model") or DEFAULT_MODEL, notify
        )
        if stdin is not None:
            given.keep(folder, stdin)
        from_paths = [*found, *given.from_web(folder, urls, again=fetch, say=say)]
        found = _sorted([*from_paths, *given.from_stdin(folder, forget)])
        if not (from_paths if paths else found):
            named = ", ".join(map(str, paths)) or str(folder)
            raise BadInput(f"no documents in {named}: name files or folders")
        wanted = {
            "model": embedder.name,
            "fingerprint": embedder.fingerprint,
            "dim": embedder.dim,
            "roots": [_url(path) or os.path.abspath(path) for path in paths],
            "exclude": list(exclude),
            "fields": dict(fields),
            "suffixes": sorted(SUFFIXES),
        }
        afresh = rebuild or _reads_otherwise(settings, wanted)
        comparison = compare(found, database.stored_files(), tell)
        embedded = _stage(comparison, database, embedder, wanted, tell, afresh=afresh)
        if not comparison.kept:
            raise BadInput(f"no document could be read: {_first_reason(comparison)}")
        tell(Step("saving", 0, 0))
        gone = comparison.gone(keep_unread=not afresh)
        _save(database, comparison, gone, settings, wanted)
        given.clear(folder, found)
        try:
            write_vectors(database, folder)
        except OSError as error:
            say(f"vectors.faiss cannot be written ({error}): asking will start more slowly")
        return comparison.summary(gone, embedded)


def _stage(
    comparison: Comparison,
    database: Database,
    embedder: Embedder,
    wanted: Mapping[str, Any],
    tell: Tell,
    *,
    afresh: bool,
) -> int:
    """Reads what has to be read, and stages it. Returns how many passages were embedded."""
    basis = [embedder.fingerprint, wanted["fields"], WINDOW]
    same = database.settings().get("staging") == basis
    with database.transaction():
        # Of a run that was cut short: all that was read in another way, and what is not whole.
        database.drop_staged(() if same else None)
        database.save(staging=basis)
    staged = database.staged()
    total = sum(
        group[0].state.size
        for group in comparison.groups
        if staged.get(group[0].source) != group[0].sha256
        and (afresh or not comparison.holds(group[0]))
    )

    def done(size: int) -> None:
        if total:
            tell(Step("indexing", min(size, total) // 1000, -(-total // 1000), "kB"))

    staging, apart = Staging(database, embedder, done), IsolatedReader()
    loader = Loader(apart.read_documents, embedder, wanted["fields"], comparison.leave_out)
    stored = {} if afresh else comparison.stored
    # The comparison belongs to the thread that reads until all is read.
    reads = chain.from_iterable(
        _read_first(group, comparison, loader, stored, staged) for group in comparison.groups
    )
    with closing(batches(reads)) as read, apart:
        for batch in read:
            staging.add(batch)
    if total:
        tell(Step("indexing", -(-total // 1000), -(-total // 1000), "kB"))
    return staging.embedded


def _read_first(
    group: Sequence[Seen],
    comparison: Comparison,
    loader: Loader,
    stored: Mapping[str, StoredFile],
    staged: Mapping[str, str],
) -> Iterator[Read]:
    """Of files of the same content the first that can be read; the others are duplicates."""
    owner = ""
    for seen in group:
        known = stored.get(seen.source)
        if owner:
            comparison.duplicates[seen.source] = Duplicate(seen.source, owner)
        elif known and known.sha256 == seen.sha256:
            comparison.unchanged.append(seen.source)
            comparison.kept[seen.source], owner = seen, seen.source
        elif staged.get(seen.source) == seen.sha256:
            comparison.kept[seen.source], owner = seen, seen.source
        else:
            try:
                read = yield from loader.read(seen)
            except OSError as error:
                comparison.skip(seen.source, error.strerror or str(error))
            except QAError as error:
                comparison.skip(seen.source, str(error))
            else:
                comparison.kept[seen.source] = read
                # One that changed meanwhile has no longer what the others have.
                owner = seen.source if read.sha256 == seen.sha256 else ""


def _save(
    database: Database,
    comparison: Comparison,
    gone: Sequence[str],
    settings: Mapping[str, Any],
    wanted: Mapping[str, Any],
) -> None:
    """Makes the update real; one without any change of documents is no new generation."""
    staged = comparison.kept.keys() - set(comparison.unchanged)
    with database.transaction():
        database.drop_staged([source for source in database.staged() if source not in staged])
    if staged or gone or not settings.get("generation"):
        with database.update(**wanted):
            database.pass_over(())
            for source in gone:
                database.remove_file(source)
            database.take_staged()
            _remember(database, comparison, gone)
    else:
        with database.transaction():
            if any(settings.get(key) != wanted[key] for key in wanted):
                database.save(**wanted)
            _remember(database, comparison, gone)


def _remember(database: Database, comparison: Comparison, gone: Iterable[str]) -> None:
    """Notes how the files are now, so that the next run, and who asks, need a stat for each."""
    passed, out, unchanged = [], frozenset(gone), frozenset(comparison.unchanged)
    for group in comparison.groups:
        for seen in group:
            source, size, changed_ns = seen.source, seen.remembered.size, seen.remembered.changed_ns
            if source in unchanged:
                known = comparison.stored[source]
                if (known.size, known.mtime_ns) != (size, changed_ns):
                    database.touch(source, size, changed_ns)
            elif source not in comparison.kept and (
                source in out or not comparison.is_held(source)
            ):
                passed.append(StoredFile(source, "", size, changed_ns))
    if passed or any(not known.sha256 for known in comparison.stored.values()):
        database.pass_over(passed)


def _preview(
    found: Sequence[FoundFile],
    folder: Path,
    settings: Mapping[str, Any],
    model: str | None,
    fields: Mapping[str, str],
    tell: Tell,
    *,
    rebuild: bool,
) -> Summary:
    stored: list[StoredFile] = []
    if settings:
        with closing(Reading.open(folder / DATABASE)) as database:
            stored = database.stored_files()
    comparison = compare(found, stored, tell)
    other_model = model is not None and model != settings.get("model")
    afresh = rebuild or other_model or _reads_otherwise(settings, {"fields": fields})
    for first, *others in comparison.groups:
        comparison.kept[first.source] = first
        if comparison.holds(first) and not afresh:
            comparison.unchanged.append(first.source)
        for seen in others:
            comparison.duplicates[seen.source] = Duplicate(seen.source, first.source)
    return comparison.summary(comparison.gone(keep_unread=not afresh))


def _remembered(folder: Path, *, forgiving: bool) -> Mapping[str, Any]:
    """The settings of the index; none where there is no index, or none that can be used."""
    try:
        return remembered(folder)
    except IndexMissing:
        return {}
    except IndexUnusable:
        if not forgiving:
            raise
        return {}


def _known(fields: Mapping[str, str]) -> Mapping[str, str]:
    if unknown := sorted(fields.keys() - COLUMNS.keys()):
        raise BadInput(f"there is no field {unknown[0]!r}, but {', '.join(COLUMNS)}")
    return fields


def _url(path: Path | str) -> str:
    """The address of the web that this is, also as a Path, which drops a slash; else ""."""
    text = re.sub(r"^(https?:/)(?=[^/])", r"\1/", str(path), flags=re.IGNORECASE)
    return text if is_url(text) else ""


def _reads_otherwise(settings: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    """Whether what is in the index was made in another way than is wanted now."""
    before = {"fields": {}, **settings}
    return any(before.get(key) != wanted[key] for key in ("fingerprint", "fields") if key in wanted)


def _sorted(files: Iterable[FoundFile]) -> tuple[FoundFile, ...]:
    return tuple(sorted(files, key=lambda file: file.source))


def _first_reason(comparison: Comparison) -> str:
    first, *others = (comparison.skipped[source] for source in sorted(comparison.skipped))
    reason = f"{first.source}: {first.reason}"
    return f"{reason} (and {len(others)} more)" if others else reason
