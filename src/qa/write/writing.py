"""Has a writer write on an answer, and lets nothing through that the passages do not bear out."""

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import islice

from qa.converse.requests import Wish, request_in
from qa.errors import WriterUnusable
from qa.read.loading import bundled_judge
from qa.types import Answer, Citation, Span, Written, WrittenSentence
from qa.write.checking import Checked, Checker, Supports
from qa.write.prompt import MOST_TOKENS, UNTOLD, ShownPassage, messages, shown_passages
from qa.write.sentences import sentences_of
from qa.write.writer import Writer

MOST_SENTENCES, MOST_CHARACTERS = 12, 5000
"""How much is taken, at most: what goes on and on is no answer."""
FINDS_NONE = "finds no answer in these passages"
_TOLD = (Wish.SUMMARY, Wish.SAYS)
"""Requests about documents whose answer can be told in other words."""


@dataclass(frozen=True, slots=True)
class Step:
    """How far the writing is: the answer with what is written so far, and what is new in it."""

    answer: Answer
    sentence: WrittenSentence | None
    """None at the end."""

    @property
    def written(self) -> Written | None:
        return self.answer.written


class CheckedWriter:
    """A writer whose sentences are checked one by one.

    writer = CheckedWriter(load_writer("model.gguf"))
    answer = writer.write(library.ask("Who built the mill?"))
    print(answer.written.text)
    """

    def __init__(self, writer: Writer, judge: Supports | None = None) -> None:
        """With the judge that comes with qa, if no other is given; it is loaded when needed."""
        self._writer = writer
        self._judge = judge

    def write(self, answer: Answer) -> Answer:
        """The answer with what was written on it; as it was where there is nothing to write on."""
        for step in self.steps(answer):
            answer = step.answer
        return answer

    @property
    def name(self) -> str:
        """What to call the language model."""
        return self._writer.name

    def steps(
        self, answer: Answer, stopped: Callable[[], bool] = lambda: False
    ) -> Generator[Step, None, None]:
        """The answer after each sentence; closing the generator stops the writer.

        A writer that fails costs a line, `Written.failure`; the answer stays.

        Args:
            stopped: asked at every word, whether to go on is no use.
        """
        question = answer.understood_as or answer.question
        if not _can_be_told(question, answer):
            return
        shown = shown_passages(answer)
        checker = Checker(self._judge or bundled_judge())
        written = Written((), self.name)
        pieces = self._writer.stream(messages(question, answer, shown), MOST_TOKENS)
        try:
            with closing(pieces):
                for sentence in islice(sentences_of(_limited(pieces, stopped)), MOST_SENTENCES):
                    if sentence.text.strip(".") == UNTOLD:
                        continue
                    checked = checker.check(sentence, shown, question)
                    answer, numbers = _cited(answer, checked)
                    one = WrittenSentence(sentence.text, numbers, checked.doubt)
                    written = replace(written, sentences=(*written.sentences, one))
                    answer = replace(answer, written=written)
                    yield Step(answer, one)
            failure = "" if written.sentences else f"the writer {written.model} {FINDS_NONE}"
        except WriterUnusable as error:
            failure = str(error)
        yield Step(replace(answer, written=replace(written, failure=failure)), None)


def _limited(pieces: Iterable[str], stopped: Callable[[], bool]) -> Iterator[str]:
    """The pieces until it is stopped, or has written far too much."""
    taken = 0
    for piece in pieces:
        if stopped() or taken >= MOST_CHARACTERS:
            return
        yield piece
        taken += len(piece)


def _can_be_told(question: str, answer: Answer) -> bool:
    """Whether it rests on passages: not a refusal, a list of documents or small talk."""
    if not answer.answered or not answer.citations:
        return False
    wanted = request_in(question) if answer.remark else None
    return not answer.remark or (wanted is not None and wanted.wish in _TOLD)


def _cited(answer: Answer, checked: Checked) -> tuple[Answer, tuple[int, ...]]:
    """The answer with citations of what bears a sentence out, and their numbers."""
    citations, numbers = list(answer.citations), []
    for shown, span in () if checked.doubt else checked.places:
        number = _number_of(shown, span, citations)
        if not number:
            number = len(citations) + 1
            citations.append(Citation(number, shown.paragraph, span))
        numbers.append(number)
    return replace(answer, citations=tuple(citations)), tuple(dict.fromkeys(numbers))


def _number_of(shown: ShownPassage, span: Span, citations: list[Citation]) -> int:
    """The number of a citation in the same sentence; 0 where there is none."""
    return next(
        (
            each.number
            for each in citations
            if each.paragraph == shown.paragraph
            and each.span.start < span.end
            and span.start < each.span.end
        ),
        0,
    )
