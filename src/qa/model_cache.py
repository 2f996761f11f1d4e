"""The user's cache of prepared models: one folder each, published whole or not at all.

A model is loaded with torch once, checked and exported there; `embed.prepare` and `read.prepare`
say how. The folder's settings carry a stamp, and a folder with another stamp is prepared again.
"""

import hashlib
import json
import os
import shutil
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

_DRAFT = ".draft-"
_DAY = 86_400
"""Seconds; no model takes as long to prepare."""


def home(model: str, kind: str = "") -> Path:
    """The folder of the cache that is `model`'s own, whether it is there or not.

    Args:
        model: the name on a hub, or a folder.
        kind: tells apart what one model is prepared as.
    """
    name = str(Path(model).resolve()) if Path(model).is_dir() else model
    readable = "".join(c if c.isalnum() else "-" for c in kind + Path(name).name)[:40]
    return folder() / f"{readable}-{hashlib.sha256(name.encode()).hexdigest()[:12]}"


def stamp(model: str, *versions: int | str) -> list[Any]:
    """What changes when a folder's weights do; the versions alone for what is not a folder."""
    weights = sorted(Path(model).glob("*.safetensors")) if Path(model).is_dir() else []
    return [*versions, *([p.name, p.stat().st_size, p.stat().st_mtime_ns] for p in weights)]


def stamped(folder: Path, settings: str, wanted: list[Any]) -> bool:
    """Whether the file `settings` of the folder carries the stamp that is wanted."""
    try:
        found = json.loads((folder / settings).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(found, dict) and found.get("stamp") == wanted


def digests(folder: Path) -> dict[str, list[Any]]:
    """What tells, of each file in the folder, whether it is still what was prepared."""
    return {path.name: [_digest(path), *_facts(path)] for path in sorted(folder.iterdir())}


def is_intact(folder: Path, recorded: object, *, whole: bool = False) -> bool:
    """Whether the files are those of which `digests` was `recorded`.

    A file is read only if its size, place or times are not what they were, since reading all of
    the default model takes as long as a question.

    Args:
        whole: read it at any rate: a disk may lose what it keeps.
    """
    if not isinstance(recorded, dict) or not recorded:
        return False
    try:
        return all(
            (not whole and _facts(folder / name) == facts) or _digest(folder / name) == digest
            for name, (digest, *facts) in recorded.items()
        )
    except (OSError, ValueError):
        return False


def _facts(path: Path) -> list[int]:
    facts = path.stat()
    return [facts.st_size, facts.st_ino, facts.st_mtime_ns, facts.st_ctime_ns]


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@contextmanager
def draft() -> Iterator[Path]:
    """A new folder inside the cache to write to; gone at the end, unless published."""
    cache = folder()
    cache.mkdir(parents=True, exist_ok=True)
    for old in cache.glob(f"{_DRAFT}*"):
        with suppress(OSError):
            if old.stat().st_mtime < time.time() - _DAY:  # of a process that was killed
                shutil.rmtree(old)
    new = Path(tempfile.mkdtemp(prefix=_DRAFT, dir=cache))
    try:
        yield new
    finally:
        shutil.rmtree(new, ignore_errors=True)


def publish(folder: Path, target: Path) -> None:
    """Moves a finished draft into the place of what is there."""
    shutil.rmtree(target, ignore_errors=True)
    os.replace(folder, target)


@contextmanager
def quiet() -> Iterator[None]:
    """Keeps progress bars and advice of the model libraries off the terminal."""
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "true")
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import transformers

        transformers.utils.logging.set_verbosity_error()
        transformers.utils.logging.disable_progress_bar()
        yield


def first_line(error: Exception) -> str:
    """What an error of a model library says, cut to a part of one line."""
    return (str(error).strip() or type(error).__name__).splitlines()[0][:200]


def folder() -> Path:
    """The cache itself, whether it is there or not."""
    if place := os.environ.get("QA_CACHE"):
        return Path(place)
    import platformdirs

    return Path(platformdirs.user_cache_dir("qa")) / "models"
