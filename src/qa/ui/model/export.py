"""Answers as plain text for the clipboard, and in the formats of files; pure.

Quotes hold every character of the source; only the screen and Markdown replace control characters.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

from qa.export import HTML_HEAD, csv_head, csv_rows, html
from qa.export_quotes import escaped, markdown_quote
from qa.render import marks
from qa.render_written import heading, struck_text
from qa.retrieve.understanding import correction_note
from qa.text.sanitize import one_line
from qa.types import Citation, Written
from qa.ui.model.conversations import exchange_json
from qa.ui.model.exchange import Exchange
from qa.ui.model.phrases import byline, group_lines, sentence, sureness, understood


def place_text(citation: Citation) -> str:
    """Where a quote is, to the character."""
    span, paragraph = citation.span, citation.paragraph
    where = f"{one_line(paragraph.document.source)}, paragraph {paragraph.number}"
    return f"{where}, characters {span.start}-{span.end}"


def citation_text(citation: Citation) -> str:
    """A sentence and its reference, ready to be pasted into a note."""
    document = citation.paragraph.document
    return f"“{citation.sentence_text}”\n{byline(document)} ({place_text(citation)})"


def answer_text(exchange: Exchange) -> str:
    """Question, answer, statements and references as plain text."""
    answer = exchange.answer
    if answer is None:
        return exchange.question
    if exchange.like:
        lines = [like_title(exchange), *_asked(exchange)]
        lines += [f"({each.number}) {each.quote}\n{_reference(each)}" for each in exchange.places]
        return "\n\n".join(lines)
    if not answer.statements:
        said = [answer.remark or f"{answer.refusal}.", answer.reason, *answer.suggestions]
        return "\n".join(filter(None, [exchange.question, *_asked(exchange), *said]))
    lines = [exchange.question, *_asked(exchange), answer.remark or answer.text]
    lines += [*group_lines(answer), ""]
    lines += [f"{each.text} {marks(each.citations)}" for each in answer.statements]
    lines += ["", *([sentence(answer.reason), ""] if answer.reason else [])]
    lines += [f"[{each.number}] {_reference(each)}" for each in answer.citations]
    return "\n".join(lines)


def markdown(exchanges: Sequence[Exchange], title: str = "") -> str:
    """Exchanges with their quotes as block quotes and their references as a list."""
    parts = [f"# {escaped(title)}"] if title else []
    parts += [_markdown(each) for each in exchanges if each.answer is not None]
    return "\n\n".join(parts) + "\n"


def saved(exchanges: Sequence[Exchange], suffix: str) -> str:
    """What a file of this suffix holds: JSON, HTML, CSV, or Markdown for any other.

    A page and a table have the answers alone, without "more like this".
    """
    if suffix == ".json":
        return to_json(exchanges)
    if suffix not in (".html", ".htm", ".csv"):
        return markdown(exchanges)
    answers = [each.answer for each in exchanges if each.answer is not None and not each.like]
    parts = (
        [csv_head(), *map(csv_rows, answers)]
        if suffix == ".csv"
        else [HTML_HEAD, *map(html, answers)]
    )
    return "\n".join(parts) + "\n"


def to_json(exchanges: Sequence[Exchange]) -> str:
    """A list of answers, each as `qa ask --json` prints it, with its scope if it has one."""
    answers = [exchange_json(each) for each in exchanges if each.answer is not None]
    return json.dumps(answers, ensure_ascii=False, indent=2) + "\n"


def _markdown(exchange: Exchange) -> str:
    answer = exchange.answer
    assert answer is not None
    title = like_title(exchange) if exchange.like else one_line(exchange.question)
    head = [f"## {escaped(title)}", *(f"*{escaped(words)}*" for words in _asked(exchange))]
    if exchange.like:
        passages = [f"> {escaped(each.quote)}" for each in exchange.places]
        sources = [f"({each.number}) {escaped(_reference(each))}" for each in exchange.places]
        pairs = zip(passages, sources, strict=True)
        return "\n\n".join([*head, *(part for pair in pairs for part in pair)])
    if not answer.statements:
        words = f"{answer.refusal}." + (f" {sentence(answer.reason)}" if answer.reason else "")
        offered = "\n".join(f"- {escaped(each)}" for each in answer.suggestions)
        said = [escaped(answer.remark or words), offered]
        return "\n\n".join([*head, *filter(None, said)])
    chance = f"**{escaped(answer.text)}** ({sureness(answer.confidence)})"
    head.append(escaped(answer.remark) or chance)
    if told := group_lines(answer):
        title, *groups = told
        head += [escaped(title), "\n".join(f"- {escaped(line[2:])}" for line in groups)]
    quotes = [
        markdown_quote(each, answer.citations, marks(each.citations)) for each in answer.statements
    ]
    references = [f"- \\[{each.number}\\] {escaped(_reference(each))}" for each in answer.citations]
    quotes += [escaped(sentence(answer.reason))] if answer.reason else []
    quotes += _written(answer.written) if answer.written and answer.written.text else []
    return "\n\n".join([*head, *quotes, "\n".join(references)])


def _written(written: Written) -> list[str]:
    """What a language model wrote, a paragraph each; what is not borne out is struck through."""
    sentences = [
        f"{escaped(each.text)} {marks(each.citations)}"
        if each.supported
        else f"~~{escaped(each.text)}~~ ({escaped(each.doubt)})"
        for each in written.sentences
    ]
    lines = f"*{escaped(heading(written.model))}*", *sentences, escaped(struck_text(written))
    return [*filter(None, lines)]


def like_title(exchange: Exchange) -> str:
    """Which passage others were compared with, on one line: "Like [2] A ferry: “...”"."""
    return f"Like {one_line(exchange.like)}: “{one_line(exchange.question)}”"


def _asked(exchange: Exchange) -> list[str]:
    """Which documents were asked, unless all; what was understood; which words were put right."""
    asked = [f"Asked of {exchange.scope.details}."] if exchange.scope else []
    corrections = exchange.answer.corrections if exchange.answer else ()
    if exchange.answer is not None and exchange.answer.understood_as is not None:
        asked.append(understood(exchange.answer))
    return [*asked, *filter(None, [sentence(correction_note(corrections))])]


def _reference(citation: Citation) -> str:
    return f"{byline(citation.paragraph.document)} ({place_text(citation)})"


def free_name(question: str) -> str:
    """A name for a file in the working directory, after the question, that no file has yet."""
    words = re.findall(r"[^\W_]+", question.lower())[:8]
    stem, number = "-".join(words)[:60] or "answer", 1
    name = f"{stem}.md"
    while Path(name).exists():
        number += 1
        name = f"{stem}-{number}.md"
    return name
