"""The command that writes an index: index."""

import argparse
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa.cli.ask import SEEDS, folder_of
from qa.cli.output import FOUND, Progress, note, write
from qa.errors import BadInput, QAError

if TYPE_CHECKING:
    from qa.indexing.results import Summary

STDIN = "-"


def index(options: argparse.Namespace) -> int:
    folder = folder_of(options)
    if options.undo:
        return _undo(options, folder)
    run = _Run(options, folder)
    if options.watch:
        return _watch(run)
    if options.dry_run and STDIN in options.paths:
        raise BadInput("--dry-run keeps nothing, so `-` has no meaning beside it")
    from qa.render import preview_text, summary_text

    summary = run.update(stdin=STDIN in options.paths)
    write(preview_text(summary) if options.dry_run else summary_text(summary))
    return FOUND


class _Run:
    """What is to be indexed, and how; what is not said now is as it was the last time."""

    def __init__(self, options: argparse.Namespace, folder: Path) -> None:
        self.folder = folder
        self.paths: list[str] = [path for path in options.paths if path != STDIN]
        self.options = options
        self.exclude: Sequence[str] | None = options.exclude
        self.fields: Mapping[str, str] | None = dict(options.field)
        if not self.paths:
            self.paths = _remembered(folder, alone=not options.paths)
            self.exclude, self.fields = self.exclude or None, self.fields or None
        self._embedder: Any = None

    def update(self, *, stdin: bool = False, fetch: bool = True, bar: bool = True) -> "Summary":
        from qa.indexing.indexer import index as run

        options = self.options
        with Progress(shown=bar) as progress:
            return run(
                self.paths,
                self.folder,
                model=options.model,
                rebuild=options.rebuild,
                embedder=self._embedder,
                progress=progress,
                notify=note,
                exclude=self.exclude,
                fields=self.fields,
                stdin=sys.stdin.buffer if stdin else None,
                forget=options.forget,
                fetch=fetch,
                dry_run=options.dry_run,
                wait=options.wait,
            )

    def keep_model(self) -> None:
        """Loads the model once for all updates to come; these are no first ones any more."""
        from qa.embed.loading import load_embedder
        from qa.store.store import Store

        store = Store.open(self.folder)
        self._embedder = load_embedder(store.settings["model"], note)
        store.close()
        self.options.rebuild, self.options.forget = False, []


def _watch(run: _Run) -> int:
    """Updates again and again, until Ctrl+C; what fails is said, and tried again."""
    from qa.indexing.watch import changes
    from qa.render import summary_text

    if run.options.dry_run:
        raise BadInput("--watch writes: leave out --dry-run")
    try:
        roots = [Path(path).absolute() for path in run.paths if "://" not in path]
        if not roots:
            raise BadInput("--watch needs a file or a folder to watch")
        rounds = changes(roots, run.folder, tell=note)
        summary = run.update(stdin=STDIN in run.options.paths)
        write(summary_text(summary))
        known = set(summary.skipped)
        run.keep_model()
        note(f"watching {', '.join(map(str, roots))}; Ctrl+C ends it")
        failed = ""
        for changed in rounds:
            if not (changed or failed):
                continue
            try:
                summary = run.update(fetch=False, bar=False)
            except QAError as error:
                if str(error) != failed:
                    note(str(error))
                failed = str(error)
            else:
                failed = ""
                if not summary.idle:
                    line, *_ = summary_text(summary).splitlines()
                    write(f"{time.strftime('%H:%M:%S')} {line}")
                for skipped in set(summary.skipped) - known:
                    note(f"skipped {skipped.source}: {skipped.reason}")
                known = set(summary.skipped)
    except KeyboardInterrupt:
        note("no longer watching")
    return FOUND


def _undo(options: argparse.Namespace, folder: Path) -> int:
    from qa.render import undone_text
    from qa.store.writer import undo

    others = (
        "paths", "exclude", "field", "forget", "dry_run", "watch", "rebuild", "model", "wait",
    )  # fmt: skip
    if any(getattr(options, name) for name in others):
        raise BadInput("--undo goes alone: it brings back what was before the last update")
    write(undone_text(undo(folder, note)))
    return FOUND


def _remembered(folder: Path, *, alone: bool) -> list[str]:
    """The paths of the last time; at first seeds/, or nothing beside stdin."""
    from qa.errors import IndexMissing
    from qa.store.store import remembered

    try:
        return list(remembered(folder)["roots"])
    except IndexMissing:
        if not alone:
            return []
        if not SEEDS.is_dir():
            raise BadInput("there is no folder seeds/ here: name files or folders") from None
        return [str(SEEDS)]
