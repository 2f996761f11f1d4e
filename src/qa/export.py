"""An answer to be taken elsewhere: as Markdown, HTML or rows of CSV. Nothing is printed here.

Quotes are word for word, with runs of white space as one space outside code; what the format would
take for a mark of its own is escaped, since documents may hold anything.
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from html import escape

from qa.export_quotes import escaped, html_quote, html_text, markdown_quote
from qa.render import answer_json, citation_json, place, tenths
from qa.render_written import heading, struck_text
from qa.text.sanitize import one_line
from qa.types import Answer, Citation, Group, Relation, WrittenSentence

HTML_HEAD = '<!doctype html>\n<meta charset="utf-8">\n<title>Answers</title>'
"""What stands before the answers in a file of HTML."""
COLUMNS = (
    "question", "verdict", "answer", "confidence", "reason", "number", "quote", "sentence",
    "title", "author", "publisher", "published", "url", "source", "page", "section", "paragraph",
    "start", "end",
)  # fmt: skip
"""Of CSV: a row for each citation, or one without citation where there is none."""
FURTHER = "See also:"
"""What stands before citations that stand behind nothing else."""
_ADDRESS = re.compile(r"https?://[^\s<>\"'`\\]+")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def markdown(answer: Answer, *, titled: bool = True, part: int = 1) -> str:
    """The answer, its sentences as block quotes, and its citations as footnotes.

    Args:
        titled: whether the question stands above it, as a heading.
        part: its number, from 1, among answers of one file, where no two footnotes may be of one
            name.
    """
    parts = [f"## {escaped(answer.question)}"] if titled else []
    if answer.understood_as:
        parts.append(f"*Understood as: {escaped(answer.understood_as)}*")
    if answer.remark:
        parts.append(escaped(answer.remark))
    if offered := [f"- {escaped(question)}" for question in answer.suggestions]:
        parts.append("\n".join(offered))
    if not answer.statements:
        parts += [] if answer.remark else [escaped(_refusal(answer))]
        nearest = [f"- {escaped(place(hit.paragraph))}" for hit in answer.passages[:3]]
        return "\n\n".join(
            [*parts, *(["Nearest passages:", "\n".join(nearest)] if nearest else [])]
        )
    if answer.text != answer.statements[0].text:
        parts.append(f"**{escaped(answer.text)}**")
    parts += [
        markdown_quote(each, answer.citations, _marks(each.citations, part))
        for each in answer.statements
    ]
    for title, groups in _others(answer):
        shown = [f"- {escaped(g.answer)} {_marks(g.citations, part)}" for g in groups]
        parts += [title, "\n".join(shown)]
    if further := _further(answer):
        parts.append(f"{FURTHER} {_marks(further, part)}")
    parts += [escaped(each) for each in _ending(answer)]
    parts += markdown_written(answer, part)
    return "\n\n".join([*parts, footnotes(answer.citations, part)])


def footnotes(citations: Sequence[Citation], part: int = 1) -> str:
    """Where each of these stands, a line for each."""
    return "\n".join(f"{_mark(each.number, part)}: {_reference(each)}" for each in citations)


def markdown_written(answer: Answer, part: int = 1) -> list[str]:
    """The paragraphs of what a language model wrote; where nothing is borne out, that alone."""
    written = answer.written
    if written is None or not written.sentences:
        return []
    head = [f"*{escaped(heading(written.model))}*"] if written.text else []
    sentences = [markdown_sentence(each, part) for each in written.sentences if written.text]
    return [*head, *sentences, *filter(None, [escaped(struck_text(written))])]


def markdown_sentence(sentence: WrittenSentence, part: int = 1) -> str:
    """A sentence that a language model wrote, with its footnotes or struck through."""
    if sentence.supported:
        return f"{escaped(sentence.text)} {_marks(sentence.citations, part)}"
    return f"~~{escaped(sentence.text)}~~ ({escaped(sentence.doubt)})"


def html(answer: Answer) -> str:
    """The answer as an `article`: sentences as `blockquote`, citations as a numbered list."""
    lines = ["<article>", f"<h2>{html_text(answer.question)}</h2>"]
    if answer.understood_as:
        lines.append(f"<p>Understood as: {html_text(answer.understood_as)}</p>")
    if answer.remark:
        lines.append(f"<p>{html_text(answer.remark)}</p>")
    if answer.suggestions:
        offered = [f"<li>{html_text(question)}</li>" for question in answer.suggestions]
        lines += ["<ul>", *offered, "</ul>"]
    if not answer.statements:
        lines += [] if answer.remark else [f"<p>{html_text(_refusal(answer))}</p>"]
        nearest = [f"<li>{html_text(place(hit.paragraph))}</li>" for hit in answer.passages[:3]]
        lines += ["<p>Nearest passages:</p>", "<ul>", *nearest, "</ul>"] if nearest else []
        return "\n".join([*lines, "</article>"])
    if answer.text != answer.statements[0].text:
        lines.append(f"<p><strong>{html_text(answer.text)}</strong></p>")
    for statement in answer.statements:
        address = _address(answer.citations[statement.citations[0] - 1])
        cite = f' cite="{escape(address)}"' if address else ""
        quote = html_quote(statement, answer.citations, _html_marks(statement.citations))
        lines.append(f"<blockquote{cite}>{quote}</blockquote>")
    for title, groups in _others(answer):
        told = [f"<li>{html_text(g.answer)} {_html_marks(g.citations)}</li>" for g in groups]
        lines += [f"<p>{title}</p>", "<ul>", *told, "</ul>"]
    if further := _further(answer):
        lines.append(f"<p>{FURTHER} {_html_marks(further)}</p>")
    lines += [f"<p>{html_text(each)}</p>" for each in _ending(answer)]
    lines += _html_written(answer)
    lines += ["<ol>", *(f"<li>{_html_reference(each)}</li>" for each in answer.citations), "</ol>"]
    return "\n".join([*lines, "</article>"])


def _html_written(answer: Answer) -> list[str]:
    """As `markdown_written`; what is struck through is `del`."""
    written = answer.written
    if written is None or not written.sentences:
        return []
    lines = [f"<p><em>{html_text(heading(written.model))}</em></p>"] if written.text else []
    for each in written.sentences if written.text else ():
        doubted = f"<del>{html_text(each.text)}</del> ({html_text(each.doubt)})"
        lines.append(
            f"<p>{html_text(each.text)} {_html_marks(each.citations)}</p>"
            if each.supported
            else f"<p>{doubted}</p>"
        )
    return [*lines, *([f"<p>{html_text(struck)}</p>"] if (struck := struck_text(written)) else [])]


def csv_head() -> str:
    """The names of the columns, as a line."""
    return _row(COLUMNS)


def csv_rows(answer: Answer) -> str:
    """A line for each citation; a text that looks like a formula gets an apostrophe first."""
    whole = answer_json(answer)
    head = [whole[name] for name in COLUMNS[:5]]
    if not answer.citations:
        return _row([*head, *[""] * (len(COLUMNS) - len(head))])
    rows = []
    for citation in answer.citations:
        fields = citation_json(citation)
        fields["section"] = " › ".join(fields["section"])
        fields["sentence"] = citation.sentence_text
        rows.append(_row([*head, *(fields[name] for name in COLUMNS[len(head) :])]))
    return "\n".join(rows)


def _row(values: Sequence[object]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow([_cell(value) for value in values])
    return line.getvalue()


def _cell(value: object) -> object:
    """The value; as a text if a spreadsheet would calculate it, which could reveal other cells."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _refusal(answer: Answer) -> str:
    return f"{answer.refusal}: {answer.reason}." if answer.reason else f"{answer.refusal}."


def _ending(answer: Answer) -> list[str]:
    """What stands below the statements; a request about the documents has no chance."""
    return [each for each in (answer.reason, "" if answer.remark else _chance(answer)) if each]


def _chance(answer: Answer) -> str:
    of_ten = tenths(answer.confidence)
    return f"Right in about {of_ten} of 10 answers like this one: see for yourself."


def _others(answer: Answer) -> Iterator[tuple[str, list[Group]]]:
    """What sources say otherwise, and what else is mentioned: each under a title."""
    for part in answer.compared:
        told = [group for group in part if group.relation is not Relation.ALSO]
        if len(told) > 1:
            yield "Sources differ:", told
        if also := [group for group in part if group.relation is Relation.ALSO]:
            yield "Also mentioned:", also


def _further(answer: Answer) -> list[int]:
    """The citations that stand behind nothing else, such as other sources of the answer."""
    marked = {number for statement in answer.statements for number in statement.citations}
    for _, groups in _others(answer):
        marked.update(number for group in groups for number in group.citations)
    if answer.written:
        marked.update(number for each in answer.written.sentences for number in each.citations)
    return [each.number for each in answer.citations if each.number not in marked]


def _html_marks(numbers: Sequence[int]) -> str:
    return "".join(f"<sup>{number}</sup>" for number in numbers)


def _marks(numbers: Sequence[int], part: int) -> str:
    return "".join(_mark(number, part) for number in numbers)


def _mark(number: int, part: int) -> str:
    return f"[^{part}-{number}]" if part > 1 else f"[^{number}]"


def _reference(citation: Citation) -> str:
    address = _address(citation)
    return escaped(_where(citation)) + (f" <{address}>" if address else "")


def _html_reference(citation: Citation) -> str:
    address, where = _address(citation), html_text(_where(citation))
    return f'<a href="{escape(address)}">{where}</a>' if address else where


def _where(citation: Citation) -> str:
    """Author, publisher, and the place to the character."""
    document, span = citation.paragraph.document, citation.span
    names = [one_line(document.author), one_line(document.publisher)]
    where = f"{place(citation.paragraph, span.start)}, characters {span.start}-{span.end}"
    return ", ".join([*filter(None, dict.fromkeys(names)), where])


def _address(citation: Citation) -> str:
    """Where the document was published, if that is an address that a page may link to."""
    url = citation.paragraph.document.url
    return url if _ADDRESS.fullmatch(url) else ""
