"""Answers, hits and summaries -> JSON objects and plain text. Nothing is printed here.

JSON follows docs/architecture.md: fields may be added, none changes its meaning. Text is made safe
for a terminal, since documents may hold escapes; JSON keeps every character.
"""

import json
import textwrap
from bisect import bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from qa.files.unread import unread_text
from qa.retrieve.understanding import correction_note
from qa.text.sanitize import clean, one_line
from qa.types import Answer, Citation, Comparison, Document, Group, Hit, Paragraph, Relation

if TYPE_CHECKING:
    from qa.indexing.results import Summary
    from qa.store.records import Undone

WIDTH = 88
"""Columns of text output."""
MOST_LINES = 20
"""Moved files that are named at most."""

Json = dict[str, Any]


def answer_json(answer: Answer) -> Json:
    """The object of `qa ask --json`."""
    return {
        "question": answer.question,
        "answered": answer.answered,
        "verdict": answer.verdict.value,
        "answer": answer.text,
        "confidence": round(answer.confidence, 4),
        "reason": answer.reason,
        "other_language": answer.other_language,
        "corrections": [list(pair) for pair in answer.corrections],
        "understood_as": answer.understood_as,
        "statements": [
            {"text": s.text, "citations": list(s.citations), "answer": s.answer}
            for s in answer.statements
        ],
        "groups": [group_json(answer, group) for group in answer.groups],
        "sources_differ": answer.sources_differ,
        "citations": [citation_json(citation) for citation in answer.citations],
        "passages": [hit_json(hit) for hit in answer.passages],
        "seconds": round(answer.seconds, 4),
    }


def group_json(answer: Answer, group: Group) -> Json:
    return {
        "answer": group.answer,
        "citations": list(group.citations),
        "sources": group.sources,
        "relation": group.relation.value,
        "retold": list(group.retold),
        "attributions": [
            {
                "citation": one.citation,
                "start": one.span.start,
                "end": one.span.end,
                "text": answer.attributed(one.citation),
            }
            for one in group.attributions
        ],
    }


def comparison_json(comparison: Comparison) -> Json:
    """The object of `qa compare --json`."""
    return {
        "question": comparison.question,
        "sources_differ": comparison.sources_differ,
        "sayings": [
            {
                "answer": saying.citation.quote,
                "relation": saying.relation.value if saying.relation else None,
                "chance": round(saying.chance, 4),
                "attributed": saying.attributed,
                "citation": citation_json(saying.citation),
            }
            for saying in comparison.sayings
        ],
        "silent": [document.source for document in comparison.silent],
        "seconds": round(comparison.seconds, 4),
    }


def citation_json(citation: Citation) -> Json:
    span = citation.span
    return {
        "number": citation.number,
        **_origin(citation.paragraph, span.start),
        "start": span.start,
        "end": span.end,
        "quote": citation.quote,
        "sentence": [citation.sentence.start, citation.sentence.end],
    }


def hits_json(query: str, hits: Sequence[Hit], corrections: Sequence[tuple[str, str]] = ()) -> Json:
    """The object of `qa search --json`."""
    return {
        "query": query,
        "corrections": [list(pair) for pair in corrections],
        "passages": [hit_json(hit) for hit in hits],
    }


def hit_json(hit: Hit) -> Json:
    paragraph = hit.paragraph
    return {
        "rank": hit.rank,
        "score": round(hit.score, 4),
        "similarity": round(hit.similarity, 4),
        **_origin(paragraph, paragraph.start),
        "start": paragraph.start,
        "end": paragraph.end,
        "text": paragraph.text,
        "highlights": [[span.start, span.end] for span in hit.highlights],
    }


def document_json(document: Document) -> Json:
    """What is known of a document besides its text."""
    return {
        "source": document.source,
        "title": document.title,
        "author": document.author,
        "publisher": document.publisher,
        "published": document.published,
        "url": document.url,
    }


def dumps(value: Any, *, unicode: bool = True) -> str:
    """One line of JSON that no terminal interprets; the same value as `value` when read again.

    Args:
        unicode: whether characters beyond ASCII may stay unescaped.
    """
    line = json.dumps(value, ensure_ascii=not unicode)
    # json escapes the C0 controls; clean() changes what else a terminal could act on.
    unsafe = {c for c in set(line) if clean(c) != c}
    return line.translate({ord(c): json.dumps(c)[1:-1] for c in unsafe})


def answer_text(answer: Answer) -> str:
    """An answer as text: the answer, its statements with marks, the citations."""
    note = one_line(correction_note(answer.corrections))
    lines = [_wrapped(note), ""] if note else []
    if not answer.answered:
        reason = one_line(f": {answer.reason}." if answer.reason else ".")
        lines += [_wrapped(f"{answer.refusal}{reason}")]
        if answer.passages:
            lines += ["", "Nearest passages:", *(_passage(hit) for hit in answer.passages[:3])]
        return "\n".join(lines)
    # With a reader of whole sentences the answer is the first statement: say it once.
    if answer.text != answer.statements[0].text:
        lines += [one_line(answer.text), ""]
    if told := _groups(answer):
        lines += [*told, ""]
    for statement in answer.statements:
        lines.append(_wrapped(f"{one_line(statement.text)} {_marks(statement.citations)}"))
    if answer.reason:
        lines += ["", _wrapped(one_line(answer.reason))]
    tenths = min(9, max(1, round(10 * answer.confidence)))
    lines += ["", f"right in about {tenths} of 10 answers like this one: see for yourself"]
    lines += [_wrapped(_reference(citation), "    ") for citation in answer.citations]
    return "\n".join(lines)


def _groups(answer: Answer) -> list[str]:
    """What sources say alike, what they say otherwise, and who says it."""
    lines: list[str] = []
    for part in answer.compared:
        told = [group for group in part if group.relation is not Relation.ALSO]
        if len(told) > 1:
            lines += [
                "Sources differ:",
                *(line for group in told for line in _group(answer, group)),
            ]
        also = [group for group in part if group.relation is Relation.ALSO]
        mentioned = "; ".join(f"{one_line(g.answer)} {_marks(g.citations)}" for g in also)
        lines += [_wrapped(f"Also mentioned: {mentioned}", "  ")] if also else []
    sources = [group.sources for group in answer.groups]
    if not lines and len(sources) == 1 and sources[0] > 1:
        lines.append(f"{sources[0]} independent sources say so.")
    return lines


def _group(answer: Answer, group: Group) -> list[str]:
    """A value; then for each place its document, day and sentence, and whom that names."""
    count = "1 source" if group.sources == 1 else f"{group.sources} independent sources"
    lines = [_wrapped(f"{one_line(group.answer)} {_marks(group.citations)}, {count}", "    ", "  ")]
    quoted = {number for statement in answer.statements for number in statement.citations}
    for number in group.citations:
        document = answer.citations[number - 1].paragraph.document
        said_by = answer.attributed(number)
        told = [
            f"[{number}] {'also in ' if number in group.retold else ''}{document.name}",
            document.published,
            f"according to {said_by}" if said_by else "",
        ]
        lines.append(_wrapped(one_line(", ".join(filter(None, told))), "        ", "    "))
        if number not in quoted and number not in group.retold:
            place = answer.citations[number - 1].sentence
            words = one_line(document.text[place.start : place.end])
            lines.append(_wrapped(words, "        ", "        "))
    return lines


def _marks(numbers: Sequence[int]) -> str:
    return "".join(f"[{number}]" for number in numbers)


def comparison_text(comparison: Comparison) -> str:
    """A table: the day, the document, what it says; then the places, and who says nothing."""
    if not comparison.sayings:
        return "None of the documents says anything to it."
    lines = ["Sources differ:", ""] if comparison.sources_differ else []
    for saying in comparison.sayings:
        citation, document = saying.citation, saying.citation.paragraph.document
        place = citation.sentence
        answer = one_line(f"{citation.quote} [{citation.number}]")
        by = f", according to {saying.attributed}" if saying.attributed else ""
        lines += [
            _wrapped(f"{_column(document.published, 10)}  {one_line(document.name)}", " " * 12),
            _wrapped(answer + one_line(by), " " * 14, " " * 12),
        ]
        if place != citation.span:
            sentence = one_line(document.text[place.start : place.end])
            lines.append(_wrapped(sentence, " " * 14, " " * 14))
    lines += ["", *(_wrapped(_reference(one.citation), "    ") for one in comparison.sayings)]
    if comparison.silent:
        names = "; ".join(one_line(document.name) for document in comparison.silent)
        lines += ["", _wrapped(f"Nothing to it in: {names}", "    ")]
    return "\n".join(lines)


def _column(text: str, width: int) -> str:
    return (one_line(text)[:width] or "no date").ljust(width)


def hits_text(hits: Sequence[Hit]) -> str:
    """Passages as text, each with its place."""
    return "\n\n".join(_passage(hit) for hit in hits)


def summary_text(summary: "Summary") -> str:
    """What an index run did, in a line; then a line for each file moved or skipped."""
    lines = [f"{_counts(summary)}; {summary.embedded:,} passages embedded"]
    moved = [f"moved {one_line(m.was)} -> {one_line(m.source)}" for m in summary.moved]
    lines += _some(moved, "moved")
    lines += [f"skipped {one_line(s.source)}: {one_line(s.reason)}" for s in summary.skipped]
    lines += [*retained_lines(summary), *_unread(summary)]
    return "\n".join(lines)


def other_languages_text(documents: int) -> str:
    """How many documents the reader cannot read, in a line; "" for none."""
    if not documents:
        return ""
    count = "1 document is" if documents == 1 else f"{documents:,} documents are"
    return f"{count} not in English: found, and shown as passages; the reader reads English"


def preview_text(summary: "Summary") -> str:
    """What an index run would do: a line for each file, then a line of counts."""
    each = (("add", summary.added), ("change", summary.changed), ("remove", summary.removed))
    lines = [f"would {word} {one_line(source)}" for word, sources in each for source in sources]
    lines += [f"would move {one_line(m.was)} -> {one_line(m.source)}" for m in summary.moved]
    lines += [f"would skip {one_line(s.source)}: {one_line(s.reason)}" for s in summary.skipped]
    lines += [*retained_lines(summary), *_unread(summary)]
    return "\n".join([*lines, f"dry run: {_counts(summary)}; nothing was written"])


def retained_lines(summary: "Summary") -> list[str]:
    """A line for each root that has no files now, whose documents stay in the index."""
    return [
        f"kept {kept.files:,} {'file' if kept.files == 1 else 'files'} of {one_line(kept.root)},"
        " where none is now: `qa index --rebuild`, or naming other paths, drops them"
        for kept in summary.retained
    ]


def _unread(summary: "Summary") -> list[str]:
    counts = unread_text(summary.unread)
    return [f"not read: {counts}"] if counts else []


def _counts(summary: "Summary") -> str:
    counts = {
        "added": summary.added,
        "changed": summary.changed,
        "moved": summary.moved,
        "removed": summary.removed,
        "unchanged": summary.unchanged,
        "skipped": summary.skipped,
        "copy of another" if len(summary.duplicates) == 1 else "copies of others": (
            summary.duplicates
        ),
    }
    text = ", ".join(f"{len(files):,} {name}" for name, files in counts.items() if files)
    return text or "nothing to do"


def _some(lines: list[str], what: str) -> list[str]:
    """The first lines, and how many more there are."""
    more = len(lines) - MOST_LINES
    return lines if more <= 0 else [*lines[:MOST_LINES], f"and {more:,} more {what}"]


def undone_text(undone: "Undone") -> str:
    """What `qa index --undo` did, in a line."""
    back, out = len(undone.brought_back), len(undone.taken_out)
    return f"the last update is undone: {back:,} files restored, {out:,} removed"


def place(paragraph: Paragraph, at: int | None = None) -> str:
    """Where a paragraph stands: title, source, headings, page, paragraph number from 0, date.

    Args:
        at: the offset whose page is named; default: the start of the paragraph.
    """
    document = paragraph.document
    page = _page(paragraph.document, paragraph.start if at is None else at)
    parts = [
        document.title,
        document.source,
        " › ".join(paragraph.section),
        f"p. {page}" if page else "",
        f"paragraph {paragraph.ordinal}",
        document.published,
    ]
    return one_line(", ".join(part for part in parts if part))


def _origin(paragraph: Paragraph, at: int) -> Json:
    """The fields of a paragraph's document, and the page of the offset `at`."""
    document = paragraph.document
    return {
        **document_json(document),
        "page": _page(document, at),
        "section": list(paragraph.section),
        "paragraph": paragraph.ordinal,
    }


def _page(document: Document, at: int) -> int | None:
    """The page, from 1, on which an offset is; None for a format without pages."""
    return bisect_right(document.pages, at) or None


def _reference(citation: Citation) -> str:
    where = f"characters {citation.span.start}-{citation.span.end}"
    return f"[{citation.number}] {place(citation.paragraph, citation.span.start)}, {where}"


def _passage(hit: Hit) -> str:
    paragraph, header = hit.paragraph, hit.paragraph.header
    columns = paragraph.document.text[header.start : header.end] + "\n" if header else ""
    text = one_line(columns + paragraph.text)
    return f"{hit.rank}. {place(paragraph)}\n{_wrapped(text, '   ', '   ')}"


def _wrapped(text: str, indent: str = "", first: str = "") -> str:
    return textwrap.fill(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
