"""The errors meant for a user. Each message is one line: what is wrong, and what to do.

QAError
├── IndexMissing      there is no index in the folder
├── IndexUnusable     it is damaged, foreign, of a newer format, or made with another model
├── ModelUnusable     an embedding model or reader cannot be found, checked or loaded
├── WriterUnusable    a language model of one's own cannot be loaded or reached, or answers nonsense
├── BadInput          a path, question, file or option of the user cannot be used
└── MissingExtra      a file needs an optional package; the message is its install line
"""


class QAError(Exception):
    """An error meant for the user: printed in one line, exit code 2."""


class IndexMissing(QAError):
    """There is no index in the folder; `qa index` makes one."""


class IndexUnusable(QAError):
    """The index exists and cannot be used as it is."""


class ModelUnusable(QAError):
    """A model cannot be found, does not match its checksum, or does not load."""


class WriterUnusable(QAError):
    """A language model of the user's own cannot be loaded or reached, or fails on the way."""


class BadInput(QAError):
    """A path, a question, a file or an option cannot be used as it was given."""


class MissingExtra(QAError):
    """An optional package is needed; the message ends in the line that installs it."""
