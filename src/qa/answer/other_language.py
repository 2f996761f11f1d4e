"""The answer where a reader of English cannot tell: passages, each with its best sentence.

It has no short answer and no chance, since both are made for English, and says why.
"""

from collections.abc import Sequence

from qa.text.language import is_english
from qa.types import Answer, Hit

LOOKED_AT = 3
"""The best passages, one of which has to be English for an English reader to read any."""


def in_english(hit: Hit) -> bool:
    """Whether a passage is in English: as its document states, else as its own words tell."""
    return is_english(hit.paragraph.text, hit.paragraph.document.language)


def readable(question: str, hits: Sequence[Hit]) -> bool:
    """Whether an English reader can read the question and one of the best passages."""
    return is_english(question) and (not hits or any(map(in_english, hits[:LOOKED_AT])))


def unread(question: str, passages: Sequence[Hit]) -> Answer:
    """The passages nearest to a question, without an answer."""
    what = "the nearest passages are" if is_english(question) else "the question is"
    reason = f"the reader reads English, and {what} in another language"
    return Answer(question, "", (), (), tuple(passages), 0.0, reason=reason, other_language=True)
