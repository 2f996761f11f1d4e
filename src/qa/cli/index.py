"""`qa index`: makes the index mirror files, folders and web pages."""

import argparse
import os
import sys
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from qa.cli.options import SEEDS, add_command, folder_of, positive
from qa.cli.output import FOUND, Progress, note, write
from qa.errors import BadInput, QAError

if TYPE_CHECKING:
    from qa.cli.options import Commands
    from qa.embed.embedder import Embedder
    from qa.indexing.request import IndexRequest
    from qa.indexing.results import Summary

STDIN = "-"


def add(commands: "Commands") -> None:
    parser = add_command(
        commands,
        "index",
        run,
        "make the index mirror files and folders",
        "qa index articles/ notes.md\n"
        "  qa index                            the same files and folders again\n"
        "  qa index rows.csv --field text=body a collection: a row is a document\n"
        "  qa index articles/ --watch          again whenever they change",
    )
    parser.add_argument(
        "paths",
        nargs="*",
        metavar="PATH",
        help="files, folders, web addresses; `-` saves and indexes a document from stdin "
        "(default: those of the last run, at first seeds/)",
    )
    parser.add_argument(
        "--exclude",
        action="append",
        default=[],
        metavar="PATTERN",
        help="leave out what matches, as in .gitignore; files .gitignore and .qaignore count too",
    )
    parser.add_argument(
        "--field",
        action="append",
        default=[],
        type=_field,
        metavar="NAME=COLUMN",
        help="in CSV and JSON Lines: the column of id, title, text, url, published or author",
    )
    parser.add_argument(
        "--forget",
        action="append",
        default=[],
        metavar="SOURCE",
        help="remove a document that came from stdin",
    )
    parser.add_argument("--dry-run", action="store_true", help="say what would be done")
    parser.add_argument("--watch", action="store_true", help="update whenever files change")
    parser.add_argument("--rebuild", action="store_true", help="read every file again")
    parser.add_argument(
        "--embed", action="store_true", help="with --rebuild: embed every passage again too"
    )
    parser.add_argument(
        "--model", metavar="NAME_OR_FOLDER", help="embed with this sentence-transformers model"
    )
    parser.add_argument(
        "--wait",
        type=positive,
        default=0,
        metavar="SECONDS",
        help="wait while another process writes the index (default: give up at once)",
    )
    parser.add_argument(
        "--undo", action="store_true", help="go back to the index before the last update"
    )


def run(options: argparse.Namespace) -> int:
    folder = folder_of(options)
    if options.undo:
        return _undo(options, folder)
    from qa.render_index import preview_text, summary_text

    request = _request(options, folder)
    if options.watch:
        return _watch(request, folder, options)
    if options.dry_run:
        from qa.indexing.indexer import plan

        if request.stdin is not None:
            raise BadInput("--dry-run cannot read a document from stdin: leave out `-`")
        with Progress() as progress:
            summary = plan(request, folder, progress=progress)
        write(preview_text(summary))
    else:
        if options.paths:
            _tell_dropped(request, folder)
        write(summary_text(_update(request, folder)))
        _tell_other_languages(folder)
    return FOUND


def _tell_dropped(request: "IndexRequest", folder: Path) -> None:
    """Says which files and folders of the last run are not named any more."""
    from qa.errors import IndexMissing, IndexUnusable
    from qa.store.store import settings_of

    try:
        roots = settings_of(folder).roots
    except (IndexMissing, IndexUnusable):
        return
    if not all(map(os.path.lexists, request.files)):  # the run will say so, and drop nothing
        return
    # A folder above it holds the same files.
    wanted = [Path(root) for root in request.roots]
    dropped = [r for r in roots if not any(Path(r).is_relative_to(each) for each in wanted)]
    if dropped and request.paths:
        note(
            f"this drops {', '.join(dropped)}: to keep what is there, name it too;"
            " `qa index --undo` brings it back"
        )


def _tell_other_languages(folder: Path) -> None:
    from qa.render_index import other_languages_text
    from qa.store.store import Store
    from qa.store.totals import counts

    with closing(Store.open(folder)) as store, store.snapshot():
        if text := other_languages_text(counts(store.database)["not English"]):
            note(text)


def _request(options: argparse.Namespace, folder: Path) -> "IndexRequest":
    """What the options ask for; without a path, what is not named stays as in the last run."""
    from qa.indexing.request import IndexRequest

    paths = [path for path in options.paths if path != STDIN]
    exclude: list[str] | None = options.exclude
    fields: dict[str, str] | None = dict(options.field)
    if not paths:
        paths = _last_paths(folder, alone=not options.paths)
        exclude, fields = exclude or None, fields or None
    return IndexRequest(
        paths,
        exclude=exclude,
        fields=fields,
        model=options.model,
        rebuild=options.rebuild,
        embed=options.embed,
        stdin=sys.stdin.buffer if STDIN in options.paths else None,
        forget=options.forget,
        wait=options.wait,
    )


def _update(
    request: "IndexRequest",
    folder: Path,
    embedder: "Embedder | None" = None,
    *,
    bar: bool = True,
) -> "Summary":
    from qa.indexing.indexer import index

    with Progress(shown=bar) as progress:
        return index(request, folder, embedder=embedder, progress=progress, notify=note)


def _watch(request: "IndexRequest", folder: Path, options: argparse.Namespace) -> int:
    """Updates again and again until Ctrl+C; an update that fails is reported and tried again."""
    from qa.indexing.watch import changes
    from qa.render_index import retained_lines, summary_text

    if options.dry_run:
        raise BadInput("--watch updates the index: leave out --dry-run")
    try:
        roots = [path.absolute() for path in request.files]
        if not roots:
            raise BadInput("--watch needs a file or a folder to watch")
        rounds = changes(roots, folder, notify=note)
        summary = _update(request, folder)
        write(summary_text(summary))
        skipped, retained = set(summary.skipped), summary.retained
        embedder = _loaded_model(folder)
        later = replace(request, rebuild=False, embed=False, stdin=None, forget=(), fetch=False)
        note(f"watching {', '.join(map(str, roots))}; Ctrl+C stops it")
        last_error = ""
        for changed in rounds:
            if not (changed or last_error):
                continue
            try:
                summary = _update(later, folder, embedder, bar=False)
            except QAError as error:
                if str(error) != last_error:
                    note(str(error))
                last_error = str(error)
            else:
                last_error = ""
                if not summary.idle:
                    line, *_ = summary_text(summary).splitlines()
                    write(f"{time.strftime('%H:%M:%S')} {line}")
                for file in set(summary.skipped) - skipped:
                    note(f"skipped {file.source}: {file.reason}")
                if summary.retained != retained:
                    for line in retained_lines(summary):
                        note(line)
                skipped, retained = set(summary.skipped), summary.retained
    except KeyboardInterrupt:
        note("no longer watching")
    return FOUND


def _loaded_model(folder: Path) -> "Embedder":
    """The model of the index, loaded once for all later updates."""
    from qa.embed.loading import load_embedder
    from qa.store.store import Store

    store = Store.open(folder)
    name = store.settings.model
    store.close()
    return load_embedder(name, note)


def _undo(options: argparse.Namespace, folder: Path) -> int:
    from qa.render_index import undone_text
    from qa.store.writer import undo

    others = (
        "paths", "exclude", "field", "forget", "dry_run", "watch", "rebuild", "embed", "model",
        "wait",
    )  # fmt: skip
    if any(getattr(options, name) for name in others):
        raise BadInput(
            "--undo goes back to the index before the last update: leave out other options"
        )
    write(undone_text(undo(folder, note)))
    return FOUND


def _last_paths(folder: Path, *, alone: bool) -> list[str]:
    """The paths of the last run; at first seeds/, or none if only stdin is indexed."""
    from qa.errors import IndexMissing
    from qa.store.store import settings_of

    try:
        settings = settings_of(folder)
        if settings.roots and not settings.is_own:
            raise BadInput(
                f"{folder} was not made by you on this machine, or by an older qa:"
                " name the files and folders that it shall hold, `qa index PATH...`"
            )
        return list(settings.roots)
    except IndexMissing:
        if not alone:
            return []
        if not SEEDS.is_dir():
            raise BadInput(
                "no path given and no folder seeds/ here: name files or folders"
            ) from None
        return [str(SEEDS)]


def _field(text: str) -> tuple[str, str]:
    name, equals, column = text.partition("=")
    if not (name and equals and column):
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=COLUMN, such as text=body")
    return name, column
