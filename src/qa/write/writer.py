"""The Writer protocol: a language model of the user's own, which continues a conversation.

`gguf` runs a file in this process, `server` asks one that speaks OpenAI's interface. What either
writes is never shown as it comes: `writing` checks it first.
"""

from collections.abc import Generator, Sequence
from typing import Protocol

Message = dict[str, str]
"""Of OpenAI's chat interface: `role` ("system" or "user") and `content`."""


class Writer(Protocol):
    """A language model. Threads may share it; one may have to wait for the other."""

    @property
    def name(self) -> str:
        """What to call it: the file's or the model's name."""

    def stream(self, messages: Sequence[Message], most: int) -> Generator[str, None, None]:
        """What it writes, in pieces as they come; closing the generator stops it.

        An empty piece says that it is at work.

        Args:
            most: tokens that it may write.

        Raises:
            WriterUnusable: if it fails, on the way too.
        """
