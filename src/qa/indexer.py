"""Makes the index mirror some files: load -> split -> embed -> store.

Embeddings are committed as they are made, so that a run that was cut short goes on from there;
documents change hands in one transaction at the end.
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from qa.embed import DEFAULT_MODEL, Embedder, Passage, load_embedder
from qa.errors import BadInput, QAError
from qa.load import FoundFile, find_files, read_document
from qa.split import split, windows
from qa.store import write_vectors, writer
from qa.store.database import Database
from qa.store.entry import Entry, Window, sentences_of
from qa.types import Document, Kind, Paragraph, Span

BATCH = 256
"""Windows embedded between two commits."""
WINDOW = 128
"""Tokens embedded as one; a longer paragraph becomes several windows. Smaller windows find more
(docs/quality.md) and cost more vectors; most paragraphs of news fit one of this size."""
LONGEST_TITLE = 200
"""Characters of a title that are embedded before each paragraph."""


@dataclass(frozen=True, slots=True)
class Step:
    """Progress: `done` of `total` things of a stage ("reading" files, "embedding" passages)."""

    stage: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that could not be indexed, and why, in one line."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run did; each a tuple of sources, in order."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    embedded: int = 0
    """Passages that had to be embedded; the others were known."""


@dataclass(slots=True)
class _Plan:
    """What is to become of the index, gathered file by file."""

    entries: dict[str, Entry] = field(default_factory=dict)
    unchanged: list[str] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    passages: dict[bytes, Passage] = field(default_factory=dict)
    """By hash: what the new entries need embedded."""


def index(
    paths: Sequence[Path],
    folder: Path,
    *,
    model: str | None = None,
    rebuild: bool = False,
    embedder: Embedder | None = None,
    progress: Callable[[Step], None] | None = None,
    notify: Callable[[str], None] | None = None,
) -> Summary:
    """Makes the index in `folder` hold just these files and the files of these folders.

    Args:
        paths: files and folders; relative ones are seen from the working directory.
        model: the embedding model; None for the one that the index has, else the default.
        rebuild: read and split every file again, also when it has not changed.
        embedder: instead of `model`, one that is there already.
        progress, notify: hear of steps, and of what takes long.

    Raises:
        BadInput: if a path is missing, no document is found, or the folder is in use.
        ModelUnusable: if the model does not load.
        IndexUnusable: if what is in the folder cannot be read and `rebuild` is not asked for.
    """
    tell, say = progress or (lambda _step: None), notify or (lambda _line: None)
    files = find_files(paths)
    if not files:
        raise BadInput(f"no documents in {', '.join(map(str, paths))}: name files or folders")
    with writer(folder, replace_unusable=rebuild) as database:
        settings = database.settings()
        embedder = embedder or load_embedder(
            model or settings.get("model") or DEFAULT_MODEL, notify
        )
        afresh = rebuild or settings.get("fingerprint") != embedder.fingerprint
        before = database.hashes()
        plan = _read(files, {} if afresh else before, embedder, tell)
        if not plan.entries and not plan.unchanged:
            raise BadInput(f"no document could be read: {_first_reason(plan.skipped)}")
        embedded = _embed(database, plan, embedder, tell)
        kept = plan.entries.keys() | set(plan.unchanged)
        # What cannot be read just now is still there: its last text is kept, if it still fits.
        unread = [] if afresh else [skipped.source for skipped in plan.skipped]
        gone = [
            source
            for source in before
            if source not in kept and not any(f"{source}/".startswith(f"{u}/") for u in unread)
        ]
        roots = [os.path.abspath(path) for path in paths]
        if plan.entries or gone or settings.get("roots") != roots:
            with database.transaction():
                for source in [*gone, *(s for s in plan.entries if s in before)]:
                    database.remove(source)
                for entry in plan.entries.values():
                    database.add(entry)
                database.drop_unused_embeddings(embedder.fingerprint)
                database.save(
                    model=embedder.name,
                    fingerprint=embedder.fingerprint,
                    dim=embedder.dim,
                    generation=settings.get("generation", 0) + 1,
                    updated=datetime.now(UTC).isoformat(timespec="seconds"),
                    roots=roots,
                )
        try:
            write_vectors(database, folder)
        except OSError as error:
            say(f"vectors.faiss cannot be written ({error}): asking will start more slowly")
    return Summary(
        added=tuple(s for s in plan.entries if s not in before),
        changed=tuple(s for s in plan.entries if s in before),
        removed=tuple(gone),
        unchanged=tuple(plan.unchanged),
        skipped=tuple(plan.skipped),
        embedded=embedded,
    )


def _read(
    files: Sequence[FoundFile],
    before: dict[str, str],
    embedder: Embedder,
    tell: Callable[[Step], None],
) -> _Plan:
    plan = _Plan()
    for done, file in enumerate(files):
        tell(Step("reading", done, len(files)))
        try:
            with file.path.open("rb") as stream:
                sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
            known = before.get(file.source)
            if known == sha256:
                plan.unchanged.append(file.source)
                continue
            entry = _entry(file, sha256, embedder, plan.passages)
        except OSError as error:
            plan.skipped.append(Skipped(file.source, error.strerror or str(error)))
        except QAError as error:
            plan.skipped.append(Skipped(file.source, str(error)))
        else:
            plan.entries[file.source] = entry
    tell(Step("reading", len(files), len(files)))
    return plan


def _entry(
    file: FoundFile, sha256: str, embedder: Embedder, passages: dict[bytes, Passage]
) -> Entry:
    document = read_document(file.path, file.source)
    paragraphs, lead = split(document), _lead(document, embedder)
    return Entry(
        document,
        sha256,
        paragraphs,
        tuple(tuple(_windows(paragraph, lead, embedder, passages)) for paragraph in paragraphs),
    )


def _windows(
    paragraph: Paragraph, lead: str, embedder: Embedder, passages: dict[bytes, Passage]
) -> Iterator[Window]:
    if paragraph.kind is not Kind.BODY:
        return
    limit = min(WINDOW, embedder.max_tokens - embedder.count_tokens(lead))
    for span in windows(paragraph, embedder.count_tokens, limit):
        passage = embedded(paragraph, span, lead)
        parts = [(part.start, part.end) for part in passage.parts]
        content = json.dumps([passage.text, parts]).encode()
        text_hash = hashlib.sha256(content).digest()
        passages[text_hash] = passage
        yield Window(span, text_hash)


def embedded(paragraph: Paragraph, window: Span, lead: str) -> Passage:
    """What is embedded for a window: its text after `lead`, which says what it is about."""
    shift = len(lead) - window.start
    inside = [paragraph.sentences[i] for i in sentences_of(paragraph, window)]
    parts = [
        Span(max(s.start, window.start) + shift, min(s.end, window.end) + shift) for s in inside
    ]
    return Passage(lead + paragraph.document.text[window.start : window.end], tuple(parts))


def _lead(document: Document, embedder: Embedder) -> str:
    """The title, but never more than half of what the model reads."""
    title = document.title[:LONGEST_TITLE]
    while title and embedder.count_tokens(title) > embedder.max_tokens // 2:
        title = title[: len(title) // 2]
    return f"{title}. " if title else ""


def _embed(
    database: Database, plan: _Plan, embedder: Embedder, tell: Callable[[Step], None]
) -> int:
    missing = database.missing_embeddings(embedder.fingerprint, list(plan.passages))
    # By length: batches of like length waste nothing on padding, across documents too.
    todo = sorted(missing, key=lambda key: (len(plan.passages[key].text), key))
    for first in range(0, len(todo), BATCH):
        tell(Step("embedding", first, len(todo)))
        keys = todo[first : first + BATCH]
        vectors = embedder.embed_passages([plan.passages[key] for key in keys])
        with database.transaction():
            database.add_embeddings(embedder.fingerprint, dict(zip(keys, vectors, strict=True)))
    if todo:
        tell(Step("embedding", len(todo), len(todo)))
    return len(todo)


def _first_reason(skipped: Sequence[Skipped]) -> str:
    first = f"{skipped[0].source}: {skipped[0].reason}"
    return first if len(skipped) == 1 else f"{first} (and {len(skipped) - 1} more)"
