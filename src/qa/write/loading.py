"""Which writer serves a name: a GGUF file, or an address."""

from collections.abc import Callable
from pathlib import Path

from qa.errors import BadInput
from qa.write.gguf import GgufWriter
from qa.write.server import ServerWriter
from qa.write.writer import Writer


def load_writer(
    name: str, model: str | None = None, notify: Callable[[str], None] | None = None
) -> Writer:
    """The writer of this name; loads and reaches nothing yet.

    Args:
        name: the path of a GGUF file, or the http(s) address of an OpenAI-compatible server.
        model: the name of a model on that server.
        notify: called with a line where texts are going to leave this machine.

    Raises:
        BadInput: if a server is named without its model, or a file with one.
        WriterUnusable, MissingExtra: as `GgufWriter` and `ServerWriter`.
    """
    if not name.startswith(("http://", "https://")):
        if model is not None:
            raise BadInput("--writer-model names a model of a server: a GGUF file is one by itself")
        return GgufWriter(Path(name).expanduser())
    if not model:
        raise BadInput("name a model of the server by --writer-model, as it calls it")
    writer = ServerWriter(name, model)
    if writer.leaves_machine and notify:
        notify(f"questions, and passages that answer them, are sent to {writer.leaves_machine}")
    return writer
