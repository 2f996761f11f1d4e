"""Which embedder serves a model's name."""

import os
from collections.abc import Callable
from enum import Enum

from qa.embed.embedder import DEFAULT_MODEL, Embedder
from qa.errors import ModelUnusable
from qa.text.sanitize import one_line


class Prepare(Enum):
    """Which models may be prepared, which runs what comes with a model."""

    ANY = "any"
    """This user has named it; it may come from a hub."""
    HERE = "here"
    """This user has named it, at an earlier time; no network is used."""
    DEFAULT = "default"
    """An index has named it, which may be a stranger's: only the default. Another one has been
    prepared here, which this user did by its name, or is not loaded."""


def load_embedder(
    model: str,
    notify: Callable[[str], None] | None = None,
    prepare_what: Prepare = Prepare.ANY,
) -> Embedder:
    """The embedder of a model: the exported graph, prepared now if this is the first use.

    Args:
        model: `DEFAULT_MODEL`, another sentence-transformers model of a hub, or a folder.
        notify: called with a line about anything slow, such as preparing the model.
        prepare_what: what may be prepared if it is not yet.

    Raises:
        ModelUnusable: if the model cannot be found, checked or loaded, or is not to be.
    """
    from qa.embed.export import cannot_be_exported, prepare, prepared_folder
    from qa.embed.onnx import OnnxEmbedder
    from qa.embed.source_model import SentenceTransformerEmbedder

    say = notify or (lambda _line: None)
    if os.path.isdir(model):
        model = os.path.abspath(model)
    folder = prepared_folder(model)
    known_slow = folder is None and cannot_be_exported(model)
    if folder is None and not known_slow:
        name = one_line(model)
        if prepare_what is Prepare.DEFAULT and model != DEFAULT_MODEL:
            raise ModelUnusable(
                f"the index was made with the model {name}, which is not prepared here: if you"
                " trust it, `qa index --index OTHER_DIR --model NAME_OR_FOLDER FILE` prepares it"
            )
        say(f"preparing the model {name} (once, some ten seconds)")
        try:
            folder = prepare(model, offline=prepare_what is not Prepare.ANY)
        except OSError as error:
            raise ModelUnusable(
                f"{name} cannot be prepared ({error}): name a folder to keep it in by QA_CACHE"
            ) from error
    if folder is None:
        say(
            f"{one_line(model)} cannot be exported: asking will be slower,"
            " by sentence-transformers itself"
        )
        return SentenceTransformerEmbedder(model, offline=prepare_what is not Prepare.ANY)
    return OnnxEmbedder(folder)
