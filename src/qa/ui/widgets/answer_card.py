"""One question and its answer: the short answer, the verbatim statements, who says them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import VerticalGroup
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Static

from qa.plain import clean, one_line
from qa.types import Answer, Citation, Statement
from qa.ui.exchange import Exchange, Phase
from qa.ui.export import like_title
from qa.ui.highlight import question_words
from qa.ui.widgets.excerpt import Differing, Excerpt, Marked
from qa.ui.words import count, duration, sentence, sureness, voices

_LONGEST_EXCERPT = 280
"""Characters of a passage shown in the conversation; the source has all of it."""
_LONGEST_LIKE = 160
"""Characters of a passage that others are compared with; it stands above already."""
_LONGEST_QUESTION = 400
"""Characters; the prompt brings back all of it."""


class AnswerCard(VerticalGroup):
    """A card of the conversation, drawn from its exchange alone."""

    @dataclass
    class Drawn(Message):
        """The card shows another state of its exchange, and may be taller or smaller."""

        card: AnswerCard

    exchange: reactive[Exchange] = reactive(Exchange(""), recompose=True)
    current: reactive[int] = reactive(-1)
    """Index of the place in view, -1 for none."""

    def __init__(self, exchange: Exchange) -> None:
        super().__init__()
        self.set_reactive(AnswerCard.exchange, exchange)

    def compose(self) -> ComposeResult:
        exchange = self.exchange
        if exchange.like:
            asked = _shortened(like_title(exchange), _LONGEST_LIKE)
        else:
            asked = _shortened(clean(exchange.question).strip(), _LONGEST_QUESTION)
        yield Static(Content(asked), classes="question")
        if exchange.scope:
            yield _line(f"asked of {exchange.scope.details}", "scope")
        match exchange.phase:
            case Phase.WAITING:
                yield _line("Searching the documents…", "note")
            case Phase.PASSAGES:
                passages = count(len(exchange.hits), "passage")
                yield _line(f"Reading {passages}…", "note")
                yield from self._nearest()
            case Phase.FAILED:
                yield _line(exchange.note, "failure")
            case Phase.DROPPED:
                yield _line(exchange.note, "note")
                yield from self._nearest()
            case Phase.DONE:
                if exchange.answer is not None:
                    yield from self._answer(exchange.answer)

    def _answer(self, answer: Answer) -> Iterator[Widget]:
        if self.exchange.like:
            found = count(len(answer.passages), "passage")
            yield _line(f"{found} like it · {duration(answer.seconds)}", "note")
            yield from self._nearest()
            return
        if not answer.answered:
            yield _line("Not in these documents.", "short-answer")
            if answer.reason:
                yield _line(sentence(answer.reason), "note")
            if answer.passages:
                yield _line("Nearest passages, though not an answer:", "nearest-title")
            yield from self._nearest()
            return
        # A reader of whole sentences answers with its first statement: say it once.
        if answer.text != answer.statements[0].text:
            yield _line(answer.text, "short-answer")
        facts = [sureness(answer.confidence), voices(answer), duration(answer.seconds)]
        yield _line(" · ".join(facts), "note")
        if answer.differing:
            yield Differing(answer.differing, answer.citations)
        for statement in answer.statements:
            yield _statement(statement, answer.citations)

    def _nearest(self) -> Iterator[Excerpt]:
        for place, citation in enumerate(self.exchange.places):
            words = _shortened(clean(citation.quote).replace("\n", " "), _LONGEST_EXCERPT)
            yield Excerpt(self._reasoned(words), {place: citation}, exact=False)

    def _reasoned(self, words: str) -> Content:
        """The words of the question stand out: they are why a passage was found."""
        content = Content(words)
        if not self.exchange.like:
            for word in question_words(words, 0, len(words), self.exchange.question):
                content = content.stylize("bold", word.start, word.end)
        return content

    def on_mount(self) -> None:
        self._point()
        self.post_message(self.Drawn(self))

    def watch_current(self) -> None:
        self._point()

    async def recompose(self) -> None:
        await super().recompose()
        self._point()
        self.post_message(self.Drawn(self))

    def _point(self) -> None:
        for marked in self.query(Marked):
            marked.point_at(self.current)

    def excerpt_in_view(self) -> Excerpt | None:
        """The excerpt of the current place."""
        return next((each for each in self.query(Excerpt) if each.holds(self.current)), None)


def _shortened(text: str, most: int) -> str:
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + " …"


def _line(text: str, classes: str) -> Static:
    return Static(Content(one_line(text)), classes=classes)


def _statement(statement: Statement, citations: tuple[Citation, ...]) -> Excerpt:
    words = Content(clean(statement.text).replace("\n", " "))
    places = {number - 1: citations[number - 1] for number in statement.citations}
    for citation in places.values():
        sentence, span = citation.sentence, citation.span
        stands_whole = len(statement.text) == sentence.end - sentence.start
        if stands_whole and span != sentence:
            words = words.stylize("bold", span.start - sentence.start, span.end - sentence.start)
            break
    return Excerpt(words, places, exact=True)
