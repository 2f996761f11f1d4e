"""Which embedder serves a model's name."""

import os
from collections.abc import Callable

from qa.embed.embedder import Embedder
from qa.errors import ModelUnusable


def load_embedder(model: str, notify: Callable[[str], None] | None = None) -> Embedder:
    """The embedder of a model: the exported graph, prepared now if this is the first use.

    Args:
        model: `DEFAULT_MODEL`, another sentence-transformers model of a hub, or a folder.
        notify: called with a line about anything slow, such as preparing the model.

    Raises:
        ModelUnusable: if the model cannot be found, checked or loaded.
    """
    from qa.embed.export import prepare, prepared_folder
    from qa.embed.onnx import OnnxEmbedder
    from qa.embed.source_model import SentenceTransformerEmbedder

    say = notify or (lambda _line: None)
    if os.path.isdir(model):
        model = os.path.abspath(model)
    folder = prepared_folder(model)
    if folder is None:
        say(f"preparing the model {model} (once, some ten seconds)")
        try:
            folder = prepare(model)
        except OSError as error:
            raise ModelUnusable(
                f"{model} cannot be prepared ({error}): name a folder to keep it in by QA_CACHE"
            ) from error
    if folder is None:
        say(f"{model} cannot be exported: asking will be slower, by sentence-transformers itself")
        return SentenceTransformerEmbedder(model)
    return OnnxEmbedder(folder)
