"""What a user can do wrong, as one tree. Each message is one line: what is wrong, what to do.

QAError
├── IndexMissing      there is no index where one was looked for
├── IndexUnusable     it is damaged, foreign, of a newer format, or made with another model
├── ModelUnusable     an embedding model or reader cannot be found, checked or loaded
├── BadInput          a path, question or file given by the user does not work
└── MissingExtra      a file needs an optional package; the message is its install line
"""


class QAError(Exception):
    """An error meant for the user's eyes; the faces print it and exit with 2."""


class IndexMissing(QAError):
    """There is no index in the folder; `qa index` makes one."""


class IndexUnusable(QAError):
    """The index folder exists, and cannot be used as it is."""


class ModelUnusable(QAError):
    """A model cannot be found, does not match its checksum, or does not load."""


class BadInput(QAError):
    """What was given (a path, a question, a file of questions) does not work."""


class MissingExtra(QAError):
    """An optional package is needed; the message ends in the line that installs it."""
