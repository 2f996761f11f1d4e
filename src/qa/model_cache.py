"""The user's cache of prepared models: one folder each, published whole or not at all.

A model is loaded with torch once, checked and exported there; `embed.prepare` and `read.prepare`
say how. The folder's settings carry a stamp, and a folder with another stamp is prepared again.
"""

import hashlib
import json
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


def home(model: str, kind: str = "") -> Path:
    """The folder of the cache that is `model`'s own, whether it is there or not.

    Args:
        model: the name on a hub, or a folder.
        kind: tells apart what one model is prepared as.
    """
    name = str(Path(model).resolve()) if Path(model).is_dir() else model
    readable = "".join(c if c.isalnum() else "-" for c in kind + Path(name).name)[:40]
    return _cache() / f"{readable}-{hashlib.sha256(name.encode()).hexdigest()[:12]}"


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


@contextmanager
def draft() -> Iterator[Path]:
    """A new folder inside the cache to write to; gone at the end, unless published."""
    cache = _cache()
    cache.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=".draft-", dir=cache))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


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


def _cache() -> Path:
    if folder := os.environ.get("QA_CACHE"):
        return Path(folder)
    import platformdirs

    return Path(platformdirs.user_cache_dir("qa")) / "models"
