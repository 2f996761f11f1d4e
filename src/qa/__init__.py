"""Ask your articles a question; get the answer in their own words, every word traceable.

    from qa import Library, Retriever

Names resolve on first use, so that `import qa` costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qa.errors import QAError as QAError
    from qa.library import Library as Library
    from qa.retrieve.retriever import Retriever as Retriever
    from qa.types import (
        Answer as Answer,
    )
    from qa.types import (
        Citation as Citation,
    )
    from qa.types import (
        Document as Document,
    )
    from qa.types import (
        Hit as Hit,
    )
    from qa.types import (
        Paragraph as Paragraph,
    )
    from qa.types import (
        Span as Span,
    )
    from qa.types import (
        Statement as Statement,
    )

_HOME = {
    "Answer": "qa.types",
    "Citation": "qa.types",
    "Document": "qa.types",
    "Hit": "qa.types",
    "Library": "qa.library",
    "Paragraph": "qa.types",
    "QAError": "qa.errors",
    "Retriever": "qa.retrieve.retriever",
    "Span": "qa.types",
    "Statement": "qa.types",
}
__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'qa' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)
