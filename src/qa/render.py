"""Answers, hits and summaries -> JSON objects and plain text. Pure; the faces print.

JSON follows docs/architecture.md: fields may be added, none changes its meaning. Text is made safe
for a terminal, since documents may hold escapes; JSON keeps every character.
"""

import json
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from qa.plain import clean, one_line
from qa.types import Answer, Citation, Hit, Paragraph

if TYPE_CHECKING:
    from qa.indexer import Summary

WIDTH = 88
"""Columns of text output."""

Json = dict[str, Any]


def answer_json(answer: Answer) -> Json:
    """The object of `qa ask --json`."""
    return {
        "question": answer.question,
        "answered": answer.answered,
        "answer": answer.text,
        "confidence": round(answer.confidence, 4),
        "reason": answer.reason,
        "statements": [
            {"text": s.text, "citations": list(s.citations), "answer": s.answer}
            for s in answer.statements
        ],
        "differing": [s.answer for s in answer.differing],
        "citations": [citation_json(citation) for citation in answer.citations],
        "passages": [hit_json(hit) for hit in answer.passages],
        "seconds": round(answer.seconds, 4),
    }


def citation_json(citation: Citation) -> Json:
    span = citation.span
    return {
        "number": citation.number,
        **_origin(citation.paragraph),
        "start": span.start,
        "end": span.end,
        "quote": citation.quote,
        "sentence": [citation.sentence.start, citation.sentence.end],
    }


def hits_json(query: str, hits: Sequence[Hit]) -> Json:
    """The object of `qa search --json`."""
    return {"query": query, "passages": [hit_json(hit) for hit in hits]}


def hit_json(hit: Hit) -> Json:
    paragraph = hit.paragraph
    return {
        "rank": hit.rank,
        "score": round(hit.score, 4),
        "similarity": round(hit.similarity, 4),
        **_origin(paragraph),
        "start": paragraph.start,
        "end": paragraph.end,
        "text": paragraph.text,
        "highlights": [[span.start, span.end] for span in hit.highlights],
    }


def dumps(value: Any, *, unicode: bool = True) -> str:
    """One line of JSON that no terminal interprets; the same value as `value` when read again.

    Args:
        unicode: whether letters beyond ASCII may stand as they are.
    """
    line = json.dumps(value, ensure_ascii=not unicode)
    # json escapes the C0 controls; clean() changes what else a terminal could act on.
    unsafe = {c for c in set(line) if clean(c) != c}
    return line.translate({ord(c): json.dumps(c)[1:-1] for c in unsafe})


def answer_text(answer: Answer) -> str:
    """An answer for the terminal: the answer, its statements with marks, the places they cite."""
    if not answer.answered:
        reason = one_line(f": {answer.reason}." if answer.reason else ".")
        lines = [_wrapped(f"Not in these documents{reason}")]
        if answer.passages:
            lines += ["", "Nearest passages:", *(_passage(hit) for hit in answer.passages[:3])]
        return "\n".join(lines)
    lines = []
    # With a reader of whole sentences the answer is the first statement: say it once.
    if answer.text != answer.statements[0].text:
        lines += [one_line(answer.text), ""]
    if answer.differing:
        said = (f"{one_line(s.answer)} [{s.citations[0]}]" for s in answer.differing)
        lines += [_wrapped(f"The documents differ: {'; '.join(said)}"), ""]
    for statement in answer.statements:
        marks = "".join(f"[{number}]" for number in statement.citations)
        lines.append(_wrapped(f"{one_line(statement.text)} {marks}"))
    tenths = min(9, max(1, round(10 * answer.confidence)))
    lines += ["", f"right in about {tenths} of 10 answers like this one: see for yourself"]
    lines += [_wrapped(_reference(citation), "    ") for citation in answer.citations]
    return "\n".join(lines)


def hits_text(hits: Sequence[Hit]) -> str:
    """Passages for the terminal, each with its place."""
    return "\n\n".join(_passage(hit) for hit in hits)


def summary_text(summary: "Summary") -> str:
    """What an index run did, in a line, and the skipped files, a line each."""
    counts = {
        "added": summary.added,
        "changed": summary.changed,
        "removed": summary.removed,
        "unchanged": summary.unchanged,
        "skipped": summary.skipped,
    }
    head = ", ".join(f"{len(sources):,} {name}" for name, sources in counts.items() if sources)
    lines = [f"{head or 'nothing to do'}; {summary.embedded:,} passages embedded"]
    lines += [f"skipped {one_line(s.source)}: {one_line(s.reason)}" for s in summary.skipped]
    return "\n".join(lines)


def place(paragraph: Paragraph) -> str:
    """Where a paragraph stands: title, source, paragraph number from 0, date where known."""
    document = paragraph.document
    parts = [document.title, document.source, f"paragraph {paragraph.ordinal}", document.published]
    return one_line(", ".join(part for part in parts if part))


def _origin(paragraph: Paragraph) -> Json:
    document = paragraph.document
    return {
        "source": document.source,
        "title": document.title,
        "author": document.author,
        "published": document.published,
        "paragraph": paragraph.ordinal,
    }


def _reference(citation: Citation) -> str:
    where = f"characters {citation.span.start}-{citation.span.end}"
    return f"[{citation.number}] {place(citation.paragraph)}, {where}"


def _passage(hit: Hit) -> str:
    head = f"{hit.rank}. {place(hit.paragraph)}"
    return f"{head}\n{_wrapped(one_line(hit.paragraph.text), '   ', '   ')}"


def _wrapped(text: str, indent: str = "", first: str = "") -> str:
    return textwrap.fill(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
