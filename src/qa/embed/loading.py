"""Which embedder serves a model's name."""

import os
from collections.abc import Callable

from qa.embed.embedder import DEFAULT_MODEL, Embedder
from qa.errors import ModelUnusable
from qa.text.sanitize import one_line


def load_embedder(
    model: str,
    notify: Callable[[str], None] | None = None,
    *,
    trusted: bool = True,
    offline: bool = False,
) -> Embedder:
    """The embedder of a model: the exported graph, prepared now if this is the first use.

    Args:
        model: `DEFAULT_MODEL`, another sentence-transformers model of a hub, or a folder.
        notify: called with a line about anything slow, such as preparing the model.
        trusted: this user has chosen the model; else it comes from an index, and is loaded only
            if it is the default or has been prepared here, which a user did by its name.
        offline: use no network to prepare it.

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
        if not trusted and model != DEFAULT_MODEL:
            raise ModelUnusable(
                f"the index was made with the model {name}, which is not prepared here: if you"
                " trust it, `qa index --index OTHER_DIR --model NAME_OR_FOLDER FILE` prepares it"
            )
        say(f"preparing the model {name} (once, some ten seconds)")
        try:
            folder = prepare(model, offline=offline)
        except OSError as error:
            raise ModelUnusable(
                f"{name} cannot be prepared ({error}): name a folder to keep it in by QA_CACHE"
            ) from error
    if folder is None:
        say(
            f"{one_line(model)} cannot be exported: asking will be slower,"
            " by sentence-transformers itself"
        )
        return SentenceTransformerEmbedder(model, offline=offline)
    return OnnxEmbedder(folder)
