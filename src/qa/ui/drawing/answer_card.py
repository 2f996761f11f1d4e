"""One question and its answer: the short answer, the quoted statements, and their sources.

A card is not a widget: the conversation draws only those of its rows that are in view.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from textual.content import Content

from qa.quoted import answer_words, statement_words, words_of
from qa.render_written import heading, struck_text
from qa.retrieve.understanding import correction_note
from qa.text.punctuation import joined_lines
from qa.text.sanitize import clean, one_line
from qa.types import Answer, Citation, Relation, Statement, Verdict
from qa.ui.drawing.excerpt import Block, excerpt, groups, offer, written_sentence
from qa.ui.drawing.highlight import question_words
from qa.ui.model.exchange import Exchange, Phase
from qa.ui.model.export import like_title
from qa.ui.model.phrases import count, duration, sentence, sureness, understood, voices

_LONGEST_EXCERPT = 280
"""Characters of a passage shown in the conversation; the source has all of it."""
_LONGEST_LIKE = 160
"""Characters of a passage that others are compared with; all of it is shown in the source."""
_LONGEST_QUESTION = 400
"""Characters of a question shown in the conversation; the prompt recalls all of it."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a card."""

    words: Content
    block: Block | None = None
    """None for an empty line."""
    start: int = 0
    """Where the row begins in the text of the card."""


class AnswerCard:
    """A card of the conversation, made from its exchange alone."""

    def __init__(self, exchange: Exchange) -> None:
        self.current = -1
        """Index of the place in view, -1 for none."""
        self.rows: tuple[Row, ...] = ()
        self.text = ""
        self._width = 0
        self.exchange = exchange

    @property
    def exchange(self) -> Exchange:
        return self._exchange

    @exchange.setter
    def exchange(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self.blocks = tuple(blocks_of(exchange))
        self.text = "\n".join(block.words.plain for block in self.blocks)
        self._width = 0

    def lay_out(self, width: int) -> None:
        """Wrap its text into rows of so many cells."""
        if width == self._width:
            return
        self._width = width
        rows: list[Row] = []
        start = 0
        for block in self.blocks:
            row_start = start
            for words in block.words.wrap(max(1, width - block.room.before)):
                # What was dropped between two rows, such as a space, belongs to neither.
                row_start = max(row_start, self.text.find(words.plain, row_start))
                rows.append(Row(words, block, row_start))
                row_start += len(words)
            start += len(block.words) + 1
            rows += [Row(Content(), None, start - 1)] * block.room.below
        self.rows = (*rows, Row(Content(), None, len(self.text)))

    def rows_of(self, place: int) -> range:
        """The rows of the text that a place belongs to; none if it has none.

        Those of its quotation, or of the table where that alone names it.
        """
        for block in sorted(self.blocks, key=lambda block: not block.barred):
            if place in block.places:
                numbers = [n for n, row in enumerate(self.rows) if row.block is block]
                return range(numbers[0], numbers[-1] + 1) if numbers else range(0)
        return range(0)


def blocks_of(exchange: Exchange) -> Iterator[Block]:
    """What a card shows, from top to bottom."""
    if exchange.like:
        title = _shortened(like_title(exchange), _LONGEST_LIKE)
    else:
        title = _shortened(clean(exchange.question).strip(), _LONGEST_QUESTION)
    yield Block(Content(title), "question")
    if exchange.scope:
        yield _line(f"asked of {exchange.scope.details}", "scope")
    match exchange.phase:
        case Phase.WAITING:
            yield _line("Searching the documents…", "note")
        case Phase.PASSAGES:
            yield _line(f"Reading {count(len(exchange.hits), 'passage')}…", "note")
            yield from _nearest(exchange)
        case Phase.FAILED:
            yield _line(exchange.note, "failure")
        case Phase.DROPPED:
            yield _line(exchange.note, "note")
            yield from _nearest(exchange)
        case Phase.DONE:
            if exchange.answer is not None:
                yield from _answer(exchange, exchange.answer)


def _answer(exchange: Exchange, answer: Answer) -> Iterator[Block]:
    if exchange.like:
        passages = count(len(answer.passages), "passage")
        yield _line(f"{passages} like it · {duration(answer.seconds)}", "note")
        yield from _nearest(exchange)
        return
    if answer.understood_as is not None:
        yield _line(understood(answer), "note")
    if answer.remark:
        yield from _request(exchange, answer)
        yield from _offered(exchange)
        return
    if answer.corrections:
        yield _line(sentence(correction_note(answer.corrections)), "note")
    if not answer.answered:
        yield _line(f"{answer.refusal}.", "short-answer")
        if answer.reason:
            yield _line(sentence(answer.reason), "note")
        if answer.passages:
            yield _line("Nearest passages, though not an answer:", "nearest-title")
        yield from _nearest(exchange)
        yield from _offered(exchange)
        return
    # A reader of whole sentences answers with its first statement, which is shown only once.
    if answer.verdict is Verdict.UNSURE:
        yield _line("Perhaps, though no passage says it for certain:", "note")
    elif answer.text != answer.statements[0].text:
        yield _line(answer_words(answer), "short-answer")
    facts = [sureness(answer.confidence), voices(answer)]
    yield _line(" · ".join(facts), "note")
    if answer.compared:
        yield groups(answer)
    for statement in answer.statements:
        yield _statement(statement, answer)
    if answer.reason:
        yield _line(sentence(answer.reason), "note")
    yield from _written(answer)
    yield from _offered(exchange)


def _written(answer: Answer) -> Iterator[Block]:
    """What a language model wrote; what is not borne out is struck through, and counted."""
    written = answer.written
    if written is None:
        return
    if written.sentences:
        yield _line(heading(written.model), "note")
    for each in written.sentences:
        yield written_sentence(each, answer.citations)
    for line in filter(None, (struck_text(written), sentence(written.failure))):
        yield _line(line, "note")


def _request(exchange: Exchange, answer: Answer) -> Iterator[Block]:
    """What answers a request about the documents: its short form, qa's own words, a list."""
    if answer.statements and answer.text != answer.statements[0].text:
        yield _line(answer.text, "short-answer")
    yield _line(answer.remark, "note")
    for statement in answer.statements:
        yield _statement(statement, answer)
    if not answer.answered:
        yield from _nearest(exchange)


def _offered(exchange: Exchange) -> Iterator[Block]:
    """Questions that can be asked next, by a click or a key."""
    if exchange.offered:
        lines = [
            Content.assemble((f"Alt+{number}", "muted"), "  ", offer(question))
            for number, question in enumerate(exchange.offered, start=1)
        ]
        if exchange.anew:
            was = f"Answered from the first {count(exchange.incomplete, 'document')}"
            lines.insert(
                0, Content(f"{was}. All {exchange.completed:,} are indexed now; ask again:")
            )
        yield Block(Content("\n").join(lines), "offered")


def _nearest(exchange: Exchange) -> Iterator[Block]:
    for place, citation in enumerate(exchange.places):
        quote = words_of(citation.paragraph, citation.span.start, citation.span.end)
        words = _shortened(clean(quote).replace("\n", " "), _LONGEST_EXCERPT)
        yield excerpt(_with_question_words(words, exchange), {place: citation}, exact=False)


def _with_question_words(words: str, exchange: Exchange) -> Content:
    """The passage with the words of the question in bold, since they are why it was found."""
    content = Content(words)
    if not exchange.like:
        for word in question_words(words, 0, len(words), exchange.question):
            content = content.stylize("bold", word.start, word.end)
    return content


def _shortened(text: str, most: int) -> str:
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + " …"


def _line(text: str, look: str) -> Block:
    return Block(Content(one_line(text)), look)


def _statement(statement: Statement, answer: Answer) -> Block:
    """A sentence with the answer in bold, where it is the answer that is given or compared."""
    words = Content(joined_lines(clean(statement_words(statement, answer.citations))))
    places = {number - 1: answer.citations[number - 1] for number in statement.citations}
    for citation in places.values():
        sentence, span = citation.sentence, citation.span
        if (
            citation.sentence_text == statement.text
            and span != sentence
            and _gives(answer, citation)
        ):
            before = len(words_of(citation.paragraph, sentence.start, span.start))
            length = len(words_of(citation.paragraph, span.start, span.end))
            words = words.stylize("bold", before, before + length)
            break
    return excerpt(words, places, exact=True)


def _gives(answer: Answer, citation: Citation) -> bool:
    """Whether a citation gives the answer, or one that is named beside it.

    Another sentence may only tell more: a word of it in bold would read as another answer.
    """
    compared = {group for part in answer.compared for group in part}
    giving = [g for g in answer.groups if g.relation is Relation.MAIN or g in compared]
    if not giving:
        return citation.number in answer.statements[0].citations
    return any(citation.number in group.citations for group in giving)
