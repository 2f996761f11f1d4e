"""What a language model wrote on an answer -> plain text. Nothing is printed here.

What the passages do not bear out is struck through as in Markdown, ~~so~~, with the reason: a plain
terminal has no other way.
"""

from qa.render import marks, reference
from qa.render_lines import wrapped
from qa.text.sanitize import one_line
from qa.types import Answer, Written, WrittenSentence


def heading(model: str) -> str:
    """What stands above the sentences of a language model, on one line."""
    return one_line(f"Written by {model}, each sentence checked here:")


def sentence_text(sentence: WrittenSentence) -> str:
    """A sentence with its marks, or struck through."""
    text = one_line(sentence.text)
    if sentence.supported:
        return wrapped(f"{text} {marks(sentence.citations)}")
    return wrapped(f"~~{text}~~ ({one_line(sentence.doubt)})")


def ending_text(answer: Answer, cited: int) -> str:
    """How much is struck through, and the places that are new; "" where there is nothing to say.

    Args:
        cited: how many of the answer's citations are told already.
    """
    lines = [wrapped(struck_text(answer.written))] if answer.written else []
    lines += [wrapped(reference(citation), "    ") for citation in answer.citations[cited:]]
    return "\n".join(filter(None, lines))


def struck_text(written: Written) -> str:
    """How many sentences are not borne out; "" where all are."""
    struck, all_of_them = written.struck, len(written.sentences)
    if not struck:
        return ""
    if struck == all_of_them:
        return "Nothing of it is borne out by the passages: the answer above stands alone."
    them = "it" if struck == 1 else "them"
    reason = f"the passages do not bear {them} out"
    return f"{struck} of {all_of_them} sentences struck through: {reason}."
