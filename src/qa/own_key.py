"""A key of this user's, outside of any index: what it signs, this user's own runs have set.

An index may come from a stranger, and names files to read and a model to load. `qa` acts on these
only where they carry this signature, as borg asks before it uses a repository that it does not
know. Whoever copies an index to another machine can ask it there, and has to name its files again.
"""

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from qa import model_cache

_BYTES = 32


def signature(*values: object) -> str:
    """Of values of JSON; "" where no key can be kept, which signs nothing."""
    key = _key() or _make_key()
    return _signature(key, values) if key else ""


def is_signed(signed: str, *values: object) -> bool:
    """Whether `signed` is this user's signature of these values."""
    key = _key() if signed else b""
    if not key:
        return False
    import hmac  # only where there is something to check: asking shall start fast

    return hmac.compare_digest(_signature(key, values).encode(), signed.encode("utf-8", "replace"))


def _signature(key: bytes, values: tuple[object, ...]) -> str:
    import hmac

    return hmac.digest(key, json.dumps(values, sort_keys=True).encode(), "sha256").hex()


def _places() -> Iterator[Path]:
    """With the user's data; with the models, where a machine for tests has no home folder."""
    from platformdirs import user_data_path

    yield user_data_path("qa", appauthor=False) / "key"
    yield model_cache.folder() / "key"


def _key() -> bytes:
    """b"" if there is none yet."""
    return next(filter(None, map(_read, _places())), b"")


def _make_key() -> bytes:
    """b"" if none can be kept."""
    for path in _places():
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            draft = path.with_name(f".{path.name}.{os.getpid()}")
            try:
                descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                with os.fdopen(descriptor, "wb") as stream:
                    stream.write(os.urandom(_BYTES))
                if not _read(path):  # else another process was first
                    os.replace(draft, path)
            finally:
                draft.unlink(missing_ok=True)
        if key := _read(path):
            return key
    return b""


def _read(path: Path) -> bytes:
    try:
        key = path.read_bytes()
    except OSError:
        return b""
    return key if len(key) == _BYTES else b""
